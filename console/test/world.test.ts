import fc from "fast-check";
import { expect, test } from "vitest";
import { frameOf, stepPath, ticksOf, xOf, yOf } from "../src/parts/step-plot.tsx";
import type {
  Channel,
  KnownHistory,
  LoggedEvent,
  Member,
  Pool,
  Rule,
  RunSummary,
} from "../src/server/types.ts";
import { shownHistory } from "../src/views/context/detail.tsx";
import { type KnownEvents, withNewest, withOlder } from "../src/views/events/events.tsx";
import { membersInOrder, poolStates } from "../src/views/resources/resources.tsx";
import { choicesOf, filtered } from "../src/views/triggers/triggers.tsx";

const event = (seq: number): LoggedEvent => ({ seq, at: seq, kind: "occurrence", name: "shop.order" });

/** The server's answer when `all` events have come. */
function page(all: number, before: number | undefined, size: number) {
  const last = before ?? all;
  const found = Array.from({ length: Math.min(all, last) }, (_, seq) => event(seq));
  const events = found.slice(-size).reverse();
  return found.length > size ? { events, next: events.at(-1)?.seq ?? 0 } : { events };
}

const seqs = (known: KnownEvents | undefined): readonly number[] =>
  (known?.events ?? []).map(({ seq }) => seq);

test("a log that is read page by page, while events come, has no hole and no event twice", () => {
  const acts = fc.array(fc.oneof(fc.record({ come: fc.nat({ max: 30 }) }), fc.constant("older" as const)), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(fc.nat({ max: 40 }), acts, (first, later) => {
      let all = first;
      let known: KnownEvents = withNewest(undefined, { ...page(all, undefined, 10) });
      for (const act of later) {
        if (act === "older") {
          if (known.next !== undefined) known = withOlder(known, page(all, known.next, 10));
        } else {
          all += act.come;
          known = withNewest(known, page(all, undefined, 10));
        }
        const oldest = known.next ?? 0;
        expect(seqs(known)).toEqual(Array.from({ length: all - oldest }, (_, at) => all - 1 - at));
      }
      while (known.next !== undefined) known = withOlder(known, page(all, known.next, 10));
      expect(seqs(known)).toHaveLength(all);
    }),
  );
});

test("the newest page replaces what it covers: an event may have led to something since", () => {
  const old = withNewest(undefined, page(5, undefined, 10));
  const led = { ...event(4), became: [{ seq: 5, kind: "trigger_fired" as const, name: "shop.t", run: "R" }] };
  const { events } = withNewest(old, { events: [led, ...old.events.slice(1)] });
  expect(events[0]?.became).toHaveLength(1);
});

const member = (id: string, more: Partial<Member> = {}): Member => ({
  resource: `p.tills[${id}]`,
  pool: "p.tills",
  id,
  health: "ready",
  fields: {},
  ...more,
});

test("a pool knows who is free: nobody who is held, set aside, out of order or above the capacity", () => {
  const pool = (more: Partial<Pool>): Pool => ({
    name: "p.tills",
    members: { ready: 4, lost: 1 },
    held: 0,
    waiting: 0,
    ...more,
  });
  const run = {
    run: "R",
    waiting: [{ step: "s", for: "resource", pool: "p.tills" }],
  } as unknown as RunSummary;
  const free = (more: Partial<Pool>): number | undefined =>
    poolStates({ pools: [pool(more)], members: [member("1")] }, [])[0]?.free;
  expect(free({})).toBe(4);
  expect(free({ held: 1 })).toBe(3);
  expect(free({ held: 1, aside: ["2"] })).toBe(2);
  expect(free({ held: 1, capacity: 2 })).toBe(1);
  expect(free({ held: 2, capacity: 1 })).toBe(0);
  const [state] = poolStates(
    { pools: [pool({})], members: [member("1"), { ...member("1"), pool: "p.other" }] },
    [run],
  );
  expect(state?.waiters.map(({ waiting }) => waiting.step)).toEqual(["s"]);
  expect(state?.all).toHaveLength(1);
});

test("members in trouble come first, then those that are held; the rest by number", () => {
  const held = { holder: { run: "R", since: 0 } };
  const all = [member("10"), member("9"), member("2", held), member("3", { health: "lost" })];
  expect(membersInOrder(all).map(({ id }) => id)).toEqual(["3", "2", "9", "10"]);
});

test("triggers are filtered by their plan, their priority, and the category of their events", () => {
  const rule = (name: string, starts: string, event: string, priority?: string) =>
    ({ name, starts, on: [{ kind: "event", event }], ...(priority && { priority }) }) as unknown as Rule;
  const rules = [rule("a", "p.x", "e.one", "high"), rule("b", "p.y", "e.two")];
  const events = [{ name: "e.one", category: "safety" }, { name: "e.two" }] as unknown as Channel[];
  expect(choicesOf(rules, events)).toEqual({
    workflow: ["p.x", "p.y"],
    category: ["safety"],
    priority: ["high"],
  });
  const names = (query: Record<string, string>) => filtered(rules, events, query).map(({ name }) => name);
  expect(names({})).toEqual(["a", "b"]);
  expect(names({ workflow: "p.y" })).toEqual(["b"]);
  expect(names({ category: "safety" })).toEqual(["a"]);
  expect(names({ priority: "high", workflow: "p.y" })).toEqual([]);
});

test("a history is plotted in the unit in which its values are written", () => {
  const points = [
    { at: 2, source: "s", value: 293.15, text: "20C" },
    { at: 1, source: "s", value: 289.15, text: "16C" },
    { at: 3, source: "t", value: 291.15 },
    { at: 4, source: "t", value: "‹personal›" },
  ];
  const shown = shownHistory({ name: "n", kind: "signal", points } as KnownHistory);
  expect(shown).toEqual({
    unit: "C",
    isTruth: false,
    series: [
      {
        name: "s",
        points: [
          { at: 1, value: 16 },
          { at: 2, value: 20 },
        ],
      },
      { name: "t", points: [{ at: 3, value: 18 }] },
    ],
  });
  const flag = shownHistory({
    name: "n",
    kind: "flag",
    points: [{ at: 1, value: true }, { at: 2 }],
  } as KnownHistory);
  expect(flag).toEqual({ unit: "", isTruth: true, series: [{ name: "n", points: [{ at: 1, value: 1 }] }] });
});

test("every point of a plot lies inside of its frame, and so do the lines across", () => {
  const points = fc.array(
    fc.record({ at: fc.nat(), value: fc.integer({ min: -1e8, max: 1e8 }).map((cents) => cents / 100) }),
    {
      minLength: 1,
    },
  );
  fc.assert(
    fc.property(points, (some) => {
      const frame = frameOf(some, 600, 160, 5_000);
      for (const { at, value } of some) {
        expect(xOf(frame, at)).toBeGreaterThanOrEqual(0);
        expect(xOf(frame, at)).toBeLessThanOrEqual(600);
        expect(yOf(frame, value)).toBeGreaterThan(0);
        expect(yOf(frame, value)).toBeLessThan(160);
      }
      const ticks = ticksOf(frame, 4);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(5);
      for (const tick of ticks) expect(tick >= frame.low && tick <= frame.high).toBe(true);
    }),
  );
});

test("a value holds until the next one, and the last to the edge", () => {
  const frame = { width: 100, height: 10, from: 0, to: 10, low: 0, high: 10 };
  const points = [
    { at: 0, value: 10 },
    { at: 5, value: 0 },
  ];
  expect(stepPath(frame, points)).toBe("M0,0H50V10H100");
});

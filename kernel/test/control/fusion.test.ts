import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ControlEvent } from "../../src/control/events.ts";
import { limits } from "../../src/limits.ts";
import { Installation, of, skipped } from "./installation.ts";

const fused = (events: readonly ControlEvent[]) =>
  of(events, "Fused").map(({ fields, of: parts }) => [fields, parts.map(({ id }) => id)]);

const gunfire = `event shot(level: Int, sensor: String, place: Geo) { from ears  dedupe 10s by sensor }
event call(text: String, place: Geo) { from phone }
fusion alarm(level: Int, text: String) {
  join   shot as heard, call as said
  within 30s
  near   heard.place, said.place within 500 meters
  emit   { level: heard.level, text: said.text }
}`;
const here = { lat: 26.78, lon: -80.05 };
const there = { lat: 26.79, lon: -80.05 };

describe("what is repeated counts once", () => {
  test("for each sensor by itself, for as long as is said", () => {
    const one = new Installation(`${gunfire}
tool ring(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) { step a = ring(n) }
trigger t { on event shot  start p(n: event.level) }`);
    const shot = (level: number, sensor: string) =>
      of(one.occur("m.shot", { level, sensor, place: here }), "Fired").length;
    expect([shot(1, "a"), shot(2, "a"), shot(3, "b")]).toEqual([1, 0, 1]);
    one.wait(9);
    expect(shot(4, "a")).toBe(0);
    one.wait(1);
    expect(shot(5, "a")).toBe(1);
    expect(one.state.tallies.get("m.shot repeated")).toBe(2);
  });
});

describe("several are one", () => {
  test("near each other in time and space, and it tells which", () => {
    const one = new Installation(gunfire);
    one.occur("m.shot", { level: 7, sensor: "a", place: here }, { id: "s" });
    expect(fused(one.occur("m.call", { text: "far", place: there }, { id: "far" }))).toEqual([]);
    one.wait(20);
    expect(fused(one.occur("m.call", { text: "near", place: here }, { id: "c" }))).toEqual([
      [{ level: 7, text: "near" }, ["s", "c"]],
    ]);
    // Each is part of one whole.
    expect(fused(one.occur("m.call", { text: "again", place: here }))).toEqual([]);
  });

  test("not when too far apart in time", () => {
    const one = new Installation(gunfire);
    one.occur("m.shot", { level: 7, sensor: "a", place: here });
    one.wait(31);
    expect(fused(one.occur("m.call", { text: "late", place: here }))).toEqual([]);
  });

  test("the nearest in time is taken", () => {
    const one = new Installation(gunfire);
    one.occur("m.call", { text: "first", place: here });
    one.wait(5);
    one.occur("m.call", { text: "second", place: here });
    one.wait(1);
    expect(fused(one.occur("m.shot", { level: 1, sensor: "a", place: here }))[0]?.[0]).toEqual({
      level: 1,
      text: "second",
    });
  });

  test("only those for which a key is the same, and under a condition over all", () => {
    const one = new Installation(`event a(k: String, n: Int)
event b(k: String, n: Int)
event c(k: String, n: Int)
fusion sum(k: String, n: Int) { join a as x, b as y, c as z  within 1m  by x.k  where x.n < y.n and y.n < z.n  emit { k: x.k, n: x.n + y.n + z.n } }
fusion more(n: Int) { join sum as s, a as t  within 1m  by s.k  emit { n: s.n * 100 + t.n } }`);
    one.occur("m.a", { k: "p", n: 1 });
    one.occur("m.b", { k: "q", n: 2 });
    one.occur("m.c", { k: "p", n: 3 });
    expect(fused(one.occur("m.b", { k: "p", n: 9 }))).toEqual([]);
    const both = one.occur("m.b", { k: "p", n: 2 });
    expect(of(both, "Fused").map(({ fusion, fields }) => [fusion, fields])).toEqual([
      ["m.sum", { k: "p", n: 6 }],
      ["m.more", { n: 601 }],
    ]);
  });

  test("what is kept for others is bounded by time, also of keys that never come again", () => {
    const one = new Installation(gunfire);
    for (let n = 0; n < 200; n++) {
      one.occur("m.shot", { level: n, sensor: `s${n}`, place: here });
      one.wait(1);
    }
    const state = one.state.fusions.get("m.alarm");
    expect(state?.order.size).toBeLessThanOrEqual(32);
    expect(state?.held.get("")?.get("m.shot")?.size).toBe(state?.order.size);
  });
});

const late = `event a(n: Int)
event b(n: Int)
fusion pair(x: Int, y: Int) { join a as p, b as q  within 10s  late up to 5s  emit { x: p.n, y: q.n } }`;

test("late: those that were waited for come in the order of their own time", () => {
  const one = new Installation(late);
  const at = one.now;
  one.wait(20);
  expect(one.occur("m.b", { n: 2 }, { when: at + 8_000 }).map(({ t }) => t)).toEqual(["Occurred"]);
  one.occur("m.a", { n: 1 }, { when: at + 4_000 });
  expect(fused(one.occur("m.a", { n: 3 }, { when: at + 14_000 }))[0]?.[0]).toEqual({ x: 1, y: 2 });
  one.occur("m.b", { n: 9 }, { when: at + 1_000 });
  expect(one.state.tallies.get("m.pair too late")).toBe(1);
});

test("late: when nothing more comes, what waits is let through", () => {
  const one = new Installation(late);
  one.occur("m.a", { n: 1 });
  expect(fused(one.occur("m.b", { n: 2 }))).toEqual([]);
  expect(fused(one.wait(6))[0]?.[0]).toEqual({ x: 1, y: 2 });
});

test("late: what is still kept for those that come late is no part of what is too far off", () => {
  const one = new Installation(late);
  one.occur("m.a", { n: 1 });
  one.wait(12);
  one.occur("m.b", { n: 2 });
  expect(fused(one.wait(6))).toEqual([]);
});

test("late: a long silence between the news parts nothing that belongs together", () => {
  const one = new Installation(late);
  const at = one.now;
  one.wait(120);
  one.occur("m.a", { n: 1 }, { when: at });
  one.occur("m.b", { n: 2 }, { when: at + 6_000 });
  expect(fused(one.occur("m.b", { n: 9 }, { when: at + 100_000 }))[0]?.[0]).toEqual({ x: 1, y: 2 });
});

test("late: of two of the same time the one that comes late may be the first", () => {
  const one = new Installation(late);
  const at = one.now;
  one.wait(20);
  one.occur("m.b", { n: 0 }, { id: "m", when: at + 999 });
  one.occur("m.a", { n: 1 }, { id: "z", when: at + 1_000 });
  one.occur("m.a", { n: 5 }, { id: "later", when: at + 6_000 });
  one.occur("m.a", { n: 2 }, { id: "c", when: at + 1_000 });
  expect(fused(one.wait(6))[0]?.[0]).toEqual({ x: 2, y: 0 });
});

test("late: triggers that set each other off by way of it are a circle as well", () => {
  const one = new Installation(`${late}
tool ring(n: Int) -> Int { effect idempotent  latency <= 1s }
plan p(n: Int) { step r = ring(n)  emit a(n: n) }
trigger again { on event pair  start p(n: event.x) }`);
  one.occur("m.a", { n: 1 });
  let runs = 0;
  for (let more = true; more && runs < 100; ) {
    one.occur("m.b", { n: 1 });
    const [next] = of(one.wait(6), "Fired");
    more = next !== undefined;
    if (next === undefined) continue;
    runs += 1;
    one.admit(next);
    const from = { stream: `run/${next.run}`, seq: 5 } as const;
    const ask = { ask: "emit", event: "m.a", fields: { n: 1 } } as const;
    one.tell({ t: "Heard", at: one.now, from, ack: -1, ask });
  }
  expect(runs).toBe(limits.firingDepthMax + 1);
  expect(skipped(one.events)).toEqual(["again circle"]);
});

test("within the lateness that is allowed, what is fused hangs on no order of arrival", () => {
  const happening = fc.record({
    event: fc.constantFrom("m.a", "m.b"),
    n: fc.integer({ min: 0, max: 9 }),
    gap: fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 0, max: 4_000 }) },
      fc.integer({ min: 0, max: 30_000 }),
    ),
    delay: fc.integer({ min: 0, max: 5_000 }),
  });
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 25 }), (list) => {
      let when = 0;
      const all = list.map(({ event, n, gap, delay }, place) => {
        when += gap;
        return { id: `h${String(place).padStart(3, "0")}`, event, n, when, arrives: when + delay };
      });
      const played = (order: typeof all) => {
        const one = new Installation(late);
        const start = one.now;
        one.wait(1_000);
        for (const { id, event, n, when: own } of order) one.occur(event, { n }, { id, when: start + own });
        one.wait(6);
        expect([...one.state.tallies.keys()]).toEqual([]);
        return fused(one.events);
      };
      const inOrder = played(all);
      // Nobody is later than 5 s behind one that was heard before.
      const asTheyCame = played(
        all.toSorted((left, right) => left.arrives - right.arrives || left.when - right.when),
      );
      expect(asTheyCame).toEqual(inOrder);
    }),
    { numRuns: 150 },
  );
});

test("past its bound the oldest that is kept is dropped, and counted; what is waited behind is let through", () => {
  const most = limits.fusionHeldMax;
  const one = new Installation(late);
  const at = one.now;
  one.wait(3);
  for (let n = 0; n <= most; n++) one.occur("m.a", { n }, { when: at + Math.floor(n / 10) });
  expect(one.state.tallies.get("m.pair pressed")).toBe(1);
  expect(one.state.fusions.get("m.pair")?.pending.size).toBe(most);
  expect(one.state.fusions.get("m.pair")?.order.size).toBe(1);
  one.wait(6);
  for (let n = 0; n < 10; n++) one.occur("m.a", { n }, { when: at + 2_000 });
  one.wait(6);
  expect(one.state.fusions.get("m.pair")?.order.size).toBe(most);
  expect(one.state.tallies.get("m.pair dropped")).toBe(11);
});

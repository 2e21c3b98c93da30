import type { Entry } from "@orchlang/runtime";
import { Scoreboard, shareOf } from "@orchlang/runtime/reports";
import fc from "fast-check";
import { expect, test } from "vitest";
import { begun, ended } from "./begun.ts";
import { started } from "./started.ts";

/* The scoreboard: shares with intervals, attempts by capability and model, through HTTP. */

test.each([
  // Wilson's interval as other programs give it (statsmodels, proportion_confint, method "wilson").
  [8, 10, 0.4902, 0.9433],
  [0, 10, 0, 0.2775],
  [10, 10, 0.7225, 1],
  [50, 100, 0.4038, 0.5962],
  [0, 0, 0, 1],
])("%i of %i lie between %d and %d", (succeeded, tries, low, high) => {
  const found = shareOf(succeeded, tries);
  expect([found.low, found.high].map((one) => Number(one.toFixed(4)))).toEqual([low, high]);
});

test("an interval holds its share, is the mirror of that of failures, and shrinks with more tries", () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(300), (good, bad) => {
      fc.pre(good + bad > 0);
      const [one, other] = [shareOf(good, good + bad), shareOf(bad, good + bad)];
      expect(one.low).toBeLessThanOrEqual(one.share);
      expect(one.high).toBeGreaterThanOrEqual(one.share);
      expect(one.low).toBeCloseTo(1 - other.high, 9);
      const more = shareOf(10 * good, 10 * (good + bad));
      expect(more.high - more.low).toBeLessThan(one.high - one.low);
    }),
  );
});

const call = (node: string) => ({ routine: "m.p", site: [], node, slot: "do" });
const attempt = (key: string, at: number, end: object, by?: string): Entry[] =>
  [
    { t: "Began", at, intent: { key, call: call(key) }, capability: "m.ask", attempt: 1 },
    { t: "Dispatched", at: at + 10, key, attempt: 1, dispatch: 1 },
    { t: "Ended", at: at + 110, key, attempt: 1, dispatch: 1, ...end, ...(by === undefined ? {} : { by }) },
  ].map((event) => ({ event }) as unknown as Entry);

const good = { outcome: { ok: 1 }, spent: { cost: { currency: "USD", amount: "0.01" }, tokens: 7 } };
const bad = { outcome: { failure: { class: "transient" } }, spent: {} };
const cancelled = { outcome: { failure: { class: "cancelled" } }, spent: {} };

test("attempts count for their capability, their model and both; what was cancelled counts for none", () => {
  const board = new Scoreboard();
  const spent = { cost: [{ currency: "USD", amount: "0.05" }], tokens: 30, energy: 0 };
  const run = { entry: "m.p", status: "completed", started: 0, ended: 500, spent } as const;
  board.take(run, [
    ...attempt("a", 0, good, "small (x/y)"),
    ...attempt("b", 200, bad, "small (x/y)"),
    ...attempt("c", 300, good, "large (x/z)"),
    ...attempt("d", 300, cancelled, "large (x/z)"),
    ...attempt("e", 400, good),
  ]);
  const scores = board.scores();
  expect(scores.map(({ kind, name, tries, succeeded }) => [kind, name, tries, succeeded])).toEqual([
    ["workflow", "m.p", 1, 1],
    ["capability", "m.ask", 4, 3],
    ["model", "small (x/y)", 2, 1],
    ["model", "large (x/z)", 1, 1],
    ["pair", "m.ask by small (x/y)", 2, 1],
    ["pair", "m.ask by large (x/z)", 1, 1],
    ["team", "large (x/z) with small (x/y)", 1, 1],
    ["recovery", "m.ask after transient", 1, 0],
  ]);
  // The books have more than the attempts that say what they used: one that does not is charged with its worst case.
  expect(scores[0]).toMatchObject({ tokens: 30, cost: spent.cost });
  expect(scores[1]).toMatchObject({
    median: 100,
    p95: 100,
    tokens: 21,
    cost: [{ currency: "USD", amount: "0.03" }],
  });
});

test("a failure is recovered from by another attempt of its step or its handler; open runs tell nothing yet", () => {
  const handled = (at: number, end: object) =>
    attempt("a", at, end).map((entry) => {
      const { event } = entry as { readonly event: { readonly t: string; readonly key?: string } };
      const key = `${event.key ?? "a"} else`;
      const own = event.t === "Began" ? { intent: { key, call: { ...call("a"), slot: "else1" } } } : { key };
      return { ...entry, event: { ...event, ...own } } as Entry;
    });
  const late = { outcome: { failure: { class: "timeout" } }, spent: {} };
  const run = { entry: "m.p", status: "completed", started: 0 } as const;
  const recoveries = (events: readonly Entry[], ended: number | undefined) => {
    const board = new Scoreboard();
    board.take(ended === undefined ? run : { ...run, ended }, events);
    return board
      .scores()
      .flatMap(({ kind, name, tries, succeeded, median }) =>
        kind === "recovery" ? [[name, tries, succeeded, median]] : [],
      );
  };
  const twice = [...attempt("a", 0, bad), ...attempt("a", 200, bad), ...attempt("a", 400, good)];
  expect(recoveries(twice, 900)).toEqual([["m.ask after transient", 1, 1, 400]]);
  const both = [
    ...attempt("a", 0, bad),
    ...attempt("a", 200, late),
    ...handled(400, good),
    ...attempt("b", 0, bad),
  ];
  expect(recoveries(both, 900)).toEqual([
    ["m.ask after transient", 2, 1, 400],
    ["m.ask after timeout", 1, 1, 200],
  ]);
  expect(recoveries(both, undefined)).toEqual([]);
});

test("the plan that a goal chose counts by what came of it, and the one before it has failed", () => {
  const board = new Scoreboard();
  const chose = (at: number, plan: number, routine: string) =>
    ({ event: { t: "Chose", at, goal: "m.g", plan, carried: [], because: { routine } } }) as unknown as Entry;
  const closed = (at: number, status: string) => ({ event: { t: "Closed", at, status } }) as unknown as Entry;
  const run = { entry: "m.g", status: "completed", started: 0, ended: 900 } as const;
  board.take(run, [
    chose(0, 0, "m.fast"),
    ...attempt("a", 0, bad),
    chose(200, 1, "m.slow"),
    ...attempt("b", 300, good),
    closed(900, "completed"),
  ]);
  board.take({ ...run, status: "cancelled" }, [chose(0, 0, "m.fast"), closed(10, "cancelled")]);
  board.take({ ...run, status: "failed" }, [chose(0, 1, "m.slow"), closed(10, "failed")]);
  const strategies = board.scores().filter(({ kind }) => kind === "strategy");
  expect(strategies.map(({ name, tries, succeeded, median }) => [name, tries, succeeded, median])).toEqual([
    ["m.g by m.slow", 2, 1, 700],
    ["m.g by m.fast", 1, 0, undefined],
  ]);
  expect(strategies[0]).toMatchObject({ tokens: 7, cost: [{ currency: "USD", amount: "0.01" }] });
});

test("the server counts the runs that somebody may see, of some days and of one kind", async () => {
  const server = await started();
  for (const id of ["1", "2"]) await ended(server, await begun(server, "quick", id));
  await ended(server, await begun(server, "broken", "1"));
  const read = async (query: string) => {
    const { status, body } = await server.ask(
      "viewer",
      "GET",
      `/api/orchestration/reports/scoreboard${query}`,
    );
    expect([status, body.detail]).toEqual([200, undefined]);
    return body.scores as readonly { readonly name: string; readonly kind: string }[];
  };
  const scores = await read("");
  expect(scores).toContainEqual(
    expect.objectContaining({ kind: "workflow", name: "shop.quick", tries: 2, succeeded: 2 }),
  );
  expect(scores).toContainEqual(
    expect.objectContaining({ kind: "workflow", name: "shop.broken", tries: 1, succeeded: 0 }),
  );
  expect((await read("?kind=capability")).map(({ kind }) => kind)).not.toContain("workflow");
});

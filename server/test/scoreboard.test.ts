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

const attempt = (key: string, at: number, end: object, by?: string): Entry[] =>
  [
    { t: "Began", at, intent: { key }, capability: "m.ask", attempt: 1 },
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

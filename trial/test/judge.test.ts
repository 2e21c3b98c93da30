import { expect, test } from "vitest";
import type { Monitor } from "../src/claim.ts";
import { judge } from "../src/judge.ts";
import { drawProgram } from "../src/program/draw.ts";
import { noPrograms, tallyOf, together } from "../src/report.ts";
import { planted } from "./planted.ts";

/** `LAWS=10` judges ten times as many programs. */
const laws = Number(process.env.LAWS ?? 1);
const seeds = Array.from({ length: 50 * laws }, (_, at) => at + 80);

test("neither compiler nor kernel throws, and what is broken is found", () => {
  let tally = noPrograms;
  for (const seed of seeds) {
    const text = drawProgram({ seed });
    tally = together(tally, tallyOf(text, judge(text, { monitors: [planted], worlds: 4, seed })));
  }
  expect(
    tally.found.filter(({ kind }) => kind !== "never").map(({ text, says }) => `${says}\n${text}`),
  ).toEqual([]);
  expect(tally.found.length).toBeGreaterThan(0);
  expect(tally.clean / tally.programs).toBeGreaterThan(0.6);
  expect(tally.runs).toBeGreaterThan(seeds.length * 3);
  expect(tally.claims.never).toBeGreaterThan(tally.found.length);
});

test("what a monitor throws is told as a breach of its own", () => {
  const throwing: Monitor = () => [
    {
      kind: "order",
      says: "this is asked",
      breach: () => {
        throw new TypeError("it cannot be");
      },
    },
  ];
  const text = "module m\ntool t() { effect pure  latency <= 1s }\nplan p() {\n  step a = t()\n}\n";
  const { found } = judge(text, { monitors: [throwing], worlds: 3, seed: 1 });
  expect(found).toMatchObject([{ kind: "monitor", says: "TypeError: it cannot be", entry: "m.p" }]);
});

test("a program with an error is not played", () => {
  const { clean, runs, found } = judge("module m\nplan p() { step a = nothing() }\n", {
    monitors: [planted],
    worlds: 3,
    seed: 1,
  });
  expect({ clean, runs, found }).toEqual({ clean: false, runs: 0, found: [] });
});

test("a program is left in the middle when the time is over", () => {
  const text = "module m\ntool t() { effect pure  latency <= 1s }\nplan p() {\n  step a = t()\n}\n";
  let asked = 0;
  const { runs } = judge(text, { monitors: [], worlds: 50, seed: 1, isOver: () => ++asked > 3 });
  expect(runs).toBe(3);
});

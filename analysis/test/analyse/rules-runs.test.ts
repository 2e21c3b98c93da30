import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Case, casesOf, isWrong, type Tally } from "./runs/compare.ts";
import { programs, type Shape, simple } from "./runs/generate.ts";
import { capabilities } from "./runs/model.ts";
import type { Rule } from "./runs/truth.ts";

/*
 * Verdicts against every run of small plans: all orders, all outcomes of choices with their conditions correlated, all
 * failures, lost workers. No run breaks a proved rule; for all data in which its subject occurs, some run breaks a
 * refused one; and few decidable cases stay open.
 */

const rules: readonly Rule[] = [
  { is: "before", firsts: ["review"], granted: false, second: "send" },
  { is: "before", firsts: ["review"], granted: true, second: "send" },
  { is: "before", firsts: ["review", "note"], granted: false, second: "book" },
  { is: "before", firsts: ["note"], granted: false, second: "charge", over: true },
  { is: "atMost", count: 1, of: "send" },
  { is: "atMost", count: 2, of: "book" },
  { is: "never", of: "note", over: true },
  { is: "never", of: "charge", over: false },
  { is: "followed", first: "send", second: "note" },
  { is: "followed", first: "book", second: "review" },
];

/** How many plans of each shape, and which; `LAWS=50` for fifty times as many, `ORCH_RULE_SEED` for others. */
const laws = Number(process.env.LAWS ?? 1);
const plans = 10 * laws;

const shapes: Readonly<Record<string, Shape>> = {
  "calls and choices": simple,
  "plans, races, handlers": { ...simple, plans: true, races: true, handlers: true, finally: true },
  "loops, handlers": { ...simple, loops: true, handlers: true, finally: true },
  "goals, quorums": { ...simple, goals: true, quorums: true, finally: true, callsMax: laws > 1 ? 5 : 4 },
  "races of blocks, quorums": { ...simple, races: true, blocks: true, quorums: true, handlers: true },
};

const seed = Number(process.env.ORCH_RULE_SEED ?? 19);
const minutes = 60_000;

describe("verdicts against every run (rule 36)", () => {
  test.each(Object.keys(shapes))("%s", { timeout: 20 * minutes }, (name) => {
    const tallies = new Map<Case["rule"], Tally>();
    let compared = 0;
    fc.assert(
      fc.property(programs(shapes[name] ?? simple), fc.nat(7), (program, chance) => {
        const cases = casesOf(program, rules, chance === 0);
        if (cases === undefined) return;
        compared += 1;
        for (const each of cases) {
          if (isWrong(each)) throw new Error(`${each.verdict}, but ${each.truth}: ${each.text}`);
          count(tallies, each);
        }
      }),
      { numRuns: plans, seed },
    );
    const lines = [...tallies].map(
      ([rule, { cases, decided, open }]) =>
        `${rule} ${cases} cases, ${decided} decided, ${open} left to be checked`,
    );
    console.info(`${name}: ${compared} plans of ${plans}; ${lines.join("; ")}`);
    expect(compared).toBeGreaterThan(0.85 * plans);
    for (const { decided, open } of tallies.values())
      expect(open / decided).toBeLessThanOrEqual(laws > 1 ? 0.15 : 0.2);
  });
});

const whatDenies: readonly Rule[] = [
  { is: "followed", first: "send", second: "note" },
  { is: "followed", first: "book", second: "review" },
  { is: "followed", first: "review", second: "book" },
];

const whatUndoes: readonly Rule[] = [
  { is: "never", of: "unbook", over: false },
  { is: "atMost", count: 0, of: "unbook" },
  { is: "atMost", count: 6, of: "unbook" },
  { is: "atMost", count: 12, of: "unbook" },
];

describe("what is no fault, and what tries again by itself", () => {
  const mixed: Shape = { ...simple, plans: true, races: true, handlers: true, finally: true };

  test("calls that a policy denies (rule 40)", { timeout: 20 * minutes }, () => {
    let proved = 0;
    fc.assert(
      fc.property(programs(mixed), fc.constantFrom(...capabilities), (program, denied) => {
        for (const each of casesOf(program, whatDenies, false, denied) ?? []) {
          if (each.rule !== "followed") continue;
          if (isWrong(each))
            throw new Error(`${denied} denied: ${each.verdict}, but ${each.truth}: ${each.text}`);
          if (each.verdict === "proved") proved += 1;
        }
      }),
      { numRuns: plans / 2, seed },
    );
    expect(proved).toBeGreaterThan(plans / 20);
  });

  test("undos that are tried again (rule 35)", { timeout: 20 * minutes }, () => {
    const verdicts = new Map<string, number>();
    fc.assert(
      fc.property(programs(mixed), (program) => {
        for (const each of casesOf(program, whatUndoes, false) ?? []) {
          if (each.rule === "undo") continue;
          if (isWrong(each)) throw new Error(`${each.verdict}, but ${each.truth}: ${each.text}`);
          const ended = `${each.rule} ${each.verdict}`;
          verdicts.set(ended, (verdicts.get(ended) ?? 0) + 1);
        }
      }),
      { numRuns: plans / 2, seed },
    );
    expect([...verdicts.keys()].sort()).toEqual([
      "atMost checked",
      "atMost proved",
      "atMost refused",
      "never proved",
      "never refused",
    ]);
  });
});

function count(tallies: Map<Case["rule"], Tally>, { rule, verdict, truth }: Case): void {
  const tally = tallies.get(rule) ?? { cases: 0, decided: 0, open: 0 };
  tallies.set(rule, tally);
  tally.cases += 1;
  if (truth === "depends" || truth === "never") return;
  tally.decided += 1;
  if (verdict === "checked") tally.open += 1;
}

import type { Evaluated, Expression } from "@orchlang/plan/expressions";
import fc from "fast-check";
import { expect, test } from "vitest";
import { and, not, or, read, result, value } from "./expression.ts";

/** The laws of Kleene's three-valued logic, over formulas of what may not be known. */
const atoms = ["p", "q", "r"];

const formula: fc.Arbitrary<Expression> = fc.letrec<{ formula: Expression }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...atoms.map((name) => read(name)), value(true), value(false)),
    tie("formula").map(not),
    fc.array(tie("formula"), { maxLength: 3 }).map((items) => and(...items)),
    fc.array(tie("formula"), { maxLength: 3 }).map((items) => or(...items)),
  ),
})).formula;

const knowledge = fc.dictionary(fc.constantFrom(...atoms), fc.boolean());

/** Truth as a number: 0, 1, and between them what is not known. */
function truth(evaluated: Evaluated): number {
  if ("value" in evaluated) return evaluated.value === true ? 1 : 0;
  expect(evaluated).toHaveProperty("unknown");
  return 0.5;
}

function oracle(expression: Expression, known: Readonly<Record<string, boolean>>): number {
  switch (expression.op) {
    case "constant":
      return expression.value === true ? 1 : 0;
    case "read":
      return Object.hasOwn(known, expression.name) ? Number(known[expression.name]) : 0.5;
    case "not":
      return 1 - oracle(expression.of, known);
    case "and":
      return Math.min(1, ...expression.items.map((item) => oracle(item, known)));
    case "or":
      return Math.max(0, ...expression.items.map((item) => oracle(item, known)));
    default:
      throw new Error("no formula");
  }
}

test("and is the least, or the greatest, not the complement", () => {
  fc.assert(
    fc.property(formula, knowledge, (expression, known) => {
      expect(truth(result(expression, known))).toBe(oracle(expression, known));
    }),
    { numRuns: 2_000 },
  );
});

test("De Morgan", () => {
  fc.assert(
    fc.property(formula, formula, knowledge, (a, b, known) => {
      expect(truth(result(not(and(a, b)), known))).toBe(truth(result(or(not(a), not(b)), known)));
    }),
  );
});

test("what is decided stays decided as more becomes known", () => {
  fc.assert(
    fc.property(formula, knowledge, knowledge, (expression, known, more) => {
      const before = truth(result(expression, known));
      if (before !== 0.5) expect(truth(result(expression, { ...more, ...known }))).toBe(before);
    }),
  );
});

test("what is not known is named, and only that", () => {
  fc.assert(
    fc.property(formula, knowledge, (expression, known) => {
      const evaluated = result(expression, known);
      if (!("unknown" in evaluated)) return;
      expect(evaluated.unknown.length).toBeGreaterThan(0);
      expect(new Set(evaluated.unknown).size).toBe(evaluated.unknown.length);
      for (const name of evaluated.unknown) expect(known).not.toHaveProperty(name);
    }),
  );
});

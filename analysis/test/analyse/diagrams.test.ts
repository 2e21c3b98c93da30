import type { Expression } from "@orchlang/plan/expressions";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Diagram, Diagrams, no, open, yes } from "../../src/facts/diagram.ts";
import { implies } from "../../src/facts/implication.ts";
import { and, call, constant, input, not, or } from "./building/expressions.ts";

/* Decision diagrams, against every row of the truth table. */

type Condition =
  | { readonly is: "variable"; readonly number: number }
  | { readonly is: "ite"; readonly of: readonly [Condition, Condition, Condition] }
  | { readonly is: "and" | "or"; readonly of: readonly [Condition, Condition] }
  | { readonly is: "not"; readonly of: readonly [Condition] };

const variables = 5;

const condition = fc.letrec<{ whole: Condition }>((tie) => ({
  whole: fc.oneof(
    { maxDepth: 5, depthSize: "medium" },
    fc.nat(variables - 1).map((number): Condition => ({ is: "variable", number })),
    fc.tuple(tie("whole")).map((of): Condition => ({ is: "not", of })),
    fc
      .tuple(fc.constantFrom("and" as const, "or" as const), tie("whole"), tie("whole"))
      .map(([is, one, other]): Condition => ({ is, of: [one, other] })),
    fc.tuple(tie("whole"), tie("whole"), tie("whole")).map((of): Condition => ({ is: "ite", of })),
  ),
})).whole;

function holds(of: Condition, row: number): boolean {
  switch (of.is) {
    case "variable":
      return ((row >> of.number) & 1) === 1;
    case "not":
      return !holds(of.of[0], row);
    case "and":
      return of.of.every((each) => holds(each, row));
    case "or":
      return of.of.some((each) => holds(each, row));
    case "ite":
      return holds(of.of[0], row) ? holds(of.of[1], row) : holds(of.of[2], row);
  }
}

function diagramOf(of: Condition, over: Diagrams): Diagram {
  switch (of.is) {
    case "variable":
      return over.variable(of.number);
    case "not":
      return over.not(diagramOf(of.of[0], over));
    case "and":
      return over.and(diagramOf(of.of[0], over), diagramOf(of.of[1], over));
    case "or":
      return over.or(diagramOf(of.of[0], over), diagramOf(of.of[1], over));
    case "ite":
      return over.ite(diagramOf(of.of[0], over), diagramOf(of.of[1], over), diagramOf(of.of[2], over));
  }
}

const rows = Array.from({ length: 2 ** variables }, (_, row) => row);

test("two conditions are one diagram exactly where they hold in the same rows", () => {
  fc.assert(
    fc.property(condition, condition, (one, other) => {
      const over = new Diagrams();
      const [first, second] = [diagramOf(one, over), diagramOf(other, over)];
      const alike = rows.every((row) => holds(one, row) === holds(other, row));
      expect(first === second).toBe(alike);
      expect(first === yes).toBe(rows.every((row) => holds(one, row)));
      expect(first === no).toBe(!rows.some((row) => holds(one, row)));
      const follows = rows.every((row) => !holds(one, row) || holds(other, row));
      expect(over.implies(first, second)).toBe(follows);
    }),
    { numRuns: 2_000, seed: 5 },
  );
});

test("beyond its nodes nothing is known, and nothing wrong is said", () => {
  fc.assert(
    fc.property(condition, condition, fc.integer({ min: 2, max: 12 }), (one, other, most) => {
      const over = new Diagrams(most);
      const follows = rows.every((row) => !holds(one, row) || holds(other, row));
      const said = over.implies(diagramOf(one, over), diagramOf(other, over));
      expect([undefined, follows]).toContain(said);
      expect(over.and(no, open)).toBe(no);
    }),
    { numRuns: 2_000, seed: 6 },
  );
});

const names = Array.from({ length: 60 }, (_, at) => `b${at}`);

test("sixty conditions that hang together are gone through", () => {
  const chain = names.slice(1).map((name, at) => or(not(input(names[at] ?? "")), input(name)));
  expect(implies([input("b0"), ...chain], input("b59"))).toBe(true);
  expect(implies([input("b1"), ...chain], input("b0"))).toBe(false);
  const without = chain.filter((_, at) => at !== 30);
  expect(implies([input("b0"), ...without], input("b59"))).toBe(false);
  expect(implies([input("b0"), ...without], input("b30"))).toBe(true);
});

test("sixty limits of one number", () => {
  const n = input("n");
  const above = names.map((_, at) => call("number.less", constant(at), n));
  expect(implies(above, call("number.greaterOrEqual", n, constant(59)))).toBe(true);
  expect(implies(above, call("number.greaterOrEqual", n, constant(60)))).toBe(false);
  expect(implies([...above, call("number.less", n, constant(20))], input("b0"))).toBe(true);
});

test("a condition that is chosen by another", () => {
  const chosen: Expression = { op: "if", condition: input("b0"), yes: input("b1"), no: constant(false) };
  expect(implies([chosen], and(input("b0"), input("b1")))).toBe(true);
  expect(implies([not(chosen)], not(input("b1")))).toBe(false);
});

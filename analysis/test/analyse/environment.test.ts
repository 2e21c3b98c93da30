import type { Json, Money } from "@orchlang/plan";
import { type Evaluated, type Expression, evaluate, type Read } from "@orchlang/plan/expressions";
import { compareMoney } from "@orchlang/plan/quantities";
import fc from "fast-check";
import { expect, test } from "vitest";
import { implies } from "../../src/facts/implication.ts";
import { type Abstract, moneyRange, numberRange, undecided } from "../../src/interval/abstract.ts";
import type { Environment } from "../../src/interval/environment.ts";
import { evaluateAbstractly, refine } from "../../src/interval/evaluate.ts";
import { and, call, constant, input, not, or, size, usd } from "./building/expressions.ts";

/*
 * What is said of values beforehand, against the evaluator that runs use: whatever the values, what comes out lies in
 * what was said; and what is said to follow does.
 */

type Values = Readonly<Record<string, Json>>;

function run(expression: Expression, values: Values): Evaluated {
  return evaluate(expression, { read: (read: Read) => ({ value: values[read.name] ?? null }) });
}

// ---- conditions -------------------------------------------------------------------

const atoms: readonly Expression[] = [
  input("b0"),
  input("b1"),
  ...[1, 2, 4].flatMap((limit) => [
    call("number.lessOrEqual", input("n"), constant(limit)),
    call("number.less", constant(limit), input("n")),
    call("any.equal", input("n"), constant(limit)),
  ]),
  call("any.equal", input("word"), constant("red")),
  call("any.notEqual", input("word"), constant("blue")),
  call("range.contains", input("n"), constant(1), constant(4)),
];

const condition = fc.letrec<{ whole: Expression }>((tie) => ({
  whole: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.constantFrom(...atoms),
    tie("whole").map(not),
    fc.tuple(tie("whole"), tie("whole")).map(([one, other]) => and(one, other)),
    fc.tuple(tie("whole"), tie("whole")).map(([one, other]) => or(one, other)),
  ),
})).whole;

/** Around every constant that the atoms name. */
const everyValues: readonly Values[] = [false, true].flatMap((b0) =>
  [false, true].flatMap((b1) =>
    [0, 1, 1.5, 2, 3, 4, 5].flatMap((n) => ["red", "blue", "green"].map((word) => ({ b0, b1, n, word }))),
  ),
);

function truth(expression: Expression, values: Values): boolean {
  const outcome = run(expression, values);
  if (!("value" in outcome)) throw new Error(JSON.stringify(outcome));
  return outcome.value === true;
}

test("what follows is what holds for all values", () => {
  fc.assert(
    fc.property(fc.array(condition, { maxLength: 3 }), condition, (facts, goal) => {
      const holds = everyValues
        .filter((values) => facts.every((fact) => truth(fact, values)))
        .every((values) => truth(goal, values));
      expect(implies(facts, goal)).toBe(holds);
    }),
    { numRuns: 2_000, seed: 1 },
  );
});

test("a word that can only be one of two", () => {
  const known = (): Abstract => ({ kind: "text", oneOf: ["red", "blue"] });
  const facts = [call("any.notEqual", input("word"), constant("blue"))];
  const goal = call("any.equal", input("word"), constant("red"));
  expect(implies(facts, goal)).toBe(false);
  expect(implies(facts, goal, known)).toBe(true);
});

test("what is known of numbers, amounts and answers leaves out what they can't be", () => {
  const known = (path: Expression): Abstract => {
    const { name } = path as { readonly name?: string };
    if (name === "n") return numberRange(2, 4);
    if (name === "price") return moneyRange(undefined, { amount: "5", currency: "USD" });
    return name === "b0" ? { kind: "truth", yes: true, no: false } : { kind: "unknown" };
  };
  const price = input("price");
  const follows: readonly [Expression, boolean][] = [
    [call("number.less", input("n"), constant(5)), true],
    [call("number.less", input("n"), constant(4)), false],
    [call("number.lessOrEqual", input("n"), constant(4)), true],
    [call("number.less", constant(1), input("n")), true],
    [call("number.less", constant(2), input("n")), false],
    [call("money.lessOrEqual", price, usd("5")), true],
    [call("money.less", price, usd("5")), false],
    [call("money.greater", price, usd("1")), false],
    [input("b0"), true],
    [input("b1"), false],
  ];
  for (const [goal, follow] of follows) expect([goal, implies([], goal, known)]).toEqual([goal, follow]);
});

// ---- values -----------------------------------------------------------------------

const ranges: Readonly<Record<string, Abstract>> = {
  n: numberRange(-2, 5),
  m: numberRange(1, 3),
  xs: { kind: "list", size: numberRange(0, 4), item: () => numberRange(-1, 9) },
  price: moneyRange({ amount: "0.10", currency: "USD" }, { amount: "2.5", currency: "USD" }),
  b: undecided,
};

const environment: Environment = {
  read: (read) => ranges[read.name] ?? { kind: "unknown" },
  fact: () => undefined,
};

const someValues: fc.Arbitrary<Values> = fc.record({
  n: fc.integer({ min: -2, max: 5 }),
  m: fc.integer({ min: 1, max: 3 }),
  xs: fc.array(fc.integer({ min: -1, max: 9 }), { maxLength: 4 }),
  price: fc.integer({ min: 1, max: 25 }).map((dimes) => ({ amount: decimal(dimes), currency: "USD" })),
  b: fc.boolean(),
});

function decimal(dimes: number): string {
  const [whole, rest] = [Math.floor(dimes / 10), dimes % 10];
  return rest === 0 ? String(whole) : `${whole}.${rest}`;
}

const {
  number,
  amount,
  test: asked,
} = fc.letrec<{ number: Expression; amount: Expression; test: Expression }>((tie) => {
  const pair = fc.tuple(tie("number"), tie("number"));
  return {
    number: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      fc.constantFrom(input("n"), input("m"), size(input("xs")), constant(2), constant(-1), constant(0)),
      fc
        .tuple(fc.constantFrom("add", "subtract", "multiply", "min", "max"), pair)
        .map(([fn, [a, b]]) => call(`number.${fn}`, a, b)),
      tie("number").map((a) => call("number.abs", a)),
      tie("number").map(
        (a): Expression => ({
          op: "fold",
          fn: "sum",
          list: input("xs"),
          as: "x",
          body: call("number.add", { op: "read", from: "local", name: "x" }, a),
        }),
      ),
      tie("test").map((a): Expression => ({ op: "fold", fn: "count", list: input("xs"), as: "x", body: a })),
      fc
        .tuple(tie("test"), pair)
        .map(([asks, [yes, no]]): Expression => ({ op: "if", condition: asks, yes, no })),
    ),
    amount: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      fc.constantFrom(input("price"), usd("0.0001")),
      fc.tuple(tie("amount"), tie("amount")).map(([a, b]) => call("money.add", a, b)),
      fc
        .tuple(tie("amount"), fc.constantFrom(size(input("xs")), input("m")))
        .map(([a, b]) => call("money.times", a, b)),
    ),
    test: fc.oneof(
      { maxDepth: 2, depthSize: "small" },
      fc.constant(input("b")),
      fc
        .tuple(fc.constantFrom("less", "lessOrEqual", "greater", "greaterOrEqual"), pair)
        .map(([fn, [a, b]]) => call(`number.${fn}`, a, b)),
      pair.map(([a, b]) => call("any.equal", a, b)),
      tie("test").map(not),
      fc.tuple(fc.constantFrom(and, or), tie("test"), tie("test")).map(([of, one, other]) => of(one, other)),
    ),
  };
});

function lies(value: Json, range: Abstract): boolean {
  if (range.kind === "unknown") return true;
  if (range.kind === "number") return typeof value === "number" && value >= range.low && value <= range.high;
  if (range.kind === "truth") return value === true ? range.yes : range.no;
  if (range.kind !== "money") return false;
  const held = value as unknown as Money;
  const above = range.low === undefined || compareMoney(held, range.low) >= 0;
  return above && (range.high === undefined || compareMoney(held, range.high) <= 0);
}

test.each([
  ["numbers", number],
  ["amounts", amount],
  ["conditions", asked],
])("what %s come to lies in what is said of them", (_, expressions) => {
  fc.assert(
    fc.property(expressions, someValues, (expression, values) => {
      const outcome = run(expression, values);
      fc.pre("value" in outcome);
      if (!("value" in outcome)) return;
      expect(lies(outcome.value, evaluateAbstractly(expression, environment))).toBe(true);
    }),
    { numRuns: 1_500, seed: 2 },
  );
});

const bound = fc
  .tuple(
    fc.constantFrom("less", "lessOrEqual", "greater", "greaterOrEqual"),
    fc.constantFrom(input("n"), input("m"), size(input("xs"))),
    fc.integer({ min: -1, max: 4 }),
  )
  .map(([fn, of, limit]) => call(`number.${fn}`, of, constant(limit)));

const bounds = fc.letrec<{ whole: Expression }>((tie) => ({
  whole: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    bound,
    tie("whole").map(not),
    fc.tuple(fc.constantFrom(and, or), tie("whole"), tie("whole")).map(([of, one, other]) => of(one, other)),
  ),
})).whole;

test("where a condition holds, what is said with it holds too", () => {
  const given = fc.oneof(asked, bounds);
  const expressions = fc.oneof(number, fc.constantFrom(input("n"), input("m"), size(input("xs"))));
  fc.assert(
    fc.property(given, expressions, someValues, fc.boolean(), (known, expression, values, way) => {
      const holds = run(known, values);
      fc.pre("value" in holds && (holds.value === true) === way);
      const outcome = run(expression, values);
      fc.pre("value" in outcome);
      if (!("value" in outcome)) return;
      const said = evaluateAbstractly(expression, refine(environment, known, way));
      expect(lies(outcome.value, said)).toBe(true);
    }),
    { numRuns: 2_000, seed: 3 },
  );
});

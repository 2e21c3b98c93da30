import { verify } from "@orchlang/simulator";
import { describe, expect, test } from "vitest";
import { compiled } from "../semantics/program.ts";

/* Numbers that stand for things are compared as texts are: `order: Int` is another order if it is another number. */

const paying = (params: string, asked: string, paid: string) => `module desk
import std.people { Approval }
role boss
service pay(${params}) idempotent <= 1s { irreversible because "so" }
human ok(${params}) -> Approval { ask boss  show "Pay?" }
guardrail asked { ok granted before pay }
plan settle(mine: Int, other: Int, most: Int in 0..9) {
  step go = ok(${asked}) { timeout 1d }
  when go.granted { step paid = pay(${paid}) }
}
`;

function found(text: string): readonly string[] {
  const { plan, context } = compiled(text);
  const file = plan("desk.settle");
  if (file === undefined) throw new Error("it is a plan");
  return verify(file, context("desk.settle"), { faults: 0 }).violations.map(
    ({ violation }) => violation.says,
  );
}

describe("an approval of a number", () => {
  test.each([
    [
      "that names another thing",
      "order: Int",
      "mine",
      "other",
      "paid is of order 2, and ok was asked of order 1.",
    ],
    ["that names the same", "order: Int", "mine", "mine", undefined],
    ["that is an amount, and less is used", "count: Int", "other", "mine", undefined],
    [
      "that is an amount, and more is used",
      "count: Int",
      "mine",
      "other",
      "paid is of count 2, and ok was asked of count 1.",
    ],
  ])("%s", (_, params, asked, paid, says) => {
    expect(found(paying(params, asked, paid))).toEqual(says === undefined ? [] : [says]);
  });
});

test("an approval of a fixed amount does not cover a greater one", () => {
  const text = (asked: string) => `module desk
import std.people { Approval }
role boss
service pay(order: String, amount: Money in $0..$900) idempotent <= 1s { irreversible because "so" }
human ok(order: String, amount: Money) -> Approval { ask boss  show "Pay \${amount}?" }
guardrail asked { every pay preceded by ok granted }
plan settle(order: String, amount: Money in $0..$900) {
  step go = ok(order, amount: ${asked}) { timeout 1d }
  when go.granted { step paid = pay(order, amount) }
}
`;
  expect(found(text("$10"))).toEqual([
    expect.stringMatching(/^paid is of amount \$900, and ok was asked of amount \$10/),
  ]);
  expect(found(text("amount"))).toEqual([]);
});

import type { Json } from "@orchlang/plan";
import { bindLocals, type Expression, freeReads } from "@orchlang/plan/expressions";
import { expect, test } from "vitest";
import { and, call, fold, read, result, value } from "./expression.ts";

/* Where some locals are known: the same value, and nothing is read that only the others would have read. */

const byRoom: Expression = {
  op: "match",
  subject: read("room", "local"),
  arms: [
    { patterns: [{ is: "hall" }], value: { op: "read", from: "context", name: "heat(hall)" } },
    { patterns: [{ is: "attic" }], value: { op: "read", from: "context", name: "heat(attic)" } },
  ],
};

test("of a match over one of them the arm that is taken is left", () => {
  const bound = bindLocals(and(call("number.greater", byRoom, value(30)), read("on")), { room: "attic" });
  expect(freeReads(bound).map(({ name }) => name)).toEqual(["heat(attic)", "on"]);
  const known: Record<string, Json> = { "heat(attic)": 31, on: true };
  expect(result(bound, known)).toEqual({ value: true });
});

test("a variable of its own hides the local of that name", () => {
  const list = value([1, 2, 3]);
  const body = call("number.greater", read("room", "local"), value(1));
  const shadowed = fold("count", list, body, "room");
  const bound = bindLocals(shadowed, { room: 9 });
  expect(result(bound, {})).toEqual(result(shadowed, {}));
  expect(result(bound, {})).toEqual({ value: 2 });
});

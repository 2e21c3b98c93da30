import { compileText } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";

/* Which plans are reported as unbounded in time, and which need not be. */

const text = (declared: string, statements: string, head = "n: Int") => `module m
tool quick(n: Int) -> Int { effect pure  latency <= 1s }
tool slow(n: Int) -> Int { effect pure }
service sent(n: Int) -> Done<Int> { effect pure  latency <= 1s }
service asked(n: Int) -> Done<Int> { effect pure }
${declared}
plan work(${head}) -> Int {
${statements}
  return n
}
`;

function told(declared: string, statements: string, head?: string): readonly string[] {
  return compileText(text(declared, statements, head))
    .diagnostics.filter(({ severity, code }) => severity === "error" || code === "ORCH4501")
    .map(({ code }) => code);
}

const send = (confirm: string) =>
  `service send(n: Int) -> Int { effect once  latency <= 2s  confirm ${confirm}(n)  irreversible because "gone" }`;
describe("nothing says how long it takes", () => {
  test.each([
    ["a call", "", "  step a = slow(n)"],
    ["what is asked when a call is in doubt", send("asked"), "  step a = send(n)"],
    ["a handler", "", "  step a = quick(n) else slow(n)"],
    [
      "a call in a round",
      "",
      "  step all = for i in [1, 2] up to 2 at once 1 { step one = slow(i)  yield one }",
    ],
    [
      "a plan that is called",
      "plan other(n: Int) -> Int { step a = slow(n)  return a }",
      "  step a = other(n)",
    ],
    [
      "a time limit that grows with what nothing bounds",
      "",
      "  step a = quick(n) { timeout for_long }",
      "n: Int, for_long: Duration",
    ],
    [
      "people who have to approve",
      "role keeper\npolicy careful { on quick  require approval by keeper }",
      "  step a = quick(n)",
    ],
  ])("%s", (_, declared, statements, head?: string) => {
    expect(told(declared, statements, head)).toContain("ORCH4501");
  });

  test.each([
    ["a call", "", "  step a = quick(n)"],
    ["what is asked when a call is in doubt", send("sent"), "  step a = send(n)"],
    ["a call with a time limit", "", "  step a = slow(n) { timeout 5s }"],
    [
      "a plan that is called",
      "plan other(n: Int) -> Int { step a = quick(n)  return a }",
      "  step a = other(n)",
    ],
    [
      "a latency that arguments say",
      "tool by(n: Int in 1..9) -> Int { effect pure  latency <= 1s * n }",
      "  step a = by(4)",
    ],
  ])("but of %s something does", (_, declared, statements) => {
    expect(told(declared, statements)).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import { look } from "./source.ts";

/*
 * A condition may have no value: it reads a signal that nobody knows, or divides by zero. It is neither true nor false
 * then, so that of `c` and `not c` both may be unmet (semantics, rules 13 and 38).
 */

const declared = `module m
type Kind = small | large
signal open: Bool { from m  fresh 1m }
signal level: Int in 0..10 { from m  fresh 1m }
flag high = level > 3
service a() { effect idempotent  latency <= 1s }
service b() { effect idempotent  latency <= 1s }
service c(n: Int) { effect idempotent  latency <= 1s }
`;

function verdictOf(body: string, rule: string): string | undefined {
  const looked = look(
    `${declared}plan p(n: Int, kind: Kind) {\n${body}\n}\nguardrail g advisory { ${rule} }`,
  );
  const mistakes = looked.all.filter(({ severity }) => severity === "error");
  if (mistakes.length > 0) return mistakes.map(({ code, message }) => `${code} ${message}`).join("\n");
  return looked.verdicts("m.p")?.obligations.find(({ rule: name }) => name === "g")?.verdict;
}

const either = (yes: string, no: string): string =>
  `step x = a()\nwhen ${yes} { step t = b() { after x } } else when ${no} { step u = b() { after x } }`;
const otherwise = (yes: string, no: string): string =>
  `when ${yes} { step x = a() } else when ${no} { fail "no" }\nstep t = b() { after x }`;
const last = (yes: string, no: string): string =>
  `when ${yes} { wait 1s } else when ${no} { wait 2s } else { step x = a() }`;

const without: readonly (readonly [string, string])[] = [
  ["open", "not open"],
  ["open == true", "open == false"],
  ["level > 3", "level <= 3"],
  ["high", "not high"],
  ["10 / n > 1", "not (10 / n > 1)"],
  ["n > 3 and open", "not (n > 3 and open)"],
  ["open or n > 3", "not open and n <= 3"],
  ["10 / n > 1 or n == 0", "not (10 / n > 1 or n == 0)"],
];

describe("one that may have no value", () => {
  test.each(without)("%s, %s", (yes, no) => {
    expect(verdictOf(either(yes, no), "every a followed by b")).not.toBe("proved");
    expect(verdictOf(otherwise(yes, no), "a before b")).not.toBe("proved");
    expect(verdictOf(last(yes, no), "never a")).not.toBe("proved");
  });

  test.each([
    ["when 10 / n > 1 { wait 1s } else { step x = c(n) }", "never c when 10 / args.n > 1"],
    ["step x = c(n)", "never c when open and not open"],
  ])("%s: %s", (body, rule) => {
    expect(verdictOf(body, rule)).toBe("checked");
  });

  test("a denial", () => {
    const text = `${declared}policy q { on b deny when open and not open }\nplan p() { step x = b() }`;
    expect(
      look(text)
        .verdicts("m.p")
        ?.obligations.find(({ rule }) => rule === "q")?.verdict,
    ).toBe("checked");
  });
});

const always: readonly (readonly [string, string])[] = [
  ["n > 3", "n <= 3"],
  ["kind == small", "kind == large"],
  ["open ?? false", "not (open ?? false)"],
  ["open is some", "open is none"],
  ["10 / 4 > n", "not (10 / 4 > n)"],
  ["n == 0 or 10 / n > 1", "not (n == 0 or 10 / n > 1)"],
  ["n in 1..3", "not (n in 1..3)"],
];

describe("one that always has a value", () => {
  test.each(always)("%s, %s", (yes, no) => {
    expect(verdictOf(either(yes, no), "every a followed by b")).toBe("proved");
    expect(verdictOf(otherwise(yes, no), "a before b")).toBe("proved");
  });

  test("a condition that was met", () => {
    expect(verdictOf("when 10 / n > 1 { step x = c(n) }", "never c when not (10 / args.n > 1)")).toBe(
      "proved",
    );
    expect(
      verdictOf("when n > 0 { when 10 / n > 1 { step x = c(n) } }", "never c when n > 99 and n < 98"),
    ).toContain("ORCH");
  });
});

import { expect, test } from "vitest";
import { certifiedOf } from "./compiled.ts";

/* Rounds of a loop over a range count for an order where there is one at least. */

function certified(range: string): readonly string[] {
  const [one] = certifiedOf(
    "ranges",
    `module m
service look(n: Int) { effect idempotent  latency <= 2s }
service send(n: Int) -> Int { effect pure  latency <= 2s }
guardrail first { look before send }
plan p(n: Int in 0..3) {
  step a = for i in ${range} { step l = look(i) }
  step s = send(n) { after a }
}
`,
  ).filter(({ file }) => file.plan.entry === "m.p");
  return Object.keys(one?.file.certificates?.of ?? {});
}

test.each(["1..2", "0..n", "n..4"])("%s has a round", (range) => {
  expect(certified(range)).toContain("guardrail m.first 0");
});

test.each(["1..n", "3..n"])("%s may have none", (range) => {
  expect(certified(range)).toEqual([]);
});

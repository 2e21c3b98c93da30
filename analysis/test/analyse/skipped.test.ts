import { expect, test } from "vitest";
import { look } from "./source.ts";

/** Whether rules about order are proved of `m.p`. */
function verdictOf(body: string): string | undefined {
  const looked = look(`module m
agent first(n: Int) -> Int { effect pure  latency <= 1s }
agent second(n: Int) -> Int { effect pure  latency <= 1s }
guardrail g advisory { every second preceded by first }
plan p(b: Int) {
${body}
}
`);
  return looked.plan("m.p")?.plan.obligations.find(({ source }) => "guardrail" in source)?.verdict;
}

test.each([
  ["is not there", "when b > 0 {} else { step a = first(1) }\nwhen a is some {} else { step c = second(2) }"],
  ["is none", "when b > 0 {} else { step a = first(1) }\nwhen a is none { step c = second(2) }"],
  ["is replaced", "when b > 0 {} else { step a = first(1) }\nwhen (a ?? 7) == 7 { step c = second(2) }"],
])("what a side gives that is not taken %s (rule 11)", (_, body) => {
  expect(verdictOf(body)).not.toBe("proved");
});

/** The rules of random plans. */
import type { Expression } from "@orchlang/plan/expressions";
import type { Guardrail, Verdict } from "@orchlang/plan/rules";
import { call, constant, context, dollars } from "../building.ts";

/** Over in a minute, too long, and of something that nobody knows. */
const firstMinute: Expression = {
  op: "call",
  fn: "any.equal",
  args: [call("instant.minute", context("now"), constant("UTC")), constant(0)],
};
/** The verdicts of the policy `later`: each defers in its own way. */
export const deferring: readonly Verdict[] = [
  { kind: "defer", when: firstMinute, within: 120_000 },
  { kind: "defer", when: firstMinute, within: 400 },
  { kind: "defer", when: context("storm"), within: 700 },
];
export const checkOf = (verdict: number): string => `policy later ${verdict}`;

/** A budget that some runs exceed. */
export const spending: Guardrail = {
  name: "g",
  severity: "blocking",
  rules: [{ kind: "bound", of: "cost", limit: constant(dollars("0.40")) }],
};

/** They keep no run open, so they may be asked of every plan; most of them are broken by some. */
export const responses: readonly Guardrail[] = [
  { name: "answered", severity: "advisory", rules: [followedBy("make", "post"), followedBy("read", "make")] },
  {
    name: "in_time",
    severity: "warning",
    rules: [{ ...followedBy("send", "read"), within: constant(900) }],
  },
];

function followedBy(every: string, by: string): Extract<Guardrail["rules"][number], { kind: "followed" }> {
  return { kind: "followed", every: { selector: { name: every } }, by: [{ selector: { name: by } }] };
}

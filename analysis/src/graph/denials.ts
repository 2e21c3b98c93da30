import { type Expression, freeReads } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { capabilityOf, undoReference } from "../rules/effects.ts";
import { byName } from "../selects.ts";
import { targetName } from "../tree.ts";
import type { Denials } from "./failures.ts";

/*
 * Calls that may be denied whatever the run has done before. `rules/denied-ways.ts` has those that some rule may deny.
 */

/** By what is true at that moment alone: policies, consent, a `never` that reads the context. */
export const now: Denials = {
  question: "now",
  isDenied: (analysis, { attempt }) => isDeniedNow(analysis, attempt),
};

/**
 * Whether a plan can do nothing without a consent to what its calls, or the undos of these, are declared to need. That
 * it is given is assumed by what is proved, and said with it.
 */
export function needsConsent({ program }: Analysis, { tree }: AnalysedRoutine): boolean {
  return tree.all.some(({ attempts }) =>
    attempts.some(({ attempt }) => {
      const undo = undoReference({ program }, attempt);
      const undoing = undo && program.capabilities.get(undo.capability)?.capability;
      return [capabilityOf(program, attempt), undoing].some((each) => (each?.scopes.length ?? 0) > 0);
    }),
  );
}

/**
 * Whether a policy, a `never` about the context, or a missing consent may keep an action from beginning. Other checks
 * of guardrails are not considered.
 */
function isDeniedNow(analysis: Analysis, attempt: Attempt): boolean {
  const known = deniable.get(analysis) ?? findDeniable(analysis);
  deniable.set(analysis, known);
  return (
    (capabilityOf(analysis.program, attempt)?.scopes ?? []).length > 0 ||
    known.has(targetName(attempt.target))
  );
}

const deniable = new WeakMap<Analysis, ReadonlyMap<string, unknown>>();

/** By the names of calls, the policies and rules that may deny them by what is true at that moment. */
function findDeniable(analysis: Analysis): ReadonlyMap<string, unknown> {
  const policies = analysis.program.policies.filter(
    ({ rule: { severity, verdicts } }) =>
      severity === "blocking" && verdicts.some(({ kind }) => kind !== "warn" && kind !== "record"),
  );
  const rules = analysis.program.guardrails.flatMap(({ rule: { severity, rules } }) =>
    severity === "blocking" ? rules : [],
  );
  return byName<unknown>(analysis, [
    ...policies.map(({ rule }) => ({ on: rule.on, says: [rule] })),
    ...rules.flatMap((rule) =>
      rule.kind === "never" && asksNow(rule.when) ? [{ on: [rule.of], says: [rule] }] : [],
    ),
  ]);
}

function asksNow(when: Expression | undefined): boolean {
  return when !== undefined && freeReads(when).some(({ from }) => from === "context");
}

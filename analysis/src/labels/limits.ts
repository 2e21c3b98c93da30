import type { CheckedProgram } from "@orchlang/checker";
import type { Action, GuardrailRule, Selector } from "@orchlang/plan/rules";
import type { Analysis } from "../analysis.ts";
import { isBudgetChecked, isChecked } from "../rules/denied-ways.ts";
import { stops } from "../rules/guardrail.ts";
import { selects } from "../selects.ts";
import { loopsAround, targetName } from "../tree.ts";
import { clean, joinAll, type Taint } from "./taint.ts";

type Bounded = Extract<GuardrailRule, { readonly kind: "bound" }>["of"];

/** The calls of a run that decide whether others are denied: a limit on their number or amount, or a required order. */
export interface Limit {
  readonly counts: (capability: string) => boolean;
  /** True if what the calls are given matters. */
  readonly isByArguments: boolean;
  /** Set if their success counts, and that they are not undone; `granted` reads their results. */
  readonly isByOutcome?: "completed" | "granted";
  /** Set if these calls leave results in the cache, which a later call may take. */
  readonly isCache?: true;
  /** Set if it counts the calls of other runs as well: the limit of a policy, by its name and place. */
  readonly ofPolicy?: string;
}

/** For each limit of a policy, by {@link Limit.ofPolicy}: the label of what decides how far other runs have filled it. */
export type Elsewhere = ReadonlyMap<string, Taint>;

const caching = new WeakMap<Analysis, readonly string[]>();

/** The calls whose results a cached call of the capability may take; without a name, those of all capabilities. */
export function cachesOf(analysis: Analysis, called: string | undefined): readonly Limit[] {
  const known = caching.get(analysis) ?? cached(analysis);
  caching.set(analysis, known);
  const isTaken = called === undefined ? known.length > 0 : known.includes(called);
  const counts = (name: string): boolean => (called === undefined ? known.includes(name) : name === called);
  return isTaken ? [{ counts, isByArguments: true, isCache: true }] : [];
}

/** The capabilities that a run may call with a cache more than once. */
function cached({ routines }: Analysis): readonly string[] {
  const all = [...routines.values()];
  const called = all.flatMap(({ tree }) =>
    tree.all.flatMap(({ attempts }) => attempts.map(({ attempt }) => targetName(attempt.target))),
  );
  const calls = all.flatMap(({ checked, tree }) => {
    const { achieves } = checked.head;
    const isCalled = called.includes(checked.name) || (achieves !== undefined && called.includes(achieves));
    return tree.all.flatMap((located) =>
      located.attempts.flatMap(({ attempt: { target, options } }) => {
        if (!("capability" in target) || options.cache === undefined) return [];
        const isOften = isCalled || loopsAround(located).length > 0;
        return isOften ? [target.capability, target.capability] : [target.capability];
      }),
    );
  });
  return calls.filter((name, at) => calls.indexOf(name) !== at);
}

/** The taint of what other runs have left of these limits. */
export function leftBy(elsewhere: Elsewhere, limits: readonly Limit[]): Taint {
  return joinAll(limits.map(({ ofPolicy }) => (ofPolicy && elsewhere.get(ofPolicy)) || clean));
}

/** Limits that deny a call by other calls of the run: of policies, and of rules that are checked at run time. */
export function limitsOf(analysis: Analysis, called: string | undefined): readonly Limit[] {
  const denying = checkedLimits(analysis).filter(({ denies }) => called === undefined || denies(called));
  return [...limitsOfPolicies(analysis.program, called), ...denying];
}

const checked = new WeakMap<Analysis, readonly RuleLimit[]>();

interface RuleLimit extends Limit {
  readonly denies: (called: string) => boolean;
}

function checkedLimits(analysis: Analysis): readonly RuleLimit[] {
  const known = checked.get(analysis);
  if (known !== undefined) return known;
  const found = analysis.program.guardrails.flatMap((guardrail) =>
    guardrail.rule.rules.flatMap((rule, index) => {
      const limit = stops(guardrail.rule.severity) ? ruleLimit(analysis, rule) : undefined;
      return limit !== undefined && isChecked(analysis, guardrail, index) ? [limit] : [];
    }),
  );
  const budgets = [...analysis.program.goals.values()].flatMap(({ goal }) => goal.budget);
  const all = isBudgetChecked(analysis)
    ? [...found, ...budgets.map(({ of }) => spending(analysis, of))]
    : found;
  checked.set(analysis, all);
  return all;
}

/** The calls that a rule denies, and those that it does so by. */
function ruleLimit(analysis: Analysis, rule: GuardrailRule): RuleLimit | undefined {
  const among =
    (...actions: readonly { readonly selector: Selector }[]) =>
    (name: string): boolean =>
      actions.some(({ selector }) => selects(analysis, selector, name));
  switch (rule.kind) {
    case "atMost":
      return { denies: among(rule.of), counts: among(rule.of), isByArguments: rule.of.when !== undefined };
    case "before":
      return {
        denies: among(rule.second),
        counts: among(rule.first),
        isByArguments: rule.first.when !== undefined,
        isByOutcome: askedOf(rule.first),
      };
    case "preceded":
      return {
        denies: among(rule.every),
        counts: among(...rule.by),
        isByArguments: rule.by.some(({ when }) => when !== undefined),
        isByOutcome: askedOf(...rule.by),
      };
    case "bound":
      return spending(analysis, rule.of);
    case "followed":
    case "never":
    case "flow":
      return undefined;
  }
}

function askedOf(...actions: readonly Action[]): "completed" | "granted" {
  return actions.some(({ outcome }) => outcome === "granted") ? "granted" : "completed";
}

/** Time is nothing that a call is denied by. */
function spending({ program }: Analysis, of: Bounded): RuleLimit {
  const spends = (name: string): boolean =>
    of !== "latency" && program.capabilities.get(name)?.capability[of] !== undefined;
  return { denies: spends, counts: spends, isByArguments: true };
}

/** Those of policies, which count over all runs. */
export function limitsOfPolicies(
  program: CheckedProgram,
  called: string | undefined,
): readonly (Limit & { readonly ofPolicy: string })[] {
  return program.policies.flatMap(({ rule: { name, severity, on, verdicts } }) => {
    const counts = (capability: string): boolean =>
      on.some((selector) => selects({ program }, selector, capability));
    if (!stops(severity) || (called !== undefined && !counts(called))) return [];
    return verdicts.flatMap((verdict, index) =>
      verdict.kind === "limit"
        ? [{ counts, isByArguments: verdict.by !== undefined, ofPolicy: `${name} ${index}` }]
        : [],
    );
  });
}

import type { CheckedProgram } from "@orchlang/checker";
import type { Action, GuardrailRule, Selector } from "@orchlang/plan/rules";
import type { Analysis } from "../analysis.ts";
import { isBudgetChecked, isChecked } from "../rules/denied-ways.ts";
import { stops } from "../rules/guardrail.ts";
import { byName, namesMeant, selects } from "../selects.ts";
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
    return tree.all.flatMap((linked) =>
      linked.attempts.flatMap(({ attempt: { target, options } }) => {
        if (!("capability" in target) || options.cache === undefined) return [];
        const isOften = isCalled || loopsAround(linked).length > 0;
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

interface Limits {
  readonly all: readonly Limit[];
  /** By the call that they may deny. */
  readonly byName: ReadonlyMap<string, readonly Limit[]>;
}

const limiting = new WeakMap<Analysis, Limits>();

/**
 * Limits that deny a call by other calls of the run: of policies, and of rules that are checked at run time. Without a
 * name, those of all calls.
 */
export function limitsOf(analysis: Analysis, called: string | undefined): readonly Limit[] {
  const known = limiting.get(analysis) ?? findLimits(analysis);
  limiting.set(analysis, known);
  return called === undefined ? known.all : (known.byName.get(called) ?? []);
}

function findLimits(analysis: Analysis): Limits {
  const denyings = [...policyLimits(analysis.program), ...checkedLimits(analysis)];
  return { all: denyings.flatMap(({ says }) => says), byName: byName(analysis, denyings) };
}

/** Limits, and the calls that they may deny. */
interface Denying<L extends Limit> {
  readonly on: readonly Selector[];
  readonly says: readonly L[];
}

function checkedLimits(analysis: Analysis): readonly Denying<Limit>[] {
  const denyings = analysis.program.guardrails.flatMap((guardrail) =>
    guardrail.rule.rules.flatMap((rule, index) => {
      const limit = stops(guardrail.rule.severity) ? ruleLimit(analysis, rule) : undefined;
      return limit !== undefined && isChecked(analysis, guardrail, index) ? [limit] : [];
    }),
  );
  const budgets = [...analysis.program.goals.values()].flatMap(({ goal }) => goal.budget);
  return isBudgetChecked(analysis)
    ? [...denyings, ...budgets.map(({ of }) => spending(analysis, of))]
    : denyings;
}

/** The calls that a rule denies, and those that it does so by. */
function ruleLimit(analysis: Analysis, rule: GuardrailRule): Denying<Limit> | undefined {
  const among =
    (...actions: readonly { readonly selector: Selector }[]) =>
    (name: string): boolean =>
      actions.some(({ selector }) => selects(analysis, selector, name));
  switch (rule.kind) {
    case "atMost":
      return {
        on: [rule.of.selector],
        says: [{ counts: among(rule.of), isByArguments: rule.of.when !== undefined }],
      };
    case "before": {
      const { first, second } = rule;
      const isByArguments = first.when !== undefined;
      return {
        on: [second.selector],
        says: [{ counts: among(first), isByArguments, isByOutcome: askedOf(first) }],
      };
    }
    case "preceded": {
      const { every, by } = rule;
      const isByArguments = by.some(({ when }) => when !== undefined);
      return {
        on: [every.selector],
        says: [{ counts: among(...by), isByArguments, isByOutcome: askedOf(...by) }],
      };
    }
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
function spending({ program }: Analysis, of: Bounded): Denying<Limit> {
  const counts = (name: string): boolean =>
    of !== "latency" && program.capabilities.get(name)?.capability[of] !== undefined;
  const on = [...program.capabilities.keys()].filter(counts).map((name) => ({ name }));
  return { on, says: [{ counts, isByArguments: true }] };
}

/** It counts the calls of all runs, and has the names of what it counts. */
export interface PolicyLimit extends Limit {
  readonly ofPolicy: string;
  readonly names: readonly string[];
}

function policyLimits(program: CheckedProgram): readonly Denying<PolicyLimit>[] {
  return program.policies.flatMap(({ rule: { name, severity, on, verdicts } }) => {
    const names = [...new Set(on.flatMap((selector) => namesMeant(program, selector)))];
    const counts = (called: string): boolean => names.includes(called);
    const says = verdicts.flatMap((verdict, index) =>
      verdict.kind === "limit"
        ? [{ names, counts, isByArguments: verdict.by !== undefined, ofPolicy: `${name} ${index}` }]
        : [],
    );
    return stops(severity) && says.length > 0 ? [{ on, says }] : [];
  });
}

/** Those of policies, which count over all runs. */
export function limitsOfPolicies(program: CheckedProgram): readonly PolicyLimit[] {
  return policyLimits(program).flatMap(({ says }) => says);
}

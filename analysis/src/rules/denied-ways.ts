import type { CheckedRule } from "@orchlang/checker";
import type { Action, Guardrail, GuardrailRule, Policy } from "@orchlang/plan/rules";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { perRoutine, reachedFrom } from "../graph/call-graph.ts";
import type { Denials } from "../graph/failures.ts";
import { byName } from "../selects.ts";
import { boundOutcome } from "./bound/bound.ts";
import { atMostOutcome } from "./count/at-most.ts";
import type { Gate } from "./finding.ts";
import { type GuardrailSite, stops } from "./guardrail.ts";
import { neverOutcome } from "./never.ts";
import { gatesOf, namesDone, occurrencesIn, routinesDoing } from "./occurrence.ts";
import { orderOutcome } from "./order/order.ts";
import { appliesTo, type Run, rootsOf } from "./run.ts";
import { truthAt } from "./truth-at.ts";
import { withRules } from "./with-rules.ts";

/*
 * Calls, undos and confirms that some rule may keep from beginning: those that a policy may deny, and those whose begin
 * a guardrail checks. A required follower can't be relied on if it may be denied (semantics, rule 40).
 */

/** Denials by all rules of the analysis; {@link underItsRules} selects those that cover the run at hand. */
export const byRules: Denials = {
  question: "under rules",
  isDenied: (analysis, { routine, linked, slot }) => deniedIn(analysis, routine).has(`${linked.id} ${slot}`),
};

function deniedIn(analysis: Analysis, routine: AnalysedRoutine): ReadonlySet<string> {
  return perRoutine(analysis, "denied ways", routine, () => findDenied(analysis, routine));
}

/** By node and slot; an undo or a confirm by that in place of the slot. */
function findDenied(analysis: Analysis, routine: AnalysedRoutine): ReadonlySet<string> {
  const { name } = routine.checked;
  const run = runOf(analysis, routine);
  const { policies, rules, unaimed } = stoppingRules(analysis);
  const done = namesDone(analysis, routine);
  const among = <T>(results: ReadonlyMap<string, readonly T[]>): readonly T[] => [
    ...new Set(done.flatMap((one) => results.get(one) ?? [])),
  ];
  const gates = [
    ...among(policies).flatMap((policy) => policyGates(run, routine, policy)),
    ...budgetGates(run, routine),
    ...[...unaimed, ...among(rules)].flatMap((rule) => ruleGates({ run, root: routine, ...rule })),
  ];
  return new Set([
    ...gates.flatMap((gate) => (gate.routine === name ? [wayOf(gate)] : [])),
    ...(analysis.deniedInRun?.get(name) ?? []),
  ]);
}

type PlacedRule = Pick<GuardrailSite, "guardrail" | "index" | "rule">;

/** The policies and rules that may deny something, by the names of what they ask about. */
interface StoppingRules {
  readonly policies: ReadonlyMap<string, readonly CheckedRule<Policy>[]>;
  readonly rules: ReadonlyMap<string, readonly PlacedRule[]>;
  /** Rules about no action. */
  readonly unaimed: readonly PlacedRule[];
}

const stopping = new WeakMap<Analysis, StoppingRules>();

function stoppingRules(analysis: Analysis): StoppingRules {
  const result = stopping.get(analysis) ?? findStoppingRules(analysis);
  stopping.set(analysis, result);
  return result;
}

function findStoppingRules(analysis: Analysis): StoppingRules {
  const policies = analysis.program.policies.filter(({ rule }) => stops(rule.severity));
  const all = analysis.program.guardrails
    .filter(({ rule }) => stops(rule.severity))
    .flatMap((guardrail) => guardrail.rule.rules.map((rule, index) => ({ guardrail, index, rule })));
  const aimed = all.flatMap((placed) => {
    const action = aimedAt(placed.rule);
    return action === undefined ? [] : [{ on: [action.selector], says: [placed] }];
  });
  return {
    policies: byName(
      analysis,
      policies.map((policy) => ({ on: policy.rule.on, says: [policy] })),
    ),
    rules: byName(analysis, aimed),
    unaimed: all.filter(({ rule }) => aimedAt(rule) === undefined),
  };
}

function wayOf({ node, slot, about }: Gate): string {
  return `${node} ${about ?? slot}`;
}

/** True if a rule may deny an undo somewhere in a run, which stops the unwinding (semantics, rule 39). */
export function mayDenyUndo({ analysis, reached }: Run): boolean {
  return reached.some((routine) => {
    const denied = deniedIn(analysis, routine);
    return denied.size > 0 && routine.tree.all.some(({ id }) => denied.has(`${id} undo`));
  });
}

/** A run of a plan by itself. */
function runOf(analysis: Analysis, routine: AnalysedRoutine): Run {
  return { analysis, entry: routine, roots: [routine], reached: reachedFrom(analysis, routine) };
}

/** True if a rule of a guardrail is checked somewhere in a run of any plan. */
export function isChecked(analysis: Analysis, guardrail: CheckedRule<Guardrail>, index: number): boolean {
  const rule = guardrail.rule.rules[index];
  if (rule === undefined) return false;
  const aimed = aimedAt(rule);
  const roots =
    aimed === undefined ? [...analysis.routines.values()] : routinesDoing(analysis, aimed.selector);
  return roots.some(
    (root) => ruleGates({ run: runOf(analysis, root), root, guardrail, index, rule }).length > 0,
  );
}

/** True if a budget of a goal is checked somewhere in a run of any plan. */
export function isBudgetChecked(analysis: Analysis): boolean {
  return [...analysis.routines.values()].some(
    (routine) => budgetGates(runOf(analysis, routine), routine).length > 0,
  );
}

/** Where a policy may say no, for all that is known beforehand. */
function policyGates(
  { analysis }: Run,
  routine: AnalysedRoutine,
  { rule: { on, verdicts } }: CheckedRule<Policy>,
): readonly Gate[] {
  const deciding = verdicts.filter(({ kind }) => kind !== "warn" && kind !== "record");
  if (deciding.length === 0) return [];
  const actions = on
    .flatMap((selector) => occurrencesIn(analysis, routine, selector))
    .filter(({ slot }) => slot !== "undo" && slot !== "confirm");
  return gatesOf(
    actions.filter((action) =>
      deciding.some((verdict) => {
        if (verdict.kind === "deny" || verdict.kind === "defer")
          return truthAt(analysis, action, verdict.when) !== false;
        return verdict.kind !== "allow" || truthAt(analysis, action, verdict.when) !== true;
      }),
    ),
  );
}

/** Where a rule is checked in a run. */
function ruleGates({ rule, ...site }: GuardrailSite): readonly Gate[] {
  switch (rule.kind) {
    case "before":
    case "preceded":
      return orderOutcome({ ...site, rule }).gates ?? [];
    case "atMost": {
      const outcome = atMostOutcome({ ...site, rule });
      return outcome.verdict === "proved" ? [] : (outcome.gates ?? []);
    }
    case "never":
      return neverOutcome({ ...site, rule }).gates ?? [];
    case "bound": {
      if (rule.of === "latency") return [];
      const { of: resource, limit } = rule;
      return ledgerGates({ ...unsaid, run: site.run, root: site.root, resource, limit });
    }
    case "followed":
    case "flow":
      return [];
  }
}

const unsaid = {
  id: "",
  name: "",
  severity: "blocking",
  written: { file: "", span: { start: 0, end: 0 }, message: "" },
} as const;

function ledgerGates(site: Parameters<typeof boundOutcome>[0]): readonly Gate[] {
  const { verdict, gates } = boundOutcome(site);
  return verdict === "proved" ? [] : gates;
}

/** Where the ledger may hold what a plan's goal allows; the plans that are tried before it have used some of that. */
function budgetGates(run: Run, root: AnalysedRoutine): readonly Gate[] {
  const name = root.checked.head.achieves;
  const goal = name === undefined ? undefined : run.analysis.goals.get(name);
  if (goal === undefined) return [];
  const before = goal.alternatives.indexOf(root) > 0 ? { untilHere: goal.boundsUntil(root) } : {};
  return goal.checked.goal.budget
    .filter(({ of }) => of !== "latency")
    .flatMap(({ of: resource, limit }) => ledgerGates({ ...unsaid, ...before, run, root, resource, limit }));
}

/** The action about which a rule asks something. */
function aimedAt(rule: GuardrailRule): Pick<Action, "selector"> | undefined {
  switch (rule.kind) {
    case "before":
      return rule.second;
    case "preceded":
    case "followed":
      return rule.every;
    case "atMost":
      return rule.of;
    case "never":
      return { selector: rule.of };
    case "bound":
    case "flow":
      return undefined;
  }
}

const covered = new WeakMap<Run, Run>();

const variants = new WeakMap<Analysis, Map<string, Analysis>>();

/**
 * A run with only the rules that cover one of its plans: a plan's rules apply to all its callees. Results for its plans
 * are memoised by these rules.
 */
export function underItsRules(run: Run): Run {
  const result = covered.get(run) ?? withItsRules(run);
  covered.set(run, result);
  return result;
}

function withItsRules(run: Run): Run {
  const { analysis, roots } = run;
  const { policies, guardrails } = analysis.program;
  const reached = reachedFrom(analysis, ...roots);
  const covers = (rule: CheckedRule<Policy | Guardrail>): boolean =>
    reached.some((routine) => appliesTo(analysis, rule, routine));
  const own = { policies: policies.filter(covers), guardrails: guardrails.filter(covers) };
  const areAll = own.policies.length === policies.length && own.guardrails.length === guardrails.length;
  const key = [...own.policies, "", ...own.guardrails]
    .map((each) => (typeof each === "string" ? each : each.rule.name))
    .join();
  const under = areAll
    ? run
    : { ...run, analysis: variantOf(analysis, key, (blank) => withRules(blank, own)) };
  const more = deniedInRun(under);
  if (more.length === 0) return under;
  const byPlan = Map.groupBy(more, ({ routine }) => routine);
  const denied = new Map([...byPlan].map(([name, gates]) => [name, new Set(gates.map(wayOf))] as const));
  const ways = more.map((gate) => `${gate.routine} ${wayOf(gate)}`).sort();
  return {
    ...run,
    analysis: variantOf(analysis, [key, ...ways].join(), (blank) => ({
      ...withRules(blank, own),
      deniedInRun: denied,
    })),
  };
}

function variantOf(analysis: Analysis, key: string, make: (blank: Analysis) => Analysis): Analysis {
  const known = variants.get(analysis) ?? new Map<string, Analysis>();
  variants.set(analysis, known);
  const variant = known.get(key) ?? make({ ...analysis, summaries: new Map() });
  known.set(key, variant);
  return variant;
}

/**
 * Gates in called plans that a run of these plans alone would not have: how often something is called, and what is used,
 * is counted over the whole run, and a goal's budget over all that its plans call.
 */
function deniedInRun(run: Run): readonly Gate[] {
  const { analysis, reached, roots } = run;
  if (reached.length === roots.length) return [];
  const counted = analysis.program.guardrails.flatMap((guardrail) =>
    !stops(guardrail.rule.severity)
      ? []
      : guardrail.rule.rules.flatMap((rule, index) =>
          rule.kind !== "atMost" && rule.kind !== "bound"
            ? []
            : rootsOf(run, guardrail).flatMap((root) => ruleGates({ run, root, guardrail, index, rule })),
        ),
  );
  const budgeted = reached.flatMap((routine) => budgetGates(runOf(analysis, routine), routine));
  const byName = new Map(reached.map((routine) => [routine.checked.name, routine]));
  return [...counted, ...budgeted].filter((gate) => {
    const routine = byName.get(gate.routine);
    return routine !== undefined && !deniedIn(analysis, routine).has(wayOf(gate));
  });
}

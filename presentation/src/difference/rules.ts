import { implies, listed } from "@orchlang/analysis";
import type { Plan, PlanFile } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { compareMoney, isMoney } from "@orchlang/plan/quantities";
import type { Obligation } from "@orchlang/plan/rules";

import { sourceText } from "../explain/rule-text.ts";
import { isRule } from "../preview/preview.ts";
import type { RuleChange } from "./model.ts";

/** Where each node of the old plan is in the new one, as `routine/node`. */
export type KeyPairs = ReadonlyMap<string, string>;

interface Ruled {
  readonly obligation: Obligation;
  /** The rule's text, without its origin. */
  readonly text: string;
  readonly name: string;
  /** The plan of a goal that it was met by. */
  readonly plan: string;
}

/**
 * Guards that are gone, weaker or stronger, and new ones. A rule is the same where it says the same, whatever it is
 * called; else where it is called the same and says something comparable.
 */
export function ruleChanges(old: PlanFile, now: PlanFile, keys: KeyPairs): readonly RuleChange[] {
  const plans = plansOf(keys);
  const olds = ruledOf(old.plan).map((each) => ({ ...each, plan: plans.get(each.plan) ?? each.plan }));
  const left = new Set(ruledOf(now.plan));
  const changes: RuleChange[] = [];
  const take = (holds: (each: Ruled) => boolean): Ruled | undefined => {
    const ruled = [...left].find(holds);
    if (ruled !== undefined) left.delete(ruled);
    return ruled;
  };
  const same = (a: Ruled) => (b: Ruled) => a.text === b.text && a.plan === b.plan;
  const pairs = new Map<Ruled, Ruled>();
  for (const holds of [
    (a: Ruled) => (b: Ruled) => same(a)(b) && a.name === b.name,
    same,
    (a: Ruled) => (b: Ruled) => a.name === b.name && a.plan === b.plan && formOf(a.text) === formOf(b.text),
    (a: Ruled) => (b: Ruled) => a.name === b.name && a.plan === b.plan && verbOf(a.text) === verbOf(b.text),
  ]) {
    for (const each of olds) {
      const ruled = pairs.has(each) ? undefined : take(holds(each));
      if (ruled !== undefined) pairs.set(each, ruled);
    }
  }
  for (const each of olds) {
    const ruled = pairs.get(each);
    // With a plan that is gone its rules have nothing to hold for.
    if (ruled === undefined && !isGone(now.plan, each))
      changes.push(ruleChange("lost", each, `${each.text}: no longer there`));
    if (ruled !== undefined) changes.push(...compared(old.plan, now.plan, each, ruled, keys));
  }
  for (const each of left)
    changes.push(ruleChange("added", each, `${each.text}: ${each.obligation.verdict}`));
  return onceEach(changes);
}

/** A rule for each plan of a goal is reported once. */
function onceEach(changes: readonly RuleChange[]): readonly RuleChange[] {
  const seen = new Map<string, RuleChange>();
  for (const change of changes) {
    const key = [change.kind, change.rule, change.says].join("\n");
    const known = seen.get(key);
    seen.set(key, known === undefined ? change : { ...known, nodes: [...known.nodes, ...change.nodes] });
  }
  return [...seen.values()];
}

function ruledOf(plan: Plan): readonly Ruled[] {
  const [only, ...others] = plan.goals[plan.entry]?.alternatives ?? [];
  // In a goal with one plan, that one is meant.
  const suggestion = only === undefined || others.length > 0 ? "" : only;
  return plan.obligations.filter(isRule).map((obligation) => {
    const [name = "", ...text] = sourceText(plan, obligation.source).split(": ");
    const of = / in (\S+)$/.exec(obligation.id)?.[1] ?? (isOfEachPlan(obligation) ? suggestion : "");
    return { obligation, name, text: text.join(": "), plan: of };
  });
}

/** A rule about a whole run exists once for all plans of a goal. */
function isOfEachPlan({ source }: Obligation): boolean {
  return "guardrail" in source || ("goal" in source && source.clause !== "success");
}

/** The plans of the old file by what they are in the new one. */
function plansOf(keys: KeyPairs): ReadonlyMap<string, string> {
  const routineOf = (key: string): string => key.slice(0, key.lastIndexOf("/"));
  return new Map([...keys].map(([from, to]) => [routineOf(from), routineOf(to)]));
}

function isGone({ routines }: Plan, { plan }: Ruled): boolean {
  return plan !== "" && routines[plan] === undefined;
}

/** `deny`, `every`, `at most`: of one name and plan it is taken for the same rule, said otherwise. */
function verbOf(text: string): string {
  return text.split(" ", 1)[0] ?? "";
}

/** A rule without its quantities, so that one whose limit was moved is still found. */
function formOf(text: string): string {
  return text.replaceAll(/[€$]?\d[\d_.,]*(?: ?(?:ms|[wdhms]|kWh|J|[A-Z]{3})\b)*/gu, "#");
}

function ruleChange(kind: RuleChange["kind"], { obligation, name }: Ruled, says: string): RuleChange {
  return { kind, rule: shortRule(name), says, nodes: obligation.nodes };
}

/** `guardrail affordable` is called by its own name. */
function shortRule(name: string): string {
  return name.replace(/^(?:guardrail|policy|goal) /, "");
}

const strength = { proved: 2, checked: 1, refused: 0 } as const;
const weight = { blocking: 3, warning: 2, advisory: 1, informational: 0 } as const;

function compared(old: Plan, now: Plan, before: Ruled, after: Ruled, keys: KeyPairs): readonly RuleChange[] {
  const [a, b] = [before.obligation, after.obligation];
  const changes: RuleChange[] = [];
  if (before.text !== after.text) {
    const moved = limitMoved(old, now, a, b);
    changes.push(ruleChange(moved, after, `${before.text} → ${after.text}`));
  }
  if (a.severity !== b.severity) {
    const kind = weight[b.severity] < weight[a.severity] ? "weakened" : "strengthened";
    changes.push(ruleChange(kind, after, `${a.severity} → ${b.severity}`));
  }
  if (a.verdict !== b.verdict) {
    const kind = strength[b.verdict] < strength[a.verdict] ? "weakened" : "strengthened";
    changes.push(ruleChange(kind, after, `${a.verdict} → ${b.verdict}`));
  }
  const uncovered = a.nodes.flatMap((node) => keys.get(node) ?? []).filter((node) => !b.nodes.includes(node));
  if (uncovered.length > 0 && a.verdict === b.verdict && coversSites(now, b)) {
    const names = listed(uncovered.map((node) => node.slice(node.lastIndexOf("/") + 1)));
    changes.push(ruleChange("weakened", after, `no longer covers ${names}`));
  }
  return changes;
}

/** A limit on a whole run names nodes only where it is checked: fewer of them is no loss. */
function coversSites({ guardrails }: Plan, { source }: Obligation): boolean {
  if ("policy" in source) return true;
  if (!("guardrail" in source)) return false;
  return guardrails.find(({ name }) => name === source.guardrail)?.rules[source.rule]?.kind !== "bound";
}

function limitMoved(old: Plan, now: Plan, a: Obligation, b: Obligation): RuleChange["kind"] {
  if (forbidsMore(conditionOf(old, a), conditionOf(now, b))) return "strengthened";
  const [from, to] = [limitOf(old, a), limitOf(now, b)];
  if (from === undefined || to === undefined) return "weakened";
  const order =
    typeof from === "number" && typeof to === "number"
      ? to - from
      : typeof from !== "number" && typeof to !== "number" && from.currency === to.currency
        ? compareMoney(to, from)
        : 1;
  return order > 0 ? "weakened" : "strengthened";
}

/** A condition under which something is forbidden; what is allowed is forbidden otherwise. */
function conditionOf({ guardrails, policies }: Plan, { source }: Obligation): Expression | undefined {
  if ("guardrail" in source) {
    const rule = guardrails.find(({ name }) => name === source.guardrail)?.rules[source.rule];
    return rule?.kind === "never" ? rule.when : undefined;
  }
  if (!("policy" in source)) return undefined;
  const verdict = policies.find(({ name }) => name === source.policy)?.verdicts[source.verdict];
  if (verdict?.kind === "deny") return verdict.when;
  return verdict?.kind === "allow" ? { op: "not", of: verdict.when } : undefined;
}

function forbidsMore(old: Expression | undefined, now: Expression | undefined): boolean {
  return old !== undefined && now !== undefined && implies([old], now) === true;
}

/** The limit of a rule; other kinds of rules have none to compare. */
function limitOf({ guardrails, goals }: Plan, { source }: Obligation) {
  if ("goal" in source && source.clause === "budget")
    return constantOf(goals[source.goal]?.budget[source.index]?.limit);
  if (!("guardrail" in source)) return undefined;
  const rule = guardrails.find(({ name }) => name === source.guardrail)?.rules[source.rule];
  if (rule?.kind === "bound") return constantOf(rule.limit);
  if (rule?.kind === "followed") return constantOf(rule.within);
  return rule?.kind === "atMost" && rule.per === undefined ? rule.count : undefined;
}

function constantOf(expression: Expression | undefined) {
  if (expression?.op !== "constant") return undefined;
  const { value } = expression;
  return typeof value === "number" || isMoney(value) ? value : undefined;
}

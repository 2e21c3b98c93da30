import type { Plan } from "@orchlang/plan";
import type { Action, Guardrail, GuardrailRule, Obligation, Selector } from "@orchlang/plan/rules";
import type { Claim, ClaimKind, Played, Subject } from "../claim.ts";
import type { Call } from "./journal.ts";
import { callerOf, roundsOf } from "./layout.ts";

/** A rule of a guardrail that is called proved, and the part of a run that it was proved for. */
export interface ProvedRule<R extends GuardrailRule = GuardrailRule> {
  readonly obligation: Obligation;
  readonly guardrail: Guardrail;
  readonly rule: R;
  readonly part: Part;
}

/**
 * Where a rule has to hold as a whole (semantics, rule 33): the whole run, or within each call of one plan, where a rule
 * covers only that. Calls of one plan are told apart by their paths and rounds.
 */
export interface Part {
  /** The part that a call lies in; `undefined`: in none. Calls of one part have the same name. */
  of(call: Call): string | undefined;
}

export type RuleOf<K extends GuardrailRule["kind"]> = Extract<GuardrailRule, { kind: K }>;

export function provedRules<K extends GuardrailRule["kind"]>(
  plan: Plan,
  kinds: readonly K[],
): readonly ProvedRule<RuleOf<K>>[] {
  return plan.obligations.flatMap((obligation) => {
    const { source, verdict } = obligation;
    if (verdict !== "proved" || !("guardrail" in source)) return [];
    const guardrail = plan.guardrails.find(({ name }) => name === source.guardrail);
    const rule = guardrail?.rules[source.rule];
    if (guardrail === undefined || rule === undefined || !isOneOf(rule, kinds)) return [];
    const together = inAlternatives(plan, obligation);
    const assumes = new Set([obligation, ...together].flatMap((each) => each.assumes));
    const part = partOf(plan, obligation, together);
    return [{ obligation: { ...obligation, assumes: [...assumes] }, guardrail, rule, part }];
  });
}

function isOneOf<K extends GuardrailRule["kind"]>(
  rule: GuardrailRule,
  kinds: readonly K[],
): rule is RuleOf<K> {
  return kinds.some((kind) => kind === rule.kind);
}

/** The plan that an obligation is about, where it is not all of the run: its id ends in ` in m.plan`. */
export function rootOf(plan: Plan, { id }: Obligation): string | undefined {
  const name = id.slice(id.lastIndexOf(" in ") + 4);
  return id.includes(" in ") && Object.hasOwn(plan.routines, name) ? name : undefined;
}

/**
 * The proofs of the same rule for plans of the goal that is run. They are one after another: what is true of a run is true
 * of all of them together, under what each assumes.
 */
function inAlternatives(plan: Plan, obligation: Obligation): readonly Obligation[] {
  const { alternatives = [] } = plan.goals[plan.entry] ?? {};
  const isOne = (each: Obligation): boolean => alternatives.includes(rootOf(plan, each) ?? "");
  if (!isOne(obligation)) return [];
  const source = JSON.stringify(obligation.source);
  return plan.obligations.filter(
    (each) => each.verdict === "proved" && JSON.stringify(each.source) === source && isOne(each),
  );
}

function partOf(plan: Plan, obligation: Obligation, together: readonly Obligation[]): Part {
  const root = rootOf(plan, obligation);
  if (root === undefined || root === plan.entry) return { of: () => "" };
  if (together.length > 0) {
    const own = new Set(together.map((each) => rootOf(plan, each)));
    return { of: ({ routine }) => (own.has(routine.split("/")[0] ?? "") ? "" : undefined) };
  }
  return { of: (call) => instanceOf(plan, root, call) };
}

/** The call of a plan that another lies in, outermost, with the rounds around it. */
function instanceOf(plan: Plan, root: string, { routine, site }: Call): string | undefined {
  const steps = routine.split("/");
  const at = steps.findIndex((step) => step === root || step.endsWith(`>${root}`));
  if (at < 0) return undefined;
  const path = steps.slice(0, at + 1).join("/");
  const caller = callerOf(path);
  const rounds =
    caller === undefined ? [] : roundsOf(plan, { routine: caller.path, node: caller.node, site });
  return [path, ...rounds].join(" ");
}

/** True if a selector speaks of a capability, or of a plan or goal of that name. */
export function selects(plan: Plan, selector: Selector, name: string): boolean {
  if ("name" in selector) return selector.name === name;
  const capability = plan.capabilities[name];
  if (capability === undefined) return false;
  if ("tagged" in selector) return capability.tags.includes(selector.tagged);
  return "kind" in selector ? capability.kind === selector.kind : true;
}

/** One claim for each proved rule of some kinds. */
export function ruleClaims<K extends GuardrailRule["kind"]>(
  subject: Subject,
  kind: ClaimKind,
  kinds: readonly K[],
  breach: (rule: ProvedRule<RuleOf<K>>, played: Played) => string | undefined,
): readonly Claim[] {
  return provedRules(subject.file.plan, kinds).map((rule) => ({
    kind,
    says: `${rule.obligation.id} is proved: ${ruleText(rule.rule)}`,
    breach: (played) => {
      const says = breach(rule, played);
      return says === undefined ? undefined : { says };
    },
  }));
}

export function actionText({ selector, outcome, when }: Action): string {
  const end = outcome === undefined ? "" : ` ${outcome}`;
  return `${selectorText(selector)}${end}${when === undefined ? "" : " when …"}`;
}

function selectorText(selector: Selector): string {
  if ("name" in selector) return selector.name;
  if ("tagged" in selector) return `tagged ${selector.tagged}`;
  return "kind" in selector ? `kind ${selector.kind}` : "any";
}

function ruleText(rule: GuardrailRule): string {
  switch (rule.kind) {
    case "before":
      return `${actionText(rule.first)} before ${actionText(rule.second)}`;
    case "preceded":
      return `every ${actionText(rule.every)} preceded by ${rule.by.map(actionText).join(" or ")}`;
    case "followed":
      return `every ${actionText(rule.every)} followed by ${rule.by.map(actionText).join(" or ")}`;
    case "atMost":
      return `at most ${rule.count} ${actionText(rule.of)}`;
    case "never":
      return `never ${selectorText(rule.of)}${rule.when === undefined ? "" : " when …"}`;
    case "flow":
      return `never ${rule.label} to …`;
    case "bound":
      return `${rule.of} <= …`;
  }
}

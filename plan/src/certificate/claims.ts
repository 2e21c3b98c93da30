import type { Certificate } from "../shapes/certificate.ts";
import type { Expression } from "../shapes/expression.ts";
import type { Attempt, Node } from "../shapes/node.ts";
import type { GuardrailRule, Obligation, Resource, RuleSource, Selector } from "../shapes/rule.ts";
import { checkFigures, checkHeld, type FiguresClaim, type Subject } from "./figures.ts";
import { checkOrder, type OrderClaim } from "./order.ts";
import * as walk from "./program.ts";
import { type Indexed, own, type Program, type Rejection, rejected } from "./program.ts";
import { checkResponse, type ResponseClaim } from "./response.ts";
import { checkLabels, type LabelClaim } from "./sinks.ts";
import { clauseOf, estimate } from "./value.ts";

interface Stated {
  readonly within: Indexed;
  readonly node: Node;
  readonly clause: Extract<RuleSource, { readonly step: string }>["clause"];
}

/** The claim of an obligation, by the kind of certificate that can show it. */
export type Claim =
  | ({ readonly kind: "order" } & OrderClaim)
  | ({ readonly kind: "response" } & ResponseClaim)
  | ({ readonly kind: "labels" } & LabelClaim)
  | ({ readonly kind: "figures" } & FiguresClaim)
  | ({ readonly kind: "evident" } & DecidedClaim)
  | ({ readonly kind: "stated" } & Stated);

/** Why a certificate does not show what its obligation claims; `undefined`: it does. */
export function checkOne(
  program: Program,
  obligation: Obligation,
  certificate: Certificate,
): Rejection | undefined {
  const claim = claimOf(program, obligation);
  if (claim === undefined) return rejected(obligation.id, "it names no rule of the plan that can be shown");
  if (claim.kind === "stated") {
    const { within, node, clause } = claim;
    if (clause !== "held") return checkStated(program, within, node, clause);
    if (certificate.kind === "figures") return checkHeld(program, within, node, certificate.figures);
  }
  if (claim.kind === "evident") return checkDecided(claim);
  if (claim.kind === "order" && certificate.kind === "order") return checkOrder(claim, certificate);
  if (claim.kind === "response" && certificate.kind === "response") return checkResponse(claim, certificate);
  if (claim.kind === "labels" && certificate.kind === "labels") return checkLabels(claim, certificate);
  if (claim.kind === "figures" && certificate.kind === "figures")
    return checkFigures(claim, certificate.figures);
  return rejected(obligation.id, `a certificate of the kind \`${certificate.kind}\` does not show this`);
}

export function claimOf(program: Program, obligation: Obligation): Claim | undefined {
  const { plan } = program;
  const { source, id } = obligation;
  const base = { program, roots: entries(program) };
  if ("guardrail" in source) {
    const rule = plan.guardrails.find(({ name }) => name === source.guardrail)?.rules[source.rule];
    return rule && ofRule(base, obligation, rule, `guardrail ${source.guardrail} ${source.rule}`);
  }
  if ("policy" in source) {
    const { on = [], verdicts } = plan.policies.find(({ name }) => name === source.policy) ?? {};
    const verdict = verdicts?.[source.verdict];
    const isWhole = id === `policy ${source.policy} ${source.verdict}`;
    if (!isWhole || verdict === undefined || !("when" in verdict)) return undefined;
    return {
      kind: "evident",
      ...base,
      on,
      when: verdict.when,
      is: verdict.kind === "allow",
      callsOnly: true,
    };
  }
  if ("pool" in source) {
    const counts = walk.poolsFrom(program, source.pool).map(({ count }) => Number(count ?? 0));
    const limit = counts.reduce((all, count) => all + count, 0);
    return { kind: "figures", ...base, subject: { holds: source.pool }, limit, kept: true };
  }
  if ("step" in source) {
    const [routine = "", ...rest] = source.step.split("/");
    const within = program.routines.get(routine);
    const node = within?.nodes.get(rest.join("/"));
    return within && node && { kind: "stated", within, node, clause: source.clause };
  }
  if ("goal" in source) {
    const { keep, budget } = own(plan.goals, source.goal) ?? {};
    const kept = source.clause === "keep" ? keep?.[source.index] : undefined;
    if (kept !== undefined)
      return { kind: "labels", ...base, label: kept.label, to: { tier: kept.at, others: true } };
    // A plan keeps the budget if the plans tried before it leave enough.
    const results = walk.calledBy(program, { goal: source.goal });
    const last = results.findIndex(({ name }) => id === `budget ${source.goal} ${source.index} in ${name}`);
    const roots = last < 0 ? results : results.slice(0, last + 1);
    const bound = source.clause === "budget" ? budget?.[source.index] : undefined;
    return bound && bounded({ program, roots }, obligation, bound);
  }
  const cleared = source.clause === "clearance" ? own(plan.capabilities, source.capability) : undefined;
  const label = cleared && (`above ${cleared.clearance.confidentiality}` as const);
  return label && { kind: "labels", ...base, label, to: { cleared: source.capability } };
}

interface Scope {
  readonly program: Program;
  readonly roots: readonly Indexed[];
}

function ofRule(all: Scope, obligation: Obligation, rule: GuardrailRule, source: string): Claim | undefined {
  const { program } = all;
  const named = [...program.routines.values()].filter(({ name }) => obligation.id === `${source} in ${name}`);
  const base = { program, roots: obligation.id === source ? all.roots : named };
  const kept = isKept(obligation);
  if (base.roots.length === 0) return undefined;
  switch (rule.kind) {
    case "before":
      return { kind: "order", ...base, first: [rule.first], second: rule.second };
    case "preceded":
      return { kind: "order", ...base, first: rule.by, second: rule.every };
    case "followed":
      return { kind: "response", ...base, rule };
    case "atMost":
      return { kind: "figures", ...all, subject: { begins: rule.of.selector }, limit: rule.count, kept };
    case "never": {
      const { when = { op: "constant", value: true } } = rule;
      return { kind: "evident", ...base, on: [rule.of], when, is: false, callsOnly: false };
    }
    case "flow":
      return { kind: "labels", ...base, label: rule.label, to: rule.to };
    case "bound":
      return bounded(all, obligation, rule);
  }
}

/** The most that may be spent, or the longest time, over all plans that may be tried. */
function bounded(
  { program, roots }: Scope,
  obligation: Obligation,
  { of, limit }: { readonly of: Resource; readonly limit: Expression },
): Claim | undefined {
  const [within] = roots;
  if (within === undefined || limit.op !== "constant") return undefined;
  const subject: Subject = of === "latency" ? { lasts: true } : { spends: of };
  const { least } = estimate(limit, { program, within, locals: {} });
  return { kind: "figures", program, roots, subject, limit: least, kept: isKept(obligation) };
}

function isKept({ assumes }: Obligation): boolean {
  return assumes.includes("no member lost");
}

/** The plans that an entry can run: itself, or those of the goal. */
function entries(program: Program): readonly Indexed[] {
  const { goals, entry } = program.plan;
  return walk.calledBy(program, Object.hasOwn(goals, entry) ? { goal: entry } : { routine: entry });
}

/** A condition over actions that comes out the same whatever the data. What takes back and asks may be meant as well. */
interface DecidedClaim {
  readonly program: Program;
  readonly roots: readonly Indexed[];
  readonly on: readonly Selector[];
  readonly when: Expression;
  readonly is: boolean;
  readonly callsOnly: boolean;
}

function checkDecided({ program, roots, on, when, is, callsOnly }: DecidedClaim): Rejection | undefined {
  const { capabilities, routines } = program.plan;
  const open = walk.beginsOf(program, walk.reached(program, roots)).find(({ within, name, how, args }) => {
    const { params } = own(capabilities, name) ?? own(routines, name) ?? {};
    // The arguments of an undo are of another place.
    const at = clauseOf({ program, within, locals: {} }, params, how === "call" ? args : {});
    const isMeant = on.some((each) => walk.selects(program, each, name)) && !(callsOnly && how !== "call");
    return isMeant && estimate(when, at).is !== is;
  });
  return open && rejected(open.place, `\`${open.name}\` begins here, and what the rule asks is not decided`);
}

/** Rejects a statement that does not state what its author answers for: a removed label, an effect that is not undone. */
function checkStated(program: Program, within: Indexed, node: Node, clause: string): Rejection | undefined {
  const says = clause === "irreversible" ? stands(program, within, node) : releases(node, clause);
  return says ? undefined : rejected(node.id, `nothing in it is said to be ${clause}`);
}

/**
 * One way of doing it is said to be irreversible, all that happens at most once is, and nothing undoes any of it, nor
 * what is done inside of it.
 */
function stands(program: Program, within: Indexed, node: Node): boolean {
  const inside = walk.insideOf(within, node).flatMap(walk.waysOf);
  if (inside.some(({ attempt }) => isCompensated(program, attempt))) return false;
  const ways = walk.waysOf(node).map(({ attempt }) => {
    const { effect, irreversible } = walk.capabilityOf(program, attempt) ?? {};
    const isSaid = attempt.options.irreversible !== undefined || irreversible !== undefined;
    return { isSaid, isFine: (isSaid || effect?.kind !== "once") && !isCompensated(program, attempt) };
  });
  return ways.some(({ isSaid }) => isSaid) && ways.every(({ isFine }) => isFine);
}

/** By its own undo, or by those of the plans that it calls; what `finally` does is kept. */
function isCompensated(program: Program, attempt: Attempt): boolean {
  const inPlan = (within: Indexed): boolean =>
    within.routine.nodes.some(
      (node) => !walk.isLast(within, node) && walk.waysOf(node).some((way) => hasUndo(program, way.attempt)),
    );
  // A call in `finally` of a plan is kept with all that it leads to; to count it proves less.
  return (
    hasUndo(program, attempt) || walk.reached(program, walk.calledBy(program, attempt.target)).some(inPlan)
  );
}

function hasUndo(program: Program, attempt: Attempt): boolean {
  return walk.settlingOf(program, attempt).undo !== undefined;
}

/** A call of `label.endorse` or `label.declassify`, or the text that stands in for what was redacted. */
function releases(said: unknown, clause: string): boolean {
  if (typeof said === "string")
    return clause === "redact" ? /^‹\w+›$/.test(said) : said === `label.${clause}`;
  return (
    typeof said === "object" && said !== null && Object.values(said).some((part) => releases(part, clause))
  );
}

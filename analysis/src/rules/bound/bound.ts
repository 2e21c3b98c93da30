import { type Diagnostic, defineDiagnostic, type Label } from "@orchlang/language";
import type { Limit, Money, RunBounds } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { compareMoney, formatDuration, formatEnergy, formatMoney } from "@orchlang/plan/quantities";
import type { Check, GuardrailRule, Obligation, Resource, Severity } from "@orchlang/plan/rules";
import type { AnalysedRoutine } from "../../analysis.ts";
import { isBounded } from "../../bounds/limit.ts";
import { decidedMoney, decidedNumber } from "../../bounds/quantity.ts";
import { attemptBounds } from "../../bounds/tries.ts";
import { ofAttempt } from "../../bounds/undoing.ts";
import { anywhere, calledFrom, reachedFrom, summaryOf } from "../../graph/call-graph.ts";
import { shortened } from "../../graph/path.ts";
import type { Environment } from "../../interval/environment.ts";
import { capabilityOf, holdsMembers, undoReference } from "../effects.ts";
import { distinct, type Finding, type Gate } from "../finding.ts";
import { type GuardrailSite, guardrailFinding, ruleName, stops } from "../guardrail.ts";
import { isPart } from "../part.ts";
import { appliesTo, ownRunOf, type Run } from "../run.ts";
import { certainlyLasting, certainlySpent, spentMoney, spentNumber } from "./certain.ts";

/* `cost <= $1.00`, in a guardrail or a goal's budget: no run uses more, undo included. */

const verbs: Readonly<Record<Resource, string>> = {
  cost: "cost",
  latency: "take",
  energy: "use",
  tokens: "use",
};

export const tooMuch = defineDiagnostic<{ plan: string; resource: Resource; needs: string; limit: string }>({
  code: "ORCH4104",
  severity: "error",
  title: "A plan can't keep its budget",
  message: ({ plan, resource, needs, limit }) =>
    `\`${plan}\` can ${verbs[resource]} ${needs} whatever it is given, and may ${verbs[resource]} ${limit} at most.`,
  notes: [
    "Every try counts at the most that its capability declares, and so does undoing what was done before a failure. Waits count in full.",
  ],
  help: "Allow more, retry less, or use cheaper calls.",
});

/** A limit on what a run uses, and where it is written. */
export interface BoundSite {
  readonly run: Run;
  readonly root: AnalysedRoutine;
  /** The bounds of the whole run, if the plan is one of several that it may go through. */
  readonly bounds?: RunBounds;
  /** The bounds of it and of plans tried before it, if they share the limit. */
  readonly untilHere?: RunBounds;
  /** Those that may have been tried. */
  readonly before?: readonly AnalysedRoutine[];
  readonly id: string;
  /** As a refusal names the rule. */
  readonly name: string;
  readonly resource: Resource;
  readonly limit: Expression;
  readonly severity: Severity;
  readonly written: Label;
  /** For a called plan: failures alone that break it are reported in a run of it by itself. */
  readonly called?: true;
}

interface BoundOutcome {
  readonly verdict: Obligation["verdict"];
  readonly evidence: string;
  readonly nodes: readonly string[];
  readonly assumes: Obligation["assumes"];
  /** The ledger holds a limit at every gate, proved or not: a proof assumes what may fail to hold. */
  readonly check: Check;
  readonly gates: readonly Gate[];
  readonly diagnostics: readonly Diagnostic[];
}

export function boundOutcome(site: BoundSite): BoundOutcome {
  const { resource, limit, severity, id, name } = site;
  const check: Check = { id, name, kind: "budget", of: resource, limit, severity };
  const judged = judgedWithOthers(site);
  const open = judged.verdict !== "proved";
  const wanted = open && site.run.mistakesOnly !== true && site.called !== true && resource !== "latency";
  const spenders = wanted ? spendersOf(site, resource) : [];
  const nodes = distinct(spenders.map(({ routine, gate }) => `${routine.checked.name}/${gate.node}`));
  return {
    verdict: judged.verdict,
    evidence: judged.evidence,
    nodes,
    assumes: open ? [] : assumptions(site),
    check,
    gates: spenders.map(({ gate }) => gate),
    diagnostics: judged.verdict === "refused" ? [diagnostic(site, judged)] : [],
  };
}

/** True if failures alone break a limit, whatever the data. */
function isBroken(site: Pick<BoundSite, "run" | "root" | "resource" | "limit">): boolean {
  return judgeResource(site).verdict === "refused";
}

interface Judged {
  readonly verdict: Obligation["verdict"];
  readonly evidence: string;
  readonly needs: string;
  readonly limit: string;
}

/** A verdict on a plan by itself need not hold after other plans. */
function judgedWithOthers(site: BoundSite): Judged {
  const { untilHere, ...alone } = site;
  const judged = judgeResource(alone);
  if (untilHere === undefined || judged.verdict !== "proved") return judged;
  const inTurn = judgeResource({ ...alone, bounds: untilHere });
  if (inTurn.verdict === "proved") return inTurn;
  return {
    ...judged,
    verdict: "checked",
    evidence: `after the plans before it, ${inTurn.evidence}`,
  };
}

type Asked = Pick<BoundSite, "run" | "root" | "resource" | "limit" | "bounds" | "called">;

function judgeResource(site: Asked): Judged {
  return site.resource === "cost" ? judgeMoney(site) : judgeNumber(site, site.resource);
}

function judgeMoney({ run, root, limit, called, bounds = root.bounds.run() }: Asked): Judged {
  const allowed = decidedMoney(limit, root.values.everywhere, root.context.currency);
  return judge<Money>({
    worst: bounds.cost.worst,
    allowed,
    compare: compareMoney,
    ...(called === true ? {} : { certain: () => certainlySpent(run, root, spentMoney(root)) }),
    text: formatMoney,
    kept: byLedger,
  });
}

const byLedger = "held by the ledger at every begin";

function judgeNumber(site: Asked, resource: Exclude<Resource, "cost">): Judged {
  const { run, root, limit, called, bounds = root.bounds.run() } = site;
  const environment: Environment = root.values.everywhere;
  const text = {
    latency: formatDuration,
    energy: formatEnergy,
    tokens: (count: number) => `${count} tokens`,
  };
  const certain = (): number =>
    resource === "latency"
      ? certainlyLasting(run, root)
      : certainlySpent(run, root, spentNumber(root, resource));
  const { compensated = bounds.latency.worst, worst: forward } = bounds.latency;
  const judged = judge<number>({
    worst: resource === "latency" ? compensated : bounds[resource].worst,
    allowed: decidedNumber(limit, environment),
    compare: (left, right) => left - right,
    ...(called === true ? {} : { certain }),
    text: text[resource],
    kept: resource === "latency" ? "forward work ends at a deadline, undoing comes after it" : byLedger,
  });
  const isUndone = isBounded(forward) && isBounded(compensated) && forward.value < compensated.value;
  if (resource !== "latency" || !isUndone || judged.verdict === "refused") return judged;
  return {
    ...judged,
    evidence: `${judged.evidence} (${formatDuration(forward.value)} forward, then undoing)`,
  };
}

interface Question<T> {
  readonly worst: Limit<T>;
  /** The limit: between these two. */
  readonly allowed: { readonly least: T; readonly most: T } | undefined;
  readonly compare: (left: T, right: T) => number;
  /** The amount that failures alone can cause; absent: not asked for. */
  readonly certain?: () => T;
  readonly text: (value: T) => string;
  /** How it is kept where nothing is proved. */
  readonly kept: string;
}

function judge<T>({ worst, allowed, compare, certain, text, kept }: Question<T>): Judged {
  if (allowed === undefined) {
    return { verdict: "checked", evidence: "the limit is known only when it runs", needs: "", limit: "" };
  }
  const limit = text(allowed.least);
  if (isBounded(worst) && compare(worst.value, allowed.least) <= 0) {
    const evidence = `worst case ${text(worst.value)} ≤ ${limit}`;
    return { verdict: "proved", evidence, needs: "", limit };
  }
  const least = certain?.();
  if (least !== undefined && compare(least, allowed.most) > 0) {
    const evidence = `it can come to ${text(least)} whatever it is given, above ${limit}`;
    return { verdict: "refused", evidence, needs: text(least), limit };
  }
  const evidence = isBounded(worst)
    ? `worst case ${text(worst.value)}, above ${limit}: ${kept}`
    : `no worst case is known, since ${worst.unbounded}: ${kept}`;
  return { verdict: "checked", evidence, needs: "", limit };
}

function assumptions({ run, root, before = [], resource }: BoundSite): Obligation["assumes"] {
  const { analysis } = run;
  const reached = [...before, root];
  const holds = reached.some((each) => holdsMembers(analysis, each));
  const isAbout = reached.some((each) =>
    anywhere(analysis, "undo or confirm", each, ({ tree }) =>
      tree.all.some(({ attempts }) =>
        attempts.some(
          ({ attempt }) =>
            undoReference(analysis, attempt) !== undefined ||
            capabilityOf(analysis.program, attempt)?.confirm !== undefined,
        ),
      ),
    ),
  );
  return [
    "declared bounds kept",
    "process deaths within limit",
    ...(isAbout ? (["undo succeeds"] as const) : []),
    "nothing in doubt",
    ...(holds ? (["no member lost"] as const) : []),
    ...(resource === "latency" ? (["process up"] as const) : []),
    ...(resource === "latency" && holds ? (["pool not shared"] as const) : []),
  ];
}

interface Spender {
  readonly routine: AnalysedRoutine;
  readonly gate: Gate;
}

/** The attempts for which the ledger sets any of it aside: they use it, or their undo does. */
function spendersOf({ run, root }: BoundSite, resource: Exclude<Resource, "latency">): readonly Spender[] {
  const spenders: Spender[] = [];
  for (const routine of reachedFrom(run.analysis, root)) {
    for (const linked of routine.tree.all) {
      for (const { slot, attempt } of linked.attempts) {
        if (!("capability" in attempt.target)) continue;
        const spent = attemptBounds(routine.context, linked, attempt).spending[resource];
        if (isNothing(spent.worst) && isNothing(ofAttempt(routine.context, linked, attempt)[resource]))
          continue;
        spenders.push({ routine, gate: { routine: routine.checked.name, node: linked.id, slot } });
      }
    }
  }
  return spenders;
}

function isNothing(limit: Limit<Money> | Limit<number>): boolean {
  if (!isBounded<Money | number>(limit)) return false;
  return typeof limit.value === "number" ? limit.value === 0 : limit.value.amount === "0";
}

/** At the plan's name: no single step is at fault. The steps that use most are shown. */
function diagnostic(site: BoundSite, { needs, limit }: Judged): Diagnostic {
  const { root, resource, written } = site;
  const { origin, name } = root.checked;
  return tooMuch.at(
    { file: origin.file, span: origin.nameSpan },
    { plan: name.slice(name.lastIndexOf(".") + 1), resource, needs, limit },
    { labels: [written, ...dearest(root, resource)] },
  );
}

/** The four steps that use most, whatever their place. */
function dearest(root: AnalysedRoutine, resource: Resource): readonly Label[] {
  const labels: { readonly label: Label; readonly amount: number }[] = [];
  for (const { id, statement } of root.tree.all) {
    const worst = root.bounds.nodes()[id]?.[resource].worst;
    if (worst === undefined || statement.node.kind === "branch" || isNothing(worst)) continue;
    const label = {
      file: root.checked.origin.file,
      span: statement.nameSpan,
      message: `up to ${amountText(worst, resource)}`,
    };
    labels.push({ label, amount: amountOf(worst) });
  }
  return labels
    .toSorted((left, right) => (left.amount === right.amount ? 0 : right.amount - left.amount))
    .slice(0, 4)
    .map(({ label }) => label);
}

/** To compare amounts of one resource; without a limit, more than any. */
function amountOf(limit: Limit<Money> | Limit<number>): number {
  if (!isBounded<Money | number>(limit)) return Number.POSITIVE_INFINITY;
  return typeof limit.value === "number" ? limit.value : Number(limit.value.amount);
}

function amountText(limit: Limit<Money> | Limit<number>, resource: Resource): string {
  if (!isBounded<Money | number>(limit)) return "any amount";
  if (typeof limit.value !== "number") return formatMoney(limit.value);
  if (resource === "latency") return formatDuration(limit.value);
  return resource === "energy" ? formatEnergy(limit.value) : `${limit.value} tokens`;
}

/** True if it calls a plan that can start alone, that the rule covers too, and that can't keep the rule by itself. */
function isToldBelow({
  guardrail,
  rule: { of: resource, limit },
  run: { analysis, mistakesOnly },
  root,
}: GuardrailSite<GuardrailRule & { readonly kind: "bound" }>): boolean {
  if (mistakesOnly !== true) return false;
  const { module } = guardrail.origin;
  const question = `broken ${module} ${guardrail.rule.name} ${resource} ${JSON.stringify(limit)}`;
  const isToldIn = (one: AnalysedRoutine): boolean =>
    summaryOf<boolean>(
      analysis,
      question,
      one,
      (each, of) =>
        appliesTo(analysis, guardrail, each) &&
        (calledFrom(analysis, each).some(of) ||
          (!isPart(analysis.program, each.checked) &&
            isBroken({ run: ownRunOf(analysis, each), root: each, resource, limit }))),
    );
  return calledFrom(analysis, root).some(isToldIn);
}

/** `cost <= $40` in a guardrail: the ledger holds it at every begin, proved or not. */
export function guardrailBound(site: GuardrailSite<GuardrailRule & { readonly kind: "bound" }>): Finding {
  const { guardrail, index, rule, run, root } = site;
  const { severity } = guardrail.rule;
  const finding = guardrailFinding(site, { verdict: "proved", evidence: "", nodes: [] });
  const { id } = finding.obligation;
  const written = {
    file: guardrail.origin.file,
    span: guardrail.spans[index] ?? guardrail.origin.nameSpan,
    message: "the limit",
  };
  const question: Parameters<typeof boundOutcome>[0] = {
    run,
    root,
    id,
    name: ruleName(guardrail, index, guardrail.rule.name),
    resource: rule.of,
    limit: rule.limit,
    severity,
    written,
  };
  // A run of a goal may go through several of its plans.
  const several = run.roots.length > 1 && run.roots.includes(root);
  const outcome = boundOutcome(several ? { ...question, bounds: run.entry.bounds.run() } : question);
  const isOpen = stops(severity) && outcome.diagnostics.length > 0;
  return {
    obligation: {
      ...finding.obligation,
      verdict: outcome.verdict,
      assumes: outcome.assumes,
      nodes: outcome.nodes,
    },
    evidence: outcome.evidence,
    // The longest path is what the time is made of.
    ...(rule.of === "latency" && run.mistakesOnly !== true
      ? { path: shortened(root.bounds.criticalPath) }
      : {}),
    check: outcome.check,
    gates: outcome.gates,
    diagnostics: isOpen && !isToldBelow(site) ? outcome.diagnostics : [],
  };
}

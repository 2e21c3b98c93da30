import type { TracedLabel } from "@orchlang/checker";
import { type Diagnostic, defineDiagnostic, type Label } from "@orchlang/language";
import type { Confidentiality, Label as PlanLabel, Tier } from "@orchlang/plan";
import type { GuardrailRule, Selector } from "@orchlang/plan/rules";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { isUnreachable } from "../graph/reachability.ts";
import { filledElsewhere, hasLabelled } from "../labels/elsewhere.ts";
import { type Given, givenIn } from "../labels/given.ts";
import { usesInGoal, usesStartedBy } from "../labels/started.ts";
import { labelsOf } from "../labels/summary.ts";
import { happening, leaves, type Use } from "../labels/uses.ts";
import { selects } from "../selects.ts";
import type { LinkedStatement } from "../tree.ts";
import { shortName } from "../words.ts";
import { distinct, nodeName } from "./finding.ts";
import type { GuardrailSite, Outcome } from "./guardrail.ts";
import { lookedAt } from "./in-reach.ts";
import { followed } from "./part.ts";
import type { Run } from "./run.ts";

/* `never personal to cloud`, `never untrusted to A`, a goal's `keep L at T`: proved, or refused; never left to a run. */

export const flowsTooFar = defineDiagnostic<{ label: string; sink: string; argument: string }>({
  code: "ORCH4106",
  severity: "error",
  title: "Data goes where it never may",
  message: ({ label, sink, argument }) =>
    argument === happening
      ? `Whether ${sink} is called is ${label}.`
      : `\`${argument}\` is ${label}, and goes to ${sink}.`,
  help: ({ label, sink }) => {
    if (label === "untrusted")
      return 'Give it something else, or take the responsibility: `endorse(…, because: "…")`.';
    const elsewhere = sink.startsWith("`") ? "" : ", run it elsewhere (`at device`)";
    return `Pass something else${elsewhere}, or remove the label with \`redact\` or \`declassify\`.`;
  },
});

/** Where labelled data reaches what it is kept from. */
export interface Leak {
  readonly routine: AnalysedRoutine;
  readonly linked: LinkedStatement;
  readonly argument: string;
  readonly label: TracedLabel;
  readonly sink: string;
}

const order: readonly Confidentiality[] = ["public", "internal", "personal", "secret"];

/** True if a label is the one that is kept, or above it. */
function carries(label: PlanLabel, kept: Confidentiality | "untrusted"): boolean {
  if (kept === "untrusted") return label.integrity === "untrusted";
  return order.indexOf(label.confidentiality) >= order.indexOf(kept);
}

/** Names what data must not come to, where a use goes there. */
export type SinkOf = (use: Use) => string | undefined;

/** All that a rule forbids of what plans do, by the dataflow of labels; what no run comes to breaks no rule. */
export function leaksIn(
  analysis: Analysis,
  routines: readonly AnalysedRoutine[],
  kept: Confidentiality | "untrusted",
  sinkOf: SinkOf,
  given?: Given,
): readonly Leak[] {
  return routines.flatMap((routine) => {
    if (given === undefined && !mayCarry(analysis, routine, kept)) return [];
    const leaking = labelsOf(analysis, routine, true).uses.flatMap((use): readonly Leak[] => {
      const { linked, argument, inside } = use;
      const taint = given?.taint(routine, use.taint) ?? use.taint;
      const isElsewhere = inside !== undefined && carries(inside.already, kept);
      if (!leaves(use) || !carries(taint.label, kept) || isElsewhere) return [];
      const sink = sinkOf(use);
      if (sink === undefined) return [];
      // A value that carries nothing itself is passed on by a decision that does.
      const own = given?.taint(routine, use.given) ?? use.given;
      const text = carries(own.label, kept) ? argument : happening;
      return [{ routine, linked, argument: text, label: taint.label, sink }];
    });
    return oncePerCall(leaking).filter(({ linked }) => !isUnreachable(analysis, routine, linked));
  });
}

/** Where no label comes into a plan none leaves it, and nobody need follow them through it. */
function mayCarry(
  analysis: Analysis,
  routine: AnalysedRoutine,
  kept: Confidentiality | "untrusted",
): boolean {
  if (kept === "public" || kept === "internal") return true;
  return hasLabelled(analysis, routine) || filledElsewhere(analysis, asking).size > 0;
}

/** That a call is made at all is reported where nothing that it is handed is. */
function oncePerCall(leaks: readonly Leak[]): readonly Leak[] {
  const seen = new Set<string>();
  const handed = new Set(leaks.filter(isHanded).map(({ linked, sink }) => `${linked.index} ${sink}`));
  return leaks.filter((leak) => {
    const { linked, sink, argument } = leak;
    if (!isHanded(leak) && handed.has(`${linked.index} ${sink}`)) return false;
    const key = `${linked.index} ${sink} ${argument}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function isHanded({ argument }: Leak): boolean {
  return argument !== happening;
}

export function tierSink(refused: (tier: Tier) => boolean): SinkOf {
  return ({ tiers }) => {
    const tier = tiers.find(refused);
    return tier === undefined ? undefined : `the ${tier}`;
  };
}

const asking = { strict: true, labelsOf };

/** The trigger or the goal's earlier plan that starts a plan labels everything it does. */
export function startedLeaks(
  analysis: Analysis,
  root: AnalysedRoutine,
  kept: Confidentiality | "untrusted",
  sinkOf: SinkOf,
): readonly Leak[] {
  const { name, head } = root.checked;
  const [linked] = root.tree.all;
  if (linked === undefined) return [];
  const triggers = (analysis.program.triggers ?? []).filter(
    ({ starts }) => starts?.target === name || starts?.target === head.achieves,
  );
  const started = [
    ...triggers.map((trigger) => usesStartedBy(analysis, trigger, root, asking)),
    usesInGoal(analysis, root, asking),
  ];
  return started.flatMap((uses) => {
    const leaks = uses.flatMap((use): readonly Leak[] => {
      const { argument, taint, inside } = use;
      const isOwn = inside !== undefined && carries(inside.already, kept);
      if (!leaves(use) || isOwn || !carries(taint.label, kept)) return [];
      const sink = sinkOf({ ...use, linked });
      return sink === undefined ? [] : [{ routine: root, linked, argument, label: taint.label, sink }];
    });
    return leaks.slice(0, 1);
  });
}

type Flow = GuardrailRule & { readonly kind: "flow" };

export function flowOutcome(site: GuardrailSite<Flow>): Outcome {
  const { rule, run, root } = site;
  const { to } = rule;
  const sink = "tier" in to ? tierSink((tier) => tier === to.tier) : selectorSink(run, to.selector);
  // A rule that covers a part and not its callers counts what they hand over all the same.
  const isLone = followed(run.analysis.program, root.checked).size > 0 && !run.roots.includes(root);
  const given = isLone ? givenIn(run) : undefined;
  const leaks = [
    ...leaksIn(run.analysis, lookedAt(run, root, site.guardrail), rule.label, sink, given),
    ...startedLeaks(run.analysis, root, rule.label, sink),
  ];
  const nodes = distinct(leaks.map(({ routine, linked }) => nodeName(routine, linked)));
  const where = "tier" in to ? `the ${to.tier}` : "it";
  if (leaks.length === 0)
    return { verdict: "proved", evidence: `nothing ${rule.label} reaches ${where}`, nodes };
  const written = {
    file: site.guardrail.origin.file,
    span: site.guardrail.spans[site.index] ?? site.guardrail.origin.nameSpan,
    message: "this forbids it",
  };
  const evidence = leaks.map(({ linked, argument }) => `${linked.id}.${argument}`).join(", ");
  return {
    verdict: "refused",
    evidence: `${rule.label} data reaches ${where}: ${evidence}`,
    nodes,
    diagnostics: leaks.map((leak) => leakDiagnostic(leak, rule.label, written)),
  };
}

function selectorSink(run: Run, selector: Selector): SinkOf {
  return ({ capability }) =>
    selects(run.analysis, selector, capability) ? `\`${shortName(capability)}\`` : undefined;
}

export function leakDiagnostic(leak: Leak, label: string, written: Label): Diagnostic {
  const { routine, linked, argument, sink } = leak;
  return flowsTooFar.at(
    { file: routine.checked.origin.file, span: linked.statement.nameSpan },
    { label, sink, argument },
    {
      labels: [
        written,
        ...leak.label.way.map((step) => ({ file: step.file, span: step.span, message: step.says })),
      ],
    },
  );
}

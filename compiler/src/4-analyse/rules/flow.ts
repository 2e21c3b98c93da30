import { type Diagnostic, defineDiagnostic, type Label } from "@orchlang/language";
import type { Attempt, Confidentiality, GuardrailRule, Selector, Tier } from "@orchlang/plan";
import type { TracedLabel } from "../../3-check/checked.ts";
import type { AnalysedRoutine } from "../analysis.ts";
import { selects } from "../selects.ts";
import { tiersOfCall } from "../tiers.ts";
import type { Located } from "../tree.ts";
import { shortName } from "../words.ts";
import { distinct, nodeName } from "./finding.ts";
import type { GuardrailSite, Outcome } from "./guardrail.ts";
import { lookedAt } from "./looked-at.ts";
import type { Run } from "./run.ts";

/* `never personal to cloud`, `never untrusted to A`, a goal's `keep L at T`: proved, or refused; never left to a run. */

export const flowsTooFar = defineDiagnostic<{ label: string; sink: string; argument: string }>({
  code: "ORCH4106",
  severity: "error",
  title: "Data goes where it never may",
  message: ({ label, sink, argument }) => `\`${argument}\` is ${label}, and goes to ${sink}.`,
  help: ({ label, sink }) => {
    if (label === "untrusted")
      return 'Give it something else, or take the responsibility: `endorse(…, because: "…")`.';
    const elsewhere = sink.startsWith("`") ? "" : ", run it elsewhere (`at device`)";
    return `Give it something else${elsewhere}, or take the label away with \`redact\` or \`declassify\`.`;
  },
});

/** Where labelled data reaches what it is kept from. */
export interface Leak {
  readonly routine: AnalysedRoutine;
  readonly located: Located;
  readonly argument: string;
  readonly label: TracedLabel;
  readonly sink: string;
}

const order: readonly Confidentiality[] = ["public", "internal", "personal", "secret"];

/** Whether a label is the one that is kept, or above it. */
export function carries(label: TracedLabel, kept: Confidentiality | "untrusted"): boolean {
  if (kept === "untrusted") return label.integrity === "untrusted";
  return order.indexOf(label.confidentiality) >= order.indexOf(kept);
}

export function leaksIn(
  routines: readonly AnalysedRoutine[],
  kept: Confidentiality | "untrusted",
  sinkOf: (attempt: Attempt) => string | undefined,
): readonly Leak[] {
  const leaks: Leak[] = [];
  for (const routine of routines) {
    for (const located of routine.tree.all) {
      for (const { slot, attempt } of located.attempts) {
        const sink = sinkOf(attempt);
        if (sink === undefined) continue;
        for (const { slot: of, parameter, label } of located.statement.argumentLabels) {
          if (of !== slot || !carries(label, kept)) continue;
          leaks.push({ routine, located, argument: parameter, label, sink });
        }
      }
    }
  }
  return leaks;
}

export function tierSink(
  run: Run,
  refused: (tier: Tier) => boolean,
): (attempt: Attempt) => string | undefined {
  const { program, settings } = run.analysis;
  return (attempt) => {
    const tier = tiersOfCall(program, settings, attempt).find(refused);
    return tier === undefined ? undefined : `the ${tier}`;
  };
}

type Flow = GuardrailRule & { readonly kind: "flow" };

export function flowOutcome(site: GuardrailSite<Flow>): Outcome {
  const { rule, run, root } = site;
  const { to } = rule;
  const sink = "tier" in to ? tierSink(run, (tier) => tier === to.tier) : selectorSink(run, to.selector);
  const leaks = leaksIn(lookedAt(run, root, site.guardrail), rule.label, sink);
  const nodes = distinct(leaks.map(({ routine, located }) => nodeName(routine, located)));
  const where = "tier" in to ? `the ${to.tier}` : "it";
  if (leaks.length === 0)
    return { verdict: "proved", evidence: `nothing ${rule.label} reaches ${where}`, nodes };
  const written = {
    file: site.guardrail.origin.file,
    span: site.guardrail.spans[site.index] ?? site.guardrail.origin.nameSpan,
    message: "this forbids it",
  };
  const evidence = leaks.map(({ located, argument }) => `${located.id}.${argument}`).join(", ");
  return {
    verdict: "refused",
    evidence: `${rule.label} data reaches ${where}: ${evidence}`,
    nodes,
    diagnostics: leaks.map((leak) => leakDiagnostic(leak, rule.label, written)),
  };
}

function selectorSink(run: Run, selector: Selector): (attempt: Attempt) => string | undefined {
  return ({ target }) => {
    if (!("capability" in target) || !selects(run.analysis, selector, target.capability)) return undefined;
    return `\`${shortName(target.capability)}\``;
  };
}

export function leakDiagnostic(leak: Leak, label: string, written: Label): Diagnostic {
  const { routine, located, argument, sink } = leak;
  return flowsTooFar.at(
    { file: routine.checked.origin.file, span: located.statement.nameSpan },
    { label, sink, argument },
    {
      labels: [
        written,
        ...leak.label.way.map((step) => ({ file: step.file, span: step.span, message: step.says })),
      ],
    },
  );
}

import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { Expression } from "@orchlang/plan/expressions";
import type { GuardrailRule } from "@orchlang/plan/rules";
import { expressionText } from "../expression/text.ts";
import { isComeTo } from "../graph/come-to.ts";
import { isUnreachable } from "../graph/reachability.ts";
import { shortName } from "../words.ts";
import { distinct, nodeName } from "./finding.ts";
import type { GuardrailSite, Outcome } from "./guardrail.ts";
import { lookedAt } from "./in-reach.ts";
import { gatesOf, type Occurrence, occurrencesIn, selectorText } from "./occurrence.ts";
import { readsControl } from "./policy.ts";
import { truthAt } from "./truth-at.ts";

/* `never A [when e]`: at no begin of A is e true, or unknown. */

export const forbidden = defineDiagnostic<{
  action: string;
  when?: string;
  about?: { readonly does: "undoes" | "is asked what became of"; readonly step: string };
}>({
  code: "ORCH4103",
  severity: "error",
  title: "Something is called that never may be",
  message: ({ action, when, about }) => {
    if (when === undefined && about === undefined) return `${action} must never be called here.`;
    if (when === undefined) {
      const does = about?.does === "undoes" ? "undoes" : "asks what became of";
      return `${action} is never to be called, and it ${does} \`${about?.step}\`.`;
    }
    return about === undefined
      ? `${action} is never to be called when \`${when}\`, and here that is always so.`
      : `${action} is never to be called when \`${when}\`, and where it ${about.does} \`${about.step}\` nobody knows whether that is so.`;
  },
});

type Never = GuardrailRule & { readonly kind: "never" };

export function neverOutcome(site: GuardrailSite<Never>): Outcome {
  const { rule, run, root, guardrail } = site;
  const within = lookedAt(run, root, guardrail);
  const occurrences = within.flatMap((routine) => occurrencesIn(run.analysis, routine, rule.of));
  const nodes = distinct(occurrences.map(({ routine, linked }) => nodeName(routine, linked)));
  if (occurrences.length === 0) {
    return { verdict: "proved", evidence: `${selectorText(rule.of)} is never called`, nodes };
  }
  const judged = occurrences.map((occurrence) => {
    const { routine, linked } = occurrence;
    const holds =
      rule.when === undefined || isUnknownAt(occurrence, rule.when)
        ? !isUnreachable(run.analysis, routine, linked)
        : truthAt(run.analysis, occurrence, rule.when);
    const isOff = holds !== false && routine !== root && !isComeTo(run.analysis, root, occurrence);
    return { occurrence, holds: isOff ? false : holds };
  });
  const always = judged.filter(({ holds }) => holds === true).map(({ occurrence }) => occurrence);
  const open = judged.filter(({ holds }) => holds === undefined).map(({ occurrence }) => occurrence);
  const gates = gatesOf([...always, ...open]);
  if (always.length > 0) {
    const evidence = `${always.map(({ linked }) => linked.id).join(", ")} calls it`;
    return {
      verdict: "refused",
      evidence,
      nodes,
      gates,
      diagnostics: always.map((each) => diagnostic(site, each)),
    };
  }
  if (open.length > 0) {
    const checked = distinct(open.map(({ routine, linked }) => nodeName(routine, linked)));
    const when = rule.when === undefined ? "" : `: ${expressionText(rule.when)}`;
    return { verdict: "checked", evidence: `decided when it begins${when}`, nodes: checked, gates };
  }
  return {
    verdict: "proved",
    evidence: `${expressionText(rule.when ?? { op: "constant", value: true })} can't be where it is called`,
    nodes,
  };
}

/**
 * Whether a condition is unknown wherever an action is undone or asked about, and so forbids it: nothing is asked of
 * control there, so that what is true now is not known.
 */
function isUnknownAt({ slot }: Occurrence, when: Expression | undefined): boolean {
  if (when === undefined || (slot !== "undo" && slot !== "confirm")) return false;
  // Another one of several conditions may decide.
  const parts = when.op === "and" || when.op === "or" ? when.items : [when];
  return parts.every(readsControl);
}

function diagnostic(site: GuardrailSite<Never>, occurrence: Occurrence): Diagnostic {
  const { routine, linked, capability, slot } = occurrence;
  const { when } = site.rule;
  const isUnknown = isUnknownAt(occurrence, when);
  const isAbout = isUnknown || (when === undefined && (slot === "undo" || slot === "confirm"));
  const does = slot === "undo" ? "undoes" : "is asked what became of";
  return forbidden.at(
    { file: routine.checked.origin.file, span: linked.statement.nameSpan },
    {
      action: `\`${shortName(capability)}\``,
      ...(when === undefined ? {} : { when: expressionText(when) }),
      ...(isAbout ? { about: { does, step: linked.id } } : {}),
    },
    {
      labels: [
        {
          file: site.guardrail.origin.file,
          span: site.guardrail.spans[site.index] ?? site.guardrail.origin.nameSpan,
          message: "this forbids it",
        },
      ],
      ...(isUnknown
        ? {
            notes: [
              "The context is read before a step begins, but not before an undo or a confirm: there it is unknown, and unknown is forbidden. The run would wait for an operator each time.",
            ],
            help: `Let the rule ask about arguments alone, or speak of what \`${linked.id}\` calls instead.`,
          }
        : { help: "Remove the call, or the rule." }),
    },
  );
}

import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { GuardrailRule } from "@orchlang/plan";
import { expressionText } from "../expression/text.ts";
import { shortName } from "../words.ts";
import { distinct, nodeName } from "./finding.ts";
import type { GuardrailSite, Outcome } from "./guardrail.ts";
import { gatesOf, type Occurrence, occurrencesIn, selectorText } from "./occurrence.ts";
import { lookedAt } from "./run.ts";
import { truthAt } from "./truth-at.ts";

/* `never A [when e]`: at no begin of A is e true, or unknown. */

export const forbidden = defineDiagnostic<{ action: string; when?: string }>({
  code: "ORCH4103",
  severity: "error",
  title: "Something is called that never may be",
  message: ({ action, when }) =>
    when === undefined
      ? `${action} is never to be called here.`
      : `${action} is never to be called when \`${when}\`, and here that is always so.`,
});

type Never = GuardrailRule & { readonly kind: "never" };

export function neverOutcome(site: GuardrailSite<Never>): Outcome {
  const { rule, run, root, guardrail } = site;
  const occurrences = lookedAt(run, root, guardrail).flatMap((routine) =>
    occurrencesIn(run.analysis, routine, rule.of),
  );
  const nodes = distinct(occurrences.map(({ routine, located }) => nodeName(routine, located)));
  if (occurrences.length === 0) {
    return { verdict: "proved", evidence: `${selectorText(rule.of)} is never called`, nodes };
  }
  const judged = occurrences.map((occurrence) => ({ occurrence, holds: truthAt(occurrence, rule.when) }));
  const always = judged.filter(({ holds }) => holds === true).map(({ occurrence }) => occurrence);
  const open = judged.filter(({ holds }) => holds === undefined).map(({ occurrence }) => occurrence);
  const gates = gatesOf([...always, ...open]);
  if (always.length > 0) {
    const evidence = `${always.map(({ located }) => located.id).join(", ")} calls it`;
    return {
      verdict: "refused",
      evidence,
      nodes,
      gates,
      diagnostics: always.map((each) => diagnostic(site, each)),
    };
  }
  if (open.length > 0) {
    const checked = distinct(open.map(({ routine, located }) => nodeName(routine, located)));
    const when = rule.when === undefined ? "" : `: ${expressionText(rule.when)}`;
    return { verdict: "checked", evidence: `decided when it begins${when}`, nodes: checked, gates };
  }
  return {
    verdict: "proved",
    evidence: `${expressionText(rule.when ?? { op: "constant", value: true })} can't be where it is called`,
    nodes,
  };
}

function diagnostic(site: GuardrailSite<Never>, { routine, located, capability }: Occurrence): Diagnostic {
  const { when } = site.rule;
  return forbidden.at(
    { file: routine.checked.origin.file, span: located.statement.nameSpan },
    { action: `\`${shortName(capability)}\``, ...(when === undefined ? {} : { when: expressionText(when) }) },
    {
      labels: [
        {
          file: site.guardrail.origin.file,
          span: site.guardrail.spans[site.index] ?? site.guardrail.origin.nameSpan,
          message: "this forbids it",
        },
      ],
      help: "Take the call away, or the rule.",
    },
  );
}

import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { GuardrailRule } from "@orchlang/plan/rules";
import { decidedNumber } from "../../bounds/quantity.ts";
import { expressionText } from "../../expression/text.ts";
import { always } from "../../facts/logic.ts";
import { excludeEachOther } from "../../facts/path-condition.ts";
import { calledFrom, reachedFrom } from "../../graph/call-graph.ts";
import { type Path, shortened } from "../../graph/path.ts";
import { loopsAround } from "../../tree.ts";
import { shortName, times } from "../../words.ts";
import { holdsMembers } from "../effects.ts";
import { distinct, nodeName } from "../finding.ts";
import type { GuardrailSite, Outcome } from "../guardrail.ts";
import { gatesOf, type Occurrence, occurrencesIn, selectorText } from "../occurrence.ts";
import { isPart } from "../part.ts";
import { appliesTo } from "../run.ts";
import { repeatedRun } from "../witness.ts";
import { type Count, countIn, mostAt, mostIn } from "./count.ts";
import { fitsWithin } from "./windows.ts";

/* `at most n A [per D]`: every try counts, and every round; a dispatch that was lost does not. */

export const tooOften = defineDiagnostic<{ action: string; limit: number; surely: number; per?: string }>({
  code: "ORCH4102",
  severity: "error",
  title: "Something can happen too often",
  message: ({ action, limit, surely, per }) =>
    per === undefined
      ? `${action} can begin ${times(surely)} in one run, and may at most ${times(limit)}.`
      : `${action} can begin ${times(surely)} within ${per}, and may at most ${times(limit)}.`,
  notes: ["Every try counts: a step with `retry 2` may begin three times."],
});

type AtMost = GuardrailRule & { readonly kind: "atMost" };

export function atMostOutcome(site: GuardrailSite<AtMost>): Outcome {
  const { rule, run, root } = site;
  const count = countOver(site);
  const isSurelyMore = count.surely !== Infinity && count.surely > rule.count;
  if (run.mistakesOnly === true && (!isSurelyMore || isToldBelow(site, count))) {
    return { verdict: "checked", evidence: "", nodes: [] };
  }
  const occurrences = reachedFrom(run.analysis, root).flatMap((routine) =>
    occurrencesIn(run.analysis, routine, rule.of.selector),
  );
  const nodes = distinct(occurrences.map(({ routine, linked }) => nodeName(routine, linked)));
  const action = selectorText(rule.of.selector);
  if (occurrences.length === 0) return { verdict: "proved", evidence: `${action} is never called`, nodes };
  const assumes = holdsMembers(run.analysis, root) ? (["no member lost"] as const) : [];
  if (count.most <= rule.count) {
    const evidence = `begins ${times(count.most)} at most, every try counted`;
    return { verdict: "proved", evidence, path: begunIn(site), nodes, assumes };
  }
  const { per } = rule;
  const window = per && decidedNumber(per, root.values.everywhere)?.most;
  const together =
    window !== undefined && run.roots.length === 1 ? mostIn(run.analysis, root, rule.of, window) : Infinity;
  if (together <= rule.count) {
    const evidence = `begins ${times(together)} at most in ${expressionText(per ?? always)}, every try counted`;
    return { verdict: "proved", evidence, path: begunIn(site), nodes, assumes };
  }
  const gates = gatesOf(occurrences);
  if (isSurelyMore && (per === undefined || fitsWithin(root, per))) {
    const evidence = `can begin ${times(count.surely)} in any run in which it begins at all`;
    return {
      verdict: "refused",
      evidence,
      path: begunIn(site),
      nodes,
      gates,
      diagnostics: [diagnostic(site, occurrences, count)],
    };
  }
  const often = count.most === Infinity ? "without end" : times(count.most);
  const counted = per === undefined ? "" : `, counted per ${expressionText(per)}`;
  return {
    verdict: "checked",
    evidence: `can begin ${often} at worst, so it is counted at each begin${counted}`,
    path: begunIn(site),
    nodes,
    gates,
  };
}

/** The statements of the plan that begin it, by themselves or in what they call, and how often. */
function begunIn({ run, root, rule }: GuardrailSite<AtMost>): Path {
  if (run.mistakesOnly === true) return [];
  const begins = mostAt(run.analysis, root, rule.of);
  const all = root.tree.all.flatMap((linked) => {
    const count = begins(linked);
    const each = loopsAround(linked).length === 0 ? "" : " in each round";
    return count === 0
      ? []
      : [`${linked.id} begins it ${count === Infinity ? "without end" : times(count)}${each}`];
  });
  return shortened(all);
}

/** True if a plan that it calls, and that the rule covers too, begins it as often by itself. */
function isToldBelow(
  { run: { analysis }, root, rule, guardrail }: GuardrailSite<AtMost>,
  count: Count,
): boolean {
  return calledFrom(analysis, root).some(
    (called) =>
      !isPart(analysis.program, called.checked) &&
      appliesTo(analysis, guardrail, called) &&
      countIn(analysis, called, rule.of).surely === count.surely,
  );
}

/** A run of a goal may go through several of its plans. */
function countOver({ run, root, rule }: GuardrailSite<AtMost>): Count {
  const own = countIn(run.analysis, root, rule.of);
  if (!run.roots.includes(root)) return own;
  const others = run.roots
    .filter((each) => each !== root)
    .map((each) => countIn(run.analysis, each, rule.of));
  return { ...own, most: others.reduce((most, each) => most + each.most, own.most) };
}

/** At the one that is too many, in the order of the text. */
function diagnostic(
  site: GuardrailSite<AtMost>,
  occurrences: readonly Occurrence[],
  count: Count,
): Diagnostic {
  // The calling plan is reported before its callees.
  const inner = occurrences.filter(({ routine }) => routine !== site.root);
  const own = occurrences.filter(({ routine }) => routine === site.root);
  const at = tooMany([...inner, ...own], site.rule.count);
  const call = own.length === 0 ? callTooMany(site) : undefined;
  const others = occurrences.filter((each) => each !== at || call !== undefined);
  const place = call ?? {
    file: at?.routine.checked.origin.file ?? site.guardrail.origin.file,
    span: at?.linked.statement.nameSpan ?? site.guardrail.origin.nameSpan,
  };
  return tooOften.at(
    place,
    {
      action: `\`${shortName(at?.capability ?? "")}\``,
      limit: site.rule.count,
      surely: count.surely,
      ...(site.rule.per === undefined ? {} : { per: expressionText(site.rule.per) }),
    },
    {
      label: others.length === 0 ? "begins again with every attempt" : "… one too many",
      labels: [
        {
          file: site.guardrail.origin.file,
          span: site.guardrail.spans[site.index] ?? site.guardrail.origin.nameSpan,
          message: "this has to hold on every path",
        },
        ...others.map(({ routine, linked }, index) => ({
          file: routine.checked.origin.file,
          span: linked.statement.nameSpan,
          message: index === 0 ? "begun here …" : "… and here",
        })),
      ],
      notes: [
        repeatedRun(
          [...others, ...(at === undefined ? [] : [at])].map(({ linked, attempt }) => ({
            linked,
            tries: 1 + (attempt.options.retry?.times ?? 0),
          })),
        ),
      ],
      help: "Remove a call or a retry, or allow more.",
    },
  );
}

/** Where only plans that it calls begin it, the call that is one too many. */
function callTooMany({ run, root, rule }: GuardrailSite<AtMost>) {
  const begins = mostAt(run.analysis, root, rule.of);
  let count = 0;
  for (const linked of root.tree.all) {
    count += begins(linked);
    if (count > rule.count) return { file: root.checked.origin.file, span: linked.statement.nameSpan };
  }
  return undefined;
}

/** The first in the text that as many others before it go together with as there may be; else the last of those. */
function tooMany(occurrences: readonly Occurrence[], limit: number): Occurrence | undefined {
  const together = (one: Occurrence, other: Occurrence): boolean =>
    one.routine !== other.routine || !excludeEachOther(one.linked, other.linked);
  const occurrence = occurrences.find(
    (one, at) => occurrences.slice(0, at).filter((other) => together(one, other)).length >= limit,
  );
  return occurrence ?? occurrences[Math.min(limit, occurrences.length - 1)];
}

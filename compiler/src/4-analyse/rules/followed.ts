import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import { type Action, formatDuration, type GuardrailRule, type Obligation } from "@orchlang/plan";
import type { AnalysedRoutine } from "../analysis.ts";
import { attemptsOf } from "../attempts.ts";
import { durationAt, knowledgeAt } from "../bounds/context.ts";
import { inNumbers } from "../bounds/duration.ts";
import { decidedNumber } from "../bounds/quantity.ts";
import { endless } from "../bounds/timeline.ts";
import { holdsAround } from "../expression/qualify.ts";
import { activation, factsAt } from "../facts/activation.ts";
import { not, some } from "../facts/choice.ts";
import { implies } from "../facts/implication.ts";
import { evaluateAbstractly } from "../interval/evaluate.ts";
import { inScopeOf, type Located } from "../tree.ts";
import { listed, shortName } from "../words.ts";
import { distinct, nodeName, several } from "./finding.ts";
import type { GuardrailSite, Outcome } from "./guardrail.ts";
import { happensIn, type Occurrence, occurrencesIn, selectorText } from "./occurrence.ts";
import { reachedFrom, routinesOf } from "./run.ts";

/*
 * `every A followed by B [within D]`: an obligation. It can't be kept by forbidding, so it is watched in every run;
 * proved means that every path without faults keeps it by the declared limits (semantics, rule 40).
 */

export const notFollowed = defineDiagnostic<{ action: string; by: string }>({
  code: "ORCH4105",
  severity: "error",
  title: "Something that has to follow never does",
  message: ({ action, by }) => `${action} has to be followed by ${by}, and here it never is.`,
});

type Followed = GuardrailRule & { readonly kind: "followed" };
type Verdict = Obligation["verdict"];

interface Followup {
  readonly occurrence: Occurrence;
  readonly verdict: Verdict;
  readonly words: string;
}

export function followedOutcome(site: GuardrailSite<Followed>): Outcome {
  const { rule, run, root } = site;
  const places = reachedFrom(run, root).flatMap((routine) =>
    occurrencesIn(run.analysis, routine, rule.every.selector)
      .filter(({ slot }) => slot !== "undo" && slot !== "confirm")
      .map((occurrence) => followup(site, routine, occurrence)),
  );
  const nodes = distinct(places.map(({ occurrence }) => nodeName(occurrence.routine, occurrence.located)));
  if (places.length === 0) {
    return { verdict: "proved", evidence: `${selectorText(rule.every.selector)} is never called`, nodes };
  }
  const refused = places.filter((place) => place.verdict === "refused");
  if (refused.length > 0) {
    const evidence = several(refused.map(({ words }) => words));
    return {
      verdict: "refused",
      evidence,
      nodes,
      diagnostics: refused.map((place) => diagnostic(site, place)),
    };
  }
  const open = places.filter((place) => place.verdict === "checked");
  const evidence = several((open.length > 0 ? open : places).map(({ words }) => words));
  if (open.length > 0) return { verdict: "checked", evidence: `watched when it runs: ${evidence}`, nodes };
  return {
    verdict: "proved",
    evidence,
    nodes,
    assumes: ["declared bounds kept", "no redispatch", "process up"],
  };
}

function followup(site: GuardrailSite<Followed>, routine: AnalysedRoutine, occurrence: Occurrence): Followup {
  const { rule, run } = site;
  const { located } = occurrence;
  const candidates = rule.by.flatMap((action) =>
    occurrencesIn(run.analysis, routine, action.selector).map((candidate) => ({ action, candidate })),
  );
  for (const { action, candidate } of candidates) {
    if (!always(routine, occurrence, action, candidate)) continue;
    const late = latestGap(routine, located, candidate.located);
    const within = withinOf(site, routine);
    if (within === undefined || late <= within) {
      const time = late < endless ? `, at most ${formatDuration(late)} later` : "";
      return {
        occurrence,
        verdict: "proved",
        words: `${candidate.located.id} follows ${located.id} on every way${time}`,
      };
    }
    const words = `${candidate.located.id} follows ${located.id}, but may take ${late < endless ? formatDuration(late) : "for ever"}, longer than ${formatDuration(within)}`;
    return { occurrence, verdict: "checked", words };
  }
  const possible = candidates.some(({ candidate }) => canFollow(routine, located, candidate));
  if (possible || calledElsewhere(site, routine)) {
    return {
      occurrence,
      verdict: "checked",
      words: `whether it follows ${located.id} depends on what is only known then`,
    };
  }
  return { occurrence, verdict: "refused", words: `nothing of the kind follows ${located.id}` };
}

/** Whether, without faults, the second begins in every run in which the first has ended, and after it. */
function always(
  routine: AnalysedRoutine,
  { located, slot }: Occurrence,
  action: Action,
  candidate: Occurrence,
): boolean {
  const then = candidate.located;
  if (action.when !== undefined || (action.outcome ?? "completed") !== "completed") return false;
  if (candidate.slot !== "do" || slot !== "do" || !inScopeOf(located, then)) return false;
  if (then.block.inFinally && !located.block.inFinally) return factsAt(then).length === 0;
  if (!routine.precedence.before(located, then) || mayBeCut(routine, then)) return false;
  const knowledge = knowledgeAt(routine.context, located);
  const reached = implies(factsAt(located), activation(then), (path) => evaluateAbstractly(path, knowledge));
  return reached === true && !endsBetween(routine, located, then);
}

/** A `fail` that may come before the second has ended cancels it; so may whatever else data can make fail. */
function endsBetween(routine: AnalysedRoutine, first: Located, then: Located): boolean {
  return routine.tree.all.some((located) => {
    if (located === first || located === then || !canEndByData(located)) return false;
    if (routine.precedence.before(then, located) || routine.precedence.before(located, first)) return false;
    return implies([...factsAt(first), ...factsAt(located)], { op: "constant", value: false }) !== true;
  });
}

function canEndByData({ statement: { node } }: Located): boolean {
  if (node.kind === "fail") return true;
  if (node.kind === "call") return node.attempt.options.accept !== undefined && node.optional !== true;
  if (node.kind === "wait")
    return "within" in node.for && node.for.within !== undefined && node.optional !== true;
  return node.kind === "hold"
    ? node.otherwise === undefined
    : node.kind === "quorum" && node.optional !== true;
}

/** Whether the plan's own time limit, or that of a hold around it, may end it before it has ended. */
function mayBeCut(routine: AnalysedRoutine, then: Located): boolean {
  const { context, bounds } = routine;
  const end = bounds.timeline.endOf(then);
  if (context.timeout !== undefined && end > context.timeout.least) return true;
  return holdsAround(then).some((hold) => {
    const { node } = hold.statement;
    const least = node.kind === "hold" ? durationAt(context, hold, node.for, "the hold").least : 0;
    return end - bounds.timeline.beginOf(hold) > least;
  });
}

/** ms from the end of the first to the end of the second, at worst. */
function latestGap(routine: AnalysedRoutine, first: Located, then: Located): number {
  const { timeline, sections, bounds } = routine.bounds;
  if (then.block.inFinally && !first.block.inFinally) {
    // What was done may have to be taken back first.
    return timeline.length + inNumbers(bounds.latency.parts.unwinding);
  }
  // Of one section the times are of one clock; the first can't have ended before it began.
  return sections.of(first) === sections.of(then) ? timeline.endOf(then) : endless;
}

function withinOf(site: GuardrailSite<Followed>, routine: AnalysedRoutine): number | undefined {
  if (site.rule.within === undefined) return undefined;
  return decidedNumber(site.rule.within, routine.values.everywhere)?.least ?? 0;
}

/** Whether some run can have the second end after the first. */
function canFollow(routine: AnalysedRoutine, first: Located, { located, slot }: Occurrence): boolean {
  if (slot === "undo" || slot === "confirm" || !inScopeOf(first, located)) return false;
  if (located !== first && routine.precedence.before(located, first)) return false;
  const together = some([not({ op: "and", items: [activation(first), activation(located)] })]);
  return implies([], together) !== true && located !== first;
}

function calledElsewhere({ run, rule }: GuardrailSite<Followed>, routine: AnalysedRoutine): boolean {
  const below = routine.tree.all.some(({ statement }) =>
    attemptsOf(statement).some(({ attempt }) =>
      routinesOf(run.analysis, attempt.target).some((called) =>
        rule.by.some((action) => happensIn(run.analysis, called, action.selector)),
      ),
    ),
  );
  // A plan that is called may be followed by it in the plan that calls.
  return below || !run.roots.includes(routine);
}

function diagnostic(site: GuardrailSite<Followed>, { occurrence }: Followup): Diagnostic {
  const { routine, located, capability } = occurrence;
  const { file } = routine.checked.origin;
  const by = listed(
    site.rule.by.map((action) => selectorText(action.selector)),
    "or",
  );
  const outside = site.rule.by
    .flatMap((action) => occurrencesIn(site.run.analysis, routine, action.selector))
    .filter((candidate) => !inScopeOf(located, candidate.located));
  return notFollowed.at(
    { file, span: located.statement.nameSpan },
    { action: `\`${shortName(capability)}\``, by },
    {
      labels: [
        {
          file: site.guardrail.origin.file,
          span: site.guardrail.spans[site.index] ?? site.guardrail.origin.nameSpan,
          message: "this has to hold on every way",
        },
        ...outside.map((candidate) => ({
          file,
          span: candidate.located.statement.nameSpan,
          message: `\`${shortName(candidate.capability)}\` is called here, outside of that round`,
        })),
      ],
      ...(outside.length === 0
        ? {}
        : { notes: ["What happens in one round of a loop is answered in that round."] }),
      help: `Call ${by} after it; in \`finally\` it happens whatever becomes of the plan.`,
    },
  );
}

import { type Diagnostic, defineDiagnostic, type Label } from "@orchlang/language";
import { formatDuration } from "@orchlang/plan/quantities";
import type { GuardrailRule, Obligation } from "@orchlang/plan/rules";
import type { AnalysedRoutine } from "../../analysis.ts";
import type { Path } from "../../graph/path.ts";
import { inOneScope, type LinkedStatement, loopsAround, standsIn, surroundings } from "../../tree.ts";
import { listed, shortName } from "../../words.ts";
import type { GuardrailSite } from "../guardrail.ts";
import { type Occurrence, occurrencesIn, selectorText } from "../occurrence.ts";
import { unlessPrivate } from "../order/missing.ts";
import { comingFrom } from "../order/order.ts";
import { unfollowedRun } from "../witness.ts";

/* The explanation where no response follows, or one that is too late or not certain. */

export const notFollowed = defineDiagnostic<{
  action: string;
  by: string;
  beside?: string;
  late?: { readonly step: string; readonly takes: string; readonly within: string };
}>({
  code: "ORCH4105",
  severity: "error",
  title: "Something that has to follow never does, or too late",
  message: ({ action, by, beside, late }) =>
    late !== undefined
      ? `${action} has to be followed by ${by} within ${late.within}, and \`${late.step}\` may be over only ${late.takes} later.`
      : beside === undefined
        ? `${action} has to be followed by ${by}, and here it never is.`
        : `${action} has to be followed by ${by}, and here nothing makes ${beside} come after it.`,
});

export const notWatched = defineDiagnostic<{ action: string; by: string }>({
  code: "ORCH4108",
  severity: "error",
  title: "A called plan may not be followed by a required action",
  message: ({ action, by }) =>
    `${action} has to be followed by ${by}, which here is not sure, and of a plan that is called it can't be watched.`,
  notes: [
    "The obligations of actions are watched during a run; those of a called plan have to be proved beforehand.",
  ],
  help: ({ action, by }) =>
    `Call ${by} on every path: in \`finally\`, under no condition. Or call it at the end of ${action} itself, and name what ${action} calls in the rule.`,
});

export type FollowedRule = GuardrailRule & { readonly kind: "followed" };

/** How `every A followed by B` ended at one place where A is done. */
export interface Followup {
  readonly occurrence: Occurrence;
  readonly verdict: Obligation["verdict"];
  readonly words: string;
  /** The way that shows it. */
  readonly path?: Path;
  /** Proved: what follows. */
  readonly by?: string;
  /** A candidate that may end before. */
  readonly beside?: LinkedStatement;
  /** A response that may take too long. */
  readonly late?: { readonly follows: LinkedStatement; readonly gap: number; readonly within: number };
  /** It is not sure to follow, and nobody could watch it. */
  readonly unwatched?: true;
}

export function followedDiagnostic(site: GuardrailSite<FollowedRule>, followup: Followup): Diagnostic {
  const { routine, linked, capability } = followup.occurrence;
  const action = `\`${shortName(capability)}\``;
  const by = listed(
    site.rule.by.map(({ selector }) => selectorText(selector)),
    "or",
  );
  const place = { file: routine.checked.origin.file, span: linked.statement.nameSpan };
  const here: Label = {
    file: site.guardrail.origin.file,
    span: site.guardrail.spans[site.index] ?? site.guardrail.origin.nameSpan,
    message: "this has to hold on every path",
  };
  if (followup.unwatched === true) return notWatched.at(place, { action, by }, { labels: [here] });
  const outside = outsideOf(site, followup);
  const note =
    followup.late === undefined
      ? unfollowedRun(linked, followup.beside)
      : "Every step may take as long as it declares.";
  return notFollowed.at(
    place,
    { action, by, ...whatFollows(followup) },
    {
      labels: [here, ...followerLabels(place.file, followup), ...outside, ...comingFrom(site.root, routine)],
      notes: [
        ...(outside.length === 0
          ? []
          : ["An action in one round of a loop needs its response in the same round."]),
        note,
      ],
      help: helpText(followup, site.root, by),
    },
  );
}

function whatFollows({ beside, late }: Followup): Partial<Parameters<typeof notFollowed.at>[1]> {
  if (late !== undefined) {
    const { follows, gap, within } = late;
    return { late: { step: follows.id, takes: formatDuration(gap), within: formatDuration(within) } };
  }
  return beside === undefined ? {} : { beside: `\`${beside.id}\`` };
}

function followerLabels(file: string, { beside, late }: Followup): readonly Label[] {
  const at = ({ statement }: LinkedStatement, message: string): Label => ({
    file,
    span: statement.nameSpan,
    message,
  });
  return [
    ...(beside === undefined ? [] : [at(beside, "this may be over before")]),
    ...(late === undefined ? [] : [at(late.follows, "this follows, but may be too late")]),
  ];
}

/** A candidate outside of the round in which it is required. */
function outsideOf(
  { rule, run }: GuardrailSite<FollowedRule>,
  { occurrence: { routine, linked } }: Followup,
): readonly Label[] {
  return rule.by
    .flatMap((action) => occurrencesIn(run.analysis, routine, action.selector))
    .filter((candidate) => !inOneScope(linked, candidate.linked))
    .map((candidate) => ({
      file: routine.checked.origin.file,
      span: candidate.linked.statement.nameSpan,
      message: `\`${shortName(candidate.capability)}\` is called here, outside of that round`,
    }));
}

function helpText({ occurrence, beside, late }: Followup, root: AnalysedRoutine, by: string): string {
  const { routine, linked } = occurrence;
  if (late !== undefined)
    return "Wait less in between, give what follows a shorter `timeout`, or allow more time.";
  if (beside !== undefined) return waiting(linked, beside, by);
  if (linked.block.inFinally) return `Call ${by} after it, in the same \`finally\`.`;
  const plan = shortName(routine.checked.name);
  const round = loopsAround(linked).at(-1);
  const there = round === undefined ? "after it" : `after it in the round of \`${round.id}\`,`;
  if (routine !== root)
    return `Call ${by} ${there} in \`${plan}\`, or wherever \`${plan}\` is called; in \`finally\` it happens whatever the plan's outcome.`;
  return `Call ${by} ${there} in \`${plan}\` itself, which can start alone${unlessPrivate(routine.checked)}; in \`finally\` it happens whatever the plan's outcome.`;
}

/** A step can wait only for what stands in a block around it: for the statement there that holds the first action. */
function waiting(linked: LinkedStatement, beside: LinkedStatement, by: string): string {
  if (standsIn(beside, linked))
    return `\`${beside.id}\` is called only where \`${linked.id}\` fails. Call ${by} after \`${linked.id}\`, in a step beside it.`;
  const around = new Set(surroundings(beside));
  let first = linked;
  while (!around.has(first.block) && first.block.owner !== undefined) first = first.block.owner;
  return `Make it wait: \`{ after ${first.id} }\`.`;
}

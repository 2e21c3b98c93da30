import { once } from "@orchlang/checker";
import { freeReads } from "@orchlang/plan/expressions";
import { formatDuration } from "@orchlang/plan/quantities";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { certainGap, type Effort, effortOfGaps } from "../../bounds/gap.ts";
import { decidedNumber } from "../../bounds/quantity.ts";
import { endless } from "../../bounds/timeline.ts";
import { perRoutine } from "../../graph/call-graph.ts";
import { isComeTo } from "../../graph/come-to.ts";
import { needsConsent, now } from "../../graph/denials.ts";
import { modesAt, planModes } from "../../graph/failures.ts";
import { isAlwaysTakenBack, isTimed, mayBeTakenBack, mayCutShort } from "../../graph/interruptions.ts";
import { canFollow, runsBeside } from "../../graph/may-reach.ts";
import { byData, can, withoutFault } from "../../graph/modes.ts";
import { cutByCallers, leavingAt, leavingBefore } from "../../graph/must-reach.ts";
import { begins, completes } from "../../graph/path.ts";
import { losesRace } from "../../graph/propagation.ts";
import { isUnreachable } from "../../graph/reachability.ts";
import { type LinkedStatement, surroundings } from "../../tree.ts";
import { byRules, mayDenyUndo, underItsRules } from "../denied-ways.ts";
import { capabilityOf } from "../effects.ts";
import { distinct, nodeName, several } from "../finding.ts";
import type { GuardrailSite, Outcome } from "../guardrail.ts";
import { leadsTo, lookedAt } from "../in-reach.ts";
import { callsInside, type Occurrence, occurrencesIn, selectorText } from "../occurrence.ts";
import type { Run } from "../run.ts";
import { truthAt } from "../truth-at.ts";
import { type Around, afterGivingWay, followersAround, givenHeldMembers, restOf } from "./around.ts";
import { type FollowedRule, type Followup, followedDiagnostic } from "./not-followed.ts";
import {
  candidatesAfter,
  candidatesFor,
  hasUndo,
  isOfFailure,
  isUndone,
  type Reached,
  reachedAfter,
} from "./responders.ts";

/*
 * `every A followed by B [within D]`: an obligation. It can't be kept by forbidding, so it is watched in every run;
 * proved means that every path without faults keeps it by the declared limits (semantics, rule 40).
 */

export function followedOutcome(asked: GuardrailSite<FollowedRule>): Outcome {
  const site = { ...asked, run: underItsRules(asked.run) };
  const { rule } = site;
  const places = placesOf(site);
  const nodes = distinct(places.map(({ occurrence }) => nodeName(occurrence.routine, occurrence.linked)));
  if (places.length === 0) {
    return { verdict: "proved", evidence: `${selectorText(rule.every.selector)} is never called`, nodes };
  }
  const refused = places.filter((place) => place.verdict === "refused");
  if (refused.length > 0) {
    const evidence = several(refused.map(({ words }) => words));
    return {
      verdict: "refused",
      evidence,
      ...pathOf(refused),
      nodes,
      diagnostics: refused.map((place) => followedDiagnostic(site, place)),
    };
  }
  const open = places.filter((place) => place.verdict === "checked");
  const evidence = several((open.length > 0 ? open : places).map(({ words }) => words));
  if (open.length > 0)
    return { verdict: "checked", evidence: `watched when it runs: ${evidence}`, ...pathOf(open), nodes };
  return {
    verdict: "proved",
    evidence,
    ...pathOf(places),
    nodes,
    assumes: [
      "declared bounds kept",
      "no redispatch",
      "process up",
      ...(lookedAt(site.run, site.root, site.guardrail).some((each) => needsConsent(site.run.analysis, each))
        ? (["consent given"] as const)
        : []),
    ],
  };
}

/** The way of the first place that has one. */
function pathOf(places: readonly Followup[]): Pick<Outcome, "path"> {
  const path = places.find((each) => each.path !== undefined)?.path;
  return path === undefined ? {} : { path };
}

/** In a plan and in all that it calls, each of these with what its callers do. */
function placesOf(site: GuardrailSite<FollowedRule>): readonly Followup[] {
  const { run, root, guardrail } = site;
  const known = new Map<boolean, ReturnType<typeof followersAround>>();
  const around = ({ occurrence }: Followup): Around | undefined => {
    if (occurrence.routine === root) return afterGivingWay(site, root, run.roots);
    const undone = isUndone(site, occurrence);
    const arounds = known.get(undone) ?? followersAround(site, undone);
    known.set(undone, arounds);
    return arounds.get(occurrence.routine);
  };
  const stops = mayStopUndoing(run);
  const cut = once(() => cutByCallers(run.analysis, root, (routine) => leadsTo(run, routine, guardrail)));
  const held = once(() =>
    givenHeldMembers(run.analysis, root, (routine) => leadsTo(run, routine, guardrail)),
  );
  const isUndoneIfCut = (occurrence: Occurrence): boolean =>
    isUndone(site, occurrence) && !held().has(occurrence.routine);
  const within = lookedAt(run, root, guardrail);
  return within.flatMap((routine) =>
    followupsIn(site, routine, stops).map((own) => {
      if (own.verdict !== "proved") {
        const { occurrence } = own;
        const result = stops ? own : withCallers(site, own, around(own));
        if (result.verdict === "proved" || routine === root) return result;
        return isComeTo(run.analysis, root, occurrence) ? result : neverDone(occurrence);
      }
      const mayBeCut = routine !== root && own.by !== undefined && cut().has(routine);
      return mayBeCut && !isUndoneIfCut(own.occurrence) ? cutShort(run, own) : own;
    }),
  );
}

function neverDone(occurrence: Occurrence): Followup {
  return { occurrence, verdict: "proved", words: `${occurrence.linked.id} never begins` };
}

/** A response inside of a plan that may be ended in between. */
function cutShort(run: Run, { occurrence }: Followup): Followup {
  const words = `what calls the plan of ${occurrence.linked.id} may end it before that is followed`;
  return watched(run, { occurrence, verdict: "checked", words });
}

/** A response inside of its plan, or in its callers. */
function withCallers(site: GuardrailSite<FollowedRule>, own: Followup, around: Around | undefined): Followup {
  const { occurrence } = own;
  const { routine, linked, slot } = occurrence;
  if (around === undefined || around.verdict === "refused") return own;
  if (around.verdict === "proved" && slot !== "undo" && slot !== "confirm") {
    const late = around.late + restOf(routine);
    const result = inTime(linked, { id: around.by, late }, withinOf(site, routine));
    if (result.verdict === "proved") return { occurrence, ...result };
  }
  if (own.verdict !== "refused" || own.unwatched === true) return own;
  const words = `whether what comes after the plan of ${linked.id} sees to it is only known then`;
  return watched(site.run, { occurrence, verdict: "checked", words });
}

/**
 * Whether a rule may deny an undo in a run in which something is undone without a fault: nothing is undone then, and
 * nothing follows, until an operator decides (semantics, rule 39).
 */
function mayStopUndoing(run: Run): boolean {
  return mayDenyUndo(run) && run.reached.some((routine) => mayUndo(run.analysis, routine));
}

/** True if a plan may undo something although nothing is at fault: for a failure, or as another branch wins. */
function mayUndo(analysis: Analysis, routine: AnalysedRoutine): boolean {
  return (
    isTimed(analysis, routine) ||
    routine.checked.head.overlap?.mode === "replace" ||
    can(planModes(analysis, routine, byRules), withoutFault) ||
    routine.tree.all.some(
      (linked) => can(modesAt(analysis, routine, linked, byRules), withoutFault) || losesRace(linked),
    )
  );
}

/**
 * The responses in one plan, whatever its callers: only whether it can be the root of a run makes a difference.
 *
 * @param stops whether a rule may deny an undo in the run.
 */
function followupsIn(
  site: GuardrailSite<FollowedRule>,
  routine: AnalysedRoutine,
  stops: boolean,
): readonly Followup[] {
  const { rule, run } = site;
  const how = `${run.roots.includes(routine) ? "run" : "called"}${stops ? " undone perhaps" : ""}`;
  return perRoutine(run.analysis, `${how} ${JSON.stringify(rule)}`, routine, () =>
    findFollowups(site, routine, stops),
  );
}

/** True if the condition of `every A when …` is false of each call at a place. What else it reads may change later. */
function isNotMeant({ analysis }: Run, { every: { when } }: FollowedRule, occurrence: Occurrence): boolean {
  if (when === undefined) return false;
  const ofArguments = freeReads(when).every(({ from, name }) => from === "local" && name === "args");
  return ofArguments && truthAt(analysis, occurrence, when) === false;
}

/** Beyond so many pairs of steps set against each other the rest of a rule's places in a plan is only watched. */
const pairsMax = 250_000;

function findFollowups(
  site: GuardrailSite<FollowedRule>,
  routine: AnalysedRoutine,
  stops: boolean,
): readonly Followup[] {
  const { rule, run } = site;
  const occurrences = occurrencesIn(run.analysis, routine, rule.every.selector);
  if (occurrences.length === 0) return [];
  const candidates = candidatesFor(site, routine);
  const sure = new Set(candidates.filter((each) => each.sure).map((each) => each.linked));
  const plainly = routine.precedence.plainlyBefore(sure);
  let left = pairsMax;
  const effort = effortOfGaps();
  const unlessStopped = (found: Followup): Followup => {
    if (!stops || found.verdict !== "proved") return found;
    const words = "a rule may deny an undo, and what would follow waits for an operator then";
    return watched(run, { occurrence: found.occurrence, verdict: "checked", words });
  };
  return occurrences.map((occurrence): Followup => {
    const { linked, slot } = occurrence;
    if (isUnreachable(run.analysis, routine, linked)) return neverDone(occurrence);
    if (isNotMeant(run, rule, occurrence)) {
      return { occurrence, verdict: "proved", words: `the rule's condition never holds of ${linked.id}` };
    }
    if (slot === "undo" || slot === "confirm") {
      const when = slot === "undo" ? "is undone" : "is in doubt";
      return { occurrence, verdict: "checked", words: `it is called where ${linked.id} ${when}` };
    }
    const next = plainly.get(linked);
    const soon = next === undefined ? [] : [{ linked: next, sure: true }];
    const [first] = reachedAfter(site, routine, occurrence, soon, isUndone(site, occurrence), { effort });
    if (first !== undefined) {
      const result = inTime(linked, first, withinOf(site, routine));
      if (result.verdict === "proved") return unlessStopped({ occurrence, ...result });
    }
    left -= candidates.length;
    if (left >= 0)
      return watched(run, unlessFaulty(run, unlessStopped(followup(site, routine, occurrence, effort))));
    return watched(run, {
      occurrence,
      verdict: "checked",
      words: "the plan is too large to look into every place",
    });
  });
}

/** In a run without faults nothing is done by a handler, unless data alone can bring it about: what it owes is watched. */
function unlessFaulty({ analysis }: Run, found: Followup): Followup {
  const { occurrence } = found;
  const { routine, linked, slot } = occurrence;
  const handled = slot === "do" ? ownerHandling(linked) : linked;
  if (found.verdict !== "refused" || handled === undefined) return found;
  if (can(modesAt(analysis, routine, handled, now), byData)) return found;
  return { occurrence, verdict: "checked", words: `it is done only where ${handled.id} has failed` };
}

/** The statement whose handler a step stands in. */
function ownerHandling(linked: LinkedStatement): LinkedStatement | undefined {
  return [...surroundings(linked)].find(({ role }) => role?.kind === "rescue")?.owner;
}

/** Debts are those of intents: of a plan that is called nothing is owed while it runs. */
function watched({ analysis }: Run, followup: Followup): Followup {
  const { capability } = followup.occurrence;
  if (followup.verdict !== "checked" || analysis.program.capabilities.has(capability)) return followup;
  return { ...followup, verdict: "refused", unwatched: true };
}

function followup(
  site: GuardrailSite<FollowedRule>,
  routine: AnalysedRoutine,
  occurrence: Occurrence,
  effort: Effort,
): Followup {
  const { run } = site;
  const { linked } = occurrence;
  const undone = hasUndo(site, occurrence);
  if (undone && isAlwaysTakenBack(run.analysis, routine, linked)) {
    return { occurrence, verdict: "proved", words: `${linked.id} is undone on every way` };
  }
  const within = withinOf(site, routine);
  const wanted = within === undefined ? 1 : timedMax;
  const all = candidatesAfter(site, routine, linked);
  const [sure] = reachedAfter(site, routine, occurrence, all, undone, { wanted, effort });
  const result = sure && { occurrence, ...inTime(linked, sure, within) };
  if (result?.verdict === "proved") return result;
  const late = within === undefined ? undefined : surelyLate(site, occurrence, undone, effort);
  if (late !== undefined) return late;
  if (result !== undefined) return result;
  // A compensated effect requires no response; a calling plan may fail too.
  const waived = undone && (mayBeTakenBack(run.analysis, routine, linked) || !run.roots.includes(routine));
  const possible = waived || all.some((candidate) => canFollow(routine, linked, candidate.linked));
  if (possible || calledAfter(site, occurrence)) {
    return { occurrence, verdict: "checked", ...unsure(site, routine, occurrence, undone) };
  }
  return neverFollowed(site, routine, occurrence, undone);
}

/** Nothing can come after it: only what is on beside it, or nothing of the kind. */
function neverFollowed(
  site: GuardrailSite<FollowedRule>,
  routine: AnalysedRoutine,
  occurrence: Occurrence,
  undone: boolean,
): Followup {
  const { run } = site;
  const { linked } = occurrence;
  // Over before it, it may have the plan end then, so that nothing is owed, unless what is broken off may be done.
  const stays = !undone && mayHaveHappened(site, occurrence);
  const cut = candidatesAfter(site, routine, linked).find(
    (each) =>
      !stays &&
      mayCutShort(run.analysis, routine, each.linked, linked) &&
      runsBeside(routine, linked, each.linked),
  );
  if (cut !== undefined) {
    const words = `where ${cut.linked.id} is over before ${linked.id}, the plan may end before that is`;
    return { occurrence, verdict: "checked", words };
  }
  const beside = candidatesAfter(site, routine, linked).find((each) =>
    runsBeside(routine, linked, each.linked),
  )?.linked;
  return {
    occurrence,
    verdict: "refused",
    words:
      beside === undefined
        ? `nothing of the kind follows ${linked.id}`
        : `${beside.id} may be over before ${linked.id} is`,
    path: [...(beside === undefined ? [] : [completes(beside)]), completes(linked), "the plan ends"],
    ...(beside === undefined ? {} : { beside }),
  };
}

/** True if an action that is broken off may have been done all the same (semantics, rules 23 and 40). */
function mayHaveHappened(
  { run: { analysis } }: GuardrailSite<FollowedRule>,
  { attempt }: Occurrence,
): boolean {
  const capability = capabilityOf(analysis.program, attempt);
  return capability !== undefined && capability.kind !== "human" && capability.effect.kind !== "pure";
}

/** Where all that may follow can be made to take too long by durations alone, whatever the data. */
function surelyLate(
  site: GuardrailSite<FollowedRule>,
  occurrence: Occurrence,
  undone: boolean,
  effort: Effort,
): Followup | undefined {
  const { run, rule } = site;
  const { routine, linked } = occurrence;
  const within = rule.within && decidedNumber(rule.within, routine.values.everywhere)?.most;
  if (within === undefined || calledAfter(site, occurrence)) return undefined;
  if (undone && (mayBeTakenBack(run.analysis, routine, linked) || !run.roots.includes(routine)))
    return undefined;
  let soonest: { readonly follows: LinkedStatement; readonly gap: number } | undefined;
  for (const { linked: follows } of candidatesAfter(site, routine, linked)) {
    if (!canFollow(routine, linked, follows)) continue;
    const gap = certainGap(routine, linked, follows, effort);
    if (gap <= within) return undefined;
    if (soonest === undefined || gap < soonest.gap) soonest = { follows, gap };
  }
  if (soonest === undefined) return undefined;
  const { follows, gap } = soonest;
  const words = `${follows.id} may take ${formatDuration(gap)} after ${linked.id}, longer than ${formatDuration(within)}`;
  const path = [completes(linked), `${formatDuration(gap)} pass`, begins(follows)];
  return { occurrence, verdict: "refused", words, path, late: { follows, gap, within } };
}

/** The number of certain responses whose times are compared. */
const timedMax = 8;

function inTime(
  linked: LinkedStatement,
  { id, late }: Reached,
  within: number | undefined,
): Pick<Followup, "verdict" | "words" | "by" | "path"> {
  // Nobody need answer, and nothing need occur, that is waited for without end.
  if (late >= endless) {
    const words = `${id} follows ${linked.id}, but what is waited for until then may never come`;
    return { verdict: "checked", words };
  }
  if (within !== undefined && late > within) {
    const words = `${id} follows ${linked.id}, but may take ${formatDuration(late)}, longer than ${formatDuration(within)}`;
    return { verdict: "checked", words };
  }
  const words = `${id} follows ${linked.id} on every way, at most ${formatDuration(late)} later`;
  return { verdict: "proved", words, by: id, path: [completes(linked), begins({ id })] };
}

function withinOf(site: GuardrailSite<FollowedRule>, routine: AnalysedRoutine): number | undefined {
  if (site.rule.within === undefined) return undefined;
  return decidedNumber(site.rule.within, routine.values.everywhere)?.least ?? 0;
}

/** True if a plan that is called after it may do it. */
function calledAfter({ run, rule }: GuardrailSite<FollowedRule>, { routine, linked }: Occurrence): boolean {
  return callsInside(run.analysis, routine, rule.by).some((call) => canFollow(routine, linked, call));
}

/** Why a later statement need not be reached, if one candidate shows it. */
function unsure(
  site: GuardrailSite<FollowedRule>,
  routine: AnalysedRoutine,
  { linked: from }: Occurrence,
  undone: boolean,
): Pick<Followup, "words" | "path"> {
  const origin = { analysis: site.run.analysis, routine, from, failed: isOfFailure(site.rule), undone };
  for (const { linked: then, sure } of candidatesAfter(site, routine, from)) {
    if (!routine.precedence.before(from, then)) continue;
    const fails = !sure && can(modesAt(origin.analysis, routine, then, byRules), withoutFault);
    const leaving = fails ? leavingAt(origin, then, then) : leavingBefore(origin, then);
    if (leaving === undefined) continue;
    return { words: `${then.id} need not follow ${from.id}: ${leaving.why}`, path: leaving.path };
  }
  return { words: `whether it follows ${from.id} depends on what is only known then` };
}

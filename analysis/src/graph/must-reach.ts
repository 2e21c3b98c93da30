import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { environmentAt } from "../bounds/context.ts";
import { implies } from "../facts/implication.ts";
import { some } from "../facts/logic.ts";
import { activation, excludeEachOther, factsAt } from "../facts/path-condition.ts";
import { evaluateAbstractly } from "../interval/evaluate.ts";
import { byRules } from "../rules/denied-ways.ts";
import { inOneScope, type LinkedStatement, standsIn } from "../tree.ts";
import { contextsFrom } from "./call-graph.ts";
import { mayEndBehindCommit } from "./commits.ts";
import { failureWords } from "./failures.ts";
import { cutWords, endersWithoutFault, failuresTakingBack, runsInRoundsBeside } from "./interruptions.ts";
import { completes, fails, type Path } from "./path.ts";
import { compensationOf, sharedLoop } from "./propagation.ts";
import { isUnreachable } from "./reachability.ts";

/*
 * Must-reach (post-dominance under path conditions): whether every way without faults that leaves a settled statement
 * comes to one of some targets. A way leaves between the two along an exceptional edge, or where something from outside
 * ends what is under way.
 */

/** Where a way begins. */
interface Origin {
  readonly analysis: Analysis;
  readonly routine: AnalysedRoutine;
  /** The completed, or failed, statement. */
  readonly from: LinkedStatement;
  /** It has failed: its own failure ends the plan, and so may what is done instead, where nothing stands in for that. */
  readonly failed?: boolean;
  /** True if a failure that undoes it is an end as good as any. */
  readonly undone: boolean;
}

/** The number of targets for which it is asked together whether each path reaches one of them. */
const togetherMax = 8;

/**
 * Targets to one of which every way comes: as many as asked for that do by themselves, or else several of which each way
 * comes to one, on different sides of a choice. None where some way may leave before.
 */
export function mustReach(
  origin: Origin,
  targets: readonly LinkedStatement[],
  wanted = 1,
): readonly (readonly LinkedStatement[])[] {
  const alone: (readonly LinkedStatement[])[] = [];
  const sides: LinkedStatement[] = [];
  for (const target of targets) {
    if (alone.length === wanted) break;
    if (!isOnTheWay(origin, target)) continue;
    if (!comesToOneOf(origin, [target])) {
      if (sides.length < togetherMax && !isLast(origin.from, target)) sides.push(target);
    } else if (wayOut(origin, target) === undefined) alone.push([target]);
  }
  if (alone.length > 0 || sides.length < 2 || !comesToOneOf(origin, sides)) return alone;
  const kept = sides.filter((target) => wayOut(origin, target) === undefined);
  return kept.length === sides.length || (kept.length > 1 && comesToOneOf(origin, kept)) ? [kept] : [];
}

/** True if nothing but an exceptional edge can keep a way from coming to a target that is on. */
function isOnTheWay({ analysis, routine, from }: Origin, target: LinkedStatement): boolean {
  if (target === from) return false;
  // In long lists most are distinguished by their place in the order alone.
  if (isLast(from, target)) return inOneScope(from, target);
  return (
    routine.precedence.before(from, target) &&
    inOneScope(from, target) &&
    cutWords(analysis, routine, target) === undefined
  );
}

function isLast(from: LinkedStatement, target: LinkedStatement): boolean {
  return target.block.inFinally && !from.block.inFinally;
}

/** True if one of some targets is on in every run in which the way begins, or it is undone. */
function comesToOneOf(
  { analysis, routine, from, undone }: Origin,
  targets: readonly LinkedStatement[],
): boolean {
  if (targets.every((target) => isLast(from, target)))
    return targets.some((target) => factsAt(target).length === 0);
  const environment = environmentAt(routine.context, from);
  const taken = undone ? failuresTakingBack(analysis, routine, from) : [];
  return (
    implies(factsAt(from), some([...targets, ...taken].map(activation)), (path) =>
      evaluateAbstractly(path, environment),
    ) === true
  );
}

/** The statement along whose exceptional edge a way leaves that would come to a target, where that is on. */
function wayOut(origin: Origin, target: LinkedStatement): LinkedStatement | undefined {
  const { analysis, routine, from, failed } = origin;
  if (isLast(from, target)) return enderOfLast(analysis, routine, target);
  const { before } = routine.precedence;
  return endersWithoutFault(analysis, routine).find((ender) => {
    if (failed === true && (ender === from || standsIn(ender, from))) return true;
    // A failure in another round of a continuing loop ends the statements after the loop.
    const loop = sharedLoop(routine, ender, from);
    const inOtherRound = loop !== undefined && target !== loop && !standsIn(target, loop);
    const where = surelyUndone(origin, ender, target);
    if (inOtherRound && ender !== target) return where === undefined;
    // A failure in a round that runs beside this one cancels it, even a failure of the same statement.
    if (where === undefined && runsInRoundsBeside(routine, ender, target)) return true;
    if (ender === from || ender === target) return false;
    // A statement around both fails before the first of them, or after the second.
    if (standsIn(target, ender) && standsIn(from, ender)) return false;
    if (where === "here") return false;
    if (before(target, ender) || before(ender, from)) return false;
    return !excludeEachOther(from, ender) && !excludeEachOther(ender, target);
  });
}

/** Where the failure of a statement before a target undoes the origin, whatever has been committed by then. */
function surelyUndone(
  { routine, from, undone }: Origin,
  ender: LinkedStatement,
  target: LinkedStatement,
): ReturnType<typeof compensationOf> {
  if (!undone || mayEndBehindCommit(ender, from, target)) return undefined;
  return compensationOf(routine, ender, from);
}

/** A statement before or beside a step of `finally` that can end it without a fault. */
function enderOfLast(
  analysis: Analysis,
  routine: AnalysedRoutine,
  target: LinkedStatement,
): LinkedStatement | undefined {
  return endersWithoutFault(analysis, routine).find(
    (ender) => ender.block.inFinally && (ender === target || !routine.precedence.before(target, ender)),
  );
}

/** True if a statement is done in every run without faults of its plan. */
export function happensAlways(
  analysis: Analysis,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
): boolean {
  if (factsAt(linked).length > 0) return false;
  if (linked.block.inFinally) return enderOfLast(analysis, routine, linked) === undefined;
  return endersWithoutFault(analysis, routine).length === 0;
}

/** Why a way need not come to a target, and the path along which it leaves. */
interface Leaving {
  readonly why: string;
  readonly path: Path;
}

/** How a way leaves between one statement and another behind it; `undefined`: it does not, where that is on. */
export function leavingBefore(origin: Origin, target: LinkedStatement): Leaving | undefined {
  const { analysis, routine, from } = origin;
  const ender = wayOut(origin, target);
  if (ender !== undefined) return leavingAt(origin, ender, target);
  const why = cutWords(analysis, routine, target);
  return why === undefined
    ? undefined
    : { why, path: [completes(from), why, `${target.id} does not complete`] };
}

/** How a way leaves along an exceptional edge, so that a target does not complete. */
export function leavingAt(
  { analysis, routine, from }: Origin,
  ender: LinkedStatement,
  target: LinkedStatement,
): Leaving {
  const why = failureWords(analysis, routine, ender, byRules);
  return { why, path: [completes(from), fails(ender, why), `${target.id} does not complete`] };
}

/**
 * The plans that a root leads to which something in those that call them may end before they are over, without a fault:
 * what begins in them need not come to what comes after it.
 */
export function cutByCallers(
  analysis: Analysis,
  root: AnalysedRoutine,
  below: (routine: AnalysedRoutine) => readonly AnalysedRoutine[],
): ReadonlySet<AnalysedRoutine> {
  const isCut = contextsFrom<boolean>(analysis, root, {
    below,
    isReached: ({ caller, linked }) => !isUnreachable(analysis, caller, linked),
    from:
      (routine, around) =>
      ({ linked }) =>
        around === true ||
        linked.statement.node.kind === "quorum" ||
        cutWords(analysis, routine, linked) !== undefined ||
        wayOut({ analysis, routine, from: linked, undone: false }, linked) !== undefined,
    join: (one, other) => one || other,
  });
  return new Set([...isCut].flatMap(([routine, cut]) => (cut ? [routine] : [])));
}

import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { roundsOf } from "../bounds/rounds.ts";
import { childOf, isInterrupting, type LinkedStatement, loopsAround, standsIn } from "../tree.ts";
import { perRoutine } from "./call-graph.ts";
import { isCommittedBefore } from "./commits.ts";
import { now } from "./denials.ts";
import { catches, passesOn } from "./failure-edges.ts";
import { modesAt } from "./failures.ts";
import { none } from "./modes.ts";

/*
 * The propagation of a failure: up to the first statement around it that has a handler or is optional, else to the end
 * of the plan. Everything it passes through is compensated, back to the last `commit`.
 */

/** True if a failure of `other` can undo `linked` after it has completed, in its round or in another. */
export function compensationOf(
  routine: AnalysedRoutine,
  other: LinkedStatement,
  linked: LinkedStatement,
): "here" | "elsewhere" | undefined {
  const loop = sharedLoop(routine, other, linked);
  if (loop !== undefined && reaches(other, linked, loop)) return "elsewhere";
  if (other === linked || isTooLateFor(other, linked)) return undefined;
  return reaches(other, linked, other) ? "here" : undefined;
}

/**
 * True if `other` is over, in the same round, by the time that `linked` begins: it is in work that an event has
 * interrupted, or in what has failed before a handler of that begins.
 */
function isTooLateFor(other: LinkedStatement, linked: LinkedStatement): boolean {
  for (let block = linked.block; block.owner !== undefined; block = block.owner.block) {
    const [work] = block.owner.blocks;
    if (isInterrupting(block) && work !== undefined && childOf(work, other) !== undefined) return true;
    const isHandler = block.role?.kind === "rescue";
    const failed = isHandler ? block.owner.blocks.filter(({ role }) => role?.kind !== "rescue") : [];
    if (failed.some((inner) => childOf(inner, other) !== undefined)) return true;
  }
  return false;
}

/** The innermost loop around both that can have more than one round. */
export function sharedLoop(
  { context }: AnalysedRoutine,
  other: LinkedStatement,
  linked: LinkedStatement,
): LinkedStatement | undefined {
  const own = loopsAround(linked);
  return loopsAround(other).findLast(({ index }) => {
    const loop = own.find((each) => each.index === index);
    const { node } = loop?.statement ?? other.statement;
    return loop !== undefined && node.kind === "loop" && roundsOf(context, loop, node).most > 1;
  });
}

/** @param from the innermost statement from which on what is passed through counts. */
function reaches(other: LinkedStatement, linked: LinkedStatement, from: LinkedStatement): boolean {
  let counts = other === from;
  let handled = false;
  for (let at: LinkedStatement | undefined = other; at !== undefined; ) {
    counts ||= at === from;
    if (!handled && catches(at)) {
      if (counts && standsIn(linked, at) && !inRescue(linked, at)) return true;
      if (!passesOn(at)) return false;
    }
    const { owner, role }: LinkedStatement["block"] = at.block;
    // A round or a branch by itself may be given up while the rest goes on.
    const apart =
      role?.kind === "contender" ||
      (role?.kind === "round" && owner !== undefined && goesOnWithoutRound(owner));
    if (counts && apart && linked !== at && childIn(linked, at)) return true;
    handled = role?.kind === "rescue";
    at = owner;
  }
  return counts && !isCommittedBefore(linked, other);
}

function childIn(linked: LinkedStatement, at: LinkedStatement): boolean {
  return linked.block === at.block || at.block.statements.some((each) => standsIn(linked, each));
}

/** True if a failure, for whatever cause, may come out of a statement to what is around it. */
export function mayFailAt(analysis: Analysis, routine: AnalysedRoutine, linked: LinkedStatement): boolean {
  const known = perRoutine(
    analysis,
    "failing statements",
    routine,
    () => new Map<LinkedStatement, boolean>(),
  );
  const isFound = known.get(linked) ?? findFailing(analysis, routine, linked);
  known.set(linked, isFound);
  return isFound;
}

function findFailing(analysis: Analysis, routine: AnalysedRoutine, linked: LinkedStatement): boolean {
  const isStopped = catches(linked) && !passesOn(linked);
  if (!isStopped && modesAt(analysis, routine, linked, now) !== none) return true;
  return linked.blocks.some(
    ({ role, statements }) =>
      (!isStopped || role?.kind === "rescue") &&
      statements.some((inner) => mayFailAt(analysis, routine, inner)),
  );
}

function inRescue(linked: LinkedStatement, at: LinkedStatement): boolean {
  for (let block = linked.block; block.owner !== undefined; block = block.owner.block) {
    if (block.owner === at) return block.role?.kind === "rescue";
  }
  return false;
}

/** How what a statement has done may be undone although nothing fails: another branch wins, or an event interrupts. */
export function losesRace(linked: LinkedStatement): "race" | "event" | undefined {
  for (let block = linked.block; block.owner !== undefined; block = block.owner.block) {
    const { node } = block.owner.statement;
    const mayLose = block.role?.kind === "contender" && !isInterrupting(block);
    if (mayLose && node.kind === "race" && node.losers === "cancel")
      return node.settles === true ? "event" : "race";
  }
  return undefined;
}

/** True if a loop begins further rounds when one has failed. */
export function goesOnWithoutRound({ statement: { node }, block }: LinkedStatement): boolean {
  const race = block.owner?.statement.node;
  return (
    (node.kind === "loop" && node.tolerated !== undefined) ||
    (race?.kind === "race" && race.rounds === true && block.role?.kind === "contender")
  );
}

import type { Attempt } from "@orchlang/plan/nodes";
import type { AnalysedRoutine } from "../analysis.ts";
import { type BoundsContext, durationAt } from "../bounds/context.ts";
import { inNumbers } from "../bounds/duration.ts";
import { implies } from "../facts/implication.ts";
import { not } from "../facts/logic.ts";
import { activation } from "../facts/path-condition.ts";
import type { Occurrence } from "../rules/occurrence.ts";
import { inOneScope, type LinkedStatement, surroundings } from "../tree.ts";

/* May-reach: whether some run, whatever the order and the durations, comes from one statement to another. */

/** True if in some run the second ends after the first. */
export function canFollow(routine: AnalysedRoutine, first: LinkedStatement, then: LinkedStatement): boolean {
  if (!canBeBehind(routine, first, then)) return false;
  const isHeldBack =
    routine.precedence.mayPrecede(first, then) ||
    isClocked(routine, then) ||
    !canBeLater(routine, first, then);
  return isHeldBack && canBeTogether(first, then);
}

/**
 * The same of what a plan does that is called: it may be done long before the call has ended, so that what runs beside
 * the call, and is held back by a clock, may still come after it.
 */
export function canFollowCall(
  routine: AnalysedRoutine,
  call: LinkedStatement,
  then: LinkedStatement,
): boolean {
  if (!canBeBehind(routine, call, then)) return false;
  const { mayPrecede } = routine.precedence;
  const isHeldBack = routine.bounds.timers().some(({ linked }) => mayPrecede(linked, then));
  return isHeldBack ? canBeTogether(call, then) : canFollow(routine, call, then);
}

/** True if the second is on with the first, in no order with it (may happen in parallel). */
export function runsBeside(routine: AnalysedRoutine, first: LinkedStatement, then: LinkedStatement): boolean {
  return (
    canBeBehind(routine, first, then) &&
    !routine.precedence.mayPrecede(first, then) &&
    canBeTogether(first, then)
  );
}

function canBeBehind(
  { precedence }: AnalysedRoutine,
  first: LinkedStatement,
  then: LinkedStatement,
): boolean {
  return then !== first && inOneScope(first, then) && !precedence.before(then, first);
}

function canBeTogether(first: LinkedStatement, then: LinkedStatement): boolean {
  return implies([], not({ op: "and", items: [activation(first), activation(then)] })) !== true;
}

/** True if what a step calls waits by the clock, and may so do what it does long after it has begun. */
function isClocked({ bounds }: AnalysedRoutine, { index, statement: { node } }: LinkedStatement): boolean {
  return node.kind === "call" && bounds.timers().some(({ linked }) => linked.index === index);
}

/* Finds statements that are unordered with another but end before it by the clock. */

/** The attempt that begins. */
type Slot = Occurrence["slot"];

/** ms that are surely over where a statement begins: nobody came to what is held, or no answer. */
function waitedBefore({ context }: AnalysedRoutine, then: LinkedStatement, slot: Slot): number {
  const own = then.statement.node;
  let waited = slot.startsWith("else") && own.kind === "call" ? silenceOf(context, then, own.attempt) : 0;
  for (const { owner, role } of surroundings(then)) {
    const node = owner?.statement.node;
    if (owner === undefined || node === undefined) continue;
    // Where no member can be reserved, that is known at once.
    const isLate = node.kind === "hold" && node.from === undefined && node.pick.wait !== undefined;
    if (role?.kind === "otherwise" && isLate)
      waited += inNumbers(durationAt(context, owner, node.pick.wait, "the wait").most);
    if (role?.kind === "rescue" && node.kind === "call") waited += silenceOf(context, owner, node.attempt);
  }
  return waited;
}

/** A person fails by not answering alone. */
function silenceOf(context: BoundsContext, linked: LinkedStatement, { target, options }: Attempt): number {
  const called =
    "capability" in target ? context.program.capabilities.get(target.capability)?.capability : undefined;
  if (called?.kind !== "human" || options.timeout === undefined || options.accept !== undefined) return 0;
  return inNumbers(durationAt(context, linked, options.timeout, "the timeout").most);
}

/** True if durations within their limits let `then` begin while `candidate` has not ended. */
export function canBeLater(
  routine: AnalysedRoutine,
  candidate: LinkedStatement,
  then: LinkedStatement,
  slot: Slot = "do",
): boolean {
  const { precedence } = routine;
  const latest = routine.bounds.alone(candidate);
  let waited = waitedBefore(routine, then, slot);
  for (const { linked, most } of routine.bounds.timers()) {
    if (waited >= latest) break;
    // Statements before the candidate give it no time of its own.
    if (precedence.mayPrecede(linked, then) && !precedence.before(linked, candidate)) waited += most;
  }
  return latest > waited;
}

import type { Attempt } from "@orchlang/plan/nodes";
import type { AnalysedRoutine } from "../analysis.ts";
import { type BoundsContext, durationAt } from "../bounds/context.ts";
import { inNumbers } from "../bounds/duration.ts";
import type { Occurrence } from "../rules/occurrence.ts";
import { type Located, surroundings } from "../tree.ts";

/* Whether what is in no order with a statement is over before it all the same, by the clock. */

/** The attempt that begins. */
type Slot = Occurrence["slot"];

/** ms that are surely over where a statement begins: nobody came to what is held, or no answer. */
function waitedBefore({ context }: AnalysedRoutine, then: Located, slot: Slot): number {
  const own = then.statement.node;
  let waited = slot.startsWith("else") && own.kind === "call" ? silenceOf(context, then, own.attempt) : 0;
  for (const { owner, role } of surroundings(then)) {
    const node = owner?.statement.node;
    if (owner === undefined || node === undefined) continue;
    if (role?.kind === "otherwise" && node.kind === "hold" && node.pick.wait !== undefined)
      waited += inNumbers(durationAt(context, owner, node.pick.wait, "the wait").most);
    if (role?.kind === "rescue" && node.kind === "call") waited += silenceOf(context, owner, node.attempt);
  }
  return waited;
}

/** A person fails by not answering alone. */
function silenceOf(context: BoundsContext, located: Located, { target, options }: Attempt): number {
  const called =
    "capability" in target ? context.program.capabilities.get(target.capability)?.capability : undefined;
  if (called?.kind !== "human" || options.timeout === undefined || options.accept !== undefined) return 0;
  return inNumbers(durationAt(context, located, options.timeout, "the timeout").most);
}

/** Whether durations within their limits let `then` begin while `candidate` has not ended. */
export function canBeLater(
  routine: AnalysedRoutine,
  candidate: Located,
  then: Located,
  slot: Slot = "do",
): boolean {
  const { precedence } = routine;
  const latest = routine.bounds.alone(candidate);
  let waited = waitedBefore(routine, then, slot);
  for (const { located, most } of routine.bounds.timers()) {
    if (waited >= latest) break;
    // Statements before the candidate give it no time of its own.
    if (precedence.mayHold(located, then) && !precedence.before(located, candidate)) waited += most;
  }
  return latest > waited;
}

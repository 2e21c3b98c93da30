import type { Attempt } from "@orchlang/plan/nodes";
import type { Located } from "../tree.ts";
import type { BoundsContext } from "./context.ts";
import { bounded, isBounded, type Limit, maxLimit, numbers } from "./limit.ts";
import { onceTime } from "./tries.ts";

/**
 * How long statements may continue after they were asked to stop, without compensation: `once` calls are awaited and
 * confirmed, and a called plan runs its `finally` (semantics, rules 23 and 25).
 */
export function spillOf(context: BoundsContext, statements: readonly Located[]): Limit<number> {
  let longest = bounded(0);
  for (const located of statements) {
    for (const { attempt } of located.attempts) {
      const own = ofAttempt(context, located, attempt);
      if (!isBounded(own) || own.value > 0) longest = maxLimit(numbers, longest, own);
    }
  }
  return isBounded(longest) ? bounded(longest.value) : longest;
}

function ofAttempt(context: BoundsContext, located: Located, attempt: Attempt): Limit<number> {
  const { target } = attempt;
  if (!("capability" in target)) {
    return context.callable("routine" in target ? target.routine : target.goal)?.spill ?? bounded(0);
  }
  const capability = context.program.capabilities.get(target.capability)?.capability;
  if (capability === undefined || capability.kind === "human") return bounded(0);
  const { effect } = capability;
  const isOnce = effect.kind === "once" || (effect.kind === "idempotent" && effect.for !== undefined);
  return isOnce ? onceTime(context, located, attempt) : bounded(0);
}

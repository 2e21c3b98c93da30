/** Whether a failure is worth another try, and how long that waits (semantics, rule 43). */
import { usualBackoff } from "@orchlang/plan";
import type { Retry } from "@orchlang/plan/nodes";
import { chance } from "../../chance.ts";
import type { Failure, FailureClass } from "../../failure.ts";
import type { Key } from "../../identity.ts";
import { holdsAt, numberAt, type Position } from "../scope.ts";
import type { Turn } from "./turn.ts";

export const never: ReadonlySet<FailureClass> = new Set(["denied", "budget", "permanent", "invalid_input"]);

/** Tries of one thing: `attempt` counts all of them, those up to `base` count no longer. */
export interface Tried {
  readonly key: Key;
  readonly attempt: number;
  readonly base: number;
}

export function isWorthRetrying(
  { draft }: Turn,
  { attempt, base }: Tried,
  retry: Retry,
  failure: Failure,
  position: Position,
): boolean {
  if (attempt - base > retry.times) return false;
  if (retry.when !== undefined && !holdsAt(draft, position, retry.when)) return false;
  // A failure that the capability declares counts as permanent, unless the author asks for it by name.
  const named = failure.name !== failure.class && retry.when !== undefined;
  return named || !never.has(failure.class);
}

export function delayOf(turn: Turn, tried: Tried, retry: Retry, position: Position): number {
  if (retry.every !== undefined) return numberAt(turn.draft, position, retry.every) ?? 0;
  const bound = (expression: Parameters<typeof numberAt>[2] | undefined, otherwise: number): number =>
    expression === undefined ? otherwise : (numberAt(turn.draft, position, expression) ?? otherwise);
  return jittered(turn, tried, {
    from: bound(retry.backoff?.from, usualBackoff.from),
    to: bound(retry.backoff?.to, usualBackoff.to),
  });
}

/** d = min(to, from · 2^(k−1)) after the kth try, and of that between a half and the whole. */
export function jittered(
  { draft }: Turn,
  { key, attempt, base }: Tried,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const delay = Math.min(to, from * 2 ** (attempt - base - 1));
  return Math.round(delay / 2 + (delay / 2) * chance(draft.start?.seed ?? "", key, attempt, "backoff"));
}

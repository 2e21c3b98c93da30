import type { Draft } from "../draft.ts";
import type { Scope } from "../scope.ts";
import { drawnValue } from "../values/value.ts";

/* How a plan ends. */

/** A plan without a result returns nothing. */
export function returnText(draft: Draft, scope: Scope): string {
  const { result } = scope.frame;
  if (result === undefined) return failText(draft, scope);
  return `return ${drawnValue(draft, scope, { type: result }).text}`;
}

export function failText(draft: Draft, { frame }: Scope): string {
  const { dice } = draft;
  if (!dice.chance(0.25)) return 'fail "no"';
  if (frame.fails.length === 0 || dice.chance(0.3)) frame.fails.push(draft.fresh("pf"));
  return `fail ${dice.one(frame.fails)} "no"`;
}

import type { Draft, Scope } from "../draft.ts";
import { drawnValue } from "../values/value.ts";

/* How a plan ends. */

/** A plan without a result returns nothing. */
export function returnText(draft: Draft, scope: Scope): string {
  const { result } = scope.frame;
  if (result === undefined) return failText(draft, scope);
  return `return ${drawnValue(draft, scope, { type: result }).text}`;
}

/** A failure's text, which callers of the plan can read. */
export function failText(draft: Draft, scope: Scope): string {
  const { dice } = draft;
  const { frame } = scope;
  if (dice.chance(draft.theme.labels * 0.4)) {
    const { text } = drawnValue(draft, scope, { type: { is: "text" } });
    if (!text.includes('"')) return `fail "no \${${text}}"`;
  }
  if (!dice.chance(0.25)) return 'fail "no"';
  if (frame.fails.length === 0 || dice.chance(0.3)) frame.fails.push(draft.fresh("pf"));
  return `fail ${dice.one(frame.fails)} "no"`;
}

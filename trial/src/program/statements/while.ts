import { signalAsked } from "../declare/context.ts";
import type { Draft, Scope } from "../draft.ts";
import { joined, type Label } from "../types.ts";
import { conditionIn } from "../values/condition.ts";

/* `while c` behind a step, or in a plan's head: what is done is interrupted once that does not hold. */

export interface Drift {
  readonly text: string;
  readonly label: Label;
}

/** The condition of a plan, or of a step, whose work may be cancelled half-way; `undefined` in most. */
export function driftFor(draft: Draft, scope: Scope): Drift | undefined {
  const { dice, theme } = draft;
  if (theme.context < 0.05 || !dice.chance(0.04 + theme.context * 0.15)) return undefined;
  const one = signalAsked(draft);
  const text = dice.chance(0.25) ? `not (${one.text})` : one.text;
  const other = dice.chance(0.15) ? conditionIn(draft, scope) : undefined;
  if (other === undefined) return { text: `while ${text}`, label: one.label };
  return {
    text: `while ${text} ${dice.one(["and", "or"])} ${other.text}`,
    label: joined(one.label, other.label),
  };
}

/** The option among those of its step. */
export function withDrift(options: readonly string[], drift: Drift | undefined): readonly string[] {
  return drift === undefined ? options : [...options, drift.text];
}

/** The names under which such a step fails besides. */
export function driftFails(drift: Drift | undefined): readonly string[] {
  return drift === undefined ? [] : ["drifted"];
}

export function driftLabel(label: Label, drift: Drift | undefined): Label {
  return drift === undefined ? label : joined(label, drift.label);
}

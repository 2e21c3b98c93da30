import { signalValue } from "../declare/context.ts";
import type { Draft, Scope } from "../draft.ts";

import { joined, type Label } from "../types.ts";
import { questionAbout } from "./question.ts";
import { reachable } from "./reach.ts";

/* Questions with more than one answer. */

export interface Condition {
  readonly text: string;
  readonly label: Label;
}

/** Something that can be so or not; `undefined` where nothing is known that could be asked. */
export function conditionIn(draft: Draft, scope: Scope): Condition | undefined {
  const { dice } = draft;
  const one = atomIn(draft, scope);
  if (one === undefined || !dice.chance(0.2)) return one;
  const other = atomIn(draft, scope);
  if (other === undefined) return one;
  const text = `${one.text} ${dice.one(["and", "or"])} ${other.text}`;
  return { text, label: joined(one.label, other.label) };
}

/** Each is asked once on a way. */
function atomIn(draft: Draft, scope: Scope): Condition | undefined {
  const { dice } = draft;
  const values = [...reachable(scope)];
  if (draft.signals.length > 0 || dice.chance(draft.theme.context * 0.1)) values.push(signalValue(draft));
  // A labelled value in a condition shows in all that follows: programs about labels use one more often.
  const labelled = values.filter(({ label }) => label.level > 1 || label.untrusted);
  for (let tries = 0; tries < 4 && values.length > 0; tries++) {
    const isLabelled = labelled.length > 0 && dice.chance(draft.theme.labels * 0.6);
    const asked = questionAbout(draft, dice.one(isLabelled ? labelled : values));
    if (asked === undefined || scope.asked.has(asked.key)) continue;
    scope.asked.add(asked.key);
    return { text: dice.chance(0.25) ? `not (${asked.text})` : asked.text, label: asked.label };
  }
  return undefined;
}

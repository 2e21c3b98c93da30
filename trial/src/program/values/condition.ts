import { signalValue } from "../declare/context.ts";
import type { Draft } from "../draft.ts";
import type { Scope, Value } from "../scope.ts";
import { joined, type Label } from "../types.ts";
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
  for (let tries = 0; tries < 4 && values.length > 0; tries++) {
    const asked = question(draft, dice.one(values));
    if (asked === undefined || scope.asked.has(asked.key)) continue;
    scope.asked.add(asked.key);
    return { text: dice.chance(0.25) ? `not (${asked.text})` : asked.text, label: asked.label };
  }
  return undefined;
}

interface Question extends Condition {
  /** What is asked about: what is told of it once may settle all other questions about it. */
  readonly key: string;
}

function question(draft: Draft, { text, type, label }: Value): Question | undefined {
  const { dice } = draft;
  const about = (asked: string): Question => ({ text: asked, label, key: text });
  switch (type.is) {
    case "bool":
      return about(text);
    case "int": {
      const [min, max] = [type.min ?? 0, type.max ?? 4];
      if (max <= min) return undefined;
      const least = dice.within(min, max - 1);
      return about(dice.chance(0.7) ? `${text} > ${least}` : `${text} == ${least}`);
    }
    case "text":
      return about(dice.chance(0.5) ? `${text} == "a"` : `${text}.size > 2`);
    case "money":
      return about(`${text} > $1`);
    case "ratio":
      return about(`${text} > 50%`);
    case "duration":
      return about(`${text} > 2s`);
    case "enum":
      return about(`${text} == ${type.name}.${dice.one(type.members)}`);
    case "optional":
      return about(dice.chance(0.5) ? `${text} is some` : `${text} is none`);
    case "list":
      if (type.of.is === "bool" && dice.chance(0.6)) return about(`${text}.any(x => x)`);
      if (type.of.is === "int" && dice.chance(0.6)) return about(`${text}.all(x => x > 1)`);
      return type.max > type.min ? about(`${text}.size > ${dice.within(type.min, type.max - 1)}`) : undefined;
    default:
      return undefined;
  }
}

import type { CheckedProgram, CheckedTrigger } from "@orchlang/checker";
import type { Place } from "@orchlang/language";
import type { EventDeclaration } from "@orchlang/plan/context";

import { shortName } from "../words.ts";

/** A trigger of which everything is understood. */
export type SoundTrigger = CheckedTrigger & Required<Pick<CheckedTrigger, "starts">>;

/** Those without a mistake, in the order of the text; of a family one for each member. */
export function soundTriggers(
  { triggers = [] }: Pick<CheckedProgram, "triggers">,
  isBroken: (origin: CheckedTrigger["origin"]) => boolean,
): readonly SoundTrigger[] {
  return triggers.filter(
    (trigger): trigger is SoundTrigger => trigger.starts !== undefined && !isBroken(trigger.origin),
  );
}

export function declaredEvents({ events = {} }: Pick<CheckedProgram, "events">): readonly EventDeclaration[] {
  return Object.values(events) as unknown as readonly EventDeclaration[];
}

/** As it is written: members of a family have one declaration. */
export function writtenName({ name }: CheckedTrigger): string {
  return shortName(name.replace(/\(.*$/su, ""));
}

export function placeOf({ origin }: CheckedTrigger): Place {
  return { file: origin.file, span: origin.nameSpan };
}

/** Each declaration once, be there as many of it as its family has members. */
export function eachWritten<T extends CheckedTrigger>(triggers: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return triggers.filter(({ origin: { file, nameSpan } }) => {
    const place = `${file}:${nameSpan.start}`;
    return !seen.has(place) && seen.add(place);
  });
}

import type { CheckedProgram, Origin } from "@orchlang/checker";
import type { Diagnostic } from "@orchlang/language";
import { oneMember } from "../rules/steps/one-member.ts";
import { shortName } from "../words.ts";
import { placeOf, type SoundTrigger, soundTriggers, writtenName } from "./declared.ts";

/** A trigger family that starts its plan for the same member, whichever of its triggers fires. */
export function oneMemberStarted(
  program: Pick<CheckedProgram, "triggers" | "routines">,
  isBroken: (origin: Origin) => boolean,
): readonly Diagnostic[] {
  const families = Map.groupBy(
    soundTriggers(program, isBroken),
    ({ origin }) => `${origin.file}:${origin.nameSpan.start}`,
  );
  return [...families.values()].flatMap((family) => {
    const [first, ...others] = family;
    if (first === undefined || others.length === 0) return [];
    const written = JSON.stringify(first.starts);
    if (others.some(({ starts }) => JSON.stringify(starts) !== written)) return [];
    const members = new Set(family.map(memberOf));
    return Object.entries(first.starts.args).flatMap(([own, value]) => {
      const member = value.op === "constant" ? String(value.value) : "";
      const type = program.routines.get(first.starts.target)?.types.params[own];
      if (type?.kind !== "enum" || !members.has(member)) return [];
      const given = `\`${writtenName(first)}\` starts \`${shortName(first.starts.target)}\` for \`${member}\``;
      return [oneMember.at(placeOf(first), { given, own, of: "trigger" })];
    });
  });
}

function memberOf({ name }: SoundTrigger): string {
  return /\((.*)\)$/su.exec(name)?.[1] ?? "";
}

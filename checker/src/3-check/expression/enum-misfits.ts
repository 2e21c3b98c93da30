import type { DiagnosticDetails } from "@orchlang/language";
import type { EnumType } from "../type.ts";
import { nameOf } from "../types/show.ts";

/* Messages where the members are right and the enum is wrong. */

/** The message where a value has the name of the intended member. */
export function shadowedMember(name: string, type: EnumType): Pick<DiagnosticDetails, "notes" | "help"> {
  const written = type.inline === true ? "Give" : `Write \`${nameOf(type)}.${name}\`, or give`;
  return {
    notes: [
      `\`${name}\` is a member of \`${nameOf(type)}\` as well, but the value of that name goes before it.`,
    ],
    help: `${written} the \`${name}\` of this plan another name.`,
  };
}

/** Two enums with members in common are two all the same: an enum is its name. */
export function twinEnums(from: EnumType, to: EnumType): Pick<DiagnosticDetails, "notes" | "help"> {
  if (!from.members.every((member) => to.members.includes(member))) return {};
  const alike =
    from.members.length === to.members.length ? "have the same members" : "have members in common";
  const members = to.members.join(" | ");
  const help =
    to.inline === true
      ? `Give it a name, \`type … = ${members}\`, and write that name in both places.`
      : `Write \`${nameOf(to)}\` where the other is declared.`;
  return { notes: [`The two ${alike}, but each list that is written out is an enum of its own.`], help };
}

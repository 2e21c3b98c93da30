import type { Type } from "@orchlang/checker/types";
import { defineDiagnostic } from "@orchlang/language";
import { numbersThings } from "@orchlang/plan/context";

/* The report of an undo that refers to another thing than its call, and how names and types say so. */

export const ofAnother = defineDiagnostic<{
  called: string;
  /** Absent: the call itself undoes it, with the same arguments. */
  wrong?: Wrong | Foreign;
}>({
  code: "ORCH4509",
  severity: "warning",
  title: "Undo of another object",
  message: ({ called, wrong }) => {
    if (wrong === undefined) return `The undo of \`${called}\` is the same call again, so it undoes nothing.`;
    return "says" in wrong
      ? wrong.says
      : `\`${called}\` gets ${wrong.given} as its \`${wrong.parameter}\`, and not ${wrong.own}.`;
  },
  help: ({ wrong }) => {
    if (wrong === undefined) return "Call what reverses it, or pass the value before.";
    return "says" in wrong ? wrong.help : "Pass the call's argument or result of that name.";
  },
});

/** In words of its own. */
export interface Foreign {
  readonly says: string;
  readonly help: string;
}

export interface Wrong {
  readonly parameter: string;
  readonly given: string;
  readonly own: string;
}

export const earlier =
  /^(before|earlier|former|old|original|previous|prior|replaced|was)(_|$)|_(before|was)$/;
export const setting =
  /^(assign|change|move|point|put|reset|restore|revert|roll|set|swap|switch|turn|update|write)(_|$)/;
/** Parameters that say how, to whom or in which words, but not about what. */
export const manner =
  /(^|_)(as|because|body|by|category|cause|channel|code|colou?r|comment|currency|format|from|kind|label|lang|language|level|locale|message|mode|note|pin|priority|reason|role|state|status|subject|tag|text|title|to|token|type|unit|user|version|why|zone)$/;

/** Types that can name a thing; a number by its name. */
export function isName(type: Type, name: string): boolean {
  if (type.kind !== "int") return type.kind === "string" || type.kind === "enum";
  const { min, max } = type;
  const range = {
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
  };
  return numbersThings(name, { type: "integer", ...range });
}

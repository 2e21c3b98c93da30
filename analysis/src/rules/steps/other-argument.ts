import type { Type } from "@orchlang/checker/types";
import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { Expression } from "@orchlang/plan/expressions";
import { freeReads } from "@orchlang/plan/expressions";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { expressionText } from "../../expression/text.ts";
import { type LinkedStatement, targetName } from "../../tree.ts";
import { shortName } from "../../words.ts";
import { isName, manner } from "../undo/of-another.ts";
import { areSides } from "./exchanged.ts";

/* A parameter of the plan that a call does not get, and another value in its place. */

export const otherArgument = defineDiagnostic<{ called: string; parameter: string; given: string }>({
  code: "ORCH4516",
  severity: "warning",
  title: "Another value in the place of a parameter",
  message: ({ called, parameter, given }) =>
    `\`${called}\` gets \`${given}\` as its \`${parameter}\`, and not the plan's \`${parameter}\`.`,
  help: ({ parameter, given }) =>
    `Other calls get each under its own name. Pass \`${parameter}\`, or rename \`${given}\` with a \`let\`.`,
});

/**
 * Both are passed under their own names by the plan's other calls, so each has a meaning of its own, and this call gets
 * nothing of the parameter.
 */
export function otherArgumentDiagnostics(
  _analysis: Analysis,
  { checked, tree }: AnalysedRoutine,
): readonly Diagnostic[] {
  const { file } = checked.origin;
  const own = ownNames(tree.all);
  return tree.all.flatMap((linked) =>
    linked.attempts.flatMap(({ attempt }) =>
      Object.entries(attempt.args).flatMap(([parameter, value]) => {
        const { statement } = linked;
        const given = lastName(value);
        const type = checked.types.params[parameter];
        if (given === undefined || given === parameter || type === undefined) return [];
        if (!isNaming(type, parameter) || manner.test(parameter) || areSides(parameter, given)) return [];
        const written = expressionText(value);
        if (own.get(parameter) !== parameter || own.get(given) !== written) return [];
        if (sharesWord(parameter, given) || readsParameter(Object.values(attempt.args), parameter)) return [];
        const called = shortName(targetName(attempt.target));
        return [otherArgument.at({ file, span: statement.nameSpan }, { called, parameter, given: written })];
      }),
    ),
  );
}

/** By name, the value that calls get under its own name; empty where they get several. */
function ownNames(all: readonly LinkedStatement[]): ReadonlyMap<string, string> {
  const results = new Map<string, string>();
  for (const { attempts } of all)
    for (const { attempt } of attempts)
      for (const [parameter, value] of Object.entries(attempt.args)) {
        if (lastName(value) !== parameter) continue;
        const written = expressionText(value);
        results.set(parameter, (results.get(parameter) ?? written) === written ? written : "");
      }
  return results;
}

function lastName(value: Expression): string | undefined {
  return value.op === "read" || value.op === "field" ? value.name : undefined;
}

function isNaming(type: Type, name: string): boolean {
  return isName(type, name) && type.kind !== "enum";
}

function sharesWord(one: string, other: string): boolean {
  return one.split("_").some((word) => other.split("_").includes(word));
}

function readsParameter(values: readonly Expression[], name: string): boolean {
  return values.some((value) => freeReads(value).some((read) => read.from === "input" && read.name === name));
}

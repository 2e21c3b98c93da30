import { nameUnknown } from "@orchlang/checker/resolve";
import { unknownType } from "@orchlang/checker/types";
import type { Diagnostic } from "@orchlang/language";
import { type Texts, withoutFollowOns } from "./follow-ons.ts";
import { toldAtDeclaration } from "./misspelt-declaration.ts";
import type { StandardName } from "./standard-names.ts";

/**
 * The diagnostics that an author reads, out of everything the phases found in one project: one error for each mistake,
 * at the place that has to change. The command line and an open editor both call this, so they agree.
 *
 * @param found in any order; the result keeps it.
 */
export function reported(
  found: readonly Diagnostic[],
  texts: Texts,
  standard: () => readonly StandardName[],
): readonly Diagnostic[] {
  return withMissingImports(toldAtDeclaration(withoutFollowOns(found, texts), texts), texts, standard);
}

/** Says of names that are nowhere and may be imported from the standard library how that is done. */
function withMissingImports(
  diagnostics: readonly Diagnostic[],
  { between }: Pick<Texts, "between">,
  standard: () => readonly StandardName[],
): readonly Diagnostic[] {
  return diagnostics.map((diagnostic) => {
    const { code, file, span, help, fixes } = diagnostic;
    const isType = code === unknownType.code;
    if ((!isType && code !== nameUnknown.code) || help !== undefined || fixes.length > 0) return diagnostic;
    const text = between(file, span.start, span.end);
    const found = standard().find(({ name, kind }) => name === text && (kind === "type") === isType);
    if (found === undefined) return diagnostic;
    return { ...diagnostic, help: `\`${found.module}\` has one: \`import ${found.module} { ${text} }\`.` };
  });
}

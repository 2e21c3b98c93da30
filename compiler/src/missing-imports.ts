import type { Diagnostic } from "@orchlang/language";
import { nameUnknown } from "./2-resolve/messages.ts";
import { unknownType } from "./3-check/types/messages.ts";
import type { StandardName } from "./ask/standard-names.ts";
import type { Texts } from "./follow-ons.ts";

/** Says of names that are nowhere and may be imported from the standard library how that is done. */
export function withMissingImports(
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

import type { Diagnostic } from "@orchlang/language";
import type { StandardName } from "./ask/standard-names.ts";
import { type Texts, withoutFollowOns } from "./follow-ons.ts";
import { withMissingImports } from "./missing-imports.ts";
import { toldAtDeclaration } from "./misspelt-declaration.ts";

/**
 * What an author reads of all that the phases have found in one project: one error for each mistake, at the place that
 * has to change. The command line and an open editor both ask here, so that they say the same.
 *
 * @param found in any order: the answer is in the same one.
 */
export function reported(
  found: readonly Diagnostic[],
  texts: Texts,
  standard: () => readonly StandardName[],
): readonly Diagnostic[] {
  return withMissingImports(toldAtDeclaration(withoutFollowOns(found, texts), texts), texts, standard);
}

/* What an editor asks of a program that is open: `@orchlang/compiler/ask`. */

export { calledAlike } from "./ask/called-alike.ts";
export { type Completions, completionsAt } from "./ask/complete/complete.ts";
export type { Item, ItemKind } from "./ask/complete/item.ts";
export { type Description, describe, headOf, kindWords } from "./ask/describe.ts";
export {
  declarationOf,
  type Found,
  lookAround,
  type Mentioned,
  mentionsIn,
  mentionsOf,
  symbolAt,
} from "./ask/find.ts";
export { type Keyword, keywordAt } from "./ask/keyword.ts";
export { lookAt } from "./ask/look.ts";
export { type MissingImport, missingImports } from "./ask/missing-import.ts";
export { occurrencesIn, occurrencesInHead, titleOf } from "./ask/occurrences.ts";
export type { Look, OpenPart, OpenProject, PlaceInFile } from "./ask/open-program.ts";
export { keyOf, type LocalKind, nameOfSymbol, type Occurrence, type Referent } from "./ask/referent.ts";
export type { HandlerStub } from "./ask/rewrite/handler-stub.ts";
export type { Rewrite } from "./ask/rewrite/rewrite.ts";
export { handlerStubAt, rewritesAt } from "./ask/rewrite/rewrites.ts";
export { type Signature, signatureAt } from "./ask/signature.ts";
export { type StepHere, stepAt } from "./ask/step.ts";
export { type Shown, shownLabels, shownTypes } from "./ask/types.ts";

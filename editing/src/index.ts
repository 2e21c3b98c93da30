/* The questions of an editor about an open program: `@orchlang/compiler/ask`. */

export type { Look, OpenPart, OpenProject, PlaceInFile } from "@orchlang/compiler";
export { type Completions, completionsAt } from "./complete/complete.ts";
export type { Item, ItemKind } from "./complete/item.ts";
export { type Description, describe, headOf, kindWords } from "./describe.ts";
export {
  calledAlike,
  declarationOf,
  type Found,
  lookAround,
  type Mentioned,
  mentionsIn,
  mentionsOf,
  symbolAt,
} from "./find.ts";
export { type Keyword, keywordAt } from "./keyword.ts";
export { lookAt } from "./look.ts";
export { type MissingImport, missingImports } from "./missing-import.ts";
export { occurrencesIn, occurrencesInHead, titleOf } from "./occurrences.ts";
export { keyOf, type LocalKind, nameOfSymbol, type Occurrence, type Referent } from "./referent.ts";
export { refusalOfName, renamed } from "./rename.ts";
export type { HandlerStub } from "./rewrite/handler-stub.ts";
export type { Rewrite } from "./rewrite/rewrite.ts";
export { handlerStubAt, rewritesAt } from "./rewrite/rewrites.ts";
export { type Signature, signatureAt } from "./signature.ts";
export { type StepHere, stepAt } from "./step.ts";
export { type Shown, shownDefaults, shownLabels, shownTypes } from "./types.ts";

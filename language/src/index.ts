export { syntaxCatalogue } from "./catalogue.ts";
export {
  type Catalogue,
  type CataloguedDiagnostic,
  collectCatalogue,
  type DiagnosticDefinition,
  type DiagnosticDetails,
  type DiagnosticParams,
  type DiagnosticSpec,
  defineDiagnostic,
  type Place,
} from "./diagnostics/define.ts";
export type {
  Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  Fix,
  Label,
  TextEdit,
} from "./diagnostics/diagnostic.ts";
export { visible, wrap } from "./diagnostics/display.ts";
export { applyEdits } from "./diagnostics/fix-preview.ts";
export { type Paint, plainPaint } from "./diagnostics/paint.ts";
export { type RenderOptions, renderDiagnostic } from "./diagnostics/render.ts";
export { closest, didYouMean, editDistance, type Suggestion } from "./diagnostics/suggest.ts";
export { format } from "./format/format.ts";
export { currencyOfSign } from "./lexer/characters.ts";
export { closingQuoteOf } from "./lexer/scan-unknown.ts";
export type { Comment, Token } from "./lexer/token.ts";
export { createWordTable, type WordTable } from "./lexer/word-table.ts";
export { contextualWords, declarationWords, reservedWords, spacedUnits } from "./lexer/words.ts";
export { type Expected, expectedAfter } from "./parser/expected.ts";
export type { ParseResult } from "./parser/parse.ts";
export { parse } from "./parser/parse.ts";
export {
  createSourceFile,
  lineAt,
  lineEnd,
  lineText,
  normaliseText,
  offsetAt,
  type Position,
  positionAt,
  type SourceFile,
} from "./source/source-file.ts";

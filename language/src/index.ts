export type * from "./ast/capability.ts";
export type * from "./ast/clauses.ts";
export type * from "./ast/context.ts";
export type * from "./ast/declaration.ts";
export type * from "./ast/expressions.ts";
export type * from "./ast/file.ts";
export type * from "./ast/literals.ts";
export { constantText } from "./ast/literals.ts";
export type * from "./ast/names.ts";
export { pathText } from "./ast/names.ts";
export type * from "./ast/node.ts";
export type * from "./ast/options.ts";
export type * from "./ast/plan.ts";
export type * from "./ast/rules.ts";
export type * from "./ast/scenario.ts";
export type { Span } from "./ast/span.ts";
export { joinSpans, touches } from "./ast/span.ts";
export type * from "./ast/statements.ts";
export type * from "./ast/steps.ts";
export type * from "./ast/trigger.ts";
export type * from "./ast/types.ts";
export type * from "./ast/vocabulary.ts";
export { children, forEachChild, nodeAt, nodesAt, type Visitor, visit } from "./ast/walk.ts";
export { type Catalogue, collectCatalogue } from "./diagnostics/catalogue.ts";
export {
  type CataloguedDiagnostic,
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
export { applyEdits } from "./diagnostics/fix-preview.ts";
export { type Paint, plainPaint } from "./diagnostics/paint.ts";
export { type RenderOptions, renderDiagnostic } from "./diagnostics/render.ts";
export { closest, editDistance } from "./diagnostics/suggest.ts";
export { format } from "./format/format.ts";
export type { Comment, Token } from "./lexer/token.ts";
export { contextualWords, reservedWords, spacedUnits } from "./lexer/words.ts";
export { type ParseResult, parse } from "./parser/parse.ts";
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

// How texts, sources and diagnostics are shown, without the parser: whoever only writes to a terminal loads nothing else.
export { visible, wrap } from "./diagnostics/display.ts";
export { type Paint, plainPaint } from "./diagnostics/paint.ts";
export { type RenderOptions, renderDiagnostic } from "./diagnostics/render.ts";
export { closest, editDistance } from "./diagnostics/suggest.ts";
export {
  createSourceFile,
  lineAt,
  lineText,
  type Position,
  positionAt,
  type SourceFile,
} from "./source/source-file.ts";

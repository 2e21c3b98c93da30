// How texts are shown, without the parser: whoever only writes to a terminal loads nothing else.
export { visible, wrap } from "./diagnostics/display.ts";
export { type Paint, plainPaint } from "./diagnostics/paint.ts";
export { closest, editDistance } from "./diagnostics/suggest.ts";

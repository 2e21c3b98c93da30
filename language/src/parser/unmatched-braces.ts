import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { cutOff, unclosedBracket } from "./syntax-errors.ts";
import * as layout from "./token-view.ts";

/** Whether what was told of the declaration that begins at `start` is a brace that is missing. */
export function isUnmatchedBrace({ code, span }: Diagnostic, view: layout.TokenView, start: number): boolean {
  if (code === unclosedBracket.code) return view.text[span.start] === "{";
  return code === cutOff.code && layout.closesMore(view, start, layout.declarationEnd(view, start));
}

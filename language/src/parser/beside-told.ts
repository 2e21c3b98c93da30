import type { Span } from "../ast/span.ts";
import * as layout from "./token-view.ts";

/**
 * Whether nothing but closing brackets stands between a mistake and the one told before, which ends at `toldEnd` (or is
 * none, at -1): two words that have changed places over the end of a line, `retry 2 when } granted {`, are one.
 */
export function isBesideTold(view: layout.TokenView, toldEnd: number, { start }: Span): boolean {
  if (toldEnd < 0 || start < toldEnd) return false;
  if (layout.beginsStatement(view, layout.indexAt(view, start))) return false;
  return /^[\s)\]}]*$/u.test(view.text.slice(toldEnd, start));
}

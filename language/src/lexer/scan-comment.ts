import { report } from "../diagnostics/error-log.ts";
import { unterminatedComment } from "./lexical-errors.ts";
import type { Scanner } from "./scanner.ts";

const slashCode = 47;
const starCode = 42;

/** Reads a comment that begins at `start`; answers `start` where none does. */
export function scanComment(scanner: Scanner, start: number): number {
  const next = scanner.text.charCodeAt(start + 1);
  if (next === slashCode) return scanLineComment(scanner, start);
  if (next === starCode) return scanBlockComment(scanner, start);
  return start;
}

function scanLineComment(scanner: Scanner, start: number): number {
  const { text } = scanner;
  const found = text.indexOf("\n", start);
  const end = found === -1 ? text.length : found;
  const doc = text.charCodeAt(start + 2) === slashCode && text.charCodeAt(start + 3) !== slashCode;
  scanner.comments.push({ kind: doc ? "doc" : "line", start, end });
  return end;
}

function scanBlockComment(scanner: Scanner, start: number): number {
  const { text, log } = scanner;
  const found = text.indexOf("*/", start + 2);
  if (found !== -1) {
    scanner.comments.push({ kind: "block", start, end: found + 2 });
    return found + 2;
  }
  scanner.comments.push({ kind: "block", start, end: text.length });
  report(log, () => unterminatedComment.at({ file: log.file, span: { start, end: start + 2 } }, {}));
  return text.length;
}

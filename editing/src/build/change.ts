import {
  applyEdits,
  type Comment,
  createSourceFile,
  format,
  type ParseResult,
  parse,
  type TextEdit,
} from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";

/** A stretch of the text that becomes another one. */
export interface Change {
  readonly span: Span;
  readonly newText: string;
  /** Where comments of the old text go that the new one does not have; left out: in front of the new text. */
  readonly anchor?: number;
  /** Comments that are meant to go. */
  readonly drops?: (comment: Comment) => boolean;
}

/** The formatted text of a program after an action, or the reason for which the action was refused. */
export type Edited = { readonly text: string } | { readonly refused: string };

export function read(text: string): ParseResult {
  return parse(createSourceFile("program.orch", text));
}

/** The first syntax error of a text, as a sentence. */
export function faultOf({ diagnostics }: ParseResult): string | undefined {
  return diagnostics.find(({ severity }) => severity === "error")?.message;
}

/** The changes made, and the result formatted. No comment is lost, and what cannot be read is refused. */
export function changed(parsed: ParseResult, changes: readonly Change[]): Edited {
  const { source } = parsed;
  const edits = changes.map(({ span, newText }): TextEdit => ({ file: source.name, span, newText }));
  const kept = lostIn(parsed, changes).map(({ comment, at }): TextEdit => {
    const isFirst = source.text.slice(source.text.lastIndexOf("\n", at - 1) + 1, at).trim() === "";
    const newText = `${isFirst ? "" : "\n"}${remark(source.text.slice(comment.start, comment.end))}\n`;
    return { file: source.name, span: { start: at, end: at }, newText };
  });
  const result = read(applyEdits(source.text, 0, [...kept, ...edits]));
  const fault = faultOf(result);
  return fault === undefined ? { text: format(result) } : { refused: fault };
}

/** The comments of replaced texts that no new text has. */
function lostIn(
  { source, comments }: ParseResult,
  changes: readonly Change[],
): readonly { readonly comment: Comment; readonly at: number }[] {
  const written = changes.flatMap(({ newText }) => commentsOf(newText));
  return changes.flatMap(({ span, anchor, drops }) =>
    comments.flatMap((comment) => {
      if (comment.start < span.start || comment.end > span.end || drops?.(comment) === true) return [];
      const known = written.indexOf(source.text.slice(comment.start, comment.end).trimEnd());
      if (known !== -1) {
        written.splice(known, 1);
        return [];
      }
      return [{ comment, at: anchor ?? span.start }];
    }),
  );
}

function commentsOf(text: string): string[] {
  if (!text.includes("/")) return [];
  return read(text).comments.map(({ start, end }) => text.slice(start, end).trimEnd());
}

/** A comment by itself: a description whose declaration is gone must not become that of the next one. */
function remark(comment: string): string {
  return comment.replace(/^\/\/\/+/u, "//");
}

/** Why a text cannot stand in a field; undefined: it can. A field never ends what is around it. */
export function faultIn(text: string): string | undefined {
  let depth = 0;
  const { tokens, comments } = read(text);
  if (comments.length > 0) return "Write comments in the text, not in a field.";
  for (const { image } of tokens) {
    if (image === "{" || image === "(" || image === "[") depth += 1;
    if (image === "}" || image === ")" || image === "]") depth -= 1;
    if (depth < 0) return `\`${image}\` closes a bracket that was not opened.`;
  }
  return depth === 0 ? undefined : "A bracket is not closed.";
}

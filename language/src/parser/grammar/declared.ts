import type { DeclarationBase } from "../../ast/declaration.ts";
import type { Comment } from "../../lexer/token.ts";
import type { Parser } from "../parser.ts";

/* The parts that all declarations have: a documentation comment, `private`, and whether a part is broken. */

export function declared(p: Parser): DeclarationBase {
  const span = p.spanFrom(p.state.declarationStart);
  const broken = p.faults > p.state.faultsBefore || (p.lexed.errors.length > 0 && p.isLexical(span));
  const cutShort = broken && !p.isBalanced();
  const { doc, isPrivate } = p.state;
  if (cutShort) return { doc, private: isPrivate, broken, cutShort, span };
  return { doc, private: isPrivate, broken, span };
}

/** Notes where a declaration begins, and its documentation comment. */
export function beginDeclaration(p: Parser): void {
  p.state.declarationStart = p.nextStart();
  p.state.faultsBefore = p.faults;
  p.state.doc = docBefore(p, p.state.declarationStart);
}

/** The text of the `///` lines before an offset, without the slashes and one space; undefined for none. */
export function docBefore(p: Parser, start: number): string | undefined {
  return docBetween(p.source.text, p.lexed.comments, p.previousEnd(), start);
}

/** The text of the `///` lines between two offsets, without the slashes and one space; undefined for none. */
function docBetween(
  text: string,
  comments: readonly Comment[],
  from: number,
  to: number,
): string | undefined {
  let doc: string | undefined;
  for (let index = firstFrom(comments, from); index < comments.length; index++) {
    const comment = comments[index] as Comment;
    if (comment.start >= to) break;
    if (comment.kind !== "doc") continue;
    const line = text
      .slice(comment.start + 3, comment.end)
      .replace(/^ /, "")
      .trimEnd();
    doc = doc === undefined ? line : `${doc}\n${line}`;
  }
  return doc;
}

function firstFrom(comments: readonly Comment[], offset: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle] as Comment).start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

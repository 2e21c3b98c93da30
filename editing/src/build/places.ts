import type { ParseResult } from "@orchlang/language";
import {
  type Block,
  type Declaration,
  type Node,
  nodesAt,
  type Span,
  type Statement,
  visit,
} from "@orchlang/language/ast";

/* Places of a text by where they begin. */

export function declarationAt({ file }: ParseResult, start: number): Declaration | undefined {
  return file.declarations.find(({ span }) => span.start === start);
}

function blocksOf(root: Node): readonly Block[] {
  const blocks: Block[] = [];
  visit(root, {
    block: (block) => {
      blocks.push(block);
      return undefined;
    },
  });
  return blocks;
}

export function blockAt({ file }: ParseResult, start: number): Block | undefined {
  return blocksOf(file).find(({ span }) => span.start === start);
}

export function statementAt({ file }: ParseResult, start: number): Statement | undefined {
  return blocksOf(file)
    .flatMap(({ statements }) => statements)
    .find(({ span }) => span.start === start);
}

/** The beginning of the statement, clause or declaration around a place, above the comments that belong to it. */
export function anchorOf(parsed: ParseResult, at: number): number {
  const way = nodesAt(parsed.file, at);
  const statements = new Set<Node>(blocksOf(parsed.file).flatMap(({ statements: own }) => own));
  const around = way.findLast((node) => statements.has(node)) ?? way[1];
  return around === undefined ? at : withComments(parsed, around.span).start;
}

/** With the comments on the lines right above, and the one behind it on its last line. */
export function withComments({ source: { text }, comments }: ParseResult, span: Span): Span {
  let { start } = span;
  for (const comment of comments.toReversed()) {
    if (comment.end > start) continue;
    const lineStart = text.lastIndexOf("\n", comment.start - 1) + 1;
    const isBeside = /^[ \t]*\n?[ \t]*$/u.test(text.slice(comment.end, start));
    if (!isBeside || text.slice(lineStart, comment.start).trim() !== "") break;
    start = comment.start;
  }
  return { start, end: behind({ source: { text }, comments }, span.end) };
}

/** Behind the comment that follows a place on its line. */
export function behind(
  {
    source: { text },
    comments,
  }: { readonly source: { readonly text: string } } & Pick<ParseResult, "comments">,
  at: number,
): number {
  const next = comments.find(({ start }) => start >= at);
  if (next === undefined || !/^[ \t]*$/u.test(text.slice(at, next.start))) return at;
  // A comment in front of something on the same line belongs to that.
  return /^[ \t]*(?:\n|$)/u.test(text.slice(next.end)) ? next.end : at;
}

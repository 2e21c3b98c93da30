import type { Comment } from "../lexer/token.ts";

/** The text of the `///` lines between two offsets, without the slashes and one space; undefined for none. */
export function docBetween(
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

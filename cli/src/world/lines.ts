/** A line of a stream, or how long it was where it is longer than anybody reads. */
export type Line = { readonly text: string } | { readonly tooLong: number };

/**
 * The lines of a stream in UTF-8, split at line feeds, a carriage return before one left out. Of a line of more than
 * `most` bytes no more is kept, so that a stream without line ends takes no memory.
 */
export async function* linesOf(input: NodeJS.ReadableStream, most: number): AsyncGenerator<Line, void, void> {
  let kept: Buffer[] = [];
  let size = 0;
  const line = (last: Buffer): Line => {
    const length = size + last.length;
    const pieces = [...kept, last];
    kept = [];
    size = 0;
    if (length > most) return { tooLong: length };
    const text = (pieces.length === 1 ? last : Buffer.concat(pieces)).toString("utf8");
    return { text: text.endsWith("\r") ? text.slice(0, -1) : text };
  };
  for await (const chunk of input) {
    const piece = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    let from = 0;
    for (let to = piece.indexOf(10); to >= 0; to = piece.indexOf(10, from)) {
      yield line(piece.subarray(from, to));
      from = to + 1;
    }
    if (from === piece.length) continue;
    const rest = piece.subarray(from);
    size += rest.length;
    if (size <= most) kept.push(rest);
    else kept = [];
  }
  if (size > 0) yield line(Buffer.alloc(0));
}

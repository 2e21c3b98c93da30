import type { Readable } from "node:stream";

export interface LineEvents {
  line(text: string): void;
  /** A line exceeds the limit. It is dropped; reading continues after its end. */
  tooLong(): void;
}

/** The lines of a stream in UTF-8, of at most so many bytes each: whoever writes no line end fills no memory. */
export function readLines(stream: Readable, bytesMax: number, events: LineEvents): void {
  let kept: Buffer[] = [];
  let size = 0;
  let isSkipped = false;
  const keep = (piece: Buffer): void => {
    size += piece.length;
    if (size <= bytesMax) kept.push(piece);
    else if (!isSkipped) {
      isSkipped = true;
      kept = [];
      events.tooLong();
    }
  };
  const end = (): void => {
    const text = isSkipped || size === 0 ? undefined : Buffer.concat(kept).toString("utf8");
    kept = [];
    size = 0;
    isSkipped = false;
    if (text !== undefined) events.line(text.endsWith("\r") ? text.slice(0, -1) : text);
  };
  stream.on("data", (piece: Buffer) => {
    let from = 0;
    for (let to = piece.indexOf(10); to >= 0; to = piece.indexOf(10, from)) {
      keep(piece.subarray(from, to));
      end();
      from = to + 1;
    }
    if (from < piece.length) keep(piece.subarray(from));
  });
  stream.on("end", end);
}

/** Where a place is for an editor: both zero-based, `character` in UTF-16 code units, as in the LSP. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/**
 * A source text and where it came from. The text is normalised (see `normaliseText`), and every offset of the
 * language is an offset into it.
 */
export interface SourceFile {
  /** Whatever the caller calls the file: a path or a URI. Only compared and printed. */
  readonly name: string;
  readonly text: string;
  /** The offset of each line's first character; never empty. Computed on demand. */
  readonly lineStarts: readonly number[];
}

export function createSourceFile(name: string, text: string): SourceFile {
  return new NormalisedFile(name, normaliseText(text));
}

class NormalisedFile implements SourceFile {
  readonly name: string;
  readonly text: string;
  #lineStarts: readonly number[] | undefined;

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
  }

  get lineStarts(): readonly number[] {
    this.#lineStarts ??= findLineStarts(this.text);
    return this.#lineStarts;
  }
}

/**
 * The text on which all machines agree: without a byte order mark, with `\n` for every line end, in Unicode's
 * composed form (NFC).
 */
export function normaliseText(text: string): string {
  const bare = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const unixLines = bare.includes("\r") ? bare.replace(/\r\n?/g, "\n") : bare;
  return beyondAscii.test(unixLines) ? unixLines.normalize("NFC") : unixLines;
}

/** Characters that may have several forms in Unicode; most texts have none of them. */
const beyondAscii = /[\u0080-\uffff]/;

function findLineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", end + 1)) starts.push(end + 1);
  return starts;
}

/** The zero-based line that holds `offset`; offsets beyond the text belong to its last line. */
export function lineAt(file: SourceFile, offset: number): number {
  let low = 0;
  let high = file.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((file.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function positionAt(file: SourceFile, offset: number): Position {
  const within = Math.max(0, Math.min(offset, file.text.length));
  const line = lineAt(file, within);
  return { line, character: within - (file.lineStarts[line] ?? 0) };
}

/** The offset of a position; one beyond its line's end is the line's end, one beyond the text the text's end. */
export function offsetAt(file: SourceFile, position: Position): number {
  const start = file.lineStarts[position.line];
  if (start === undefined) return position.line < 0 ? 0 : file.text.length;
  return Math.min(start + Math.max(0, position.character), lineEnd(file, position.line));
}

/** Where a line ends, its line end left out. */
export function lineEnd(file: SourceFile, line: number): number {
  const next = file.lineStarts[line + 1];
  return next === undefined ? file.text.length : next - 1;
}

export function lineText(file: SourceFile, line: number): string {
  return file.text.slice(file.lineStarts[line] ?? file.text.length, lineEnd(file, line));
}

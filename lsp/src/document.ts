import { normaliseText } from "@orchlang/language";
import type { Position, Range } from "vscode-languageserver/node";
import { analysedMax } from "./files.ts";

/**
 * A text with the beginnings of its lines. Offsets are into the text as the language reads it; positions, lines and
 * UTF-16 units counted from 0, are those of the text as the editor has it, which may not be composed.
 */
export class TextDocument {
  readonly uri: string;
  readonly path: string;
  version: number;
  /** As the editor has it, but for its line ends. */
  #written: string;
  #text: string;
  #starts: readonly number[] | undefined;
  /** By line, where the two texts differ. */
  #columns: Columns | undefined;

  constructor(uri: string, path: string, version: number, text: string) {
    this.uri = uri;
    this.path = path;
    this.version = version;
    this.#written = withUnixLines(text);
    this.#text = normaliseText(this.#written);
  }

  /** As the language reads it: with line ends of one character, composed. */
  get text(): string {
    return this.#text;
  }

  /** Takes in a change, and answers which stretch of the text is another then, and by what. */
  change(
    range: Range | undefined,
    given: string,
  ): { readonly start: number; readonly end: number; readonly text: string } {
    const text = withUnixLines(given);
    const before = this.#text;
    // Only what may be composed with what stands around it can change more than what was written.
    if (range !== undefined && this.#isPlain && !composing.test(text)) {
      const [one, other] = [this.offsetAt(range.start), this.offsetAt(range.end)];
      const [start, end] = [Math.min(one, other), Math.max(one, other)];
      if (!composing.test(before.charAt(end))) {
        this.#set(before.slice(0, start) + text + before.slice(end));
        return { start, end, text };
      }
    }
    this.#set(range === undefined ? text : this.#spliced(range, text));
    const [start, end] = differing(before, this.#text);
    return { start, end, text: this.#text.slice(start, this.#text.length - (before.length - end)) };
  }

  #spliced({ start, end }: Range, text: string): string {
    const starts = lineStartsOf(this.#written);
    const [one, other] = [start, end].map((position) => inLines(position, starts, this.#written.length)) as [
      number,
      number,
    ];
    return this.#written.slice(0, Math.min(one, other)) + text + this.#written.slice(Math.max(one, other));
  }

  #set(written: string): void {
    this.#written = written;
    this.#text = composing.test(written) ? normaliseText(written) : written;
    this.#starts = undefined;
    this.#columns = undefined;
  }

  get #isPlain(): boolean {
    return this.#written === this.#text;
  }

  get isLarge(): boolean {
    return this.#text.length > analysedMax;
  }

  /** The nearest position inside the text, for one outside of it. */
  offsetAt(position: Position): number {
    const character = this.#isPlain ? position.character : this.#inLines.read(position);
    return inLines({ line: position.line, character }, this.#lineStarts, this.#text.length);
  }

  positionAt(offset: number): Position {
    const starts = this.#lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    const position = { line: low, character: offset - (starts[low] as number) };
    return this.#isPlain ? position : { line: low, character: this.#inLines.written(position) };
  }

  range(span: { readonly start: number; readonly end: number }): Range {
    return { start: this.positionAt(span.start), end: this.positionAt(span.end) };
  }

  get #inLines(): Columns {
    this.#columns ??= columnsOf(this.#written);
    return this.#columns;
  }

  get #lineStarts(): readonly number[] {
    this.#starts ??= lineStartsOf(this.#text);
    return this.#starts;
  }
}

/** Characters beyond these may be composed or left out when text is normalised. */
const composing = /[^\0-\u02ff]/u;

function withUnixLines(text: string): string {
  return text.includes("\r") ? text.replaceAll(/\r\n?/gu, "\n") : text;
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function inLines(position: Position, starts: readonly number[], length: number): number {
  const [line, character] = [whole(position.line), whole(position.character)];
  if (line >= starts.length) return length;
  const start = starts[line] as number;
  const next = starts[line + 1];
  return Math.min(start + character, next === undefined ? length : next - 1);
}

/** The stretch of a text outside of which another is the same. */
export function differing(text: string, other: string): readonly [start: number, end: number] {
  const most = Math.min(text.length, other.length);
  let start = 0;
  while (start < most && text[start] === other[start]) start++;
  let tail = 0;
  while (tail < most - start && text[text.length - 1 - tail] === other[other.length - 1 - tail]) tail++;
  return [start, text.length - tail];
}

/** An editor's line or character number, which may be nonsense. */
function whole(given: number): number {
  return given > 0 ? Math.floor(given) : 0;
}

/** Between the columns of a text as it is written and those of the same text as it is read, line by line. */
interface Columns {
  /** In the text as it is read. */
  read(position: Position): number;
  /** In the text as it is written: behind all that is read as one sign. */
  written(position: Position): number;
}

/** The columns of a text with line ends of one character. Composing never joins lines, so each is converted by itself. */
function columnsOf(text: string): Columns {
  const lines = text.split("\n");
  const lineAt = (line: number): string =>
    lines[Math.min(Math.max(Math.floor(line), 0), lines.length - 1)] ?? "";
  return {
    read: ({ line, character }) => readTo(lineAt(line), character),
    written({ line, character }) {
      const text = lineAt(line);
      // The longest beginning that is read as so many signs.
      let low = 0;
      let high = text.length;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (readTo(text, middle) <= character) low = middle;
        else high = middle - 1;
      }
      return low;
    },
  };
}

function readTo(line: string, character: number): number {
  return normaliseText(line.slice(0, Math.max(0, character))).length;
}

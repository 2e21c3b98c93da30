import { normaliseText } from "@orchlang/language";
import type { Position, Range } from "vscode-languageserver/node";

/** Larger texts are not understood while they are written: each change would take seconds. In UTF-16 units. */
const largeMin = 2_000_000;

/** A text with the beginnings of its lines. Positions are lines and UTF-16 units, both counted from 0. */
export class TextDocument {
  readonly uri: string;
  readonly path: string;
  version: number;
  #text: string;
  #starts: readonly number[] | undefined;

  constructor(uri: string, path: string, version: number, text: string) {
    this.uri = uri;
    this.path = path;
    this.version = version;
    this.#text = normaliseText(text);
  }

  /** With line ends of one character, whatever the editor has. */
  get text(): string {
    return this.#text;
  }

  replace(text: string): void {
    this.#text = text;
    this.#starts = undefined;
  }

  get isLarge(): boolean {
    return this.#text.length > largeMin;
  }

  /** Of a place outside of the text, the nearest inside. */
  offsetAt(position: Position): number {
    const [line, character] = [whole(position.line), whole(position.character)];
    const starts = this.#lineStarts;
    if (line >= starts.length) return this.#text.length;
    const start = starts[line] as number;
    const next = starts[line + 1];
    const end = next === undefined ? this.#text.length : next - 1;
    return Math.min(start + character, end);
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
    return { line: low, character: offset - (starts[low] as number) };
  }

  range(span: { readonly start: number; readonly end: number }): Range {
    return { start: this.positionAt(span.start), end: this.positionAt(span.end) };
  }

  get #lineStarts(): readonly number[] {
    if (this.#starts === undefined) {
      const starts = [0];
      for (let at = this.#text.indexOf("\n"); at !== -1; at = this.#text.indexOf("\n", at + 1))
        starts.push(at + 1);
      this.#starts = starts;
    }
    return this.#starts;
  }
}

/** What an editor calls a line or a character, be it nonsense. */
function whole(given: number): number {
  return given > 0 ? Math.floor(given) : 0;
}

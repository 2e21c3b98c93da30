import { isStandardName, type LoadedModule, moduleOf, nameOf } from "@orchlang/checker/load";
import { createSourceFile, normaliseText, type WordTable } from "@orchlang/language";
import type { FileNode } from "@orchlang/language/ast";

import { cutsOf } from "./cut.ts";
import {
  belowMax,
  type FileHead,
  lead,
  type Piece,
  type RecentReadings,
  readHead,
  readPiece,
  recentReadings,
} from "./piece.ts";

/** A change of a text: what stands between two offsets gives way to something else. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The pieces that a change of a document has affected. */
export interface PieceChanges {
  readonly changed: readonly Piece[];
  readonly added: readonly Piece[];
  readonly removed: readonly Piece[];
}

/**
 * An open file as a list of pieces, each parsed by itself; the first one is everything above the first declaration. The
 * division depends on the text alone, never on the changes that led to it.
 */
export class Document {
  readonly path: string;
  readonly #pieces: Piece[] = [];
  readonly #byId = new Map<string, Piece>();
  /** Pieces that need the whole file to be understood. */
  readonly #odd = new Set<Piece>();
  #isOpen = false;
  /** The pieces that are new since places were counted; those behind may stand elsewhere. */
  #uncounted: { readonly start: number; readonly end: number } | undefined;
  readonly #recent: RecentReadings;
  #made = 0;

  /** @param words of all files that are opened together. */
  constructor(path: string, text: string, recent: RecentReadings = recentReadings(), words?: WordTable) {
    this.path = path;
    this.#recent = recent;
    this.#rebuild(0, 0, normaliseText(text), words);
  }

  get text(): string {
    return this.#pieces.map((piece) => piece.text).join("");
  }

  /** In characters. */
  get length(): number {
    const last = this.pieces.at(-1);
    return last === undefined ? 0 : last.offset + last.text.length;
  }

  get pieces(): readonly Piece[] {
    this.#count();
    return this.#pieces;
  }

  piece(id: string): Piece | undefined {
    return this.#find(id);
  }

  /** The piece that a place in the file lies in. */
  pieceAt(offset: number): Piece | undefined {
    this.#count();
    return this.#pieces[this.#indexAt(offset)];
  }

  /** True if only the whole file shows its meaning. A blank file has none. */
  get isOdd(): boolean {
    return this.#isOpen || (this.#odd.size > 0 && !this.#isBlank);
  }

  get #isBlank(): boolean {
    return this.#pieces.every((piece) => piece.text.trim() === "");
  }

  /** Where what stands above the declarations ends. */
  get headEnd(): number {
    return this.#pieces[0]?.text.length ?? 0;
  }

  /** The parsed head; and its text, with the character after it. */
  get head(): { readonly read: FileHead | undefined; readonly text: string } {
    const [first, second] = this.#pieces;
    return { read: first?.reading.head, text: `${first?.text ?? ""}${second?.text.charAt(0) ?? ""}` };
  }

  /** As it is loaded: its declarations are the pieces'. */
  get module(): LoadedModule {
    const { read, text } = this.head;
    const { module, imports = [] } = read ?? {};
    const name = nameOf({ module }, this.path);
    // A module with a name reserved for the standard library is reported unless the library itself declares it.
    if (isStandardName(name)) return moduleOf(this.path, this.text, false);
    const span = { start: 0, end: this.headEnd };
    const file = createSourceFile(this.path, text);
    const tree: FileNode = { kind: "file", module, imports, declarations: [], span };
    return { name, file, tree, standard: false, diagnostics: [] };
  }

  /** The offset in the file of a place in a piece; what is placed in the file itself stays. */
  offset(id: string, inside: number): number {
    const piece = this.#find(id);
    return piece === undefined ? inside : piece.offset + inside - leadOf(piece);
  }

  /** The line, counted from 0, of a place in a piece or in the file. */
  line(id: string, inside: number): number {
    const piece = this.#find(id) ?? this.#pieces[this.#indexAt(inside)];
    if (piece === undefined) return 0;
    const start = piece.id === id ? leadOf(piece) : piece.offset;
    return piece.line + lineEnds(piece.text, inside - start);
  }

  /** The index of the piece, from the top. */
  index(id: string): number {
    return this.#find(id)?.index ?? 0;
  }

  /** Offsets are into `text` as it is before the change. */
  change({ start, end, text }: TextChange): PieceChanges {
    this.#count();
    const first = this.#firstTouched(this.#indexAt(start));
    const last = Math.min(this.#indexAt(end) + 2, this.#pieces.length);
    const from = this.#pieces[first]?.offset ?? 0;
    const old = this.#pieces.slice(first, last).map((piece) => piece.text);
    const before = old.join("");
    return this.#rebuild(
      first,
      last,
      normaliseText(before.slice(0, start - from) + text + before.slice(end - from)),
    );
  }

  /**
   * The piece above, since it may end differently now, and unreadable ones, whose errors may depend on the text below.
   */
  #firstTouched(index: number): number {
    let first = Math.max(0, index - 1);
    for (let near = first - 1; near >= Math.max(0, first - belowMax); near--) {
      if ((this.#pieces[near]?.reading.diagnostics.length ?? 0) > 0) first = near;
    }
    return first;
  }

  #find(id: string): Piece | undefined {
    this.#count();
    return this.#byId.get(id);
  }

  #indexAt(offset: number): number {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#pieces[middle] as Piece).offset <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #count(): void {
    if (this.#uncounted === undefined) return;
    const { start, end } = this.#uncounted;
    this.#uncounted = undefined;
    const before = this.#pieces[start - 1];
    let offset = before === undefined ? 0 : before.offset + before.text.length;
    let line = before === undefined ? 0 : before.line + before.lines;
    for (let index = start; index < this.#pieces.length; index++) {
      const piece = this.#pieces[index] as Piece;
      // Where one behind the new ones has stayed, all have.
      if (index >= end && piece.offset === offset && piece.line === line && piece.index === index) return;
      piece.offset = offset;
      piece.line = line;
      piece.index = index;
      offset += piece.text.length;
      line += piece.lines;
    }
  }

  /** Puts what a text is cut into where the pieces from `first` up to `end` were. */
  #rebuild(first: number, end: number, text: string, words?: WordTable): PieceChanges {
    const site = { recent: this.#recent, words };
    const cut = this.#cut(first, end, text);
    const head = first === 0 ? this.#pieces[0] : undefined;
    const old = new Old(this.#pieces.slice(head === undefined ? first : 1, cut.end));
    const made: Piece[] = [];
    const changed: Piece[] = [];
    const added: Piece[] = [];
    const texts = [...cut.texts];
    let { end: behind } = cut;
    for (let at = 0; at < texts.length; at++) {
      const isHead = first === 0 && at === 0;
      const own = isHead ? head : old.take(texts[at] as string);
      const id = own?.id ?? `${this.path}\u0000${this.#made++}`;
      let whole = texts[at] as string;
      let reading = own?.text === whole && own.reading.diagnostics.length === 0 ? own.reading : undefined;
      while (reading === undefined) {
        const below = () =>
          [
            ...texts.slice(at + 1, at + 1 + belowMax),
            ...this.#pieces.slice(behind, behind + belowMax).map((piece) => piece.text),
          ].slice(0, belowMax);
        const read = isHead ? readHead(id, whole) : readPiece(id, whole, below, site);
        if (read !== "torn") reading = read;
        else if (at + 1 < texts.length) whole += texts.splice(at + 1, 1)[0] as string;
        else whole += (this.#pieces[behind++] as Piece).text;
      }
      const isSame = own !== undefined && own.text === whole && own.reading === reading;
      const piece = own ?? { id, isHead, text: "", lines: 0, reading, offset: 0, line: 0, index: 0 };
      if (!isSame) (own === undefined ? added : changed).push(piece);
      if (piece.text !== whole) piece.lines = lineEnds(whole, whole.length);
      piece.text = whole;
      piece.reading = reading;
      made.push(piece);
    }
    const removed = [...old.left(), ...this.#pieces.slice(cut.end, behind)];
    this.#replace(first, behind, made, removed);
    return { changed, added, removed };
  }

  #replace(first: number, end: number, made: readonly Piece[], removed: readonly Piece[]): void {
    this.#pieces.splice(first, end - first, ...made);
    this.#uncounted = { start: first, end: first + made.length };
    for (const piece of removed) {
      this.#byId.delete(piece.id);
      this.#odd.delete(piece);
    }
    for (const piece of made) {
      this.#byId.set(piece.id, piece);
      if (piece.reading.isOdd) this.#odd.add(piece);
      else this.#odd.delete(piece);
    }
  }

  /** The pieces of a text, with so many of those behind it that the next one begins where it did. */
  #cut(
    first: number,
    end: number,
    text: string,
  ): { readonly texts: readonly string[]; readonly end: number } {
    let region = text;
    let behind = end;
    for (let more = 1; ; more *= 2) {
      const next = this.#pieces[behind];
      const { at, isOpen } = cutsOf(next === undefined ? region : region + next.text);
      if (next === undefined) this.#isOpen = isOpen;
      if (next === undefined || at.includes(region.length)) {
        const starts = at.filter((start) => start > 0 && start < region.length);
        // The first piece of all is what stands above the declarations, be it nothing.
        const bounds = [0, ...(first === 0 && at[0] === 0 ? [0] : []), ...starts, region.length];
        const texts = bounds.slice(1).map((bound, index) => region.slice(bounds[index], bound));
        return { texts, end: behind };
      }
      for (const piece of this.#pieces.slice(behind, behind + more)) region += piece.text;
      behind = Math.min(behind + more, this.#pieces.length);
    }
  }
}

/**
 * The pieces that give way, to be found again among those that come: by their text, else by their first line, and
 * always in their order.
 */
class Old {
  readonly #pieces: readonly Piece[];
  readonly #byText = new Map<string, number[]>();
  readonly #byHead = new Map<string, number[]>();
  readonly #taken = new Set<Piece>();
  #last = -1;

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
    for (const [index, piece] of pieces.entries()) {
      add(this.#byText, piece.text, index);
      add(this.#byHead, headOf(piece.text), index);
    }
  }

  take(text: string): Piece | undefined {
    if (this.#pieces.length === 0) return undefined;
    const index = this.#next(this.#byText.get(text)) ?? this.#next(this.#byHead.get(headOf(text)));
    const found = index === undefined ? undefined : this.#pieces[index];
    if (index === undefined || found === undefined) return undefined;
    this.#last = index;
    this.#taken.add(found);
    return found;
  }

  left(): readonly Piece[] {
    return this.#pieces.filter((piece) => !this.#taken.has(piece));
  }

  #next(indices: readonly number[] | undefined): number | undefined {
    return indices?.find((index) => index > this.#last);
  }
}

function add(map: Map<string, number[]>, key: string, index: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [index]);
  else known.push(index);
}

const declarationHead = /^(?:private[ \t]+)?[a-z]+[ \t]+(?:\w+|"[^"\n]*")/mu;

/** The words that a piece's declaration begins with. */
function headOf(text: string): string {
  return declarationHead.exec(text)?.[0] ?? "";
}

function leadOf({ isHead }: Piece): number {
  return isHead ? 0 : lead.length;
}

function lineEnds(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < end; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

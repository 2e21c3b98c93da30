import { isStandardName, type LoadedModule, moduleOf, nameOf } from "@orchlang/checker/load";
import { createSourceFile, normaliseText, type WordTable } from "@orchlang/language";
import type { FileNode } from "@orchlang/language/ast";

import { cutsOf } from "./cut.ts";
import {
  belowMax,
  type FileHead,
  lead,
  type RecentReadings,
  type ReparseUnit,
  readHead,
  readPiece,
  recentReadings,
} from "./reparse-unit.ts";

/** A change of a text: what stands between two offsets gives way to something else. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The units that a change of a document has affected. */
export interface PieceChanges {
  readonly changed: readonly ReparseUnit[];
  readonly added: readonly ReparseUnit[];
  readonly removed: readonly ReparseUnit[];
}

/**
 * An open file as a list of units, each parsed by itself; the first one is everything above the first declaration. The
 * division depends on the text alone, never on the changes that led to it.
 */
export class Document {
  readonly path: string;
  readonly #units: ReparseUnit[] = [];
  readonly #byId = new Map<string, ReparseUnit>();
  /** Pieces that need the whole file to be understood. */
  readonly #odd = new Set<ReparseUnit>();
  #isOpen = false;
  /** The units that are new since places were counted; those behind may stand elsewhere. */
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
    return this.#units.map((unit) => unit.text).join("");
  }

  /** In characters. */
  get length(): number {
    const last = this.units.at(-1);
    return last === undefined ? 0 : last.offset + last.text.length;
  }

  get units(): readonly ReparseUnit[] {
    this.#count();
    return this.#units;
  }

  unit(id: string): ReparseUnit | undefined {
    return this.#find(id);
  }

  /** The unit that a place in the file lies in. */
  unitAt(offset: number): ReparseUnit | undefined {
    this.#count();
    return this.#units[this.#indexAt(offset)];
  }

  /** True if only the whole file shows its meaning. A blank file has none. */
  get isOdd(): boolean {
    return this.#isOpen || (this.#odd.size > 0 && !this.#isBlank);
  }

  get #isBlank(): boolean {
    return this.#units.every((unit) => unit.text.trim() === "");
  }

  /** Where what stands above the declarations ends. */
  get headEnd(): number {
    return this.#units[0]?.text.length ?? 0;
  }

  /** The parsed head; and its text, with the character after it. */
  get head(): { readonly read: FileHead | undefined; readonly text: string } {
    const [first, second] = this.#units;
    return { read: first?.reading.head, text: `${first?.text ?? ""}${second?.text.charAt(0) ?? ""}` };
  }

  /** As it is loaded: its declarations are the units'. */
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

  /** The offset in the file of a place in a unit; what is placed in the file itself stays. */
  offset(id: string, inside: number): number {
    const unit = this.#find(id);
    return unit === undefined ? inside : unit.offset + inside - leadOf(unit);
  }

  /** The line, counted from 0, of a place in a unit or in the file. */
  line(id: string, inside: number): number {
    const unit = this.#find(id) ?? this.#units[this.#indexAt(inside)];
    if (unit === undefined) return 0;
    const start = unit.id === id ? leadOf(unit) : unit.offset;
    return unit.line + lineEnds(unit.text, inside - start);
  }

  /** The index of the unit, from the top. */
  index(id: string): number {
    return this.#find(id)?.index ?? 0;
  }

  /** Offsets are into `text` as it is before the change. */
  change({ start, end, text }: TextChange): PieceChanges {
    this.#count();
    const first = this.#firstTouched(this.#indexAt(start));
    const last = Math.min(this.#indexAt(end) + 2, this.#units.length);
    const from = this.#units[first]?.offset ?? 0;
    const old = this.#units.slice(first, last).map((unit) => unit.text);
    const before = old.join("");
    return this.#rebuild(
      first,
      last,
      normaliseText(before.slice(0, start - from) + text + before.slice(end - from)),
    );
  }

  /**
   * The unit above, since it may end differently now, and unreadable ones, whose errors may depend on the text below.
   */
  #firstTouched(index: number): number {
    let first = Math.max(0, index - 1);
    for (let near = first - 1; near >= Math.max(0, first - belowMax); near--) {
      if ((this.#units[near]?.reading.diagnostics.length ?? 0) > 0) first = near;
    }
    return first;
  }

  #find(id: string): ReparseUnit | undefined {
    this.#count();
    return this.#byId.get(id);
  }

  #indexAt(offset: number): number {
    let low = 0;
    let high = this.#units.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#units[middle] as ReparseUnit).offset <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #count(): void {
    if (this.#uncounted === undefined) return;
    const { start, end } = this.#uncounted;
    this.#uncounted = undefined;
    const before = this.#units[start - 1];
    let offset = before === undefined ? 0 : before.offset + before.text.length;
    let line = before === undefined ? 0 : before.line + before.lines;
    for (let index = start; index < this.#units.length; index++) {
      const unit = this.#units[index] as ReparseUnit;
      // Where one behind the new ones has stayed, all have.
      if (index >= end && unit.offset === offset && unit.line === line && unit.index === index) return;
      unit.offset = offset;
      unit.line = line;
      unit.index = index;
      offset += unit.text.length;
      line += unit.lines;
    }
  }

  /** Puts what a text is cut into where the units from `first` up to `end` were. */
  #rebuild(first: number, end: number, text: string, words?: WordTable): PieceChanges {
    const site = { recent: this.#recent, words };
    const cut = this.#cut(first, end, text);
    const head = first === 0 ? this.#units[0] : undefined;
    const old = new Old(this.#units.slice(head === undefined ? first : 1, cut.end));
    const made: ReparseUnit[] = [];
    const changed: ReparseUnit[] = [];
    const added: ReparseUnit[] = [];
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
            ...this.#units.slice(behind, behind + belowMax).map((unit) => unit.text),
          ].slice(0, belowMax);
        const read = isHead ? readHead(id, whole) : readPiece(id, whole, below, site);
        if (read !== "torn") reading = read;
        else if (at + 1 < texts.length) whole += texts.splice(at + 1, 1)[0] as string;
        else whole += (this.#units[behind++] as ReparseUnit).text;
      }
      const isSame = own !== undefined && own.text === whole && own.reading === reading;
      const unit = own ?? { id, isHead, text: "", lines: 0, reading, offset: 0, line: 0, index: 0 };
      if (!isSame) (own === undefined ? added : changed).push(unit);
      if (unit.text !== whole) unit.lines = lineEnds(whole, whole.length);
      unit.text = whole;
      unit.reading = reading;
      made.push(unit);
    }
    const removed = [...old.left(), ...this.#units.slice(cut.end, behind)];
    this.#replace(first, behind, made, removed);
    return { changed, added, removed };
  }

  #replace(first: number, end: number, made: readonly ReparseUnit[], removed: readonly ReparseUnit[]): void {
    this.#units.splice(first, end - first, ...made);
    this.#uncounted = { start: first, end: first + made.length };
    for (const unit of removed) {
      this.#byId.delete(unit.id);
      this.#odd.delete(unit);
    }
    for (const unit of made) {
      this.#byId.set(unit.id, unit);
      if (unit.reading.isOdd) this.#odd.add(unit);
      else this.#odd.delete(unit);
    }
  }

  /** The units of a text, with so many of those behind it that the next one begins where it did. */
  #cut(
    first: number,
    end: number,
    text: string,
  ): { readonly texts: readonly string[]; readonly end: number } {
    let region = text;
    let behind = end;
    for (let more = 1; ; more *= 2) {
      const next = this.#units[behind];
      const { at, isOpen } = cutsOf(next === undefined ? region : region + next.text);
      if (next === undefined) this.#isOpen = isOpen;
      if (next === undefined || at.includes(region.length)) {
        const starts = at.filter((start) => start > 0 && start < region.length);
        // The first unit of all is what stands above the declarations, be it nothing.
        const bounds = [0, ...(first === 0 && at[0] === 0 ? [0] : []), ...starts, region.length];
        const texts = bounds.slice(1).map((bound, index) => region.slice(bounds[index], bound));
        return { texts, end: behind };
      }
      for (const unit of this.#units.slice(behind, behind + more)) region += unit.text;
      behind = Math.min(behind + more, this.#units.length);
    }
  }
}

/**
 * The units that give way, to be found again among those that come: by their text, else by their first line, and
 * always in their order.
 */
class Old {
  readonly #units: readonly ReparseUnit[];
  readonly #byText = new Map<string, number[]>();
  readonly #byHead = new Map<string, number[]>();
  readonly #taken = new Set<ReparseUnit>();
  #last = -1;

  constructor(units: readonly ReparseUnit[]) {
    this.#units = units;
    for (const [index, unit] of units.entries()) {
      add(this.#byText, unit.text, index);
      add(this.#byHead, headOf(unit.text), index);
    }
  }

  take(text: string): ReparseUnit | undefined {
    if (this.#units.length === 0) return undefined;
    const index = this.#next(this.#byText.get(text)) ?? this.#next(this.#byHead.get(headOf(text)));
    const reparseUnit = index === undefined ? undefined : this.#units[index];
    if (index === undefined || reparseUnit === undefined) return undefined;
    this.#last = index;
    this.#taken.add(reparseUnit);
    return reparseUnit;
  }

  left(): readonly ReparseUnit[] {
    return this.#units.filter((unit) => !this.#taken.has(unit));
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

/** The words that a unit's declaration begins with. */
function headOf(text: string): string {
  return declarationHead.exec(text)?.[0] ?? "";
}

function leadOf({ isHead }: ReparseUnit): number {
  return isHead ? 0 : lead.length;
}

function lineEnds(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < end; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

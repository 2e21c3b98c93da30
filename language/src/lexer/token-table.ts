import type { TokenType } from "chevrotain";
import type { Token } from "./token.ts";
import { EndOfFile, Identifier, Money, Quantity, signs, tokenTypes, word } from "./token-types.ts";

/*
 * The tokens of a text, as numbers. A hundred thousand lines have six hundred thousand tokens. As objects that live until
 * the file is read, or as so many strings, they would cost the garbage collector more time than the parser takes. So an
 * object is made only of a token that is asked for, and a string only of a token whose text is needed.
 */

export interface TokenTable {
  /** Four numbers a token: its kind (`tokenTypeIdx`), its start, its end, and its note. */
  readonly cells: Int32Array;
  /** The number of tokens; the last is the end of the file. */
  readonly count: number;
  /** The text that they were read from. */
  readonly text: string;
  /** The names in it; the note of a NAME is the index of its text here. */
  readonly words: readonly string[];
  /** By a token's index, its image where that differs from the text. */
  readonly made: ReadonlyMap<number, string>;
}

/** Cells of a token. */
const width = 4;

/** A table to which tokens are added. */
export interface GrowingTable extends TokenTable {
  cells: Int32Array;
  count: number;
  readonly made: Map<number, string>;
}

/**
 * Most tokens, with the white space before them, have five characters or more.
 *
 * @param cells those of a table that is no longer used, to be written over: memory that is new costs a text of many
 *   lines as much as all that is written into it.
 */
export function createTable(text: string, words: readonly string[], cells?: Int32Array): GrowingTable {
  const room = (Math.floor(text.length / 5) + 16) * width;
  const isEnough = cells !== undefined && cells.length >= room;
  return { cells: isEnough ? cells : new Int32Array(room), count: 0, text, words, made: new Map() };
}

/**
 * @param kind its `tokenTypeIdx`.
 * @param note of a quantity or an amount: where its unit or currency begins; of a NAME: the index of its word.
 */
export function addToken(table: GrowingTable, kind: number, start: number, end: number, note: number): void {
  const cell = table.count++ * width;
  if (cell === table.cells.length) grow(table);
  const { cells } = table;
  cells[cell] = kind;
  cells[cell + 1] = start;
  cells[cell + 2] = end;
  cells[cell + 3] = note;
}

/** Adds the end of the file, and a kind that no token has, since an earlier table may have left others there. */
export function endTable(table: GrowingTable): void {
  const { length } = table.text;
  addToken(table, EndOfFile.tokenTypeIdx as number, length, length, 0);
  addToken(table, 0, length, length, 0);
  table.count--;
}

function grow(table: GrowingTable): void {
  const wider = new Int32Array(Math.ceil(table.count * 1.5) * width);
  wider.set(table.cells);
  table.cells = wider;
}

export function kindAt({ cells }: TokenTable, index: number): number {
  return cells[index * width] as number;
}

export function startAt({ cells }: TokenTable, index: number): number {
  return cells[index * width + 1] as number;
}

export function endAt({ cells }: TokenTable, index: number): number {
  return cells[index * width + 2] as number;
}

/** Where the unit or currency of a quantity or an amount begins. */
export function splitAt({ cells }: TokenTable, index: number): number {
  return cells[index * width + 3] as number;
}

const nameKind = Identifier.tokenTypeIdx as number;

/** The image of a token. Keywords, signs and names share their strings. */
export function imageAt(table: TokenTable, index: number): string {
  const kind = kindAt(table, index);
  if (kind === nameKind) return table.words[table.cells[index * width + 3] as number] as string;
  const made = table.made.size === 0 ? undefined : table.made.get(index);
  return made ?? imageOfKind[kind] ?? table.text.slice(startAt(table, index), endAt(table, index));
}

const typeOfKind: readonly TokenType[] = (() => {
  const types: TokenType[] = [];
  for (const type of [...tokenTypes, EndOfFile]) types[type.tokenTypeIdx as number] = type;
  return types;
})();

/** The image of each kind that has only one. */
const imageOfKind: readonly (string | undefined)[] = (() => {
  const images = typeOfKind.map((): string | undefined => undefined);
  for (const [image, type] of Object.entries(word)) images[type.tokenTypeIdx as number] = image;
  for (const { name, tokenTypeIdx } of signs) images[tokenTypeIdx as number] = name.slice(1, -1);
  return images;
})();

export function typeOf(table: TokenTable, index: number): TokenType {
  return typeOfKind[kindAt(table, Math.min(index, table.count - 1))] as TokenType;
}

const splitKinds: ReadonlySet<TokenType> = new Set([Quantity, Money]);

/** One token as an object. */
export function tokenOf(table: TokenTable, index: number): Token {
  const tokenTypeIdx = kindAt(table, index);
  const tokenType = typeOfKind[tokenTypeIdx] as TokenType;
  return {
    image: imageAt(table, index),
    startOffset: startAt(table, index),
    end: endAt(table, index),
    split: splitKinds.has(tokenType) ? splitAt(table, index) : 0,
    tokenTypeIdx,
    tokenType,
  };
}

export function tokensOf(table: TokenTable): readonly Token[] {
  return Array.from({ length: table.count }, (_, index) => tokenOf(table, index));
}

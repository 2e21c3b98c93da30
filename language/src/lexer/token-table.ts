import type { TokenType } from "chevrotain";
import type { Token } from "./token.ts";
import { EndOfFile, Identifier, Money, Quantity, signs, tokenTypes, word } from "./token-types.ts";

/*
 * The tokens of a text, as numbers. A hundred thousand lines are six hundred thousand tokens: as objects that all
 * live until the file is read, or only as many strings, they cost the collector of garbage more than the parser
 * takes. So there is an object only of the token at hand, and of all of them when somebody asks; and a string only
 * of what the parser takes a text from.
 */

export interface TokenTable {
  /** Of each token four numbers: its kind by `tokenTypeIdx`, where it begins and ends, and its note. */
  readonly cells: Int32Array;
  /** How many there are; the last is the end of the file. */
  readonly count: number;
  /** What they were read from. */
  readonly text: string;
  /** The names in it; the note of a NAME is the index of its text here. */
  readonly words: readonly string[];
  /** By a token's index, what it says where that is not what stands in the text. */
  readonly made: ReadonlyMap<number, string>;
}

/** Cells of a token. */
const width = 4;

/** A table that tokens are added to; it grows as it has to. */
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

/** The end of the file, and behind it a kind that no token has, whatever a table before has left there. */
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

/** What a token says. That of a keyword, a sign or a name is a shared string. */
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

/** Of the kinds that always say the same: that. */
const imageOfKind: readonly (string | undefined)[] = (() => {
  const images = typeOfKind.map((): string | undefined => undefined);
  for (const [image, type] of Object.entries(word)) images[type.tokenTypeIdx as number] = image;
  for (const { name, tokenTypeIdx } of signs) images[tokenTypeIdx as number] = name.slice(1, -1);
  return images;
})();

export function typeAt(table: TokenTable, index: number): TokenType {
  return typeOfKind[kindAt(table, Math.min(index, table.count - 1))] as TokenType;
}

const splitKinds: ReadonlySet<TokenType> = new Set([Quantity, Money]);

/** One token as an object. */
export function tokenAt(table: TokenTable, index: number): Token {
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
  return Array.from({ length: table.count }, (_, index) => tokenAt(table, index));
}

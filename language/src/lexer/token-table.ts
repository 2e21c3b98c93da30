import type { TokenType } from "chevrotain";
import type { Token } from "./token.ts";
import { EndOfFile, tokenTypes } from "./token-types.ts";

/*
 * The tokens of a text, by columns. A hundred thousand lines are six hundred thousand tokens: as objects that all
 * live until the file is read they cost the collector of garbage more than the parser takes. So there is an object
 * only of the token at hand, and of all of them when somebody asks.
 */

export interface TokenTable {
  /** The kind of each, by `tokenTypeIdx`. */
  readonly kinds: Uint16Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly images: readonly string[];
  /** Where the unit or currency begins, of those that have one; else 0. */
  readonly splits: Int32Array;
  /** How many there are; the last is the end of the file. */
  readonly count: number;
}

const typeOfKind: readonly TokenType[] = (() => {
  const types: TokenType[] = [];
  for (const type of [...tokenTypes, EndOfFile]) types[type.tokenTypeIdx as number] = type;
  return types;
})();

/** A table that tokens are added to; it grows as it has to. */
export interface GrowingTable {
  kinds: Uint16Array;
  starts: Int32Array;
  ends: Int32Array;
  readonly images: string[];
  splits: Int32Array;
  count: number;
}

/** `length` is that of the text: most tokens, with the white space before them, have five characters or more. */
export function createTable(length: number): GrowingTable {
  const room = Math.floor(length / 5) + 16;
  return {
    kinds: new Uint16Array(room),
    starts: new Int32Array(room),
    ends: new Int32Array(room),
    // Filled, since an array that begins without texts becomes another kind of array with the first.
    images: new Array<string>(room).fill(""),
    splits: new Int32Array(room),
    count: 0,
  };
}

/** `kind`: its `tokenTypeIdx`. */
export function addToken(
  table: GrowingTable,
  kind: number,
  image: string,
  start: number,
  end: number,
  split: number,
): void {
  const index = table.count++;
  if (index === table.kinds.length) grow(table);
  table.kinds[index] = kind;
  table.starts[index] = start;
  table.ends[index] = end;
  table.images[index] = image;
  table.splits[index] = split;
}

function grow(table: GrowingTable): void {
  const room = Math.ceil(table.kinds.length * 1.5);
  const wider = <T extends Uint16Array | Int32Array>(column: T, into: T): T => {
    into.set(column);
    return into;
  };
  table.kinds = wider(table.kinds, new Uint16Array(room));
  table.starts = wider(table.starts, new Int32Array(room));
  table.ends = wider(table.ends, new Int32Array(room));
  table.splits = wider(table.splits, new Int32Array(room));
}

export function typeAt({ kinds, count }: TokenTable, index: number): TokenType {
  return typeOfKind[kinds[Math.min(index, count - 1)] as number] as TokenType;
}

/** One token as an object. */
export function tokenAt(table: TokenTable, index: number): Token {
  const tokenTypeIdx = table.kinds[index] as number;
  return {
    image: table.images[index] as string,
    startOffset: table.starts[index] as number,
    end: table.ends[index] as number,
    split: table.splits[index] as number,
    tokenTypeIdx,
    tokenType: typeOfKind[tokenTypeIdx] as TokenType,
  };
}

export function tokensOf(table: TokenTable): readonly Token[] {
  return Array.from({ length: table.count }, (_, index) => tokenAt(table, index));
}

import type { TokenType } from "chevrotain";
import { Identifier, word } from "./token-types.ts";

/*
 * Most of a text is words, and most words were read before. So none is made into a string twice: the scanner sums
 * up a hash as it walks, and asks here for the word by it. A slot remembers one word; where two share a slot, the
 * later is remembered, which costs time but is never wrong.
 */

const slotCount = 4096;

const keywords: ReadonlyMap<string, TokenType> = new Map(Object.entries(word));

export interface WordTable {
  readonly texts: string[];
  readonly types: TokenType[];
}

export function createWordTable(): WordTable {
  return {
    texts: new Array<string>(slotCount).fill(""),
    types: new Array<TokenType>(slotCount).fill(Identifier),
  };
}

/** The slot that holds the word `text[start, end)`, and its kind, when this returns. */
export function slotOfWord(table: WordTable, text: string, start: number, end: number, hash: number): number {
  const slot = (hash ^ (hash >>> 12)) & (slotCount - 1);
  const known = table.texts[slot] as string;
  if (known.length !== end - start || !standsAt(text, start, known)) {
    const found = text.slice(start, end);
    table.texts[slot] = found;
    table.types[slot] = keywords.get(found) ?? Identifier;
  }
  return slot;
}

function standsAt(text: string, start: number, known: string): boolean {
  for (let index = 0; index < known.length; index++) {
    if (known.charCodeAt(index) !== text.charCodeAt(start + index)) return false;
  }
  return true;
}

import type { TokenType } from "chevrotain";
import { Identifier, word } from "./token-types.ts";

/*
 * Most of a text is words, and most words were read before. So none is made into a string twice: the scanner sums
 * up a hash as it walks, and asks here for the word by it. A slot remembers one word; where two share a slot, the
 * later is remembered, which costs time but is never wrong.
 */

const slotsMost = 4096;
const slotsLeast = 64;

const keywords: ReadonlyMap<string, TokenType> = new Map(Object.entries(word));

export interface WordTable {
  readonly texts: string[];
  readonly types: TokenType[];
}

/**
 * A table for a text of so many characters: a short one has few words, and is read more often. One that is used for
 * many texts, one after another, holds on to words of each of them.
 */
export function createWordTable(length: number): WordTable {
  let slots = slotsLeast;
  while (slots < slotsMost && slots * 8 < length) slots *= 2;
  return {
    texts: new Array<string>(slots).fill(""),
    types: new Array<TokenType>(slots).fill(Identifier),
  };
}

/** The slot that holds the word `text[start, end)`, and its kind, when this returns. */
export function slotOfWord(table: WordTable, text: string, start: number, end: number, hash: number): number {
  const slot = (hash ^ (hash >>> 12)) & (table.texts.length - 1);
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

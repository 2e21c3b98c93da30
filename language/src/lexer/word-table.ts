import { Identifier, word } from "./token-types.ts";

/*
 * Most of a text is words, and most words were read before. So each becomes a string only once: the scanner computes a
 * hash as it walks, and looks the word up here. A slot holds one word. Where two words share a slot, it holds the later
 * one, which costs time but is never wrong.
 */

const slotsMost = 4096;
const slotsLeast = 64;

const nameKind = Identifier.tokenTypeIdx as number;
const keywords: ReadonlyMap<string, number> = new Map(
  Object.entries(word).map(([text, type]) => [text, type.tokenTypeIdx as number]),
);

export interface WordTable {
  /** By hash, the index of the last word with it. */
  readonly slots: number[];
  /** The words; those that shared a slot may be there more than once. */
  readonly texts: string[];
  /** The kind of each, by `tokenTypeIdx`. */
  readonly kinds: number[];
}

/**
 * A table for a text of so many characters: a short one has few words, and is read more often. One that is used for
 * many texts, one after another, holds on to words of each of them.
 */
export function createWordTable(length: number): WordTable {
  let slots = slotsLeast;
  while (slots < slotsMost && slots * 8 < length) slots *= 2;
  return { slots: new Array<number>(slots).fill(0), texts: [""], kinds: [nameKind] };
}

/** The index of the word `text[start, end)`, which has this hash. */
export function indexOfWord(
  table: WordTable,
  text: string,
  start: number,
  end: number,
  hash: number,
): number {
  const slot = (hash ^ (hash >>> 12)) & (table.slots.length - 1);
  const index = table.slots[slot] as number;
  const known = table.texts[index] as string;
  if (known.length === end - start && standsAt(text, start, known)) return index;
  return addWord(table, slot, text.slice(start, end));
}

function addWord(table: WordTable, slot: number, text: string): number {
  const index = table.texts.push(text) - 1;
  table.kinds.push(keywords.get(text) ?? nameKind);
  table.slots[slot] = index;
  return index;
}

function standsAt(text: string, start: number, known: string): boolean {
  for (let index = 0; index < known.length; index++) {
    if (known.charCodeAt(index) !== text.charCodeAt(start + index)) return false;
  }
  return true;
}

import type { Phrase } from "./alignment.ts";
import { isArticle, isJoining } from "./words.ts";

/** An index from words to phrases; a sentence is compared only with phrases that share words with it. */
export interface WordIndex {
  readonly phrases: readonly Phrase[];
  /** Word to the numbers of the phrases that have it, each once. */
  readonly byWord: ReadonlyMap<string, readonly number[]>;
  /** For each phrase, the total weight of its distinct words; articles weigh nothing. */
  readonly weights: readonly number[];
  /** Numbers of phrases that are parameters alone. */
  readonly wordless: readonly number[];
}

/** So many phrases at most are held against a sentence word by word. */
export const candidatesMax = 16;

export function wordIndex(phrases: readonly Phrase[]): WordIndex {
  const byWord = new Map<string, number[]>();
  const distinct = phrases.map(
    ({ parts }) => new Set(parts.flatMap((part) => ("word" in part ? [part.word] : []))),
  );
  for (const [number, words] of distinct.entries()) {
    for (const word of words) {
      const results = byWord.get(word);
      if (results === undefined) byWord.set(word, [number]);
      else results.push(number);
    }
  }
  const weigh = (word: string): number => rarity(byWord.get(word)?.length ?? 0, phrases.length, word);
  return {
    phrases,
    byWord,
    weights: distinct.map((words) => [...words].reduce((sum, word) => sum + weigh(word), 0)),
    wordless: distinct.flatMap((words, number) => (words.size === 0 ? [number] : [])),
  };
}

/** The weight of a word: a whole number, so that rounding never decides. */
export function weightOf({ byWord, phrases }: WordIndex, word: string): number {
  return rarity(byWord.get(word)?.length ?? 0, phrases.length, word);
}

function rarity(having: number, all: number, word: string): number {
  if (isArticle(word)) return 0;
  if (isJoining(word)) return 1;
  return having === 0 ? 2 : 33 - Math.clz32(Math.floor(all / having));
}

/** The phrases that may be meant, the likeliest first, and how many entries of the index were looked at. */
interface Candidates {
  readonly phrases: readonly Phrase[];
  readonly looked: number;
}

/** Those that the sentence has all words of come first, since only they can be meant for sure. */
export function candidatesOf(index: WordIndex, sentence: readonly string[]): Candidates {
  const shared = new Map<number, number>();
  let looked = 0;
  for (const word of new Set(sentence)) {
    const having = index.byWord.get(word) ?? [];
    const weight = weightOf(index, word);
    // An article alone is no likeness.
    if (weight === 0) continue;
    looked += having.length;
    for (const number of having) shared.set(number, (shared.get(number) ?? 0) + weight);
  }
  const missing = (number: number): number => (index.weights[number] ?? 0) - (shared.get(number) ?? 0);
  const rank = (number: number): number => (shared.get(number) ?? 0) - missing(number);
  const ordered = [...shared.keys()].toSorted(
    (a, b) => Number(missing(a) > 0) - Number(missing(b) > 0) || rank(b) - rank(a) || a - b,
  );
  const numbers = [...ordered.slice(0, candidatesMax), ...index.wordless.slice(0, candidatesMax)];
  return { phrases: numbers.flatMap((number) => index.phrases[number] ?? []), looked };
}

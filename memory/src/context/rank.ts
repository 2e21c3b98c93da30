import { origins, type Piece, type Wish } from "./piece.ts";
import { wordsOf } from "./words.ts";

/** Shares of a piece's rank; together 1. Relevance weighs more than the other two together. */
const weights = { relevance: 0.6, recency: 0.25, trust: 0.15 } as const;

/** After so many ms a piece counts half as recent: 30 days. */
const halfLifeMs = 30 * 86_400_000;

/** From 0 to 1 for each piece. `isSuspect`: those are trusted as strangers are. */
export function ranksOf(
  pieces: readonly Piece[],
  { question, now }: Pick<Wish, "question" | "now">,
  isSuspect: (piece: number) => boolean,
): readonly number[] {
  const results = relevances(pieces, question);
  return pieces.map(({ origin, kept }, index) => {
    const trust = isSuspect(index) ? 0 : origins.indexOf(origin) / (origins.length - 1);
    const recency = kept === undefined ? 0 : 2 ** (-Math.max(0, now - kept) / halfLifeMs);
    return weights.relevance * (results[index] ?? 0) + weights.recency * recency + weights.trust * trust;
  });
}

function relevances(pieces: readonly Piece[], question: string): readonly number[] {
  const computed = bm25(
    pieces.map(({ text }) => wordsOf(text)),
    [...new Set(wordsOf(question))],
  );
  const most = Math.max(0, ...computed);
  return pieces.map(({ relevance }, index) => {
    if (relevance !== undefined) return Math.min(1, Math.max(0, relevance));
    return most === 0 ? 0 : (computed[index] ?? 0) / most;
  });
}

/** Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with its usual parameters. */
export function bm25(texts: readonly (readonly string[])[], asked: readonly string[]): readonly number[] {
  const [saturation, lengths] = [1.2, 0.75];
  const mean = texts.reduce((sum, words) => sum + words.length, 0) / Math.max(1, texts.length);
  const counts = texts.map(countsOf);
  const scores = texts.map(() => 0);
  for (const word of asked) {
    const having = counts.filter((count) => count.has(word)).length;
    if (having === 0) continue;
    const rarity = Math.log(1 + (texts.length - having + 0.5) / (having + 0.5));
    counts.forEach((count, index) => {
      const times = count.get(word) ?? 0;
      const length = (texts[index]?.length ?? 0) / Math.max(1, mean);
      const weight = (times * (saturation + 1)) / (times + saturation * (1 - lengths + lengths * length));
      scores[index] = (scores[index] ?? 0) + rarity * weight;
    });
  }
  return scores;
}

function countsOf(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** A word of a sentence, as it is compared, and where it stands in the text. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The words of a text: letters and digits that stand together, without regard to case. */
export function wordsOf(text: string): readonly Word[] {
  return [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map((found) => ({
    text: folded(found[0]),
    start: found.index,
    end: found.index + found[0].length,
  }));
}

/** Letters alone, so that `living_room`, `livingRoom` and "living room" are one. */
export function joinedWords(text: string): string {
  return wordsOf(text)
    .map((word) => word.text)
    .join("");
}

function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/**
 * The text between the words before `from` and from `to` on, without the punctuation around it: `$5` of `for $5, …`.
 */
export function textBetween(text: string, words: readonly Word[], from: number, to: number): string {
  const start = from === 0 ? 0 : (words[from - 1]?.end ?? 0);
  const end = words[to]?.start ?? text.length;
  return text
    .slice(start, end)
    .replace(/^[\s,;:.!?'’"“”()]+/u, "")
    .replace(/[\s,;:.!?'’"“”(]+$/u, "");
}

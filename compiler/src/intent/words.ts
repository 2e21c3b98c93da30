/** A word of a sentence, as it is compared, and where it stands in the text. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The words of a text: letters and digits that stand together, without regard to case. */
export function wordsOf(text: string): readonly Word[] {
  return [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map((match) => ({
    text: folded(match[0]),
    start: match.index,
    end: match.index + match[0].length,
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

/*
 * Words that change nothing of what is asked for. Short on purpose: `not`, `cancel` or `except` must never be passed
 * over, so every word that is not here has to stand in the phrase.
 */

const anywhere: ReadonlySet<string> = new Set(
  "a an the please kindly thanks thank hi hello hey ok okay".split(" "),
);

/** Before the first word of the phrase: "I would like to have …", "could you …". */
const before: ReadonlySet<string> = new Set(
  "i we you d would could can like want to have let s us me".split(" "),
);

/** True if a word that the phrase does not have may be passed over. */
export function isCourtesy(word: string, leading: boolean): boolean {
  return anywhere.has(word) || (leading && before.has(word));
}

/** True if a word of the phrase may be left out. */
export function isArticle(word: string): boolean {
  return word === "a" || word === "an" || word === "the";
}

const joining: ReadonlySet<string> = new Set("in on at of for to with by from and or".split(" "));

/** True if a word only joins others and carries little meaning. */
export function isJoining(word: string): boolean {
  return joining.has(word);
}

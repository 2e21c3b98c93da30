import { wordsOf } from "./words.ts";

/** The share of a text's runs of three words that another text has to have too. */
const shared = 0.8;

interface Text {
  readonly index: number;
  readonly words: ReadonlySet<string>;
  readonly runs: ReadonlySet<string>;
}

/**
 * For each text that adds nothing to one before it: that one's place. It adds nothing if all its words, numbers among
 * them, are in the other one, most of them in the same order (shingles as in Broder, "On the resemblance and containment
 * of documents", 1997). So a sentence with a "not" or a number of its own is never a duplicate.
 */
export function duplicatesOf(texts: readonly string[]): ReadonlyMap<number, number> {
  const duplicates = new Map<number, number>();
  const kept: Text[] = [];
  for (const [index, text] of texts.entries()) {
    const words = wordsOf(text);
    const own: Text = { index, words: new Set(words), runs: new Set(runsOf(words)) };
    const other = kept.find(
      (before) => isIn(own, before) && (words.length > 0 || texts[before.index] === text),
    );
    if (other === undefined) kept.push(own);
    else duplicates.set(index, other.index);
  }
  return duplicates;
}

function runsOf(words: readonly string[]): readonly string[] {
  if (words.length < 3) return [words.join(" ")];
  return words.slice(2).map((_, index) => words.slice(index, index + 3).join(" "));
}

function isIn(one: Text, other: Text): boolean {
  if (![...one.words].every((word) => other.words.has(word))) return false;
  const common = [...one.runs].filter((run) => other.runs.has(run));
  return common.length >= shared * one.runs.size;
}

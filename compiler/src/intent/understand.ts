import { canonical } from "@orchlang/plan/json";
import type { GoalsAsked } from "./goals.ts";
import { type Fit, type Given, readAs } from "./read.ts";
import type { Understood } from "./understood.ts";
import { candidatesOf, weightOf } from "./word-index.ts";
import { wordsOf } from "./words.ts";

/** So many readings are proposed where it is not sure which one is meant. */
export const readingsMax = 3;
/** Nobody asks for something in more words; what comes after them is not looked at, so nothing is sure of it. */
const sentenceWordsMax = 64;

/**
 * The goal that a sentence asks for, with its parameters. The result is sure only if every word is accounted for, so
 * "do not …" and "cancel …" are never taken for the goal they mention. A phrase that matches more of the sentence by
 * its own words wins over one that takes them as a string. `given` completes values that the sentence leaves open.
 */
export function understand(sentence: string, { index }: GoalsAsked, given: Given = {}): Understood {
  const all = wordsOf(sentence);
  const words = all.slice(0, sentenceWordsMax);
  const text = all.length === words.length ? sentence : sentence.slice(0, words.at(-1)?.end);
  const { phrases } = candidatesOf(
    index,
    words.map((word) => word.text),
  );
  const weight = (word: string): number => weightOf(index, word);
  const fits = phrases
    .map((phrase) => readAs(phrase, { text, words, weight }, given))
    .filter(({ whole, alike }) => whole || alike)
    .toSorted((a, b) => Number(b.whole) - Number(a.whole) || b.score - a.score);
  const different = withoutRepeats(fits);
  const [best, next] = different;
  if (best === undefined) return { kind: "nothing" };
  const rivalled = next?.whole === true && next.score === best.score;
  if (best.whole && !rivalled && all.length === words.length) return { kind: "goal", reading: best.reading };
  return { kind: "unsure", readings: different.slice(0, readingsMax).map(({ reading }) => reading) };
}

/** Two phrases of a goal that say the same are one reading. */
function withoutRepeats(fits: readonly Fit[]): readonly Fit[] {
  const seen = new Set<string>();
  return fits.filter(({ reading: { goal, input } }) => {
    const key = canonical({ goal, input });
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

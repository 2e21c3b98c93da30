import { closest } from "@orchlang/language";

/** The candidate that a misspelt word most likely meant. */
export const nearest = closest;

/** "Did you mean `draft`?", or `undefined` where no candidate is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const found = closest(word, candidates);
  return found === undefined ? undefined : `Did you mean \`${found}\`?`;
}

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

/** Whether a word that the phrase does not have may be passed over. */
export function isCourtesy(word: string, leading: boolean): boolean {
  return anywhere.has(word) || (leading && before.has(word));
}

/** Whether a word of the phrase may be left out. */
export function isArticle(word: string): boolean {
  return word === "a" || word === "an" || word === "the";
}

const joining: ReadonlySet<string> = new Set("in on at of for to with by from and or".split(" "));

/** Whether a word only joins others and carries little meaning. */
export function isJoining(word: string): boolean {
  return joining.has(word);
}

/**
 * Words that stand behind others which alone could be the name of something: the grammar looks further ahead than a
 * text goes that is being written.
 */
const phrases: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\bfault\s+$/u, ["resource", "clock", "worker", "crash"]],
  [/\bfault\s+clock\s+$/u, ["jumps"]],
  [/\bfault\s+worker\s+$/u, ["dies"]],
  [/\bfault\s+worker\s+dies\s+$/u, ["during"]],
  [/\bfault\s+resource\s+\w+\s+$/u, ["lost"]],
  [/\bexpect\s+in\s+$/u, ["doubt"]],
  [/\bexpect\s+(?:each\s+)?[\w.]+\s+$/u, ["once", "before"]],
  [/\bexpect\s+never\s+$/u, ["tagged", "kind", "any"]],
  [/\bevery\s+$/u, ["tagged", "kind", "any"]],
  [/\bfor\s+\w+\s+in\s+$/u, ["event"]],
];

/** What of that may stand behind a text. */
export function phrasesAfter(before: string): readonly string[] {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return phrases.flatMap(([above, words]) => (above.test(line) ? words : []));
}

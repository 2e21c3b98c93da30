import type { Rule } from "../rule.ts";
import { titles } from "./titles.ts";

const semantics = "docs/semantics.md";

function numbersIn(title: string): readonly string[] {
  return [...title.matchAll(/\brules? (?<all>\d+a?(?:(?:, | and )\d+a?)*)/g)].flatMap(
    ({ groups }) => groups?.all?.split(/, | and /) ?? [],
  );
}

export const rulesHaveTests: Rule = {
  name: "No rule of docs/semantics.md is without a test that names its number.",
  find: (tree) => {
    const named = new Set(titles(tree).flatMap(numbersIn));
    const rules = (tree.files.get(semantics) ?? "").matchAll(/^\*\*(?<number>\d+a?)\.\*\*/gm);
    return [...rules].flatMap(({ groups }) =>
      named.has(groups?.number ?? "") ? [] : [`${semantics}: no test is named after rule ${groups?.number}`],
    );
  },
  broken: { [semantics]: "**1.** Only events are kept.\n\n**46a.** An effect.\n" },
  sound: {
    "runtime/test/a.test.ts": 'describe("a turn (rules 1 and 2)", () => {});\nconst rule46a = "rule 46a";',
  },
};

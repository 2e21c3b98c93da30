import type { Rule } from "../rule.ts";
import { matching } from "../tree.ts";

const reference =
  /semantics,? (?:section \d+,? )?rules? (?<first>\d+a?)(?:(?: and |, | to |–)(?<second>\d+a?))?/g;

export const referencesHold: Rule = {
  name: "No reference is to a rule that docs/semantics.md does not have.",
  find: (tree) => {
    const text = tree.files.get("docs/semantics.md") ?? "";
    const rules = new Set(
      [...text.matchAll(/^\*\*(?<number>\d+a?)\.\*\*/gm)].map((match) => match.groups?.number),
    );
    return matching(tree, /^(?!tidy\/).*\.(?:ts|md|orch)$/).flatMap(([path, content]) =>
      [...content.matchAll(reference)]
        .flatMap(({ groups }) => [groups?.first, groups?.second])
        .filter((number) => number !== undefined && !rules.has(number))
        .map((number) => `${path}: there is no rule ${number}`),
    );
  },
  broken: {
    "runtime/src/a.ts": "// semantics, rule 99",
    "runtime/src/b.ts": "/** See semantics, rules 1 and 98. */",
  },
  sound: {
    "docs/semantics.md": "**1.** Commands are not journalled.\n\n**46a.** An undo missing.\n",
    "runtime/src/c.ts": "// semantics, rules 1 and 46a",
  },
};

import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import { matching } from "../tree.ts";

const link = /\[`(?<name>\w+)`\]\((?<to>[^)\s#]+\.ts)\)/g;

/** A link whose text is a name of code and that leads to a source file: the file has that name. */
export const linksNameWhatIsThere: Rule = {
  name: "No link names something that its source file does not contain.",
  find: (tree) =>
    matching(tree, /\.md$/).flatMap(([path, text]) =>
      [...text.matchAll(link)].flatMap(({ groups: { name = "", to = "" } = {} }) => {
        const target = posix.join(posix.dirname(path), to);
        const source = tree.files.get(target);
        const isThere = source === undefined || new RegExp(`\\b${name}\\b`).test(source);
        return isThere ? [] : [`${path}: ${target} has no ${name}`];
      }),
    ),
  broken: { "docs/a.md": "See [`begin`](../plan/src/a.ts)." },
  sound: {
    "docs/b.md": "See [`end`](../plan/src/a.ts).",
    "plan/src/a.ts": "export const beginning = 1;\nexport const end = 2;",
  },
};

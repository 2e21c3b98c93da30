import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import { matching, type Tree } from "../tree.ts";

function exists(tree: Tree, path: string): boolean {
  if (tree.files.has(path)) return true;
  const folder = path.replace(/\/?$/, "/");
  return folder === "./" || [...tree.files.keys()].some((file) => file.startsWith(folder));
}

export const linksLeadSomewhere: Rule = {
  name: "No link between the texts leads nowhere.",
  find: (tree) =>
    matching(tree, /\.md$/).flatMap(([path, text]) =>
      [...text.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, "").matchAll(/\]\((?<to>[^)\s#]+)(?:#[^)]*)?\)/g)]
        .map((match) => match.groups?.to ?? "")
        .filter((to) => !/^\w+:/.test(to))
        .filter((to) => !exists(tree, posix.join(posix.dirname(path), to)))
        .map((to) => `${path}: ${to} is not there`),
    ),
  broken: { "docs/a.md": "See [b](b.md)." },
  sound: {
    "docs/c.md": "See [d](d/e.md#one), [docs](../docs/) or [far](https://example.com/x).",
    "docs/d/e.md": "",
  },
};

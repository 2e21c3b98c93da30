import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import { matching, type Tree } from "../tree.ts";

const code = /^```[\s\S]*?^```|`[^`\n]*`/gm;

function exists(tree: Tree, path: string): boolean {
  if (tree.files.has(path)) return true;
  const folder = path.replace(/\/?$/, "/");
  return folder === "./" || [...tree.files.keys()].some((file) => file.startsWith(folder));
}

/** The anchors of a page's headings, as GitHub makes them: lower case, hyphens for spaces, no punctuation. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = page.replaceAll(/^```[\s\S]*?^```/gm, "").matchAll(/^#+ (?<title>.*)$/gm);
  const slug = (title: string): string =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(/\s/g, "-");
  return new Set([...headings].map(({ groups }) => slug(groups?.title ?? "")));
}

export const linksLeadSomewhere: Rule = {
  name: "No link in the documentation is broken.",
  find: (tree) => {
    const pages = matching(tree, /\.md$/);
    const anchors = new Map(pages.map(([path, text]) => [path, anchorsOf(text)]));
    return pages.flatMap(([path, text]) =>
      [...text.replaceAll(code, "").matchAll(/\]\((?<to>[^)\s#]*)(?:#(?<anchor>[^)]*))?\)/g)]
        .map(({ groups }) => ({ to: groups?.to ?? "", anchor: groups?.anchor }))
        .filter(({ to }) => !/^\w+:/.test(to))
        .flatMap(({ to, anchor }) => {
          const target = to === "" ? path : posix.join(posix.dirname(path), to);
          if (!exists(tree, target)) return [`${path}: ${to} is not there`];
          const known = anchors.get(target);
          const isMissing = anchor !== undefined && known !== undefined && !known.has(anchor);
          return isMissing ? [`${path}: ${to} has no heading #${anchor}`] : [];
        }),
    );
  },
  broken: { "docs/a.md": "See [x](x.md).", "docs/b.md": "See [d](d/e.md#nowhere)." },
  sound: {
    "docs/c.md":
      "# One `more` thing\n\nSee [d](d/e.md#two), [this](#one-more-thing), [docs](../docs/) or [far](https://example.com/x).",
    "docs/d/e.md": "## Two",
  },
};

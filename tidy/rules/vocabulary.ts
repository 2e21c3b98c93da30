import type { Rule } from "../rule.ts";
import { matching, type Tree } from "../tree.ts";

/** The surfaces that people meet, in the order of the columns of the table, each by the files that name its words. */
const surfaces = [
  { name: "language", files: /^docs\/language\/.*\.md$/ },
  { name: "CLI", files: /^docs\/cli\.md$/ },
  { name: "API", files: /^docs\/api\.md$/ },
  { name: "metrics", files: /^server\/src\/observability\/.*\.ts$/ },
  { name: "console", files: /^console\/src\/texts(?:\.ts|\/.*\.ts)$/ },
] as const;

/** A row of the table: the word, its names on each surface, and the words that nothing else is called by. */
interface Term {
  readonly word: string;
  readonly names: readonly (readonly string[])[];
  readonly never: readonly string[];
}

const heading = "## One word for one thing";

const quoted = (cell: string): readonly string[] =>
  [...cell.matchAll(/`(?<name>[^`]+)`/g)].map(({ groups }) => groups?.name ?? "");

/** The rows of the table in docs/glossary.md: word, meaning, a column for each surface, words not used. */
function terms(tree: Tree): readonly Term[] {
  const [, after = ""] = (tree.files.get("docs/glossary.md") ?? "").split(heading);
  const [section = ""] = after.split(/^## /m);
  return section
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| word "))
    .map((line) => line.split("|").slice(1, -1))
    .map(([word = "", , ...cells]) => ({
      word: word.trim(),
      names: cells.slice(0, surfaces.length).map(quoted),
      never: (cells[surfaces.length] ?? "")
        .split(",")
        .map((one) => one.trim())
        .filter((one) => one !== ""),
    }));
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

export const oneWordForOneThing: Rule = {
  name: "No surface lacks a name that the glossary gives it, or uses a word that the glossary replaces.",
  find: (tree) => {
    const all = terms(tree);
    if (all.length === 0) return ["docs/glossary.md: there is no table of one word for one thing"];
    return surfaces.flatMap(({ name: surface, files }, index) => {
      const texts = matching(tree, files);
      const whole = texts.map(([, text]) => text).join("\n");
      const missing = all
        .flatMap(({ names }) => names[index] ?? [])
        .filter((name) => !whole.includes(name))
        .map((name) => `docs/glossary.md: \`${name}\` is nowhere in the ${surface}`);
      const replaced = texts.flatMap(([path, text]) =>
        text
          .split("\n")
          .flatMap((line, at) =>
            all.flatMap(({ word, never }) =>
              never
                .filter((one) => new RegExp(`\\b${escaped(one)}\\b`, "i").test(line))
                .map((one) => `${path}:${at + 1}: \`${one}\` is called ${word}`),
            ),
          ),
      );
      return [...missing, ...replaced];
    });
  },
  broken: {
    "docs/glossary.md": `${heading}\n\n| word | meaning | l | c | a | m | o | not |\n|---|---|---|---|---|---|---|---|\n| run | one execution | | | \`/runs\` | | | execution |\n`,
    "console/src/texts.ts": 'export const texts = { title: "Each execution" };',
  },
  sound: {
    "console/src/texts/more.ts": 'export const more = { title: "Runs" };',
  },
};

import { existsSync, readdirSync, readFileSync } from "node:fs";

export interface Program {
  readonly name: string;
  readonly text: string;
}

/** The package's own programs, which between them use every production. */
export const ownPrograms: readonly Program[] = readPrograms(new URL("./programs/", import.meta.url));

const shared = new URL("../../../shared/", import.meta.url);
export const hasShared = existsSync(shared);

/** The programs beside the checkout; none where it stands alone. */
export const sharedPrograms: readonly Program[] = hasShared ? readPrograms(new URL("programs/", shared)) : [];

/** The mistakes beside the checkout, those that parse. */
export const sharedMistakes: readonly Program[] = hasShared
  ? readPrograms(new URL("mistakes/", shared)).filter(({ name }) => !name.startsWith("syntax_"))
  : [];

/** The standard library, the examples, and the whole files among the blocks of the texts. */
export const repositoryPrograms: readonly Program[] = [
  ...filesBelow(new URL("../../stdlib/std/", import.meta.url), ".orch"),
  ...filesBelow(new URL("../../examples/", import.meta.url), ".orch"),
  ...filesBelow(new URL("../../docs/", import.meta.url), ".md").flatMap(blocksOf),
];

function filesBelow(folder: URL, ending: string): readonly Program[] {
  return (
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      // A journal's folder is named `.orch`.
      .filter((name) => name.endsWith(ending) && !name.includes("node_modules") && !name.includes("/.orch"))
      .toSorted()
      .map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }))
  );
}

function blocksOf({ name, text }: Program): readonly Program[] {
  return [...text.matchAll(/^```orch.*\n([\s\S]*?)^```$/gm)]
    .filter(([, block = ""]) => /^module /m.test(block) && !block.includes("//- /"))
    .map(([, block = ""], index) => ({ name: `${name}, block ${index + 1}`, text: block }));
}

function readPrograms(folder: URL): readonly Program[] {
  return readdirSync(folder)
    .filter((name) => /[^/]\.orch$/u.test(name))
    .map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }));
}

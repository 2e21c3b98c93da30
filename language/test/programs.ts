import { readdirSync, readFileSync } from "node:fs";

export interface Program {
  readonly name: string;
  readonly text: string;
}

/** The package's own programs, which between them use every production. */
export const ownPrograms: readonly Program[] = readPrograms(new URL("./programs/", import.meta.url));

/** The compiler's programs, as people write them, by field. */
export const corpusPrograms: readonly Program[] = filesBelow(
  new URL("../../compiler/test/corpus/programs/", import.meta.url),
  ".orch",
);

/** Its mistakes, each marked on its line with `//! ` and its code. */
export const corpusMistakes: readonly Program[] = filesBelow(
  new URL("../../compiler/test/corpus/mistakes/", import.meta.url),
  ".orch",
);

/** Whether a mistake lies in the text itself. */
export function isSyntax({ text }: Program): boolean {
  return text.includes("//! ORCH0");
}

/** Texts that have broken other programs. */
export const naughtyStrings: readonly string[] = JSON.parse(
  readFileSync(new URL("./texts/naughty.json", import.meta.url), "utf8"),
);

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

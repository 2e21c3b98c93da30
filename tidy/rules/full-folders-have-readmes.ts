import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import { matching } from "../tree.ts";

/** Packages whose folders have their READMEs. A package is added once its folders have them. */
const held = /^language\/src\/.*\.ts$/;
const most = 8;

export const fullFoldersHaveReadmes: Rule = {
  name: "No folder of language with more than eight files is without a README.",
  find: (tree) =>
    [...Map.groupBy(matching(tree, held), ([path]) => posix.dirname(path))]
      .filter(([folder, files]) => files.length > most && !tree.files.has(`${folder}/README.md`))
      .flatMap(([, files]) => files.map(([path]) => `${path}: its folder has no README.md`)),
  broken: filesOf("language/src/full", most + 1),
  sound: {
    ...filesOf("language/src/small", most),
    ...filesOf("language/src/described", most + 1),
    "language/src/described/README.md": "# Described\n",
  },
};

function filesOf(folder: string, count: number): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${folder}/f${index}.ts`, ""]));
}

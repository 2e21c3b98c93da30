import { posix } from "node:path";
import type { Rule } from "../rule.ts";
import { matching, type Tree } from "../tree.ts";

/** Files and folders that a folder may hold before a reader needs a guide. */
const entriesMax = 8;

/** The sources' folders, each with the names of the files and folders directly in it. */
function foldersOf(tree: Tree): ReadonlyMap<string, ReadonlySet<string>> {
  const folders = new Map<string, Set<string>>();
  for (const [path] of matching(tree, /^[^/]+\/src\/.*\.ts$/)) {
    let name = path;
    while (posix.dirname(name) !== "." && name.includes("/src/")) {
      const folder = posix.dirname(name);
      folders.set(folder, (folders.get(folder) ?? new Set()).add(posix.basename(name)));
      name = folder;
    }
  }
  return folders;
}

/** A file is named from the README's own folder, from the package's sources, or from the root. */
function placesOf(path: string, name: string): readonly string[] {
  return [posix.join(posix.dirname(path), name), `${path.split("/")[0]}/src/${name}`, name];
}

export const largeFoldersHaveReadmes: Rule = {
  name: "No folder of more than eight sources lacks a README, and none names a file that is not there.",
  find: (tree) => [
    ...[...foldersOf(tree)]
      .filter(([folder, names]) => names.size > entriesMax && !tree.files.has(`${folder}/README.md`))
      .map(([folder, names]) => `${folder}/${[...names].sort().at(-1)}: its folder has no README.md`),
    ...matching(tree, /^[^/]+\/src\/(?:.*\/)?README\.md$/).flatMap(([path, text]) =>
      [...text.matchAll(/`(?<name>[\w./-]+\.ts)`/g)]
        .map(({ groups }) => groups?.name ?? "")
        .filter((name) => !placesOf(path, name).some((place) => tree.files.has(place)))
        .map((name) => `${path}: there is no ${name}`),
    ),
  ],
  broken: {
    "plan/src/many/i.ts": "",
    "plan/src/few/README.md": "- `gone.ts`: it has gone.",
  },
  sound: {
    ...Object.fromEntries([..."abcdefgh"].map((name) => [`plan/src/many/${name}.ts`, ""])),
    "plan/src/few/here.ts": "",
    "plan/src/beside/README.md": "- `../few/here.ts` and `plan/src/few/here.ts`",
  },
};

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Files by path from the root, with their text. */
export interface Tree {
  readonly files: ReadonlyMap<string, string>;
}

/** What is made, fetched or kept by a run: never part of the tree. */
const strangers = new Set(["node_modules", "dist", "out", "coverage", ".git", ".orch"]);
const texts =
  /(?:\.(?:ts|tsx|mts|js|mjs|css|json|md|orch|yml|html|svg|csv)|\/run|rc|LICENSE|\.git(?:ignore|attributes))$/;

export function repository(): Tree {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const files = new Map<string, string>();
  const enter = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (strangers.has(entry.name)) continue;
      if (entry.isDirectory()) enter(path);
      else if (texts.test(path)) files.set(path, readFileSync(join(root, path), "utf8"));
      // Of a picture it is known that it is there.
      else if (path.endsWith(".png")) files.set(path, "");
    }
  };
  enter("");
  return { files };
}

export function treeOf(files: Readonly<Record<string, string>>): Tree {
  return { files: new Map(Object.entries(files)) };
}

/** The files whose path fits, as path and text. */
export function matching(tree: Tree, pattern: RegExp): readonly (readonly [string, string])[] {
  return [...tree.files].filter(([path]) => pattern.test(path));
}

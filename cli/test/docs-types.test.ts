import { spawnSync } from "node:child_process";
import { globSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { workFolder } from "./orch.ts";

/* Every program in TypeScript that a page shows holds its types where its reader's settings are strict. */

const root = fileURLToPath(new URL("../../", import.meta.url));

const settings = {
  compilerOptions: {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    module: "nodenext",
    target: "esnext",
    lib: ["esnext"],
    types: ["node"],
    noEmit: true,
    skipLibCheck: true,
  },
};

/** Blocks that have a name are whole programs. */
function programsOf(page: string): readonly { readonly name: string; readonly text: string }[] {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/^```ts (?<name>[\w./-]+)\n(?<text>.*?)^```$/gmsu)].map(({ groups }) => ({
    name: basename(groups?.name ?? ""),
    text: groups?.text ?? "",
  }));
}

const pages = [...globSync("docs/**/*.md", { cwd: root }), "README.md"].filter(
  (page) => programsOf(page).length > 0,
);

test.each(pages)("the programs of %s hold their types", (page) => {
  const folder = workFolder();
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));
  for (const { name, text } of programsOf(page)) writeFileSync(join(folder, name), text);
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const { stdout, status } = spawnSync(process.execPath, [compiler, "--project", folder], {
    cwd: folder,
    encoding: "utf8",
  });
  expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
});

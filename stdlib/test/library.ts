import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type CompileResult, compile } from "@orchlang/compiler";
import { standardModule, standardModules } from "@orchlang/stdlib";

/** A program in a folder of these tests, as `programs/home.orch`. */
export interface Program {
  readonly path: string;
  readonly text: string;
}

/** The programs of a folder beside this file. */
export function programsIn(folder: string): readonly Program[] {
  const url = new URL(`${folder}/`, import.meta.url);
  return readdirSync(fileURLToPath(url))
    .filter((name) => name.endsWith(".orch"))
    .map((name) => ({ path: `/${folder}/${name}`, text: readFileSync(new URL(name, url), "utf8") }));
}

/** The modules of the library as if they were somebody's own files. */
export const libraryPrograms: readonly Program[] = standardModules.map((name) => {
  const { path, text } = standardModule(name) ?? { path: "", text: "" };
  return { path: `/${path}`, text };
});

/** Compiles a program over the library; `instead` gives the text of a module of the library that is to be another. */
export function compiled(
  { path, text }: Program,
  instead: Readonly<Record<string, string>> = {},
): CompileResult {
  return compile(
    { files: [path], root: "/" },
    {
      read(asked) {
        const found = asked === path ? { text } : libraryPrograms.find((program) => program.path === asked);
        return found === undefined
          ? { fault: "missing", message: "there is no such file" }
          : { text: found.text };
      },
      standard(name) {
        const module = standardModule(name);
        return module && { ...module, text: instead[name] ?? module.text };
      },
      standardModules,
    },
  );
}

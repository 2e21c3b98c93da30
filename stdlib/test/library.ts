import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type CompileResult, compile } from "@orchlang/compiler";
import type { Diagnostic } from "@orchlang/language";
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

/** An installation that trusts its cloud more than is usual: what keeps data at home there is a rule alone. */
const trustingCloud = JSON.stringify({ roots: [".."], clearances: { cloud: "personal" } });

/** Compiles a program over the library; `instead` gives the text of a module of the library that is to be another. */
export function compiled(
  { path, text }: Program,
  instead: Readonly<Record<string, string>> = {},
): CompileResult {
  return compile(
    { files: [path], root: "/" },
    {
      read(asked) {
        if (asked === "/refused/orch.json") return { text: trustingCloud };
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

/** Each diagnostic as its line, its code, and the rules of the library that it points at. */
export function reported(program: Program, instead?: Readonly<Record<string, string>>): readonly string[] {
  return compiled(program, instead)
    .diagnostics.map((one) => {
      const line = program.text.slice(0, one.span.start).split("\n").length;
      return [line, one.code, ...rulesIn(one)].join(" ");
    })
    .sort();
}

function rulesIn({ labels = [] }: Diagnostic): readonly string[] {
  const found = labels.flatMap(({ file, span }) => {
    const text = libraryPrograms.find(({ path }) => path === `/${file}`)?.text ?? "";
    const heads = text.slice(0, span.start).matchAll(/^(?:guardrail|policy) (\w+)/gmu);
    return [...heads].at(-1)?.[1] ?? [];
  });
  return [...new Set(found)];
}

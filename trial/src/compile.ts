import { type CompileResult, compile, type Host } from "@orchlang/compiler";
import { standardModule, standardModules } from "@orchlang/stdlib";
import type { Subject } from "./claim.ts";

/** The one file of a program on trial. */
const fileName = "program.orch";

type Standard = ReturnType<typeof standardModule>;

const standard = new Map<string, Standard>();

/** Each module of the standard library is read from the disk once. */
function standardOnce(name: string): Standard {
  if (!standard.has(name)) standard.set(name, standardModule(name));
  return standard.get(name);
}

/**
 * Compiles a program of one file, with nothing beside it but the standard library. A first line `// orch.json: {…}`
 * stands for the project's settings, so that a program with settings is one text all the same.
 */
export function compileText(text: string): CompileResult {
  const settings = settingsLine.exec(text)?.[1];
  const own =
    settings === undefined
      ? fileName
      : `${/^module\s+([\w.]+)/m.exec(text)?.[1] ?? "m"}.orch`.replaceAll(/\.(?!orch$)/g, "/");
  const files = new Map([[own, text], ...(settings === undefined ? [] : [["orch.json", settings] as const])]);
  const host: Host = {
    read: (path) => {
      const found = files.get(path);
      return found === undefined ? { fault: "missing", message: "there is no such file" } : { text: found };
    },
    standard: standardOnce,
    standardModules,
  };
  return compile({ files: [own], root: "." }, host);
}

const settingsLine = /^\/\/ orch\.json: (.*)\n/;

/** True if the compiler reports no error; warnings are no errors. */
export function isClean({ diagnostics }: CompileResult): boolean {
  return diagnostics.every(({ severity }) => severity !== "error");
}

/** The entries of a program: each plan and goal that nothing else calls, with its plan file. */
export function subjectsOf(text: string, compiled: CompileResult): readonly Subject[] {
  if (!isClean(compiled)) return [];
  return compiled.targets.flatMap(({ name, root }) => {
    const file = root ? compiled.plan(name) : undefined;
    return file === undefined ? [] : [{ text, compiled, entry: name, file }];
  });
}

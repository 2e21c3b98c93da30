/** Programs as text, compiled with the real standard library, for what the semantics says of whole programs. */
import { type CompileResult, compile } from "@orchlang/compiler";
import type { PlanFile } from "@orchlang/plan";
import { createFileHost, type FileSource } from "../../src/project/host.ts";

/** Of one file, `program.orch`. */
export function compiled(text: string): CompileResult {
  const from: FileSource = {
    read: (path) =>
      path === "program.orch" ? { text } : { fault: "missing", message: "there is no such file" },
    list: () => [],
  };
  return compile({ files: ["program.orch"], root: "." }, createFileHost(from));
}

/** The plan file of a plan or goal by its qualified name, in a program without a mistake. */
export function planOf(text: string, entry: string): PlanFile {
  const result = compiled(text);
  const mistakes = result.diagnostics.filter(({ severity }) => severity === "error");
  const file = result.plan(entry);
  if (mistakes.length > 0 || file === undefined)
    throw new Error(mistakes.map(({ code, message }) => `${code}: ${message}`).join("\n") || `no ${entry}`);
  return file;
}

import { type CompileResult, compile, type Host, type Program } from "@orchlang/compiler";
import { type GoalClauses, requestedPlan } from "@orchlang/compiler/intent";
import type { PlanFile } from "@orchlang/plan";
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
  const { program, host } = projectOf(text);
  return compile(program, host);
}

function projectOf(text: string): { readonly program: Program; readonly host: Host } {
  const settings = settingsLine.exec(text)?.[1];
  const own =
    settings === undefined
      ? fileName
      : `${/^module\s+([\w.]+)/m.exec(text)?.[1] ?? "m"}.orch`.replaceAll(/\.(?!orch$)/g, "/");
  const files = new Map([[own, text], ...(settings === undefined ? [] : [["orch.json", settings] as const])]);
  const host: Host = {
    read: (path) => {
      const file = files.get(path);
      return file === undefined ? { fault: "missing", message: "there is no such file" } : { text: file };
    },
    standard: standardOnce,
    standardModules,
  };
  return { program: { files: [own], root: "." }, host };
}

const settingsLine = /^\/\/ orch\.json: (.*)\n/;

/** True if the compiler reports no error; warnings are no errors. */
export function isClean({ diagnostics }: CompileResult): boolean {
  return diagnostics.every(({ severity }) => severity !== "error");
}

/**
 * The entries of a program: each plan and goal that nothing else calls, with its plan file. A line `// request: {…}`
 * stands for a request's limits and strategy, under which its goals are run where that is possible.
 */
export function subjectsOf(text: string, compiled: CompileResult): readonly Subject[] {
  if (!isClean(compiled)) return [];
  const asked = requestLine.exec(text)?.[1];
  return compiled.targets.flatMap(({ name, root, kind }) => {
    if (!root) return [];
    const requested =
      kind === "goal" && asked !== undefined ? planFor(text, compiled, name, asked) : undefined;
    const file = requested ?? compiled.plan(name);
    return file === undefined ? [] : [{ text, compiled, entry: name, file }];
  });
}

export const requestLine = /^\/\/ request: (.*)\n/m;

function planFor(text: string, compiled: CompileResult, goal: string, asked: string): PlanFile | undefined {
  const clauses = JSON.parse(asked) as GoalClauses;
  const made = requestedPlan({ ...projectOf(text), compiled }, goal, clauses);
  return "plan" in made ? made.plan : undefined;
}

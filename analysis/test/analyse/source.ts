import type { Host } from "@orchlang/checker";
import { compile } from "@orchlang/compiler";
import { createSourceFile, type Diagnostic, lineAt } from "@orchlang/language";
import type { PlanFile } from "@orchlang/plan";
import { standardModule, standardModules } from "@orchlang/stdlib";
import type { Analysed } from "../../src/analyse.ts";

/* Programs as text, through all phases up to the fourth. */

/** Files by path; `//- /path` lines in one text split it into several. */
export function filesOf(text: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  let path = "/test.orch";
  for (const line of text.split("\n")) {
    const named = /^\/\/- (\S+)/.exec(line);
    if (named !== null) path = named[1] ?? path;
    else files.set(path, `${files.get(path) ?? ""}${line}\n`);
  }
  return files;
}

export function hostOf(files: ReadonlyMap<string, string>): Host {
  return {
    read: (path) => {
      const text = files.get(path) ?? files.get(`/${path}`);
      return text === undefined ? { fault: "missing", message: "is not there" } : { text };
    },
    standard: standardModule,
    standardModules,
  };
}

export interface Looked extends Analysed {
  readonly all: readonly Diagnostic[];
  plan(entry: string): PlanFile | undefined;
}

export function look(text: string): Looked {
  const files = filesOf(text);
  const compiled = compile(
    { files: [...files.keys()].filter((path) => path.endsWith(".orch")), root: "/" },
    hostOf(files),
  );
  const project = compiled.projects[0];
  if (project === undefined) throw new Error("nothing was loaded");
  return { ...project.analysed, all: compiled.diagnostics, plan: project.planned };
}

/** `6: error ORCH4101` for each diagnostic, lines from 1. */
export function told(text: string, diagnostics: readonly Diagnostic[]): readonly string[] {
  const source = createSourceFile("/test.orch", text);
  return diagnostics.map(
    ({ code, severity, span }) => `${lineAt(source, span.start) + 1}: ${severity} ${code}`,
  );
}

import { type CompileResult, compile, type Program } from "@orchlang/compiler";
import type { PlanFile, ScenarioContext } from "@orchlang/plan";
import { createFileHost, type FileHost } from "../project/host.ts";

/** The entry that is played: a plan or a goal that nothing calls, or a trigger with the plan that it starts. */
export interface Subject {
  readonly name: string;
  readonly kind: "plan" | "trigger";
  readonly plan: PlanFile;
  readonly context: ScenarioContext;
}

/** A program, compiled, and what of it can be played. */
export interface Compiled {
  readonly result: CompileResult;
  readonly subjects: readonly Subject[];
}

export function compiled(program: Program, host: FileHost): Compiled {
  const result = compile(program, host);
  const roots = result.targets.filter(({ root }) => root);
  const plans = (roots.length === 0 ? result.targets : roots).flatMap(({ name }): readonly Subject[] => {
    const [plan, context] = [result.plan(name), result.context(name)];
    return plan === undefined || context === undefined ? [] : [{ name, kind: "plan", plan, context }];
  });
  const triggers = result.triggers().flatMap(({ name, context, plan }): readonly Subject[] => {
    const started = plan();
    return started === undefined ? [] : [{ name, kind: "trigger", plan: started, context }];
  });
  return { result, subjects: [...plans, ...triggers] };
}

/** A host that reads one file as another text, and everything else from where `host` has it. */
export function withText(host: FileHost, file: string, text: string): FileHost {
  return createFileHost({
    read: (path) => (path === file ? { text } : host.read(path)),
    list: (folder) => host.list?.(folder) ?? [],
  });
}

import type { Host, Program } from "@orchlang/checker";
import type { Diagnostic } from "@orchlang/language";
import type { PlanFile } from "@orchlang/plan";
import { type CompileResult, compile } from "../compile.ts";
import { type GoalClauses, goalRequest } from "../request.ts";

/** A program, and what it was compiled to without regard to any request. */
interface Compiled {
  readonly program: Program;
  readonly host: Host;
  readonly compiled: CompileResult;
}

/** The plan of a goal for one request. */
export type Requested =
  | {
      readonly plan: PlanFile;
      /** The plans of the goal that can't keep the limits of the request, and so are not tried. */
      readonly without: readonly string[];
    }
  /** The clauses can't be read. */
  | { readonly unreadable: readonly string[] }
  /** No plan of the goal keeps the limits, or a rule is broken under them. */
  | { readonly diagnostics: readonly Diagnostic[] };

/** Compiles the plan of a goal with the limits and the strategy that one request asks for. */
export function requestedPlan(
  { program, host, compiled }: Compiled,
  goal: string,
  clauses: GoalClauses,
): Requested {
  const read = goalRequest(goal, clauses, host);
  if ("faults" in read) return { unreadable: read.faults };
  const { request } = read;
  const asked = compile(program, host, request);
  const without = alternativesOf(compiled, goal).filter((name) => asked.plan(name) === undefined);
  const left = without.length === 0 ? asked : compile(program, host, { ...request, without });
  const plan = left.plan(goal);
  return plan === undefined ? { diagnostics: asked.diagnostics } : { plan, without };
}

/** The plans of a goal that are right by themselves. */
function alternativesOf({ projects, plan }: CompileResult, goal: string): readonly string[] {
  return projects
    .flatMap(({ checked }) => [...checked.routines.values()])
    .flatMap(({ name, head }) => (head.achieves === goal && plan(name) !== undefined ? [name] : []));
}

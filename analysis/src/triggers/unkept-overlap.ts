import type { CheckedProgram, Origin } from "@orchlang/checker";
import { type Diagnostic, defineDiagnostic } from "@orchlang/language";

import { routineTree } from "../tree.ts";
import { shortName } from "../words.ts";

/* Overlap rules of a plan that has no runs of its own. */

export const overlapOfCalled = defineDiagnostic<{ plan: string; caller: string; mode: string }>({
  code: "ORCH4609",
  severity: "warning",
  title: "An overlap that calls do not keep",
  message: ({ plan, caller, mode }) =>
    `\`overlap ${mode}\` of \`${plan}\` applies only to its own runs, and \`${caller}\` calls it: its calls run in parallel.`,
  notes: ["A plan that another one calls is a part of that one's run. No trigger starts it by itself."],
  help: ({ caller }) =>
    `Say \`overlap\` at \`${caller}\` or its trigger, hold a resource around what may not go on twice, or \`emit\` an event that starts the plan.`,
});

export function overlapOfCalledDiagnostics(
  program: CheckedProgram,
  isBroken: (origin: Origin) => boolean,
): readonly Diagnostic[] {
  const saying = [...program.routines.values()].filter(
    ({ head, origin }) =>
      head.overlap !== undefined &&
      head.overlap.mode !== "allow" &&
      head.achieves === undefined &&
      !isBroken(origin),
  );
  if (saying.length === 0) return [];
  const started = new Set((program.triggers ?? []).flatMap(({ starts }) => starts?.target ?? []));
  return saying.flatMap(({ name, origin, head }) => {
    const caller = started.has(name) ? undefined : callerOf(program, name);
    if (caller === undefined) return [];
    const told = { plan: shortName(name), caller: shortName(caller), mode: head.overlap?.mode ?? "skip" };
    return [overlapOfCalled.at({ file: origin.file, span: origin.nameSpan }, told)];
  });
}

/** The first plan that calls it. */
function callerOf({ routines }: CheckedProgram, called: string): string | undefined {
  for (const routine of routines.values()) {
    const calls = routineTree(routine).all.some(({ attempts }) =>
      attempts.some(({ attempt }) => "routine" in attempt.target && attempt.target.routine === called),
    );
    if (calls) return routine.name;
  }
  return undefined;
}

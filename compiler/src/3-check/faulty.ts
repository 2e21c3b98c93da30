import type { Diagnostic } from "@orchlang/language";
import type { CheckedProgram, Origin } from "./checked.ts";
import { attemptsOf } from "./scenario/reach.ts";

type Callables = Pick<CheckedProgram, "capabilities" | "goals" | "routines">;

/** The capabilities, goals and plans with an error in them, and all that call one of these. */
export function faultyCallables(program: Callables, diagnostics: readonly Diagnostic[]): ReadonlySet<string> {
  const errors = errorsByFile(diagnostics);
  const faulty = new Set<string>();
  const mark = (name: string, { file, span }: Origin): void => {
    if (errors.get(file)?.some((at) => span.start <= at && at <= span.end)) faulty.add(name);
  };
  for (const [name, { origin }] of program.capabilities) mark(name, origin);
  for (const [name, { origin }] of program.goals) mark(name, origin);
  for (const [name, { origin }] of program.routines) mark(name, origin);
  if (faulty.size > 0) spread(faulty, callersOf(program));
  return faulty;
}

function errorsByFile(diagnostics: readonly Diagnostic[]): ReadonlyMap<string, readonly number[]> {
  const errors = new Map<string, number[]>();
  for (const { severity, file, span } of diagnostics) {
    if (severity !== "error") continue;
    const known = errors.get(file);
    if (known === undefined) errors.set(file, [span.start]);
    else known.push(span.start);
  }
  return errors;
}

/** Who calls whom, from the called: a goal is called as each of its plans is, and a plan leans on its goal. */
function callersOf(program: Callables): ReadonlyMap<string, readonly string[]> {
  const callers = new Map<string, string[]>();
  const add = (called: string, caller: string): void => {
    const known = callers.get(called);
    if (known === undefined) callers.set(called, [caller]);
    else known.push(caller);
  };
  for (const [name, routine] of program.routines) {
    for (const { target } of attemptsOf(routine)) add(Object.values(target).join(""), name);
    const goal = routine.head.achieves;
    if (goal === undefined) continue;
    add(goal, name);
    add(name, goal);
  }
  for (const [name, { capability }] of program.capabilities) {
    for (const reference of [capability.undo, capability.confirm]) {
      if (reference !== undefined) add(reference.capability, name);
    }
  }
  return callers;
}

function spread(faulty: Set<string>, callers: ReadonlyMap<string, readonly string[]>): void {
  const waiting = [...faulty];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    for (const caller of callers.get(name) ?? []) {
      if (faulty.has(caller)) continue;
      faulty.add(caller);
      waiting.push(caller);
    }
  }
}

/** The part of a program that has no error in it. */
export function soundPart(program: CheckedProgram): CheckedProgram {
  const { faulty } = program;
  if (faulty === undefined || faulty.size === 0) return program;
  const sound = <T>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
    new Map([...map].filter(([name]) => !faulty.has(name)));
  return {
    ...program,
    capabilities: sound(program.capabilities),
    goals: sound(program.goals),
    routines: sound(program.routines),
  };
}

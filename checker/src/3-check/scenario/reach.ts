import type { Diagnostic } from "@orchlang/language";
import type { CallReference } from "@orchlang/plan";
import type { Attempt } from "@orchlang/plan/nodes";
import type { CheckedCapability, CheckedProgram, CheckedRoutine, CheckedScenario } from "../checked.ts";
import type { CheckedTrigger } from "../checked-context.ts";
import type { Gathering } from "../declaration.ts";
import { answerUnasked, triggerTells } from "../declarations/rule-messages.ts";
import { isCleared } from "../labels/label.ts";
import type { ProgramContext } from "../scope/program.ts";
import { statementsOf } from "./target.ts";

/** The reach of a plan: everything that can be called from a routine on, and by what way. */
export interface Reach {
  readonly capabilities: ReadonlySet<string>;
  readonly routines: ReadonlySet<string>;
}

type Callables = Pick<CheckedProgram, "capabilities" | "goals" | "routines">;

/** @param achieving the routines of a goal, by its name. */
export function reachOf(
  start: readonly CheckedRoutine[],
  program: Callables,
  achieving: (goal: string) => readonly CheckedRoutine[],
): Reach {
  const capabilities = new Set<string>();
  const routines = new Set<string>();
  const waiting = [...start];
  const callCapability = (name: string): void => {
    if (capabilities.has(name)) return;
    capabilities.add(name);
    for (const reference of referencesOf(program.capabilities.get(name)))
      callCapability(reference.capability);
  };
  for (let routine = waiting.pop(); routine !== undefined; routine = waiting.pop()) {
    if (routines.has(routine.name)) continue;
    routines.add(routine.name);
    for (const attempt of attemptsOf(routine)) {
      if (attempt.options.undo !== undefined) callCapability(attempt.options.undo.capability);
      const { target } = attempt;
      if ("capability" in target) callCapability(target.capability);
      else if ("goal" in target) waiting.push(...achieving(target.goal));
      else {
        const called = program.routines.get(target.routine);
        if (called !== undefined) waiting.push(called);
      }
    }
  }
  return { capabilities, routines };
}

function referencesOf(capability: CheckedCapability | undefined): readonly CallReference[] {
  if (capability === undefined) return [];
  const { undo, confirm } = capability.capability;
  return [undo, confirm].filter((reference) => reference !== undefined);
}

/** Every way of doing every step of a routine. */
function attemptsOf(routine: CheckedRoutine): readonly Attempt[] {
  const attempts: Attempt[] = [];
  for (const { node } of statementsOf(routine)) {
    if (node.kind === "call") attempts.push(node.attempt);
    if (node.kind === "quorum") attempts.push(...node.attempts);
    if ("rescues" in node)
      for (const rescue of node.rescues) if ("attempt" in rescue) attempts.push(rescue.attempt);
  }
  return attempts;
}

/** Warnings that need everything that a plan may call: answers that nobody asks for, revealing starts. */
export function reachWarnings(gathered: Gathering, program: ProgramContext): readonly Diagnostic[] {
  const reach = reachFinder(gathered);
  const isStandard = (module: string) => program.resolved.project.modules.get(module)?.standard === true;
  return [
    ...gathered.scenarios.flatMap((scenario) => unaskedAnswers(scenario, reach, gathered)),
    ...tellingStarts(gathered.triggers, { reach, capabilities: gathered.capabilities, isStandard }),
  ];
}

export type Find = (target: string) => Reach | undefined;

/** The reach of a plan, of a goal, or of what a trigger starts, by name. */
function reachFinder(gathered: Gathering): Find {
  const known = new Map<string, Reach>();
  const achieving = new Map<string, CheckedRoutine[]>();
  for (const routine of gathered.routines.values()) {
    const goal = routine.head.achieves;
    if (goal !== undefined) achieving.set(goal, [...(achieving.get(goal) ?? []), routine]);
  }
  const plansOf = (goal: string): readonly CheckedRoutine[] => achieving.get(goal) ?? [];
  return (target) => {
    const before = known.get(target);
    if (before !== undefined) return before;
    const routine = gathered.routines.get(target);
    const start = routine === undefined ? plansOf(target) : [routine];
    if (start.length === 0) return undefined;
    const reach = reachOf(start, gathered, plansOf);
    known.set(target, reach);
    return reach;
  };
}

export function unaskedAnswers(
  scenario: CheckedScenario,
  reach: Find,
  gathered: Pick<CheckedProgram, "triggers">,
): readonly Diagnostic[] {
  const started = gathered.triggers?.find((trigger) => trigger.name === scenario.target)?.starts?.target;
  const result = reach(started ?? scenario.target);
  if (result === undefined) return [];
  return scenario.clauses.flatMap((clause) => {
    if (clause.kind !== "answer" || result.capabilities.has(clause.capability)) return [];
    const place = { file: scenario.origin.file, span: clause.span };
    return [
      answerUnasked.at(place, { name: shortName(clause.capability), target: shortName(scenario.target) }),
    ];
  });
}

/** The facts by which a trigger's start is judged. */
interface StartSurroundings extends Pick<CheckedProgram, "capabilities"> {
  readonly reach: Find;
  readonly isStandard: (module: string) => boolean;
}

/** The members of a family of triggers share one place, and a fact about all of them is reported once. */
export function tellingStarts(
  triggers: readonly CheckedTrigger[],
  surroundings: StartSurroundings,
): readonly Diagnostic[] {
  const warnings = triggers.flatMap((trigger) => tellingStart(trigger, surroundings));
  const first = new Map(
    warnings.map((warning) => [`${warning.file}:${warning.span.start} ${warning.message}`, warning]),
  );
  return [...first.values()];
}

function tellingStart(
  trigger: CheckedTrigger,
  { reach, capabilities, isStandard }: StartSurroundings,
): readonly Diagnostic[] {
  const { starts, label, origin } = trigger;
  if (starts === undefined || isCleared(label.confidentiality, "internal")) return [];
  for (const name of reach(starts.target)?.capabilities ?? []) {
    const checked = capabilities.get(name);
    if (checked === undefined) continue;
    if (isCleared(label.confidentiality, checked.capability.clearance.confidentiality)) continue;
    const place = { file: origin.file, span: origin.nameSpan };
    const params = {
      name: shortName(familyName(trigger.name)),
      starts: shortName(starts.target),
      capability: shortName(name),
      label: label.confidentiality,
    };
    const standard = isStandard(checked.origin.module);
    const where = { file: checked.origin.file, span: checked.origin.nameSpan };
    const message = `\`${params.capability}\` is declared here`;
    return [triggerTells.at(place, params, standard ? {} : { labels: [{ ...where, message }] })];
  }
  return [];
}

/** `m.cosy` of `m.cosy(bath)`. */
function familyName(name: string): string {
  return name.replace(/\(.*\)$/su, "");
}

function shortName(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf(".") + 1);
}

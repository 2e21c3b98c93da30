import type { Diagnostic } from "@orchlang/language";
import type { CheckedProgram, CheckedRoutine, CheckedScenario } from "../checked.ts";
import type { CheckedTrigger } from "../checked-context.ts";
import type { Gathering } from "../declaration.ts";
import { answerUnasked, triggerTells } from "../declarations/rule-messages.ts";
import { isCleared } from "../labels/label.ts";
import type { ProgramContext } from "../scope/program.ts";
import { type Reach, reachOf } from "./reach.ts";

/** Warnings that need everything that a plan may call: answers that nobody asks for, revealing starts. */
export function reachWarnings(gathered: Gathering, program: ProgramContext): readonly Diagnostic[] {
  const reach = reachFinder(gathered);
  const isStandard = (module: string) => program.resolved.project.modules.get(module)?.standard === true;
  return [
    ...gathered.scenarios.flatMap((scenario) => unaskedAnswers(scenario, reach, gathered)),
    ...tellingStarts(gathered.triggers, reach, gathered, isStandard),
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
    const found = reachOf(start, gathered, plansOf);
    known.set(target, found);
    return found;
  };
}

export function unaskedAnswers(
  scenario: CheckedScenario,
  reach: Find,
  gathered: Pick<CheckedProgram, "triggers">,
): readonly Diagnostic[] {
  const started = gathered.triggers?.find((trigger) => trigger.name === scenario.target)?.starts?.target;
  const found = reach(started ?? scenario.target);
  if (found === undefined) return [];
  return scenario.clauses.flatMap((clause) => {
    if (clause.kind !== "answer" || found.capabilities.has(clause.capability)) return [];
    const place = { file: scenario.origin.file, span: clause.span };
    return [
      answerUnasked.at(place, { name: shortName(clause.capability), target: shortName(scenario.target) }),
    ];
  });
}

/** The members of a family of triggers share one place, and a fact about all of them is reported once. */
export function tellingStarts(
  triggers: readonly CheckedTrigger[],
  reach: Find,
  gathered: Pick<CheckedProgram, "capabilities">,
  isStandard: (module: string) => boolean,
): readonly Diagnostic[] {
  const told = triggers.flatMap((trigger) => tellingStart(trigger, reach, gathered, isStandard));
  const first = new Map(
    told.map((warning) => [`${warning.file}:${warning.span.start} ${warning.message}`, warning]),
  );
  return [...first.values()];
}

function tellingStart(
  trigger: CheckedTrigger,
  reach: Find,
  gathered: Pick<CheckedProgram, "capabilities">,
  isStandard: (module: string) => boolean,
): readonly Diagnostic[] {
  const { starts, label, origin } = trigger;
  if (starts === undefined || isCleared(label.confidentiality, "internal")) return [];
  for (const name of reach(starts.target)?.capabilities ?? []) {
    const checked = gathered.capabilities.get(name);
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

import type { CheckedProgram } from "@orchlang/checker";
import { statementsOf } from "@orchlang/checker/scenario";
import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { TriggerSource } from "@orchlang/plan/context";
import { shortName } from "../words.ts";
import { declaredEvents, eachWritten, placeOf, type SoundTrigger, writtenName } from "./declared.ts";
import { eventsFrom } from "./set-off.ts";

/* Events that a trigger listens to, and that nothing in the program causes. */

export const neverHappens = defineDiagnostic<{ trigger: string; event: string; isJoined: boolean }>({
  code: "ORCH4603",
  severity: "info",
  title: "A trigger on an event that never happens",
  message: ({ trigger, event, isJoined }) =>
    isJoined
      ? `\`${trigger}\` listens to \`${event}\`, which joins what nothing emits and what has no \`from\`.`
      : `\`${trigger}\` listens to \`${event}\`, which nothing emits and which has no \`from\`.`,
  notes: ["Only what is reported from outside by its name could set it off."],
  help: "Add `from` with its source, or `emit` it in a plan.",
});

export const neverStarted = defineDiagnostic<{ trigger: string; plan: string; outcome: string }>({
  code: "ORCH4604",
  severity: "info",
  title: "A trigger on runs that nothing starts",
  message: ({ trigger, plan, outcome }) =>
    `\`${trigger}\` listens to \`${outcome} ${plan}\`, and no trigger starts \`${plan}\`.`,
  notes: [
    "A plan that another one calls is a part of that one's run: only runs of its own count, as those started by hand.",
  ],
  help: "Listen to the plan that is started, unless it is started by hand.",
});

/** Each source by itself: the others of a trigger may set it off. */
export function neverFiresHints(
  program: CheckedProgram,
  triggers: readonly SoundTrigger[],
): readonly Diagnostic[] {
  const declared = declaredEvents(program);
  const happening = eventsFrom(declared, [
    ...declared.flatMap(({ name, sources = [] }) => (sources.length > 0 ? [name] : [])),
    ...[...program.routines.values()].flatMap((routine) =>
      [...statementsOf(routine)].flatMap(({ node }) => (node.kind === "emit" ? [node.event] : [])),
    ),
  ]);
  const joined = new Set(declared.flatMap(({ name, joins }) => (joins === undefined ? [] : [name])));
  const started = new Set(triggers.map(({ starts }) => starts.target));
  const hintOf = (trigger: SoundTrigger, source: TriggerSource): readonly Diagnostic[] => {
    const name = writtenName(trigger);
    if (source.kind === "event" && !happening.has(source.event)) {
      const event = shortName(source.event);
      const isJoined = joined.has(source.event);
      return [neverHappens.at(placeOf(trigger), { trigger: name, event, isJoined })];
    }
    if (source.kind !== "outcome" || started.has(source.target)) return [];
    const { outcome, target } = source;
    return [neverStarted.at(placeOf(trigger), { trigger: name, plan: shortName(target), outcome })];
  };
  return eachWritten(triggers).flatMap((trigger) => trigger.on.flatMap((source) => hintOf(trigger, source)));
}

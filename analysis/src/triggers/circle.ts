import type { CheckedProgram, CheckedRoutine } from "@orchlang/checker";
import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { EventDeclaration, TriggerSource } from "@orchlang/plan/context";
import { cycles } from "@orchlang/plan/graph";
import { achievers } from "../order/calling.ts";
import { routineTree } from "../tree.ts";
import { listed, shortName } from "../words.ts";
import { declaredEvents, eachWritten, placeOf, type SoundTrigger, writtenName } from "./declared.ts";

/* Triggers that can set each other off again: by what their runs emit, and by how these end. */

export const mayStartItself = defineDiagnostic<{ triggers: readonly string[] }>({
  code: "ORCH4602",
  severity: "info",
  title: "A trigger can set itself off",
  message: ({ triggers }) =>
    triggers.length === 1
      ? `The plan that \`${triggers[0]}\` starts can fire it again.`
      : `${listed(triggers.map((name) => `\`${name}\``))} can set each other off in a circle.`,
  notes: ["The runtime takes more than 32 starts in a row for a circle, and stops there."],
  help: "A `when` that becomes false ends it; `debounce` and `throttle` slow it down.",
});

/** @param surely the circles that are an error already */
export function circleHints(
  program: CheckedProgram,
  triggers: readonly SoundTrigger[],
  surely: readonly (readonly SoundTrigger[])[],
): readonly Diagnostic[] {
  const emitted = emittedBy(program);
  // Most triggers listen to what no run brings about: time, requests, events from outside.
  const brought = new Set(triggers.flatMap(({ starts }) => [...emitted(starts.target)]));
  const listening = triggers.filter(({ on }) =>
    on.some((source) => source.kind === "outcome" || (source.kind === "event" && brought.has(source.event))),
  );
  const arcs = triggers.flatMap(({ name, starts: { target } }) => {
    const events = emitted(target);
    const soundTriggers = listening.filter(({ on }) =>
      on.some((source) => isSetOffBy(source, target, events)),
    );
    return soundTriggers.map((to) => ({ from: name, to: to.name }));
  });
  const byName = new Map(triggers.map((trigger) => [trigger.name, trigger]));
  const results = new Set(surely.map(placesOf));
  return cycles([...byName.keys()], arcs).flatMap((way) => {
    const circle = way.slice(0, -1).flatMap((name) => byName.get(name) ?? []);
    const places = placesOf(circle);
    const [first, ...others] = eachWritten(circle);
    if (first === undefined || results.has(places)) return [];
    results.add(places);
    const names = [first, ...others].map(writtenName);
    const labels = others.map((trigger) => ({
      ...placeOf(trigger),
      message: `starts \`${shortName(trigger.starts.target)}\``,
    }));
    return [mayStartItself.at(placeOf(first), { triggers: names }, { labels })];
  });
}

function placesOf(circle: readonly SoundTrigger[]): string {
  const places = eachWritten(circle).map(({ origin }) => `${origin.file}:${origin.span.start}`);
  return places.sort().join();
}

/** The events that a run of a plan or goal may cause: those that it and its callees emit, and fusions of them. */
function emittedBy(program: CheckedProgram): (target: string) => ReadonlySet<string> {
  const achieving = achievers(program);
  const declared = declaredEvents(program);
  const routinesOf = (name: string): readonly CheckedRoutine[] => {
    const routine = program.routines.get(name);
    return routine === undefined ? (achieving.get(name) ?? []) : [routine];
  };
  const known = new Map<string, ReadonlySet<string>>();
  return (target) => {
    const before = known.get(target);
    if (before !== undefined) return before;
    const events = new Set<string>();
    const reached = new Set(routinesOf(target));
    // A set goes on to what is added to it on the way.
    for (const routine of reached) {
      for (const { statement, attempts } of routineTree(routine).all) {
        if (statement.node.kind === "emit") events.add(statement.node.event);
        for (const { attempt } of attempts) {
          const called = "routine" in attempt.target ? attempt.target.routine : undefined;
          const goal = "goal" in attempt.target ? attempt.target.goal : undefined;
          for (const each of routinesOf(called ?? goal ?? "")) reached.add(each);
        }
      }
    }
    const results = eventsAround(declared, events);
    known.set(target, results);
    return results;
  };
}

/* Maps events to what they fire; shared by the diagnostics and the trigger matrix. */

type Joins = Pick<EventDeclaration, "name" | "joins">;

/**
 * Whether what comes of a run sets a trigger off. A plan that another calls is a part of that one's run: only what was
 * started itself is an outcome.
 *
 * @param target what the run was started of
 * @param events what may happen in it, the fusions with it
 */
export function isSetOffBy(source: TriggerSource, target: string, events: ReadonlySet<string>): boolean {
  if (source.kind === "outcome") return source.target === target;
  return source.kind === "event" && events.has(source.event);
}

/** Events, and the fusions that they may be part of. */
export function eventsAround(declared: readonly Joins[], names: Iterable<string>): ReadonlySet<string> {
  const all = new Set(names);
  for (let before = -1; before !== all.size; ) {
    before = all.size;
    for (const { name, joins = [] } of declared) {
      if (joins.some(({ event }) => all.has(event))) all.add(name);
    }
  }
  return all;
}

/** Events, and the fusions of which every part is one of them: what can happen where nothing else does. */
export function eventsFrom(declared: readonly Joins[], names: Iterable<string>): ReadonlySet<string> {
  const all = new Set(names);
  for (let before = -1; before !== all.size; ) {
    before = all.size;
    for (const { name, joins = [] } of declared) {
      if (joins.length > 0 && joins.every(({ event }) => all.has(event))) all.add(name);
    }
  }
  return all;
}

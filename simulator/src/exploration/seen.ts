/** Facts that a run shows about one place in its plan. */

import type { Occurrence, Site } from "@orchlang/kernel";
import type { Json } from "@orchlang/plan";

import type { Trial } from "./case.ts";
import type { Place } from "./origin.ts";
import type { PlacedNode } from "./plan-facts.ts";

/** The occurrence that a wait, or a loop's round, took. */
export function occurrenceTaken(
  { run: { events } }: Trial,
  id: string,
  { routine, site }: Place,
  round?: number,
): Occurrence | undefined {
  const taken = events.find((event) => {
    if (event.t !== "Branched" && event.t !== "Settled") return false;
    const at = event.t === "Branched" ? event : event.call;
    const isRound = event.t === "Branched" ? event.took === round : round === undefined;
    return isRound && at.routine === routine && at.node === id && isSame(at.site, site);
  });
  const name = taken !== undefined && "occurrence" in taken ? taken.occurrence : undefined;
  if (name === undefined) return undefined;
  for (const event of events)
    if (event.t === "Told" && event.say.say === "matched" && event.say.occurrence.id === name)
      return event.say.occurrence;
  return undefined;
}

/** How many rounds a loop had. */
export function roundsOf({ run: { events } }: Trial, id: string, { routine, site }: Place): number {
  const rounds = events.flatMap((event) =>
    event.t === "Branched" && event.routine === routine && event.node === id && isSame(event.site, site)
      ? [event.took]
      : [],
  );
  return Math.max(0, ...rounds);
}

/** True if a statement completed: a call by its intent, anything else by its settlement. */
export function hasCompleted(trial: Trial, id: string, { routine, site }: Place): boolean {
  return (completedIn(trial).get(`${routine}/${id}`) ?? []).some((at) =>
    at.loops.every(([loop, round], nth) => site.loops[nth]?.[0] === loop && site.loops[nth]?.[1] === round),
  );
}

const completions = new WeakMap<Trial, ReadonlyMap<string, readonly Site[]>>();

/** The sites at which each statement of a run completed, by `routine/node`; found once a run. */
function completedIn(trial: Trial): ReadonlyMap<string, readonly Site[]> {
  const known = completions.get(trial);
  if (known !== undefined) return known;
  const { state, events } = trial.run;
  const calls = [
    ...[...state.intents.values()].flatMap(({ intent, outcome }) =>
      outcome === "completed" ? [intent.call] : [],
    ),
    ...events.flatMap((event) => (event.t === "Settled" && event.status === "completed" ? [event.call] : [])),
  ];
  const results = new Map<string, Site[]>();
  for (const { routine, node, site } of calls) {
    const name = `${routine}/${node}`;
    const sites = results.get(name);
    if (sites === undefined) results.set(name, [site]);
    else sites.push(site);
  }
  completions.set(trial, results);
  return results;
}

/** True if the run took the ways of the choices around a statement that lead to it, as far as it came to them. */
export function isOnTheWay(trial: Trial, { node, around }: PlacedNode, { routine, site }: Place): boolean {
  const blocks = new Set([node.block, ...around.map(({ block }) => block)]);
  return around.every((choice) => {
    if (choice.kind !== "branch") return true;
    const taken = (choicesIn(trial).get(`${routine}/${choice.id}`) ?? []).filter((one) =>
      isSame(one.site, site),
    );
    return taken.every(({ took }) => blocks.has(choice.arms[took]?.block ?? ""));
  });
}

interface Choice {
  readonly site: Site;
  readonly took: number;
}

const choices = new WeakMap<Trial, ReadonlyMap<string, readonly Choice[]>>();

/** The ways that a run took, by `routine/node`; found once a run. */
function choicesIn(trial: Trial): ReadonlyMap<string, readonly Choice[]> {
  let known = choices.get(trial);
  if (known === undefined) {
    const taken = trial.run.events.flatMap((event) => (event.t === "Branched" ? [event] : []));
    known = Map.groupBy(taken, ({ routine, node }) => `${routine}/${node}`);
    choices.set(trial, known);
  }
  return known;
}

/** The names of the branches that have won a race. */
export function winnersOf({ run }: Trial, id: string, { routine, site }: Place): readonly string[] {
  for (const event of run.events) {
    if (event.t !== "Settled" || event.call.node !== id || event.call.routine !== routine) continue;
    const { value } = event;
    if (isSame(event.call.site, site) && typeof value === "object" && value !== null)
      return Object.keys(value);
  }
  return [];
}

/** The known fields of the held member, or of all of them. */
export function memberHeld({ run: { events } }: Trial, id: string, { routine }: Place): Json | undefined {
  for (const event of events) {
    if (event.t !== "Told" || event.say.say !== "held") continue;
    const asked = events[event.say.ref.seq];
    if (asked?.t !== "Asked" || asked.ask.ask !== "hold") continue;
    const { call } = asked.ask;
    if (call.node !== id || call.routine !== routine) continue;
    const members = event.say.members.map(({ fields }) => fields);
    return members.length === 1 ? members[0] : [...members];
  }
  return undefined;
}

function isSame(one: Site, other: Site): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

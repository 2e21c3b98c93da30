import { canonical, type Json, type JsonObject, type Plan, type Tier } from "@orchlang/plan";
import type { SimulatedRun } from "@orchlang/runtime/simulator";
import { attemptOf, type Call, intentOf, routineOf, siteOf } from "./site.ts";

/** One thing that somebody at a place can see: an attempt with its arguments, a task, an occurrence. */
export interface Sighting {
  /** Where it comes from, in words, and the same in both runs of a pair. */
  readonly site: string;
  readonly call: Call;
  /** What was handed over. */
  readonly value: Json;
  readonly at: number;
}

/** Where a claim says that a label never comes. */
export interface Place {
  /** As the object of a sentence: "`danger`", "the cloud". */
  readonly says: string;
  readonly seen: (run: SimulatedRun) => readonly Sighting[];
  /** Whether that something comes there at all tells too; else only what comes. */
  readonly presence: boolean;
}

/** Attempts at what is chosen, undos and confirms included: all of their arguments, or one. */
export function callsOf(
  says: string,
  isChosen: (capability: string, call: Call) => boolean,
  parameter?: string,
): Place {
  const seen = ({ events }: SimulatedRun): readonly Sighting[] =>
    events.flatMap((event): readonly Sighting[] => {
      if (event.t === "Began" && isChosen(event.capability, event.intent.call)) {
        const site = `${intentOf(event.intent)} ${event.capability}`;
        return [{ site, call: event.intent.call, value: part(event.args, parameter), at: event.at }];
      }
      if (event.t !== "Asked" || event.ask.ask !== "task") return [];
      const { task } = event.ask;
      if (!isChosen(task.capability, task.call)) return [];
      const site = `${siteOf(task.call)} ${task.capability}`;
      return [{ site, call: task.call, value: part(task.args, parameter), at: event.at }];
    });
  return { says, seen, presence: true };
}

function part(args: Json, parameter: string | undefined): Json {
  return parameter === undefined ? args : ((args as JsonObject)[parameter] ?? null);
}

/** Calls that run at a tier, or may. */
export function callsAt(plan: Plan, says: string, isChosen: (tier: Tier) => boolean): Place {
  return callsOf(says, (capability, call) => tiersOf(plan, capability, call).some(isChosen));
}

/** Where a call may run: where its step says, else on the engine's own tier where it can, else where it can. */
function tiersOf(plan: Plan, capability: string, call: Call): readonly Tier[] {
  const tier = attemptOf(plan, call)?.options.tier;
  if (tier !== undefined) return [tier];
  const declared = plan.capabilities[capability]?.tiers ?? [];
  const { engine } = plan.settings;
  return declared.length === 0 || declared.includes(engine) ? [engine] : declared;
}

/** What people of a role are shown. */
export function shownTo(role: string): Place {
  const seen = ({ events }: SimulatedRun): readonly Sighting[] =>
    events.flatMap((event) => {
      if (event.t !== "Asked" || event.ask.ask !== "task" || event.ask.task.role !== role) return [];
      const { call, show } = event.ask.task;
      return [{ site: `${siteOf(call)} task`, call, value: show, at: event.at }];
    });
  return { says: `role \`${role}\``, seen, presence: true };
}

/** What an occurrence has in a field. */
export function emittedAs(plan: Plan, event: string, field: string): Place {
  const seen = ({ events }: SimulatedRun): readonly Sighting[] =>
    events.flatMap((one, seq) => {
      const settled = events.slice(seq).find((later) => later.t === "Settled" && isEmit(plan, later.call));
      if (one.t !== "Asked" || one.ask.ask !== "emit" || one.ask.event !== event) return [];
      if (settled?.t !== "Settled") return [];
      const { call } = settled;
      return [{ site: `${siteOf(call)} ${event}`, call, value: part(one.ask.fields, field), at: one.at }];
    });
  return { says: `\`${field}\` of event \`${event}\``, seen, presence: true };
}

function isEmit(plan: Plan, call: Call): boolean {
  const routine = plan.routines[routineOf(plan, call)];
  return routine?.nodes.find(({ id }) => id === call.node)?.kind === "emit";
}

/** What a plan that is called is given. */
export function givenTo(target: string, parameter: string): Place {
  const seen = ({ events }: SimulatedRun): readonly Sighting[] =>
    events.flatMap((event) => {
      if (event.t !== "Entered" || event.target !== target) return [];
      const { call, nth = 1, request = 1, input } = event;
      const site = `${siteOf(call)} time ${nth} request ${request}`;
      return [{ site, call, value: part(input, parameter), at: event.at }];
    });
  return { says: `\`${parameter}\` of \`${target}\``, seen, presence: false };
}

/** How two runs differ at a place: what comes, or that it comes. */
export interface Difference {
  readonly says: string;
  readonly call: Call;
  /** When the first of them was there. */
  readonly at: number;
  readonly presence: boolean;
}

/** Where two runs differ at a place, site by site: in which order sites come is time, and not looked at. */
export function differences({ seen, presence }: Place, one: SimulatedRun, other: SimulatedRun) {
  const first = bySite(seen(one));
  const second = bySite(seen(other));
  const found: Difference[] = [];
  for (const site of new Set([...first.keys(), ...second.keys()])) {
    const left = first.get(site) ?? [];
    const right = second.get(site) ?? [];
    for (let nth = 0; nth < Math.max(left.length, right.length); nth++) {
      const [here, there] = [left[nth], right[nth]];
      const call = here?.call ?? there?.call;
      if (call === undefined || textOf(here) === textOf(there)) continue;
      const isPresence = here === undefined || there === undefined;
      if (isPresence && !presence) break;
      const at = Math.min(here?.at ?? Number.POSITIVE_INFINITY, there?.at ?? Number.POSITIVE_INFINITY);
      found.push({ says: `${site}: ${worded(here)} and ${worded(there)}`, call, at, presence: isPresence });
      break;
    }
  }
  return found;
}

const textOf = (sighting: Sighting | undefined): string | undefined => sighting && canonical(sighting.value);

function worded(sighting: Sighting | undefined): string {
  return textOf(sighting) ?? "nothing";
}

function bySite(sightings: readonly Sighting[]): ReadonlyMap<string, readonly Sighting[]> {
  const found = new Map<string, Sighting[]>();
  for (const sighting of sightings) {
    const before = found.get(sighting.site);
    if (before === undefined) found.set(sighting.site, [sighting]);
    else before.push(sighting);
  }
  return found;
}

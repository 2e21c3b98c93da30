import type { Json, JsonObject, Plan, Tier } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import type { SimulatedRun } from "@orchlang/simulator";
import { isEqual } from "./released.ts";
import { attemptOf, type Call, intentOf, routineOf, siteOf } from "./site.ts";

/** One thing that somebody at a place can see: an attempt with its arguments, a task, an occurrence. */
interface Sighting {
  /** Where it comes from, in words, and the same in both runs of a pair. */
  readonly site: string;
  readonly call: Call;
  /** The observed thing: the capability, the event, the role. */
  readonly of: string;
  /** The number of the request that `attempts n` allows, from 2; absent for the first. */
  readonly request?: number;
  /** The observed value. */
  readonly value: Json;
}

/** Where a claim says that a label never comes. */
export interface Place {
  /** As the object of a sentence: "`danger`", "the cloud". */
  readonly says: string;
  readonly seen: (run: SimulatedRun) => readonly Sighting[];
  /** True if that something comes there at all tells too; else only what comes. */
  readonly presence: boolean;
}

/** Attempts at what is chosen, undos and confirms included: all of their arguments, or one. */
export function callsOf(
  says: string,
  isChosen: (capability: string, call: Call) => boolean,
  parameter?: string,
): Place {
  const seen = ({ events }: SimulatedRun): readonly Sighting[] => {
    const over = new Set<string>();
    return events.flatMap((event): readonly Sighting[] => {
      if (event.t === "Settled" && event.key !== undefined) over.add(event.key);
      if (event.t === "Aborted" && event.why === "cancelled") over.add(event.key);
      if (event.t === "Began" && isChosen(event.capability, event.intent.call)) {
        // Asked once more for what it gave, so that it can be undone (rule 27), it is told nothing new.
        if (over.has(event.intent.key)) return [];
        const { intent, capability: of, args } = event;
        const { call, request = 1 } = intent;
        return [{ site: `${intentOf(intent)} ${of}`, call, of, request, value: part(args, parameter) }];
      }
      if (event.t !== "Asked" || event.ask.ask !== "task") return [];
      const { task } = event.ask;
      if (!isChosen(task.capability, task.call)) return [];
      const site = `${siteOf(task.call)} ${task.capability}`;
      return [{ site, call: task.call, of: task.capability, value: part(task.args, parameter) }];
    });
  };
  return { says, seen, presence: true };
}

/**
 * All values of an argument that one statement hands over in a run, whichever of its rounds and attempts does. That it
 * hands over none tells nothing.
 */
export function chosenFor(says: string, capability: string, parameter: string): Place {
  const calls = callsOf(says, (name) => name === capability, parameter);
  const seen = (run: SimulatedRun): readonly Sighting[] => {
    const statements = Map.groupBy(calls.seen(run), ({ call }) =>
      siteOf({ ...call, site: { ...call.site, loops: [] } }),
    );
    return [...statements].flatMap(([site, [first, ...more]]) => {
      if (first === undefined) return [];
      const values = new Map([first, ...more].map(({ value }) => [canonical(value), value]));
      return [{ site, call: first.call, of: first.of, value: [...values].sort().map(([, value]) => value) }];
    });
  };
  return { says, seen, presence: false };
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

/** The texts that people of a role see: in tasks, and in approvals of an attempt. */
export function shownTo(role: string): Place {
  const seen = ({ events }: SimulatedRun): readonly Sighting[] =>
    events.flatMap((event): readonly Sighting[] => {
      if (event.t !== "Asked") return [];
      const { ask } = event;
      if (ask.ask === "task" && ask.task.role === role)
        return [
          { site: `${siteOf(ask.task.call)} task`, call: ask.task.call, of: role, value: ask.task.show },
        ];
      if (ask.ask !== "gate") return [];
      const { call, approvals = [] } = ask;
      return approvals
        .filter((asked) => asked.role === role)
        .map(({ show }) => ({ site: `${siteOf(call)} approval`, call, of: role, value: show }));
    });
  return { says: `role \`${role}\``, seen, presence: true };
}

/** The value of an occurrence's field. */
export function emittedAs(plan: Plan, event: string, field: string): Place {
  const seen = ({ events }: SimulatedRun): readonly Sighting[] =>
    events.flatMap((one, seq) => {
      const settled = events.slice(seq).find((later) => later.t === "Settled" && isEmit(plan, later.call));
      if (one.t !== "Asked" || one.ask.ask !== "emit" || one.ask.event !== event) return [];
      if (settled?.t !== "Settled") return [];
      const { call } = settled;
      return [{ site: `${siteOf(call)} ${event}`, call, of: event, value: part(one.ask.fields, field) }];
    });
  return { says: `\`${field}\` of event \`${event}\``, seen, presence: true };
}

function isEmit(plan: Plan, call: Call): boolean {
  const routine = plan.routines[routineOf(plan, call)];
  return routine?.nodes.find(({ id }) => id === call.node)?.kind === "emit";
}

/** The arguments of a called plan. */
export function givenTo(target: string, parameter: string): Place {
  const seen = ({ events }: SimulatedRun): readonly Sighting[] =>
    events.flatMap((event) => {
      if (event.t !== "Entered" || event.target !== target) return [];
      const { call, nth = 1, request = 1, input } = event;
      const site = `${siteOf(call)} time ${nth} request ${request}`;
      return [{ site, call, of: target, value: part(input, parameter) }];
    });
  return { says: `\`${parameter}\` of \`${target}\``, seen, presence: false };
}

/** How two runs differ at a place: what comes, or that it comes. */
export interface Difference {
  readonly says: string;
  readonly call: Call;
  /** The differing thing, and the number of its request. */
  readonly of: string;
  readonly request: number;
  /** The run that nothing comes there in. */
  readonly lacks: "first" | "second" | undefined;
}

/**
 * Where two runs differ at a place, site by site: in which order sites come is time, and not looked at. Where something
 * comes from one site in one run and from another site in the other, whoever is there sees the same.
 */
export function differences(place: Place, one: SimulatedRun, other: SimulatedRun): readonly Difference[] {
  const [first, second] = [place.seen(one), place.seen(other)];
  const results = siteBySite(place, first, second);
  const isMoved = results.some(({ lacks }) => lacks !== undefined) && isEqual(bagOf(first), bagOf(second));
  return isMoved ? [] : results;
}

function bagOf(sightings: readonly Sighting[]): readonly string[] {
  return sightings.map(({ of, value }) => `${of} ${canonical(value)}`).sort();
}

function siteBySite({ presence }: Place, here: readonly Sighting[], there: readonly Sighting[]) {
  const [first, second] = [bySite(here), bySite(there)];
  return [...new Set([...first.keys(), ...second.keys()])].flatMap((site): readonly Difference[] => {
    const [left, right] = [first.get(site) ?? [], second.get(site) ?? []];
    const count = Math.max(left.length, right.length);
    for (let nth = 0; nth < count; nth++) {
      const [one, other] = [left[nth], right[nth]];
      const seen = one ?? other;
      if (seen === undefined || textOf(one) === textOf(other)) continue;
      const { call, of, request = 1 } = seen;
      const lacks = one === undefined ? "first" : other === undefined ? "second" : undefined;
      if (lacks !== undefined && !presence) return [];
      return [{ says: `${site}: ${worded(one)} and ${worded(other)}`, call, of, request, lacks }];
    }
    return [];
  });
}

const textOf = (sighting: Sighting | undefined): string | undefined => sighting && canonical(sighting.value);

function worded(sighting: Sighting | undefined): string {
  return textOf(sighting) ?? "nothing";
}

function bySite(sightings: readonly Sighting[]): ReadonlyMap<string, readonly Sighting[]> {
  const results = new Map<string, Sighting[]>();
  for (const sighting of sightings) {
    const before = results.get(sighting.site);
    if (before === undefined) results.set(sighting.site, [sighting]);
    else before.push(sighting);
  }
  return results;
}

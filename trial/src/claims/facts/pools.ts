import type { Plan } from "@orchlang/plan";
import type { SimulatedRun } from "@orchlang/simulator";
import type { Monitor, Played } from "../../claim.ts";
import { hasClosed, outsideRules, outsideTimes } from "../assumptions.ts";
import type { Call, EventOf, RunEvent } from "../journal.ts";
import { routineOf } from "../layout.ts";
import { factClaim, first } from "./fact.ts";

/** How many members a run holds at once; and that holds never wait for one another in a circle. */
export const pools: Monitor = ({ file: { plan, about } }) => [
  ...plan.obligations.flatMap(({ id, source }) => {
    if (!("pool" in source)) return [];
    const most = /holds at most (\d+) at once/u.exec(about.evidence[id] ?? "")?.[1];
    if (most === undefined) return [];
    return [
      factClaim({
        says: `${id}: one run holds at most ${most} of ${source.pool} at once`,
        contradicts: (run) => heldAtOnce(run, source.pool, Number(most)),
      }),
    ];
  }),
  factClaim({
    says: "a run does not wait for ever for what it holds itself",
    outside: (played) => outsideRules(played) ?? membersLost(played),
    contradicts: (run) => waitsForItself(plan, run),
  }),
];

interface Hold {
  readonly asked: EventOf<"Asked">;
  readonly pool: string;
  members: readonly string[];
  /** Control may give the members to another from then on, be the call that holds them in doubt. */
  until?: number | undefined;
  over: boolean;
}

/** The holds of a run as they were after each event. */
function* holdsOf(run: SimulatedRun): Generator<readonly [seq: number, holds: readonly Hold[]]> {
  const holds = new Map<number, Hold>();
  for (const [seq, event] of run.events.entries()) {
    if (event.t === "Asked") {
      const { ask } = event;
      const wanted = ask.ask === "hold" || ask.ask === "gate" ? ask.hold : undefined;
      if (wanted !== undefined) holds.set(seq, { asked: event, pool: wanted.pool, members: [], over: false });
      const over = ask.ask === "release" || ask.ask === "cancel" ? holds.get(ask.ref.seq) : undefined;
      if (over !== undefined) over.over = true;
    } else if (event.t === "Told" && "ref" in event.say) {
      const hold = holds.get(event.say.ref.seq);
      const { say } = event;
      if (hold !== undefined && "members" in say && say.members !== undefined) {
        hold.members = say.members.map(({ pool, id }) => `${pool}/${id}`);
        hold.until = say.until;
      }
      if (hold !== undefined && (say.say === "refused" || say.say === "holdLost")) hold.over = true;
      if (hold !== undefined && say.say === "granted" && say.members === undefined) hold.over = true;
    }
    yield [seq, [...holds.values()].filter(({ over }) => !over)];
  }
}

function heldAtOnce(run: SimulatedRun, pool: string, most: number): string | undefined {
  return first(holdsOf(run), ([seq, holds]) => {
    const at = run.events[seq]?.at ?? Number.POSITIVE_INFINITY;
    const held = holds.filter((hold) => hold.pool === pool && (hold.until === undefined || at < hold.until));
    const members = held.flatMap((hold) => hold.members);
    return members.length > most ? `it holds ${members.length} at event ${seq}` : undefined;
  });
}

/** Members that are gone may be what a run waits for. */
function membersLost({ run, world }: Played): string | undefined {
  const lost =
    world.happenings?.some(({ does }) => does === "loses") === true ||
    run.events.some((event) => event.t === "Told" && event.say.say === "holdLost");
  return lost ? "members were lost" : undefined;
}

/**
 * Some of a pool is held, more of it is wanted, and nothing else is under way when the time of what is held is over, or
 * the run comes to a stand.
 */
function waitsForItself(plan: Plan, run: SimulatedRun): string | undefined {
  const busy = new Set<string>();
  const text = first(holdsOf(run), ([seq, holds]) => {
    const event = run.events[seq];
    if (event === undefined) return undefined;
    if (event.t !== "Aborted" || !isAwaited(plan, run, event.key)) underWay(busy, event);
    const ends = event.t === "Settled" && isOverrun(event.failure);
    return ends && busy.size === 0 ? wantedByItself(plan, holds, seq) : undefined;
  });
  if (text !== undefined || hasClosed(run) || busy.size > 0) return text;
  const last = [...holdsOf(run)].at(-1);
  return last === undefined ? undefined : wantedByItself(plan, last[1], last[0]);
}

/** A call that may happen once alone goes on when it is given up, until it has ended or is in doubt (semantics, rule 23). */
function isAwaited(plan: Plan, { events }: SimulatedRun, key: string): boolean {
  return events.some(
    (event) =>
      event.t === "Began" &&
      event.intent.key === key &&
      plan.capabilities[event.capability]?.effect.kind === "once",
  );
}

/** The time of a hold is over; a wait for a member that is over ends by itself. */
function isOverrun(failure: EventOf<"Settled">["failure"]): boolean {
  return failure?.class === "resource_lost" && / are over$/u.test(failure.message);
}

/** An undo has failed: the run waits until an operator has resolved it. */
function isForAnOperator(event: RunEvent): event is EventOf<"Settled"> & { readonly key: string } {
  return (
    event.t === "Settled" &&
    event.key !== undefined &&
    event.call.slot === "undo" &&
    event.status === "failed"
  );
}

/** Attempts, people, those who have to agree included, waits, doubts and failed undos that are not over. */
function underWay(busy: Set<string>, event: RunEvent): void {
  if (event.t === "Began") {
    busy.add(event.intent.key);
    busy.delete(pauseOf(event.intent.key));
  } else if (event.t === "Dispatched" || event.t === "Doubted") busy.add(event.key);
  else if (event.t === "Asked" && event.ask.ask === "task") busy.add(event.ask.task.key);
  else if (event.t === "Asked" && event.ask.ask === "gate" && event.ask.approvals !== undefined)
    busy.add(event.ask.key);
  else if (event.t === "Deferred") busy.add(pauseOf(event.intent.key));
  else if (event.t === "Awaited" || (event.t === "TimerSet" && event.call !== undefined))
    busy.add(placeOf(event.call));
  else if (event.t === "TimerSet" && event.key !== undefined) busy.add(pauseOf(event.key));
  else if (event.t === "Ended" || event.t === "Aborted") busy.delete(event.key);
  else if (isForAnOperator(event)) busy.add(event.key);
  else if (event.t === "Settled") {
    busy.delete(event.key ?? placeOf(event.call));
    if (event.key !== undefined) busy.delete(pauseOf(event.key));
  }
}

/** The time until a call is tried again: a late answer to the try before does not end it. */
function pauseOf(key: string): string {
  return `pause ${key}`;
}

function placeOf(call: EventOf<"Settled">["call"] | undefined): string {
  return JSON.stringify([call?.routine, call?.node, call?.site.loops]);
}

function wantedByItself(plan: Plan, holds: readonly Hold[], seq: number): string | undefined {
  const held = holds.flatMap(({ members }) => members);
  const kept = holds.find(
    ({ pool, members }) =>
      members.length === 0 &&
      held.some((member) => chainOf(plan, pool).has(member.slice(0, member.lastIndexOf("/")))),
  );
  return kept && `it waits for a member of ${kept.pool} at event ${seq}, and holds some of them`;
}

/** A pool and those that it overflows into. */
function chainOf(plan: Plan, pool: string): ReadonlySet<string> {
  const chain = new Set<string>();
  for (let name: string | undefined = pool; name !== undefined && !chain.has(name); ) {
    chain.add(name);
    const next: unknown = plan.pools[name]?.overflow;
    name = typeof next === "string" ? next : undefined;
  }
  return chain;
}

/** "Held long enough": what is done while something is held is over before the hold is. */
export const held: Monitor = ({ file: { plan } }) =>
  plan.obligations
    .filter(({ source, verdict }) => verdict === "proved" && "step" in source && source.clause === "held")
    .map(({ id, nodes, assumes }) =>
      factClaim({
        says: `${id} is proved: what is done in ${nodes.join(", ")} is over before the hold is`,
        outside: outsideTimes(assumes),
        contradicts: (run) => ranOut(run, new Set(nodes)),
      }),
    );

/** The hold was given, no member was lost, and all the same what it was for fails as lost. */
function ranOut(run: SimulatedRun, nodes: ReadonlySet<string>): string | undefined {
  const given = new Set<string>();
  const asked = new Map<number, string>();
  return first(run.events.entries(), ([seq, event]) => {
    if (event.t === "Asked" && event.ask.ask === "hold") asked.set(seq, roundOf(event.ask.call));
    if (event.t === "Told" && event.say.say === "held") given.add(asked.get(event.say.ref.seq) ?? "");
    const lost = lostAt(event);
    if (lost === undefined || !nodes.has(nameOf(lost)) || !given.has(roundOf(lost))) return undefined;
    return `${nameOf(lost)} is held no longer at event ${seq}, and what is done in it is not over`;
  });
}

type Place = Pick<Call, "routine" | "site"> & { readonly node?: string };

function nameOf({ routine, node }: Place): string {
  return `${routineOf(routine)}/${node}`;
}

/** In a loop each round has a hold of its own. */
function roundOf({ routine, site, node }: Place): string {
  return JSON.stringify([routine, site.plan, site.loops, node]);
}

function lostAt(event: RunEvent): Place | undefined {
  if (event.t === "Settled" && event.failure?.class === "resource_lost") return event.call;
  if (event.t !== "Unwinding" || typeof event.why !== "object" || !("class" in event.why)) return undefined;
  return event.why.class === "resource_lost" ? event.region : undefined;
}

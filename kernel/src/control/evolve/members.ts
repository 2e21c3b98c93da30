/** State changes of pool members: they appear, change, fall silent, are quarantined, disappear (semantics, rule 31). */
import type { JsonObject } from "@orchlang/plan";
import { equal } from "@orchlang/plan/expressions";
import type { ControlEvent } from "../events.ts";
import { judged, moved } from "../holds/health.ts";
import {
  emptyPool,
  type MemberState,
  namesOf,
  newMember,
  type PoolState,
  withMember,
  withoutMember,
} from "../holds/pool.ts";
import type { ControlState } from "../state.ts";
import { armed } from "./alarms.ts";
import { lookedAtSoon } from "./lines.ts";
import { memberName } from "./member-name.ts";
import { tallied } from "./tallies.ts";

type Event<T extends ControlEvent["t"]> = Extract<ControlEvent, { t: T }>;

export function member(before: ControlState, event: Event<"Member">): ControlState {
  const state = { ...before, taken: before.taken.set(event.id, true as const) };
  const pool = state.pools.get(event.pool) ?? emptyPool(event.pool);
  const was = pool.members.get(event.member);
  if (event.gone === true && was === undefined) return state;
  const known = was ?? newMember(event.member, pool.floor);
  const next = moved(known, told(known, event), event.at);
  const lifted = event.idle === true ? withoutQuarantine(state, event.pool, next) : { state, member: next };
  return withSettled(lifted.state, event.pool, pool, lifted.member);
}

function told(known: MemberState, event: Event<"Member">): MemberState {
  const { silent, unfenced, beats, ...rest } = known;
  // For a member with its own heartbeat, a registry's report is no sign of life.
  const itself = event.registry === undefined || beats === undefined;
  const fields = said(known.fields, { ...event.fields, id: event.member });
  const period = event.beats ?? beats;
  const isUnfenced = event.fences === undefined ? unfenced === true : !event.fences;
  return {
    ...rest,
    fields,
    told: event.gone === true ? "gone" : (event.health ?? (known.told === "gone" ? "ready" : known.told)),
    heard: itself ? event.at : known.heard,
    ...(itself || silent === undefined ? {} : { silent }),
    ...(period === undefined || period === 0 ? {} : { beats: period }),
    ...(isUnfenced ? { unfenced: true } : {}),
    ...(event.registry === undefined ? {} : { registry: event.registry }),
  };
}

/** The same object where it says nothing new, as heartbeats do: what was worked out of it holds on. */
function said(before: JsonObject, news: JsonObject): JsonObject {
  const isNew = Object.keys(news).some(
    (name) => !Object.hasOwn(before, name) || !equal(before[name], news[name]),
  );
  return isNew ? { ...before, ...news } : before;
}

/** Applies a judgement of a member's silence or past. */
export function judgedMember(state: ControlState, event: Event<"Judged">): ControlState {
  const pool = state.pools.get(event.pool);
  const known = pool?.members.get(event.member);
  if (pool === undefined || known === undefined) return state;
  const next = withSettled(state, event.pool, pool, afterJudgement(known, event));
  return tallied(next, `${event.pool} ${event.why}`);
}

function afterJudgement(known: MemberState, { why, health, at }: Event<"Judged">): MemberState {
  const { damped: _, ...calm } = known;
  if (why === "flapping") return judged({ ...known, damped: true });
  if (why === "steady") return judged(calm);
  return moved(known, { ...known, silent: health === "lost" ? "lost" : "degraded" }, at);
}

export function capacity(
  before: ControlState,
  { id, pool: name, capacity: most, open }: Event<"Pool">,
): ControlState {
  const { capacity: _, ...known } = before.pools.get(name) ?? emptyPool(name);
  const pool = open === undefined ? known : { ...known, open };
  const state = { ...before, taken: before.taken.set(id, true as const) };
  const next: PoolState = most === undefined ? pool : { ...pool, capacity: most };
  return lookedAtSoon({ ...state, pools: state.pools.set(name, next) }, name);
}

/**
 * The previous holder may still be using the member. It is given to nobody else until it was seen idle or its holder
 * releases it.
 */
export function quarantined(
  state: ControlState,
  hold: string,
  pool: string,
  known: MemberState,
): ControlState {
  const place = { pool, id: known.id };
  const quarantine = state.quarantine.set(hold, [...(state.quarantine.get(hold) ?? []), place]);
  const next = { ...state, quarantine };
  const home = next.pools.get(pool);
  if (home === undefined) return state;
  return tallied(
    withSettled(next, pool, home, judged({ ...known, holder: undefined, quarantine: hold })),
    `${pool} quarantined`,
  );
}

/** The holder of what was quarantined has let go of it after all. */
export function letGoLate(before: ControlState, hold: string): ControlState {
  let state = before;
  for (const { pool: name, id } of before.quarantine.get(hold) ?? []) {
    const pool = state.pools.get(name);
    const known = pool?.members.get(id);
    if (pool === undefined || known === undefined) continue;
    const { quarantine: _, ...free } = known;
    state = withSettled(state, name, pool, judged(free));
  }
  return state.quarantine.has(hold) ? { ...state, quarantine: state.quarantine.delete(hold) } : state;
}

function withoutQuarantine(
  state: ControlState,
  pool: string,
  known: MemberState,
): { readonly state: ControlState; readonly member: MemberState } {
  const { quarantine: hold, ...free } = known;
  if (hold === undefined) return { state, member: known };
  const left = (state.quarantine.get(hold) ?? []).filter((one) => one.pool !== pool || one.id !== known.id);
  const quarantine = left.length > 0 ? state.quarantine.set(hold, left) : state.quarantine.delete(hold);
  return { state: { ...state, quarantine }, member: judged(free) };
}

function withSettled(state: ControlState, name: string, pool: PoolState, member: MemberState): ControlState {
  const next = lookedAtSoon({ ...state, pools: state.pools.set(name, settled(pool, member)) }, name);
  const due = next.pools.get(name)?.members.get(member.id)?.due;
  return due === undefined || due === pool.members.get(member.id)?.due
    ? next
    : armed(next, { due, of: "member", name: memberName(name, member.id) });
}

/** One that is gone and that nobody has is forgotten, its fence apart; one that is declared would come again. */
function settled(pool: PoolState, member: MemberState): PoolState {
  const forgotten =
    member.told === "gone" && member.holder === undefined && !namesOf(pool.declared).includes(member.id);
  if (!forgotten) return withMember(pool, member);
  return { ...withoutMember(pool, member.id), floor: Math.max(pool.floor, member.fence) };
}

/** Somebody has let go of it. */
export function freed(pool: PoolState, member: MemberState): PoolState {
  return settled(pool, { ...member, holder: undefined });
}

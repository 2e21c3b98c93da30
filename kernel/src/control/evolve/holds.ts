/** State changes of pools, of the lines for their members, and of their holders. */

import { Map as PersistentMap } from "immutable";
import { limits } from "../../limits.ts";
import type { Instant, Ref } from "../../machine.ts";
import type { HeldMember, HoldRequest, ToControl } from "../../messages.ts";
import type { ControlEvent } from "../events.ts";
import {
  declaredMembers,
  emptyPool,
  type HoldState,
  poolDeclaration,
  redeclared,
  withMember,
} from "../holds/pool.ts";
import { type ControlState, refName, runOf } from "../state.ts";
import { layOut } from "../world/lay-out.ts";
import { armed } from "./alarms.ts";
import { inLine, lookedAtSoon, outOfLine } from "./lines.ts";
import { freed, quarantined } from "./members.ts";

type Event<T extends ControlEvent["t"]> = Extract<ControlEvent, { t: T }>;

/** The newest declaration holds; members that were known stay, with what was said of them. */
export function provided(before: ControlState, event: Event<"Provided">): ControlState {
  return withPools(told(before, event), event.pools);
}

function told(state: ControlState, { signals, flags, events, schemas }: Event<"Provided">): ControlState {
  if (signals === undefined && flags === undefined && events === undefined) return state;
  const known = state.declared;
  const declared = {
    ...known,
    signals: { ...known.signals, ...signals },
    flags: { ...known.flags, ...flags },
    events: { ...known.events, ...events },
    schemas: { ...known.schemas, ...schemas },
  };
  return { ...state, declared, laid: layOut(declared) };
}

export function withPools(state: ControlState, pools: Event<"Provided">["pools"]): ControlState {
  let next = state.pools;
  for (const [name, fields] of Object.entries(pools)) {
    const declared = poolDeclaration(name, fields);
    const known = next.get(name) ?? emptyPool(name);
    const missing = declaredMembers(declared, known.floor).filter(([id]) => !known.members.has(id));
    const others = [...known.members.values()].flatMap((member) => {
      const next = redeclared(member, known.declared, declared);
      return next === member ? [] : [next];
    });
    const pool = [...missing.map(([, one]) => one), ...others].reduce(withMember, known);
    next = next.set(name, { ...pool, declared });
  }
  return Object.keys(pools).reduce(lookedAtSoon, { ...state, pools: next });
}

/** Somebody stands in line: behind those who are as urgent, before those who are less so. */
export function wanted(
  state: ControlState,
  { ref, at, ask }: { readonly ref: Ref; readonly at: Instant; readonly ask: ToControl },
  hold: HoldRequest,
): ControlState {
  const name = refName(ref);
  const isEarly = hold.from !== undefined && hold.from > at;
  const due = isEarly ? hold.from : hold.wait === undefined ? undefined : at + hold.wait;
  const wish: HoldState = {
    ref,
    run: runOf(ref),
    hold,
    gate: ask.ask === "gate",
    reads: ask.ask === "gate" ? ask.reads : [],
    status: isEarly ? "early" : "waiting",
    since: at,
    nth: state.length,
    due,
    members: [],
  };
  const known = { ...state, holds: state.holds.set(name, wish) };
  const next = isEarly ? known : inLine(known, name, wish);
  return due === undefined ? next : armed(next, { due, of: "hold", name });
}

/**
 * Members are kept for a hold: nobody else gets them for a time that reaches into its own. They replace those that were
 * kept for it before.
 */
export function reserved(
  before: ControlState,
  { hold: name, members, from, until }: Event<"Reserved">,
): ControlState {
  const hold = before.holds.get(name);
  if (hold === undefined) return before;
  const state = withoutReservations(before, name, hold);
  let { pools } = state;
  for (const { pool, id } of members) {
    const known = pools.get(pool);
    if (known === undefined) continue;
    const one = { hold: name, member: id, from, until };
    pools = pools.set(pool, { ...known, reservations: [...(known.reservations ?? []), one] });
  }
  return { ...state, pools, holds: state.holds.set(name, { ...hold, members }) };
}

/** The time has come: it stands in line, and what is reserved for it stays so until it is held. */
export function cameDue(state: ControlState, { hold: name, at }: Event<"CameDue">): ControlState {
  const hold = state.holds.get(name);
  if (hold === undefined) return state;
  const due = hold.hold.wait === undefined ? undefined : at + hold.hold.wait;
  const wish: HoldState = { ...hold, status: "waiting", since: at, due, nth: state.length };
  const next = inLine({ ...state, holds: state.holds.set(name, wish) }, name, wish);
  return due === undefined ? next : armed(next, { due, of: "hold", name });
}

function withoutReservations(state: ControlState, name: string, hold: HoldState): ControlState {
  if (hold.hold.from === undefined) return state;
  let { pools } = state;
  for (const pool of new Set(hold.members.map((one) => one.pool))) {
    const { reservations = [], ...known } = pools.get(pool) ?? emptyPool(pool);
    const left = reservations.filter((one) => one.hold !== name);
    pools = pools.set(pool, left.length === 0 ? known : { ...known, reservations: left });
  }
  return { ...state, pools };
}

export function held(
  before: ControlState,
  name: string,
  members: readonly HeldMember[],
  until: number,
): ControlState {
  const hold = before.holds.get(name);
  if (hold === undefined) return before;
  const state = withoutReservations(before, name, hold);
  // Its holder stops before; whoever does not look at fences has a little longer.
  const due = until + limits.leaseGrace;
  const next = state.holds.set(name, { ...hold, status: "held", due, members });
  let { pools } = state;
  for (const { pool, id, fence } of members) {
    const known = pools.get(pool);
    const was = known?.members.get(id);
    if (known === undefined || was === undefined) continue;
    pools = pools.set(pool, withMember(known, { ...was, holder: name, fence }));
  }
  const given = outOfLine({ ...state, pools, holds: next }, name, hold, "given");
  return armed(given, { due, of: "hold", name });
}

/**
 * Nobody waits for it or has it any longer. `certain`: its holder has said so; else members that do not look at fences
 * are kept from others, since who had them may still be at work.
 */
export function gone(before: ControlState, name: string, certain: boolean): ControlState {
  const hold = before.holds.get(name);
  if (hold === undefined) return before;
  let state = withoutReservations(before, name, hold);
  for (const { pool, id } of hold.members) {
    const known = state.pools.get(pool);
    const was = known?.members.get(id);
    if (known === undefined || was === undefined || was.holder !== name) continue;
    state =
      certain || was.unfenced !== true
        ? { ...state, pools: state.pools.set(pool, freed(known, was)) }
        : quarantined(state, name, pool, was);
  }
  const entry = state.runs.get(hold.run);
  const runs =
    entry === undefined
      ? state.runs
      : state.runs.set(hold.run, { ...entry, asks: entry.asks.filter((one) => one !== name) });
  const next = outOfLine({ ...state, runs, holds: state.holds.delete(name) }, name, hold, "gone");
  return [...new Set(hold.members.map(({ pool }) => pool))].reduce(lookedAtSoon, next);
}

// Ids of external inputs. A repeated input with a known id has no effect.

/** True if it was taken before; what was long ago is not known any more. */
export function isTaken({ taken, takenBefore }: ControlState, id: string): boolean {
  return taken.has(id) || takenBefore.has(id);
}

/** True if it was taken before, and not refused. */
export function isAccepted(state: ControlState, id: string): boolean {
  return isTaken(state, id) && refusedFor(state, id) === undefined;
}

/** The reason for which an input with this id was refused. */
export function refusedFor({ taken, takenBefore }: ControlState, id: string): string | undefined {
  const known = taken.get(id) ?? takenBefore.get(id);
  return known === true ? undefined : known;
}

/** When too many ids are known, the older half is forgotten. */
export function withTakenBounded(state: ControlState): ControlState {
  if (state.taken.size * 2 < limits.takenMax) return state;
  return { ...state, taken: PersistentMap(), takenBefore: state.taken };
}

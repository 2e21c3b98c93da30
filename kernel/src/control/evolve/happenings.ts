/** The state of occurrences: which were reported before, and which are kept by fusions. */
import type { Json } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";
import { List, Map as PersistentMap } from "immutable";
import { limits } from "../../limits.ts";
import type { ControlEvent } from "../events.ts";
import { type Arrival, emptyFusion, type FusionState, type Happening, lastOf } from "../happening.ts";
import type { ControlState } from "../state.ts";
import type { LaidFusion } from "../world/laid.ts";
import { keyOf } from "../world/match.ts";
import { armed } from "./alarms.ts";
import { tallied } from "./tallies.ts";

type Event<T extends ControlEvent["t"]> = Extract<ControlEvent, { t: T }>;

/** True if the same was reported a short while ago: it counts once. */
export function isRepeated(state: ControlState, happening: Happening): boolean {
  const within = state.laid.events.get(happening.event)?.dedupe?.within;
  if (within === undefined) return false;
  const before = state.seen.get(happening.event)?.get(sameness(state, happening));
  return before !== undefined && Math.abs(happening.when - before) < within;
}

function sameness({ laid }: ControlState, { event, fields }: Happening): string {
  const by = laid.events.get(event)?.dedupe?.by;
  if (by === undefined) return "";
  const known = fields as Readonly<Record<string, Json>>;
  const evaluated = evaluate(by, {
    read: ({ name }) => (Object.hasOwn(known, name) ? { value: known[name] ?? null } : { unknown: [name] }),
  });
  return "value" in evaluated ? canonical(evaluated.value) : "";
}

export function happened(before: ControlState, arrival: Arrival): ControlState {
  const { event } = arrival;
  if (isRepeated(before, arrival)) return tallied(before, `${event} repeated`);
  let state = noted(before, arrival);
  for (const fusion of state.laid.fusions.get(event) ?? []) state = taken(state, fusion, arrival);
  return state;
}

/** Until when the same counts as a repetition. Those past their time are swept when there are many. */
function noted(state: ControlState, happening: Happening): ControlState {
  const within = state.laid.events.get(happening.event)?.dedupe?.within;
  if (within === undefined) return state;
  const known = state.seen.get(happening.event) ?? PersistentMap<string, number>();
  let next = known.set(sameness(state, happening), happening.when);
  if (next.size > limits.keysMax) {
    next = next.filter((when) => happening.when - when < within);
    if (next.size > limits.keysMax) next = next.skip(next.size >> 1);
  }
  return { ...state, seen: state.seen.set(happening.event, next) };
}

function taken(state: ControlState, fusion: LaidFusion, arrival: Arrival): ControlState {
  const known = state.fusions.get(fusion.name) ?? emptyFusion;
  if (keyOf(fusion, arrival) === undefined) return tallied(state, `${fusion.name} without a key`);
  const newest = Math.max(known.newest, arrival.when);
  if (fusion.late === undefined) return kept(state, fusion, { ...known, newest }, arrival);
  if (arrival.when < known.passed) return tallied(state, `${fusion.name} too late`);
  const at = known.pending.findLastIndex((one) => !isBefore(arrival, one));
  const pending = known.pending.insert(at + 1, arrival);
  const due = state.at + fusion.late + 1;
  const waiting = withFusion(state, fusion, { ...known, newest, pending, due });
  // Past the bound the oldest are not waited behind any longer (see `release`): what is older is too late then.
  const next = pending.size > limits.fusionHeldMax ? tallied(waiting, `${fusion.name} pressed`) : waiting;
  return armed(next, { due, of: "fusion", name: fusion.name });
}

function isBefore(one: Happening, other: Happening): boolean {
  return one.when !== other.when ? one.when < other.when : one.id < other.id;
}

/** One that is not waited for any longer is held beside the others. */
export function released(state: ControlState, { fusion: name, id }: Event<"Released">): ControlState {
  const known = state.fusions.get(name);
  const happening = known?.pending.first();
  const fusion = happening && state.laid.fusions.get(happening.event)?.find((one) => one.name === name);
  if (known === undefined || happening?.id !== id || fusion === undefined) return state;
  const passed = Math.max(known.passed, happening.when);
  const { due, ...rest } = known;
  const pending = known.pending.shift();
  const waits = pending.size > 0 && due !== undefined ? { due } : {};
  return kept(state, fusion, { ...rest, ...waits, passed, pending }, happening);
}

/** Held beside the others; those that have to go for it before their time are counted. */
function kept(state: ControlState, fusion: LaidFusion, known: FusionState, arrival: Arrival): ControlState {
  const next = withFusion(state, fusion, keep(fusion, known, arrival));
  return known.order.size < limits.fusionHeldMax ||
    (next.fusions.get(fusion.name)?.order.size ?? 0) < limits.fusionHeldMax
    ? next
    : tallied(next, `${fusion.name} dropped`);
}

function keep(fusion: LaidFusion, state: FusionState, arrival: Arrival): FusionState {
  const { id, event, when } = arrival;
  const key = keyOf(fusion, arrival) ?? "";
  const lists = state.held.get(key) ?? PersistentMap<string, List<Arrival>>();
  const list = (lists.get(event) ?? List<Arrival>()).push(arrival);
  const held = state.held.set(key, lists.set(event, list));
  const order = state.order.push({ key, event, id, when });
  return forgetOld(fusion, { ...state, held, order });
}

/** Removes occurrences that nothing can be fused with any more, and the oldest beyond the limit. */
function forgetOld({ within, late }: LaidFusion, state: FusionState): FusionState {
  let { order, held } = state;
  // Those that are still waited behind may be far older than the newest, and belong to what is held.
  const horizon = (late === undefined ? state.newest : state.passed) - within;
  for (let first = order.first(); first !== undefined; first = order.first()) {
    if (first.when >= horizon && order.size <= limits.fusionHeldMax) break;
    order = order.shift();
    held = without(held, first);
  }
  return { ...state, order, held };
}

type Place = FusionState["order"] extends List<infer P> ? P : never;

function without(held: FusionState["held"], { key, event, id }: Omit<Place, "when">): FusionState["held"] {
  const lists = held.get(key);
  const list = lists?.get(event);
  const at = list?.findIndex((one) => one.id === id) ?? -1;
  if (lists === undefined || list === undefined || at < 0) return held;
  const left = list.delete(at);
  const others = left.size > 0 ? lists.set(event, left) : lists.delete(event);
  return others.size > 0 ? held.set(key, others) : held.delete(key);
}

/** Several were one: they are part of no other, and the whole has happened. */
export function fused(before: ControlState, event: Event<"Fused">): ControlState {
  const { fusion: name, of, key, id, fields } = event;
  const known = before.fusions.get(name);
  if (known === undefined) return before;
  const parts = of.flatMap(
    (part) =>
      known.held
        .get(key)
        ?.get(part.event)
        ?.find((one) => one.id === part.id) ?? [],
  );
  const held = of.reduce((left, part) => without(left, { key, ...part }), known.held);
  const state = { ...before, fusions: before.fusions.set(name, { ...known, held }) };
  return happened(state, { id, event: name, fields, ...lastOf(parts), when: event.when });
}

function withFusion(state: ControlState, { name }: LaidFusion, fusion: FusionState): ControlState {
  return { ...state, fusions: state.fusions.set(name, fusion) };
}

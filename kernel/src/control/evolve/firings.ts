/** Triggers: armed, set off, started, waiting for their turn. */
import { List } from "immutable";
import { limits } from "../../limits.ts";
import type { ControlEvent } from "../events.ts";
import { type ControlState, emptyGroup, type GroupState } from "../state.ts";
import { afterInstant, layOut, specOf } from "../world/lay-out.ts";
import { armed as alarmed } from "./alarms.ts";
import { awaiting, notAwaiting } from "./context.ts";
import { withPools } from "./holds.ts";
import { tallied } from "./tallies.ts";

type Event<T extends ControlEvent["t"]> = Extract<ControlEvent, { t: T }>;

/** A program's triggers count from here on. A timer that was known and is the same goes on as it was. */
export function armed(
  before: ControlState,
  { id, world, keeps = {}, awaits = {}, reaches = {}, root, user, at }: Event<"Armed">,
): ControlState {
  const declared = {
    signals: { ...before.declared.signals, ...world.signals },
    flags: { ...before.declared.flags, ...world.flags },
    events: { ...before.declared.events, ...world.events },
    kinds: { ...before.declared.kinds, ...world.kinds },
    memberUnits: { ...before.declared.memberUnits, ...world.memberUnits },
    triggers: world.triggers,
    targets: world.targets,
    keeps,
    awaits,
    reaches,
    schemas: { ...before.declared.schemas, ...world.schemas },
  };
  let state: ControlState = {
    ...withPools(before, world.pools),
    taken: before.taken.set(id, true),
    declared,
    laid: layOut(declared),
    armed: { since: at, root, user },
    timers: before.timers.clear(),
  };
  for (const timer of state.laid.timers) {
    const spec = specOf(timer);
    const known = before.timers.get(timer.id);
    const due = known?.spec === spec ? known.due : afterInstant(timer, at);
    state = { ...state, timers: state.timers.set(timer.id, due === undefined ? { spec } : { spec, due }) };
    if (due !== undefined) state = alarmed(state, { due, of: "timer", name: timer.id });
  }
  return state;
}

export function disarmed(before: ControlState, _: Event<"Disarmed">): ControlState {
  return { ...before, armed: undefined, disarmed: before.length };
}

export function ticked(state: ControlState, { timer, due }: Event<"Ticked">): ControlState {
  const known = state.timers.get(timer);
  if (known === undefined) return state;
  const { spec } = known;
  const next = { ...state, timers: state.timers.set(timer, due === undefined ? { spec } : { spec, due }) };
  return due === undefined ? next : alarmed(next, { due, of: "timer", name: timer });
}

export function fired(before: ControlState, event: Event<"Fired">, seq: number): ControlState {
  const { trigger, run, plan, group, among, depth, args, at } = event;
  const firing = { seq, trigger, group, depth, args, ...(among === undefined ? {} : { among }) };
  let state = groupJoined({ ...before, firings: before.firings.set(run, firing) }, run, group);
  state = awaiting(groupJoined(state, run, among?.group), run, before.declared.awaits[plan]);
  const throttle = state.laid.triggers.get(trigger)?.throttle;
  if (throttle !== undefined) {
    const taken = (state.throttles.get(trigger) ?? List<number>()).filter((one) => one > at - throttle.per);
    state = { ...state, throttles: state.throttles.set(trigger, taken.push(at)) };
  }
  return tallied(quieted(state, event.quiet, at), `${trigger} fired`);
}

export function queued(
  before: ControlState,
  { firing, instead, among, left, at }: Event<"Queued">,
): ControlState {
  const state = groupLeft(before, firing.run, left);
  const name = among ?? firing.group;
  const group = state.groups.get(name) ?? emptyGroup;
  const queue = instead === true ? List([firing]) : group.queue.push(firing);
  return quieted({ ...state, groups: state.groups.set(name, { ...group, queue }) }, firing.quiet, at);
}

export function skipped(
  before: ControlState,
  { trigger, why, key, count, left, at }: Event<"Skipped">,
): ControlState {
  const state = left === undefined ? before : groupLeft(before, left.run, left.group);
  const known = key === undefined ? undefined : state.quiet.get(key);
  const quiet = key === undefined || known === undefined ? undefined : { key, for: known.for };
  return tallied(quieted(state, quiet, at), `${trigger} ${why}`, count);
}

/** The time of quiet begins anew. Those past their time are swept when there are many. */
function quieted(
  state: ControlState,
  quiet: { readonly key: string; readonly for: number } | undefined,
  at: number,
): ControlState {
  if (quiet === undefined) return state;
  let next = state.quiet.set(quiet.key, { at, for: quiet.for });
  if (next.size > limits.keysMax) {
    next = next.filter((one) => at - one.at < one.for);
    if (next.size > limits.keysMax) next = next.skip(next.size >> 1);
  }
  return { ...state, quiet: next };
}

/** A run begins: it counts, and does not wait any more. */
export function groupJoined(state: ControlState, run: string, name: string | undefined): ControlState {
  if (name === undefined) return state;
  const { active, queue } = state.groups.get(name) ?? emptyGroup;
  const left = queue.filter((waiting) => waiting.run !== run);
  return { ...state, groups: state.groups.set(name, { active: active.push(run), queue: left }) };
}

/** A run is over, or never came about: its place is free. */
export function groupLeft(state: ControlState, run: string, name: string | undefined): ControlState {
  const group = name === undefined ? undefined : state.groups.get(name);
  if (name === undefined || group === undefined) return state;
  const left: GroupState = {
    active: group.active.filter((one) => one !== run),
    queue: group.queue.filter((waiting) => waiting.run !== run),
  };
  const over = left.active.size === 0 && left.queue.size === 0;
  return { ...state, groups: over ? state.groups.delete(name) : state.groups.set(name, left) };
}

export function unstarted(before: ControlState, { run }: Event<"Unstarted">): ControlState {
  const firing = before.firings.get(run);
  if (firing === undefined) return before;
  const state = notAwaiting({ ...before, firings: before.firings.delete(run) }, run);
  const left = groupLeft(groupLeft(state, run, firing.group), run, firing.among?.group);
  return tallied(left, `${firing.trigger} not started`);
}

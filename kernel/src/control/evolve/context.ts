/** Current readings, their watchers, and the subscribers of events. */
import { List } from "immutable";
import type { ToControl } from "../../messages.ts";
import type { ControlEvent } from "../events.ts";
import { type ControlState, type ReadingState, refName, runOf } from "../state.ts";
import { armed } from "./alarms.ts";
import { read, faded as readingFaded } from "./conditions.ts";

type Event<T extends ControlEvent["t"]> = Extract<ControlEvent, { t: T }>;

export function sensed(before: ControlState, event: Event<"Sensed">): ControlState {
  const { name, value, confidence, until, at } = event;
  const signals = before.laid.bySource.get(name);
  if (signals !== undefined)
    return read({ ...before, taken: before.taken.set(event.id, true) }, event, signals);
  const reading: ReadingState = {
    ...(value === undefined ? {} : { value }),
    ...(confidence === undefined ? {} : { confidence }),
    at,
    ...(until === undefined ? {} : { until }),
    version: (before.readings.get(name)?.version ?? 0) + 1,
  };
  const state = {
    ...before,
    taken: before.taken.set(event.id, true as const),
    readings: before.readings.set(name, reading),
  };
  return until === undefined || value === undefined
    ? state
    : armed(state, { due: until, of: "reading", name });
}

export function faded(state: ControlState, { name, at }: Event<"Faded">): ControlState {
  if (state.laid.signals.has(name)) return readingFaded(state, name);
  const version = (state.readings.get(name)?.version ?? 0) + 1;
  return { ...state, readings: state.readings.set(name, { at, version }) };
}

export function watched(
  state: ControlState,
  { from }: Event<"Heard">,
  { names }: Extract<ToControl, { ask: "read" }>,
): ControlState {
  const watch = { ref: from, run: runOf(from), names };
  return { ...state, watches: state.watches.set(refName(from), watch) };
}

export function subscribed(
  state: ControlState,
  { from }: Event<"Heard">,
  { event }: Extract<ToControl, { ask: "subscribe" }>,
): ControlState {
  const known = state.subscribers.get(event) ?? List();
  return {
    ...state,
    subscribers: state.subscribers.set(event, known.push({ ref: from, run: runOf(from) })),
  };
}

export function unwatched(state: ControlState, name: string): ControlState {
  return state.watches.has(name) ? { ...state, watches: state.watches.delete(name) } : state;
}

/** Removes the subscriptions of a closed run. */
export function unsubscribed(state: ControlState, run: string): ControlState {
  if (state.subscribers.size === 0) return state;
  const subscribers = state.subscribers
    .map((list) => (list.some((one) => one.run === run) ? list.filter((one) => one.run !== run) : list))
    .filter((list) => list.size > 0);
  return { ...state, subscribers };
}

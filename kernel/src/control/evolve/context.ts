/** Current readings, their watchers, and the subscribers of events. */
import { List, Map as PersistentMap } from "immutable";
import { limits } from "../../limits.ts";
import type { RunId } from "../../machine.ts";
import type { Occurrence, ToControl } from "../../messages.ts";
import type { ControlEvent } from "../events.ts";
import {
  type ConsentState,
  type ControlState,
  type ReadingState,
  refName,
  runOf,
  type UserState,
} from "../state.ts";
import { armed } from "./alarms.ts";
import { read, faded as readingFaded } from "./conditions.ts";
import { tallied } from "./tallies.ts";

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
  { names }: Pick<Extract<ToControl, { ask: "read" }>, "names">,
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
  const run = runOf(from);
  return {
    ...state,
    subscribers: state.subscribers.set(event, known.push({ ref: from, run })),
    early: withoutEarly(state.early, event, run),
  };
}

/** From here on occurrences of these events are kept for a run, until it has subscribed. */
export function awaiting(state: ControlState, run: RunId, events: readonly string[] = []): ControlState {
  const early = events.reduce((all, event) => {
    const runs = all.get(event) ?? PersistentMap<RunId, List<Occurrence>>();
    return all.set(event, runs.set(run, List()));
  }, state.early);
  return events.length === 0 ? state : { ...state, early };
}

export function keptEarly(state: ControlState, { run, occurrence }: Event<"Kept">): ControlState {
  const runs = state.early.get(occurrence.event);
  const kept = runs?.get(run);
  if (runs === undefined || kept === undefined) return state;
  const next = kept.push(occurrence).takeLast(limits.occurrencesMax);
  return { ...state, early: state.early.set(occurrence.event, runs.set(run, next)) };
}

/** A run that does not begin, or has ended. */
export function notAwaiting(state: ControlState, run: RunId): ControlState {
  if (state.early.size === 0) return state;
  const early = [...state.early.keys()].reduce((all, event) => withoutEarly(all, event, run), state.early);
  return { ...state, early };
}

function withoutEarly(early: ControlState["early"], event: string, run: RunId): ControlState["early"] {
  const runs = early.get(event)?.delete(run);
  if (runs === undefined) return early;
  return runs.size === 0 ? early.delete(event) : early.set(event, runs);
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

// Users: their roles, their consents, and until when these last.

type UserEvent<T extends ControlEvent["t"]> = Extract<ControlEvent, { t: T }>;

const stranger: UserState = {
  consents: PersistentMap<string, ConsentState>(),
  withdrawn: PersistentMap<string, true>(),
};

export function userTold(
  before: ControlState,
  { id, user, roles, trust, gone }: UserEvent<"User">,
): ControlState {
  const state = { ...before, taken: before.taken.set(id, true as const) };
  const was = state.users.get(user) ?? stranger;
  if (gone === true)
    return withUser(state, user, { ...was, known: { roles: [] }, consents: was.consents.clear() });
  const kept = trust ?? was.known?.trust;
  const known = { roles: roles ?? was.known?.roles ?? [], ...(kept === undefined ? {} : { trust: kept }) };
  return withUser(state, user, { ...was, known });
}

export function consented(
  before: ControlState,
  { id, at, user, scope, until, by, under }: UserEvent<"Consented">,
): ControlState {
  const state = { ...before, taken: before.taken.set(id, true as const) };
  const was = state.users.get(user) ?? stranger;
  const consent: ConsentState = {
    at,
    ...(until === undefined ? {} : { until }),
    ...(by === undefined ? {} : { by }),
    ...(under === undefined ? {} : { under }),
  };
  const next = withUser(state, user, {
    ...was,
    consents: was.consents.set(scope, consent),
    withdrawn: was.withdrawn.delete(scope),
  });
  return until === undefined
    ? next
    : armed(next, { due: until, of: "consent", name: JSON.stringify([user, scope]) });
}

/** Remembered, so that it holds for whatever is begun from now on. */
export function withdrew(before: ControlState, { id, user, scope }: UserEvent<"Withdrew">): ControlState {
  const state = { ...before, taken: before.taken.set(id, true as const) };
  return tallied(withoutConsent(state, user, scope), `consent ${scope} withdrawn`);
}

export function lapsed(state: ControlState, { user, scope }: UserEvent<"Lapsed">): ControlState {
  return tallied(withoutConsent(state, user, scope), `consent ${scope} lapsed`);
}

function withoutConsent(state: ControlState, user: string, scope: string): ControlState {
  const was = state.users.get(user) ?? stranger;
  return withUser(state, user, {
    ...was,
    consents: was.consents.delete(scope),
    withdrawn: was.withdrawn.set(scope, true),
  });
}

function withUser(state: ControlState, name: string, user: UserState): ControlState {
  return { ...state, users: state.users.set(name, user) };
}

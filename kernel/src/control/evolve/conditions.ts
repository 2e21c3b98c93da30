/** Readings by source, and the flags and changes derived from them. */
import { Map as PersistentMap } from "immutable";
import type { ControlEvent } from "../events.ts";
import type { ConditionState, ControlState, SourceReading } from "../state.ts";
import { nextLook } from "../world/condition.ts";
import { expiryOf } from "../world/known.ts";
import type { LaidCondition, LaidSignal } from "../world/laid.ts";
import { armed } from "./alarms.ts";
import { tallied } from "./tallies.ts";

type Event<T extends ControlEvent["t"]> = Extract<ControlEvent, { t: T }>;

/** A reading of signals that are declared. One that is older than what its source has said is left out. */
export function read(before: ControlState, event: Event<"Sensed">, names: readonly string[]): ControlState {
  const { name: source, value, confidence = 1, until, at } = event;
  const when = Math.min(event.when ?? at, at);
  const reading: SourceReading = {
    ...(value === undefined ? {} : { value }),
    confidence,
    when,
    ...(until === undefined ? {} : { until }),
  };
  let state = before;
  for (const name of names) {
    const signal = state.laid.signals.get(name);
    const known = state.sensed.get(name) ?? PersistentMap<string, SourceReading>();
    if (signal === undefined) continue;
    if ((known.get(source)?.when ?? 0) > when) {
      state = tallied(state, `${name} late`);
      continue;
    }
    state = withExpiry({ ...state, sensed: state.sensed.set(name, known.set(source, reading)) }, signal);
    state = lookedAhead(state, name);
  }
  return state;
}

/** The next expiry of one of its readings. Readers of the signal are notified then. */
function withExpiry(state: ControlState, signal: LaidSignal): ControlState {
  let until: number | undefined;
  for (const reading of state.sensed.get(signal.name)?.values() ?? []) {
    const due = expiryOf(signal, reading);
    if (due > state.at && due < (until ?? Number.POSITIVE_INFINITY)) until = due;
  }
  const { name } = signal;
  const version = (state.readings.get(name)?.version ?? 0) + 1;
  const next = {
    ...state,
    readings: state.readings.set(name, { at: state.at, version, ...(until === undefined ? {} : { until }) }),
  };
  return until === undefined ? next : armed(next, { due: until, of: "reading", name });
}

/** A reading has grown too old: it is dropped. */
export function faded(before: ControlState, name: string): ControlState {
  const signal = before.laid.signals.get(name);
  if (signal === undefined) return before;
  const sourceReadings = before.sensed.get(name);
  const known = sourceReadings?.filter((reading) => expiryOf(signal, reading) > before.at);
  const sensed = known === undefined ? before.sensed : before.sensed.set(name, known);
  const next = lookedAhead(withExpiry({ ...before, sensed }, signal), name);
  const fell = (sourceReadings?.size ?? 0) - (known?.size ?? 0);
  return fell > 0 ? tallied(next, `${name} silent`, fell) : next;
}

/** Conditions that time alone can move are looked at again when it will. */
function lookedAhead(state: ControlState, name: string): ControlState {
  let next = state;
  for (const condition of state.laid.readers.get(name) ?? []) {
    if (condition.readsNow || (condition.confidence > 0 && condition.decaying.length > 0))
      next = looked(next, condition);
  }
  return next;
}

function looked(state: ControlState, condition: LaidCondition, is = stateOf(state, condition)): ControlState {
  const { due: _, ...rest } = is;
  const due = nextLook(state, condition, is);
  const next = {
    ...state,
    conditions: state.conditions.set(condition.name, due === undefined ? rest : { ...rest, due }),
  };
  return due === undefined ? next : armed(next, { due, of: "condition", name: condition.name });
}

const unheardOf: ConditionState = { since: 0, turned: 0, version: 0 };

function stateOf({ conditions }: ControlState, { name }: LaidCondition): ConditionState {
  return conditions.get(name) ?? unheardOf;
}

export function lookedAt(state: ControlState, { name }: Event<"Looked">): ControlState {
  const condition = state.laid.byName.get(name);
  return condition === undefined ? state : looked(state, condition);
}

export function turned(state: ControlState, event: Event<"Turned">): ControlState {
  const condition = state.laid.byName.get(event.name);
  if (condition === undefined) return state;
  const before = stateOf(state, condition);
  const { value, confidence, lapses } = event;
  const same = before.value === value;
  const is: ConditionState = {
    ...(value === undefined ? {} : { value }),
    ...(confidence === undefined ? {} : { confidence }),
    since: same ? before.since : event.at,
    turned: same ? before.turned : state.length,
    ...(lapses === undefined ? {} : { lapses }),
    ...(same && before.stood === true ? { stood: true as const } : {}),
    version: before.version + 1,
  };
  const because = state.because.set(event.name, event.because);
  return looked({ ...state, because }, condition, is);
}

/** A change has lasted long enough, and has set off what it sets off. */
export function stood(state: ControlState, { name }: Event<"Stood">): ControlState {
  const condition = state.laid.byName.get(name);
  if (condition === undefined) return state;
  return looked(state, condition, { ...stateOf(state, condition), stood: true });
}

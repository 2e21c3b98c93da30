/** The history of signals and flags, kept for as long as the installation sets. */
import { equal } from "@orchlang/plan/expressions";
import { List, Map as PersistentMap } from "immutable";
import { limits } from "../../limits.ts";
import type { RunId } from "../../machine.ts";
import type { ControlEvent } from "../events.ts";
import type { ControlState, Past } from "../state.ts";
import { knownOf } from "../world/known.ts";
import { armed } from "./alarms.ts";
import { tallied } from "./tallies.ts";

/** After each event: what has become something else is remembered, of names that are to be. */
export function withHistory(state: ControlState, event: ControlEvent): ControlState {
  const changes = event.t === "Sensed" || event.t === "Set" || event.t === "Faded" || event.t === "Turned";
  if (!changes) return state;
  const names = state.laid.bySource.get(event.name) ?? [event.name];
  return names.reduce((all, name) => (keptFor(state, name) > 0 ? withPast(all, name) : all), state);
}

/** ms that past values of a signal or flag are kept: as the installation sets, else as the signal says. */
export function keptFor({ declared, laid }: ControlState, name: string): number {
  return Object.hasOwn(declared.keeps, name)
    ? (declared.keeps[name] ?? 0)
    : (laid.signals.get(name)?.history ?? 0);
}

function withPast(state: ControlState, name: string): ControlState {
  const { value } = knownOf(state, name);
  const known = state.history.get(name) ?? List<Past>();
  const last = known.last();
  const same =
    last !== undefined &&
    (last.value === undefined || value === undefined ? last.value === value : equal(last.value, value));
  if (same) return state;
  const past: Past = { at: state.at, ...(value === undefined ? {} : { value }) };
  const list = known.push(past);
  const full = list.size > limits.historyMax;
  const next = withList(state, name, full ? list.shift() : list);
  return full ? tallied(next, `${name} history full`) : next;
}

/** Those that are older than they may be. */
export function pruned(state: ControlState, name: string): ControlState {
  const keep = keptFor(state, name);
  const list = state.history.get(name) ?? List<Past>();
  return withList(
    state,
    name,
    list.skipWhile(({ at }) => at + keep <= state.at),
  );
}

function withList(state: ControlState, name: string, list: List<Past>): ControlState {
  const first = list.first();
  if (first === undefined)
    return { ...state, history: state.history.delete(name), pruning: state.pruning.delete(name) };
  const due = first.at + keptFor(state, name);
  const next = { ...state, history: state.history.set(name, list) };
  if (state.pruning.get(name) === due) return next;
  return armed({ ...next, pruning: state.pruning.set(name, due) }, { due, of: "history", name });
}

// Runs that have ended. They stay known for a long while, so that a repeated request for one is recognised.

/** When too many ended runs are known, the older half is forgotten. */
export function withEnded(
  { runs, ended, endedBefore }: ControlState,
  run: RunId,
): Pick<ControlState, "runs" | "ended" | "endedBefore"> {
  const known = ended.set(run, true);
  return known.size * 2 < limits.endedMax
    ? { runs: runs.delete(run), ended: known, endedBefore }
    : { runs: runs.delete(run), ended: PersistentMap(), endedBefore: known };
}

/**
 * Whether a run of this id was admitted before. Runs that ended long ago are forgotten, so a caller who chooses ids
 * also looks at the run's stream.
 */
export function wasAdmitted({ runs, ended, endedBefore }: ControlState, run: RunId): boolean {
  return runs.has(run) || ended.has(run) || endedBefore.has(run);
}

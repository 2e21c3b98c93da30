/** Notifies subscribers of changes in the context (semantics, rules 9 and 12). */
import type { Reads } from "../../messages.ts";
import type { ControlState, Subscriber } from "../state.ts";
import { knownOf } from "../world/known.ts";
import { say, type Turn } from "./turn.ts";

/** The current value, confidence and age of each name. */
export function readsOf(state: ControlState, names: readonly string[]): Reads {
  return names.map((name) => {
    const { value, confidence, when } = knownOf(state, name);
    const reading = state.readings.get(name);
    const since = when ?? reading?.at;
    return {
      name,
      ...(value === undefined ? {} : { value }),
      ...(confidence === undefined ? {} : { confidence }),
      ...(since === undefined ? {} : { age: state.at - since }),
      version: Math.max(reading?.version ?? 0, state.conditions.get(name)?.version ?? 0),
    };
  });
}

export function sendReads(turn: Turn, { ref, run }: Subscriber, names: readonly string[]): void {
  say(turn, run, { say: "reads", ref, reads: readsOf(turn.state, names) });
}

/** Sends each watcher of a changed name all its names, once. */
export function notifyWatchers(turn: Turn, changed: readonly string[]): void {
  if (changed.length === 0) return;
  for (const watch of turn.state.watches.values()) {
    if (changed.some((name) => watch.names.includes(name))) sendReads(turn, watch, watch.names);
  }
}

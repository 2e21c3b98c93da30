/** What changes in the context is told to whoever wants to know (semantics, rules 9 and 12). */
import type { Reads } from "../../messages.ts";
import type { ControlState, Subscriber } from "../state.ts";
import { knownOf } from "../world/known.ts";
import { say, type Turn } from "./turn.ts";

/** What is true of some names at this moment. */
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

export function tellReads(turn: Turn, { ref, run }: Subscriber, names: readonly string[]): void {
  say(turn, run, { say: "reads", ref, reads: readsOf(turn.state, names) });
}

/** Whoever watches one of these is told of all that it watches, once. */
export function tellWatchers(turn: Turn, changed: readonly string[]): void {
  if (changed.length === 0) return;
  for (const watch of turn.state.watches.values()) {
    if (changed.some((name) => watch.names.includes(name))) tellReads(turn, watch, watch.names);
  }
}

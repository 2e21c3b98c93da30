/** What changes in the context, and what happens, is told to whoever wants to know (semantics, rules 9, 11 and 12). */
import type { Occurrence, Reads } from "../../messages.ts";
import type { ControlState, Subscriber } from "../state.ts";
import { emit, say, type Turn } from "./turn.ts";

/** What is true of some names at this moment. */
export function readsOf({ readings, at }: ControlState, names: readonly string[]): Reads {
  return names.map((name) => {
    const reading = readings.get(name);
    if (reading === undefined) return { name, version: 0 };
    const { value, confidence, version } = reading;
    return {
      name,
      ...(value === undefined ? {} : { value }),
      ...(confidence === undefined ? {} : { confidence }),
      age: at - reading.at,
      version,
    };
  });
}

export function tellReads(turn: Turn, { ref, run }: Subscriber, names: readonly string[]): void {
  say(turn, run, { say: "reads", ref, reads: readsOf(turn.state, names) });
}

export function tellWatchers(turn: Turn, name: string): void {
  for (const watch of turn.state.watches.values()) {
    if (watch.names.includes(name)) tellReads(turn, watch, watch.names);
  }
}

export function fade(turn: Turn, name: string): void {
  emit(turn, { t: "Faded", name });
  tellWatchers(turn, name);
}

export function happened(turn: Turn, occurrence: Occurrence): void {
  for (const { ref, run } of turn.state.subscribers.get(occurrence.event) ?? []) {
    say(turn, run, { say: "matched", ref, occurrence });
  }
}

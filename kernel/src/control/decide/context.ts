/** Notifies subscribers of changes in the context (semantics, rules 9 and 12). */
import type { Reads } from "../../messages.ts";
import type { ControlInput } from "../events.ts";
import type { ControlState, Subscriber } from "../state.ts";
import { staleOf } from "../users.ts";
import { knownOf } from "../world/known.ts";
import { emit, say, type Turn } from "./turn.ts";

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

// Consents that people give and withdraw. Runs in their name are notified (semantics, rules 12 and 23).

type Input<T extends ControlInput["t"]> = Extract<ControlInput, { t: T }>;

/** Notifies every run in the user's name. Attempts under the consent are aborted, and no new one begins. */
export function notifyWithdrawn(turn: Turn, user: string, scope: string): void {
  for (const [run, entry] of turn.state.runs) {
    if (entry.user === user) say(turn, run, { say: "withdrawn", scope });
  }
}

/** Somebody who is gone has agreed to nothing any more. `before`: the state in which they were there. */
export function userTold(turn: Turn, { user, gone }: Input<"User">, before: ControlState): void {
  if (gone !== true) return;
  for (const scope of before.users.get(user)?.consents.keys() ?? []) notifyWithdrawn(turn, user, scope);
}

/** A run was asked for with what somebody had agreed to a moment before. */
export function tellStale(turn: Turn, run: string, { by }: Input<"Requested">): void {
  for (const scope of staleOf(turn.state, by)) say(turn, run, { say: "withdrawn", scope });
}

export function consentDue(turn: Turn, name: string): void {
  const [user = "", scope = ""] = JSON.parse(name) as readonly string[];
  emit(turn, { t: "Lapsed", user, scope });
  notifyWithdrawn(turn, user, scope);
}

/** Consents that people give and withdraw. Runs in their name are notified (semantics, rules 12 and 23). */
import type { ControlInput } from "../events.ts";
import type { ControlState } from "../state.ts";
import { staleOf } from "../users.ts";
import { emit, say, type Turn } from "./turn.ts";

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

import type { ToControl } from "../../messages.ts";
import type { ControlInput } from "../events.ts";
import { refName, runOf } from "../state.ts";
import { endHold, lookForHold, serveLine } from "./holds.ts";
import { emit, say, type Turn } from "./turn.ts";

/** What a run wants. What control does not carry yet is taken note of. */
export function hear(turn: Turn, { from, ask }: Extract<ControlInput, { t: "Heard" }>): void {
  const run = runOf(from);
  switch (ask.ask) {
    case "task":
      if (turn.state.tasks.has(refName(from))) emit(turn, { t: "Opened", task: from });
      return;
    case "gate":
      if (ask.hold !== undefined) lookForHold(turn, refName(from));
      // No context or limits yet: nothing is read, and the run's own policies decide over that.
      else say(turn, run, { say: "granted", ref: from, reads: [] });
      return;
    case "hold":
      lookForHold(turn, refName(from));
      return;
    case "release":
    case "cancel":
      letGo(turn, ask);
      return;
    case "closed": {
      for (const name of turn.state.runs.get(run)?.tasks ?? []) withdraw(turn, name);
      emit(turn, { t: "Forgot", run });
      serveLine(turn);
      return;
    }
    default:
      return;
  }
}

/** Something that was asked for is no longer wanted. */
function letGo(turn: Turn, ask: Extract<ToControl, { ask: "release" | "cancel" }>): void {
  const name = refName(ask.ref);
  if (turn.state.holds.has(name)) endHold(turn, name, "released");
  else withdraw(turn, name);
}

function withdraw(turn: Turn, name: string): void {
  const task = turn.state.tasks.get(name);
  if (task?.status === "open") emit(turn, { t: "Withdrawn", task: task.ref });
}

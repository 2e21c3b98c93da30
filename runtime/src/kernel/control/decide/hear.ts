import type { ToControl } from "../../messages.ts";
import type { ControlInput } from "../events.ts";
import { refName, runOf } from "../state.ts";
import { happened, tellReads } from "./context.ts";
import { giveBack, openGate } from "./gates.ts";
import { endHold, lookForHold, serveLine } from "./holds.ts";
import { emit, type Turn } from "./turn.ts";

/** What a run wants. */
export function hear(turn: Turn, { from, ask }: Extract<ControlInput, { t: "Heard" }>): void {
  const run = runOf(from);
  switch (ask.ask) {
    case "task":
      if (turn.state.tasks.has(refName(from))) emit(turn, { t: "Opened", task: from });
      return;
    case "gate":
      openGate(turn, from, ask);
      return;
    case "hold":
      lookForHold(turn, refName(from));
      return;
    case "read":
      tellReads(turn, { ref: from, run }, ask.names);
      return;
    case "emit":
      happened(turn, { id: refName(from), event: ask.event, fields: ask.fields });
      return;
    case "subscribe":
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
  }
}

/** Something that was asked for is no longer wanted. */
function letGo(turn: Turn, ask: Extract<ToControl, { ask: "release" | "cancel" }>): void {
  const name = refName(ask.ref);
  giveBack(turn, name);
  if (turn.state.holds.has(name)) endHold(turn, name, "released");
  else withdraw(turn, name);
}

function withdraw(turn: Turn, name: string): void {
  const task = turn.state.tasks.get(name);
  if (task?.status === "open") emit(turn, { t: "Withdrawn", task: task.ref });
}

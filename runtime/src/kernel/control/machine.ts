import { type Machine, oneByOne, type Seq } from "../machine.ts";
import { turnOfControl } from "./decide.ts";
import type { ControlCommand, ControlEvent, ControlInput } from "./events.ts";
import { evolveControl } from "./evolve.ts";
import { type ControlState, emptyControl } from "./state.ts";

/** The machine of an installation: who runs, and what people are asked. It knows nothing of any plan. */
export const controlMachine: Machine<null, ControlState, ControlInput, ControlEvent, ControlCommand> = {
  empty: emptyControl,
  decide: (plan, state, input) => turnOfControl(plan, state, input).events,
  turn: turnOfControl,
  turns: oneByOne(turnOfControl),
  evolve: evolveControl,
  command,
  pending,
  nextWake: ({ alarms }) => alarms?.entry.due,
};

function command(
  _plan: null,
  _state: ControlState,
  event: ControlEvent,
  seq: Seq,
): ControlCommand | undefined {
  if (event.t === "Admitted") return { do: "start", run: event.run, plan: event.plan };
  if (!("say" in event)) return undefined;
  const { run, prev, say } = event;
  const from = { stream: controlStream, seq, ...(prev === undefined ? {} : { prev }) } as const;
  return { do: "send", to: run, from, body: say };
}

/** The one installation that there is, until it is sharded. */
const controlStream = "control/main";

/** Runs of which nothing was heard, and messages that no run has acknowledged. */
function pending(state: ControlState): readonly Seq[] {
  const found: Seq[] = [];
  for (const { seq, heard, forgotten, unacknowledged } of state.runs.values()) {
    if (forgotten) continue;
    if (!heard) found.push(seq);
    found.push(...unacknowledged);
  }
  return found.sort((one, other) => one - other);
}

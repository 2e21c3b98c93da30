import { type Machine, oneByOne, type Seq } from "../machine.ts";
import { turnOfControl } from "./decide.ts";
import type { ControlCommand, ControlEvent, ControlInput } from "./events.ts";
import { evolveControl } from "./evolve.ts";
import { controlShape, readControl, writtenControl } from "./snapshot.ts";
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
  snapshot: {
    shape: controlShape,
    write: writtenControl,
    read: readControl,
    vouched: (event) =>
      event.t === "Snapshotted" ? { length: event.after, digest: event.digest } : undefined,
  },
};

function command(
  _plan: null,
  _state: ControlState,
  event: ControlEvent,
  seq: Seq,
): ControlCommand | undefined {
  if (event.t === "Admitted") return { do: "start", run: event.run, plan: event.plan };
  if (event.t === "Fired") {
    const { at: _, t: __, ...firing } = event;
    return { do: "fire", firing };
  }
  if (event.t === "Replaced") return { do: "cancel", run: event.run, by: event.by };
  if (!("say" in event)) return undefined;
  const { run, prev, say } = event;
  const from = { stream: controlStream, seq, ...(prev === undefined ? {} : { prev }) } as const;
  return { do: "send", to: run, from, body: say };
}

/** The one installation that there is, until it is sharded. */
export const controlStream = "control/main";

/** Runs that were not asked for yet, or of which nothing was heard; messages that no run has acknowledged. */
function pending(state: ControlState): readonly Seq[] {
  const found: Seq[] = [...state.firings.values()].map(({ seq }) => seq);
  for (const { seq, heard, unacknowledged } of state.runs.values()) {
    if (!heard) found.push(seq);
    found.push(...unacknowledged);
  }
  return found.sort((one, other) => one - other);
}

import type { Instant } from "../../machine.ts";
import type { ToRun } from "../../messages.ts";
import type { ControlDecided, ControlEvent } from "../events.ts";
import { evolveControl } from "../evolve.ts";
import type { ControlState } from "../state.ts";

/** One turn of control: what has been decided so far, and the state with it. Lives as long as the turn. */
export interface Turn {
  state: ControlState;
  readonly events: ControlEvent[];
  /** For an alarm: the instant that it was set for, which may be long past. */
  due?: Instant | undefined;
}

export function emit(turn: Turn, event: ControlDecided): void {
  append(turn, { at: turn.state.at, ...event } as ControlEvent);
}

export function append(turn: Turn, event: ControlEvent): void {
  turn.events.push(event);
  turn.state = evolveControl(null, turn.state, event, turn.state.length);
}

/** How each thing that control says is called in its journal. */
const kinds = {
  answered: "Answered",
  signed: "Signed",
  granted: "Granted",
  held: "Granted",
  refused: "Declined",
  holdLost: "Revoked",
  reads: "Read",
  surveyed: "Read",
  matched: "Matched",
  withdrawn: "Retracted",
} as const;

type Sayable = Extract<ToRun, { readonly say: keyof typeof kinds }>;

export function say(turn: Turn, run: string, body: Sayable): void {
  const prev = turn.state.runs.get(run)?.lastSaid;
  emit(turn, { t: kinds[body.say], run, ...(prev === undefined ? {} : { prev }), say: body });
}

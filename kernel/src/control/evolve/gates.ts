/** Approvals needed before an action begins, and rate limits on actions. */
import { List } from "immutable";
import type { ApprovalRequest, Task } from "../../messages.ts";
import type { ControlEvent } from "../events.ts";
import { type ControlState, type GateState, refName, runOf, type TaskState } from "../state.ts";
import { armed } from "./alarms.ts";
import { wanted } from "./holds.ts";
import { recalledFor } from "./remembered.ts";

type Event<T extends ControlEvent["t"]> = Extract<ControlEvent, { t: T }>;

/** Opens a gate: approvals are asked for first, one after another, as tasks; then the hold is requested. */
export function gateHeard(
  state: ControlState,
  { from, at }: Event<"Heard">,
  ask: GateState["ask"],
): ControlState {
  return asksNext(state, { ref: from, run: runOf(from), ask, approved: 0, due: undefined }, at);
}

export function approved(state: ControlState, { gate: name, at }: Event<"Approved">): ControlState {
  const gate = state.gates.get(name);
  if (gate === undefined) return state;
  return asksNext(state, { ...gate, approved: gate.approved + 1 }, at);
}

/** The next one who is asked; the gate waits for nobody when all have agreed. */
function asksNext(state: ControlState, gate: GateState, at: number): ControlState {
  const name = refName(gate.ref);
  const next = gate.ask.approvals?.[gate.approved];
  if (next === undefined) {
    const { ref, ask } = gate;
    const open = gateGone(state, name);
    if (ask.hold === undefined || recalledFor(open, ask) !== undefined) return open;
    return wanted(open, { ref, at, ask }, ask.hold);
  }
  const due = next.within === undefined ? undefined : at + next.within;
  const task: TaskState = {
    ref: gate.ref,
    run: gate.run,
    task: taskOf(gate, next, due),
    status: "open",
    answers: [],
  };
  const asked = {
    ...state,
    gates: state.gates.set(name, { ...gate, due }),
    tasks: state.tasks.set(name, task),
  };
  return due === undefined ? asked : armed(asked, { due, of: "gate", name });
}

function taskOf({ ask }: GateState, { role, show }: ApprovalRequest, due: number | undefined): Task {
  const { key, call, capability, args } = ask;
  return { key, call, capability, role, count: 1, show, args, ...(due === undefined ? {} : { due }) };
}

/** It is answered, or nobody wants it any longer. */
export function gateGone(state: ControlState, name: string): ControlState {
  if (!state.gates.has(name)) return state;
  return { ...state, gates: state.gates.delete(name), tasks: state.tasks.delete(name) };
}

export function took(state: ControlState, { limit, per, gate, at }: Event<"Took">): ControlState {
  const known = state.limits.get(limit) ?? List();
  const counting = known.skipWhile((one) => one.at <= at - per);
  return { ...state, limits: state.limits.set(limit, counting.push({ at, by: gate })) };
}

export function gaveBack(state: ControlState, { gate }: Event<"GaveBack">): ControlState {
  const limits = state.limits.map((list) =>
    list.some(({ by }) => by === gate) ? list.filter(({ by }) => by !== gate) : list,
  );
  return { ...state, limits };
}

/** Approvals needed before an action begins, and rate limits on actions. */

import type { Json } from "@orchlang/plan";
import { List, Map as PersistentMap } from "immutable";
import { limits } from "../../limits.ts";
import type { Instant } from "../../machine.ts";
import type { ApprovalRequest, Task, ToControl } from "../../messages.ts";
import type { ControlEvent } from "../events.ts";
import {
  type ControlState,
  type GateState,
  type Remembered,
  refName,
  runOf,
  type TaskState,
} from "../state.ts";
import { armed } from "./alarms.ts";
import { wanted } from "./holds.ts";

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

// Results that runs have in common, for as long as each of them allows (`cache`).

/** When very many values are remembered, the older half is forgotten. */
export function remembered(
  state: ControlState,
  { name, value }: Extract<ToControl, { ask: "remember" }>,
  at: Instant,
): ControlState {
  const known = state.remembered.set(name, { value, at });
  if (known.size * 2 < limits.rememberedMax) return { ...state, remembered: known };
  return { ...state, remembered: PersistentMap(), rememberedBefore: known };
}

/** The remembered value that answers a gate instead of a call, if it is no older than the gate allows. */
export function recalledFor(
  { at, remembered: newer, rememberedBefore: older }: ControlState,
  { recall }: Pick<Extract<ToControl, { ask: "gate" }>, "recall">,
): { readonly value: Json } | undefined {
  if (recall === undefined) return undefined;
  const recalled: Remembered | undefined = newer.get(recall.name) ?? older.get(recall.name);
  return recalled === undefined || at - recalled.at > recall.within ? undefined : { value: recalled.value };
}

import { popped, pushed } from "../../persistent/heap.ts";
import type { Alarm, ControlState } from "../state.ts";
import { memberNamed } from "./member-name.ts";

export function armed(state: ControlState, alarm: Alarm): ControlState {
  return { ...state, alarms: pushed(state.alarms, alarm, earlier) };
}

function earlier(one: Alarm, other: Alarm): boolean {
  return one.due !== other.due ? one.due < other.due : one.name < other.name;
}

/** Drops the alarms that speak of nothing any longer from where they would be found next. */
export function tidied(state: ControlState): ControlState {
  let { alarms } = state;
  while (alarms !== undefined && !matters(state, alarms.entry)) alarms = popped(alarms, earlier);
  return alarms === state.alarms ? state : { ...state, alarms };
}

function matters(state: ControlState, { of, name, due }: Alarm): boolean {
  if (of === "gate") return state.gates.get(name)?.due === due;
  if (of === "line") return state.lines.get(name)?.due === due;
  if (of === "hold") return state.holds.get(name)?.due === due;
  if (of === "condition") return state.conditions.get(name)?.due === due;
  if (of === "fusion") return state.fusions.get(name)?.due === due;
  if (of === "history") return state.pruning.get(name) === due;
  if (of === "consent") return isConsentDue(state, name, due);
  if (of === "member") {
    const { pool, id } = memberNamed(name);
    return state.pools.get(pool)?.members.get(id)?.due === due;
  }
  if (of === "timer") return state.armed !== undefined && state.timers.get(name)?.due === due;
  const reading = state.readings.get(name);
  return reading?.until === due && (reading.value !== undefined || state.laid.signals.has(name));
}

function isConsentDue(state: ControlState, name: string, due: number): boolean {
  const [user = "", scope = ""] = JSON.parse(name) as readonly string[];
  return state.users.get(user)?.consents.get(scope)?.until === due;
}

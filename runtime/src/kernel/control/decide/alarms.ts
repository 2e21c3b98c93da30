import type { Alarm, ControlState } from "../state.ts";
import { conditionDue, fade } from "./conditions.ts";
import { gateOverdue } from "./gates.ts";
import { fusionDue } from "./happenings.ts";
import { holdOverdue, serveTogether } from "./holds.ts";
import { memberDue } from "./members.ts";
import { timerDue } from "./timers.ts";
import { emit, type Turn } from "./turn.ts";
import { consentDue } from "./users.ts";

const alarms: { readonly [Of in Alarm["of"]]: (turn: Turn, name: string) => void } = {
  hold: holdOverdue,
  line: serveTogether,
  reading: fade,
  gate: gateOverdue,
  condition: conditionDue,
  fusion: fusionDue,
  timer: timerDue,
  member: memberDue,
  consent: consentDue,
  history: (turn, name) => emit(turn, { t: "Pruned", name }),
};

/** Time has come to all that is due, by due and name (semantics, rule 5). */
export function fireAlarms(turn: Turn): void {
  for (;;) {
    const alarm = turn.state.alarms?.entry;
    turn.due = alarm?.due;
    if (alarm === undefined || alarm.due > turn.state.at) break;
    alarms[alarm.of](turn, alarm.name);
  }
  turn.due = undefined;
}

export function isDue({ alarms: waiting }: ControlState, at: number): boolean {
  return waiting !== undefined && waiting.entry.due <= at;
}

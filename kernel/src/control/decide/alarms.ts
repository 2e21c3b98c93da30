import { limits } from "../../limits.ts";
import type { Instant } from "../../machine.ts";
import type { Alarm, ControlState } from "../state.ts";
import type { LaidTimer } from "../world/laid.ts";
import { afterInstant } from "../world/lay-out.ts";
import { conditionDue, fade } from "./conditions.ts";
import { consentDue } from "./context.ts";
import { offerFiring, skipped } from "./firings.ts";
import { gateOverdue, holdOverdue, serveTogether } from "./gates.ts";
import { fusionDue } from "./happenings.ts";
import { memberDue } from "./members.ts";
import { emit, type Turn } from "./turn.ts";

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

/** Schedules and periods. An instant before the process that armed the triggers is one that was missed. */

function timerDue(turn: Turn, id: string): void {
  const { state } = turn;
  const timer = state.laid.timers.find((one) => one.id === id);
  const trigger = timer && state.laid.triggers.get(timer.trigger);
  const due = state.timers.get(id)?.due;
  if (timer === undefined || trigger === undefined || due === undefined || state.armed === undefined) return;
  const { instants, next, more } = instantsUntil(timer, due, state.at);
  emit(turn, { t: "Ticked", timer: id, ...(next === undefined ? {} : { due: next }) });
  const { since } = state.armed;
  const missed = instants.filter((at) => at < since);
  const onTime = instants.filter((at) => at >= since);
  const late = trigger.missed === "all" ? missed : trigger.missed === "once" ? missed.slice(-1) : [];
  const left = missed.length - late.length + more;
  if (left > 0) skipped(turn, trigger.name, "missed", { firing: `${id}@${due}`, count: left });
  for (const at of [...late, ...onTime])
    offerFiring(turn, trigger, { id: `${id}@${at}`, locals: {}, depth: 0 });
}

/** Every instant that is due by now, of very many the newest. */
function instantsUntil(
  timer: LaidTimer,
  due: Instant,
  now: Instant,
): { readonly instants: readonly Instant[]; readonly next: Instant | undefined; readonly more: number } {
  const instants: Instant[] = [];
  let more = 0;
  let next: Instant | undefined = due;
  for (let turns = 0; next !== undefined && next <= now; turns++) {
    instants.push(next);
    if (instants.length > limits.missedFiringsMax) {
      instants.shift();
      more += 1;
    }
    // After years of absence nobody computes them one by one.
    next = turns < limits.missedLooksMax ? afterInstant(timer, next) : afterInstant(timer, now);
  }
  return { instants, next, more };
}

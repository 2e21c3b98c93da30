/** Schedules and periods. An instant before the process that armed the triggers is one that was missed. */
import { limits } from "../../limits.ts";
import type { Instant } from "../../machine.ts";
import type { LaidTimer } from "../world/laid.ts";
import { afterInstant } from "../world/timer.ts";
import { offerFiring, skipped } from "./firings.ts";
import { emit, type Turn } from "./turn.ts";

export function timerDue(turn: Turn, id: string): void {
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
    // After years of absence nobody reckons them one by one.
    next = turns < limits.missedLooksMax ? afterInstant(timer, next) : afterInstant(timer, now);
  }
  return { instants, next, more };
}

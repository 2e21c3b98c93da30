import type { Instant } from "../../machine.ts";
import { counts } from "../counts.ts";
import type { ConditionState, ControlState } from "../state.ts";
import { conditionValue } from "./condition.ts";
import { crossing } from "./known.ts";
import type { LaidCondition } from "./laid.ts";

const minute = 60_000;
/** Conditions that read the time are evaluated ahead for so many minutes, then again. */
const minutesAhead = 60;

/** When a condition has to be looked at although nothing is heard of what it reads; undefined: never. */
export function nextLook(
  state: ControlState,
  condition: LaidCondition,
  is: Pick<ConditionState, "value" | "since" | "turned" | "lapses" | "stood">,
): Instant | undefined {
  let next = is.lapses;
  const sooner = (due: Instant | undefined): void => {
    if (due !== undefined && due > state.at) next = Math.min(next ?? due, due);
  };
  const { sets } = condition;
  if (sets !== undefined && is.value === true && is.stood !== true && counts(state, is.turned))
    sooner(Math.max(is.since + sets.after, state.at + 1));
  if (condition.confidence > 0) {
    for (const name of condition.decaying) {
      const signal = state.laid.signals.get(name);
      if (signal !== undefined) sooner(crossing(state, signal, condition.confidence));
    }
  }
  if (condition.readsNow) sooner(nextMinute(state, condition));
  return next;
}

/** The first whole minute at which it would be something else, or an hour from now. */
function nextMinute(state: ControlState, condition: LaidCondition): Instant {
  const now = conditionValue(state, condition).value;
  let at = Math.floor(state.at / minute) * minute;
  for (let ahead = 0; ahead < minutesAhead; ahead++) {
    at += minute;
    if (conditionValue(state, condition, at).value !== now) return at;
  }
  return at;
}

import type { Json } from "@orchlang/plan";
import { type Expression, evaluate, freeReads, type Scope } from "@orchlang/plan/expressions";
import { formatInstant } from "@orchlang/plan/quantities";
import type { Instant } from "../../machine.ts";
import { nextMinute } from "../../next-minute.ts";
import { counts } from "../counts.ts";
import type { ConditionState, ControlState } from "../state.ts";
import { crossing, knownOf } from "./known.ts";
import type { LaidCondition } from "./laid.ts";

interface ConditionValue {
  /** Left out: unknown. */
  readonly value?: boolean;
  readonly confidence: number;
}

/** The scope of control's expressions: the index of a family or the values of a cause, the context, the time. */
export function contextScope(
  state: ControlState,
  locals: Readonly<Record<string, Json>>,
  at: Instant = state.at,
): Scope {
  return {
    read: ({ from, name }) => {
      if (from === "local")
        return Object.hasOwn(locals, name) ? { value: locals[name] ?? null } : { unknown: [name] };
      if (name === "now") return { value: formatInstant(at) };
      const { value } = knownOf(state, name);
      return value === undefined ? { unknown: [name] } : { value };
    },
  };
}

/** The value of a condition from its inputs alone, without regard to its previous value. */
export function conditionValue(
  state: ControlState,
  condition: LaidCondition,
  at: Instant = state.at,
): ConditionValue {
  const scope = contextScope(state, condition.locals, at);
  const is = evaluate(condition.value, scope);
  if (!("value" in is) || typeof is.value !== "boolean") return { confidence: 0 };
  const confidence = confidenceOf(state, condition.value, scope);
  return confidence < condition.confidence ? { confidence } : { value: is.value, confidence };
}

/**
 * The confidence of an outcome: that of its least certain part. Where single parts decide an `and` or `or`, that of the
 * most certain deciding part. Arithmetic and comparisons have the confidence of the least certain name they read.
 */
function confidenceOf(state: ControlState, expression: Expression, scope: Scope): number {
  if (expression.op === "not") return confidenceOf(state, expression.of, scope);
  if (expression.op === "and" || expression.op === "or") {
    const deciding = expression.op === "or";
    let all = 1;
    let decided: number | undefined;
    for (const item of expression.items) {
      const is = evaluate(item, scope);
      if (!("value" in is)) continue;
      const sure = confidenceOf(state, item, scope);
      if (is.value === deciding) decided = Math.max(decided ?? 0, sure);
      all = Math.min(all, sure);
    }
    return decided ?? all;
  }
  let least = 1;
  // The question whether a value is known has a sure answer.
  if (expression.op === "isNone" && expression.orUnknown === true) return least;
  for (const { from, name } of freeReads(expression)) {
    if (from !== "context" || name === "now") continue;
    // Unknown names are skipped: the known ones decided the outcome.
    if (knownOf(state, name).value !== undefined) least = Math.min(least, confidenceOfName(state, name));
  }
  return least;
}

/** A derived flag has the present confidence of its inputs. A reported or held value keeps the confidence it had. */
function confidenceOfName(state: ControlState, name: string): number {
  const condition = state.laid.byName.get(name);
  const isDerived = state.readings.get(name)?.value === undefined && !isHeld(state, name);
  return condition !== undefined && isDerived
    ? confidenceOf(state, condition.value, contextScope(state, condition.locals))
    : (knownOf(state, name).confidence ?? 1);
}

function isHeld({ conditions }: ControlState, name: string): boolean {
  return conditions.get(name)?.lapses !== undefined;
}

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
  if (condition.readsNow) sooner(nextValue(state, condition));
  return next;
}

/** The first whole minute at which it would be something else, or an hour from now. */
function nextValue(state: ControlState, condition: LaidCondition): Instant {
  const now = conditionValue(state, condition).value;
  return nextMinute(state.at, minutesAhead, (at) => conditionValue(state, condition, at).value !== now);
}

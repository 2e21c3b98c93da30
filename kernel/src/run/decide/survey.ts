/**
 * Before one of a goal's plans is chosen, control is asked for everything that they are sure to need: the context, and
 * whether members are available (semantics, rules 12 and 25). Known values are not asked for.
 */
import type { Expression } from "@orchlang/plan/expressions";
import type { Pick } from "@orchlang/plan/nodes";
import type { CandidateRule, HoldRequest, SurveyedHold } from "../../messages.ts";
import { callOf } from "../call.ts";
import { contextNames } from "../context-names.ts";
import type { Frame } from "../frame-state.ts";
import type { LaidNode } from "../layout.ts";
import type { Callee } from "../node-state.ts";
import { within } from "../scope.ts";
import { frameAt, laidAt } from "../state.ts";
import { rulesOfHold, rulesOfUsing } from "./candidates.ts";
import { argsAtStart, type Foreseen, type ForeseenCall, foresee, isGiven } from "./foreseen.ts";
import { holdRequest, urgencyOf } from "./hold.ts";
import { demandsOf } from "./precondition.ts";
import { emit, previousMessage, type Turn } from "./turn.ts";

/** Asks, where there is anything to ask and it was not asked yet. False: the choice can be made. */
export function asksSurvey(
  turn: Turn,
  callee: Callee,
  alternatives: readonly string[],
  caller: Frame["parent"],
): boolean {
  // A single plan leaves no choice.
  if (callee.survey !== undefined || alternatives.length < 2) return false;
  const names = new Set<string>();
  const wanted: SurveyedHold[] = [];
  alternatives.forEach((plan, nth) => {
    const foreseen = foresee(turn, plan, callee, nth, caller);
    for (const name of namesOf(turn, foreseen)) names.add(name);
    wanted.push(...holdsOf(turn, plan, foreseen));
  });
  if (names.size === 0 && wanted.length === 0) return false;
  const outer = caller === undefined ? undefined : frameAt(turn.draft, caller.frame);
  const call =
    outer === undefined || caller === undefined
      ? {}
      : { call: callOf(outer, laidAt(outer, caller.node), caller.slot) };
  emit(turn, {
    t: "Asked",
    ...previousMessage(turn),
    ask: { ask: "survey", ...call, goal: callee.target, names: [...names].sort(), wanted },
  });
  return true;
}

function namesOf(turn: Turn, { calls, choices }: Foreseen): readonly string[] {
  return [
    ...calls
      .filter(({ soon }) => soon)
      .flatMap((call) => demandsOf(turn, call).flatMap(({ when }) => contextNames(when))),
    ...choices.flatMap(({ node }) => [
      ...(node.subject === undefined ? [] : contextNames(node.subject)),
      ...node.arms.flatMap(({ condition }) => (condition === undefined ? [] : contextNames(condition))),
    ]),
  ];
}

function holdsOf(turn: Turn, plan: string, { frame, calls, holds }: Foreseen): readonly SurveyedHold[] {
  const surveyedHolds: SurveyedHold[] = [];
  const add = (node: string, hold: HoldRequest | undefined): void => {
    if (hold !== undefined) surveyedHolds.push({ plan, node, hold });
  };
  for (const { laid, node, soon } of holds)
    if (soon) add(node.id, asked(turn, frame, laid, node.pick, rulesOfHold(turn, frame, laid)));
  for (const call of calls)
    if (call.soon && call.attempt.using !== undefined)
      add(call.node.id, asked(turn, frame, call.laid, call.attempt.using, rulesFor(turn, frame, call)));
  return surveyedHolds;
}

/**
 * Unknown conditions are left out, which weakens the request: a member that fails the weaker request fails the full one
 * too.
 */
function asked(
  turn: Turn,
  frame: Frame,
  laid: LaidNode,
  pick: Pick,
  rules: readonly CandidateRule[],
): HoldRequest | undefined {
  const isKnown = (expression: Expression | number | undefined, but?: string): boolean =>
    expression === undefined || typeof expression === "number" || isGiven(expression, but);
  const { pool, where, nearest, distance, count } = pick;
  const isNear = isKnown(nearest) && isKnown(distance);
  const result = holdRequest(turn, frame, within(frame, laid.block.id), {
    pick: {
      pool,
      ...(where !== undefined && isKnown(where, "resource") ? { where } : {}),
      ...(isNear && nearest !== undefined ? { nearest } : {}),
      ...(isNear && distance !== undefined ? { distance } : {}),
      ...(count !== undefined && isKnown(count) ? { count } : {}),
    },
    for: 0,
    priority: urgencyOf(turn, frame),
    rules,
  });
  return "hold" in result ? result.hold : undefined;
}

function rulesFor(turn: Turn, frame: Frame, { laid, attempt }: ForeseenCall): readonly CandidateRule[] {
  const args = argsAtStart(turn, frame, attempt);
  const isWhole = Object.keys(attempt.args).every((name) => Object.hasOwn(args, name));
  return isWhole ? rulesOfUsing(turn, frame, { laid, attempt }, args, 1) : [];
}

import type { Goal, Json, Plan } from "@orchlang/plan";
import type { Failure } from "../../failure.ts";
import { present } from "../../invariant.ts";
import { callOf } from "../call.ts";
import type { Frame } from "../frame-state.ts";
import type { LaidNode } from "../layout.ts";
import { valueAt } from "../scope.ts";
import { frameAt, laidAt, nodeAt } from "../state.ts";
import { carriedInto } from "./carry.ts";
import { failSlot } from "./error-handlers.ts";
import { type Around, firstFeasible, type PassedOver } from "./feasible.ts";
import { asksSurvey } from "./survey.ts";
import { emit, type Turn } from "./turn.ts";

/** One of a goal's plans, in the compiler's order, for a step that wants it. */
export function chooseForCall(turn: Turn, frame: Frame, laid: LaidNode): void {
  const node = nodeAt(frame, laid.at);
  const { callee } = node;
  if (callee === undefined) return;
  const caller = { frame: frame.id, node: laid.at, slot: node.slot };
  const around = { callee, caller, ledgers: frame.ledgers, deadline: frame.deadline, carried: () => 0 };
  if (!choose(turn, around, callOf(frame, laid, node.slot))) {
    const why = { failure: noPlan(callee.target) };
    failSlot(turn, { frame, laid, slot: node.slot, known: undefined, why });
  }
}

/**
 * The first of its plans that can be carried out as things stand, once control has said how they do. Where none can, the
 * first of all: its checks say why it can't. False: the goal has no plan.
 */
export function choose(turn: Turn, around: Around, call?: ReturnType<typeof callOf>): boolean {
  const goal = goalOf(turn.plan, around.callee.target);
  if (goal === undefined || goal.alternatives.length === 0) return false;
  if (asksSurvey(turn, around.callee, goal.alternatives, around.caller)) return true;
  const result = firstFeasible(turn, goal.alternatives, 0, around);
  const { nth, passed } = "nth" in result ? result : { nth: 0, passed: [] };
  emit(turn, {
    t: "Chose",
    goal: goal.name,
    ...(call === undefined ? {} : { call }),
    plan: nth,
    carried: [],
    because: because(
      goal.alternatives[nth] ?? "",
      passed.length === 0
        ? "the best by its bounds"
        : "the best by its bounds of those that can be carried out",
      passed,
    ),
  });
  return true;
}

function because(routine: string, reason: string, passed: readonly PassedOver[]): Json {
  return passed.length === 0
    ? { routine, reason }
    : { routine, reason, passed: passed.map(({ routine: other, why }) => ({ routine: other, why })) };
}

/**
 * A plan has failed as a whole. Where its goal has another, that is chosen, and with it what it takes over; all else is
 * undone (semantics, rule 25).
 */
export function failFrame(turn: Turn, frame: Frame, why: Failure): void {
  const { path: routine, site } = frame;
  chooseNext(turn, frame, why);
  emit(turn, { t: "Unwinding", region: { routine, site }, why });
}

function chooseNext(turn: Turn, frame: Frame, { name }: Failure): void {
  const { parent, deadline, callerTimeout } = frame;
  const outer = parent === undefined ? undefined : frameAt(turn.draft, parent.frame);
  const callee = outer === undefined ? turn.draft.root.callee : nodeAt(outer, parent?.node ?? -1).callee;
  if (callee?.goal !== true || callee.frame !== frame.id || frame.cancelled) return;
  const alternatives = goalOf(turn.plan, callee.target)?.alternatives ?? [];
  // All of a goal's plans have its time together, and that of the step that asks for it.
  if (Math.min(deadline ?? Infinity, callerTimeout ?? Infinity) <= turn.draft.at) return;
  // The survey made before the first choice is outdated.
  const { survey: _, ...wanted } = callee;
  const around: Around = {
    callee: wanted,
    caller: parent,
    ledgers: frame.ledgers,
    deadline,
    carried: (next) => carriedInto(turn, frame, next).length,
  };
  const result = firstFeasible(turn, alternatives, callee.chosen + 1, around);
  if (!("nth" in result)) return;
  const { nth, passed } = result;
  const routine = alternatives[nth] ?? "";
  emit(turn, {
    t: "Chose",
    goal: callee.target,
    ...(outer === undefined || parent === undefined
      ? {}
      : { call: callOf(outer, laidAt(outer, parent.node), parent.slot) }),
    plan: nth,
    carried: carriedInto(turn, frame, routine),
    because: because(routine, `the one before it failed: ${name}`, passed),
  });
}

/** The run's plan is undone as far as it was not taken over: the next one starts, or a cancel has come between. */
export function nextForRun(turn: Turn): void {
  const callee = present(turn.draft.root.callee, "what the run is for");
  const next = frameAt(turn.draft, present(callee.next, "the plan that comes next").frame);
  const { path: routine, site } = next;
  if (next.cancelled)
    emit(turn, { t: "Unwinding", region: { routine, site }, why: { order: "cancel", undo: true } });
  else emit(turn, { t: "Switched", goal: callee.target });
}

function goalOf(plan: Plan, name: string): Goal | undefined {
  return Object.hasOwn(plan.goals, name) ? plan.goals[name] : undefined;
}

export function noPlan(goal: string): Failure {
  return { class: "permanent", name: "permanent", message: `no plan achieves \`${goal}\`` };
}

/** The success conditions of its goal that a finished plan does not meet (semantics, rule 30). */
export function unmet(turn: Turn, frame: Frame): Failure | undefined {
  const { achieves } = frame.template.routine;
  const goal = achieves === undefined ? undefined : goalOf(turn.plan, achieves);
  const result: Json = frame.value ?? null;
  const missing = (goal?.success ?? []).filter(({ when }) => {
    const evaluated = valueAt(turn.draft, { frame, locals: { result } }, when);
    return !("value" in evaluated) || evaluated.value !== true;
  });
  if (missing.length === 0) return undefined;
  const says = missing.map((one) => one.says);
  const message = `\`${goal?.name}\` is not met: ${says.join("; ")}`;
  return { class: "unmet", name: "unmet", message, details: says };
}

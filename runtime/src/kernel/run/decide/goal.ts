import type { Goal, Json, Plan } from "@orchlang/plan";
import type { Failure } from "../../failure.ts";
import { callOf } from "../call.ts";
import { nodeAt } from "../draft.ts";
import type { Callee, Frame } from "../frame-state.ts";
import type { LaidNode } from "../layout.ts";
import { valueAt } from "../scope.ts";
import { failSlot } from "./rescue.ts";
import { emit, type Turn } from "./turn.ts";

/** The next of a goal's plans, in the compiler's order. */
export function chooseForCall(turn: Turn, frame: Frame, laid: LaidNode): void {
  const node = nodeAt(frame, laid.at);
  const { callee } = node;
  if (callee === undefined) return;
  if (!choose(turn, callee, callOf(frame, laid, node.slot))) {
    const why = { failure: noPlan(callee.target) };
    failSlot(turn, { frame, laid, slot: node.slot, known: undefined, why });
  }
}

export function choose(turn: Turn, callee: Callee, call?: ReturnType<typeof callOf>): boolean {
  const goal = goalOf(turn.plan, callee.target);
  const nth = callee.chosen + 1;
  const routine = goal?.alternatives[nth];
  if (goal === undefined || routine === undefined) return false;
  emit(turn, {
    t: "Chose",
    goal: goal.name,
    ...(call === undefined ? {} : { call }),
    plan: nth,
    carried: [],
    because: { routine, reason: nth === 0 ? "the best by its bounds" : "the one before it failed" },
  });
  return true;
}

export function goalOf(plan: Plan, name: string): Goal | undefined {
  return Object.hasOwn(plan.goals, name) ? plan.goals[name] : undefined;
}

export function noPlan(goal: string): Failure {
  return { class: "permanent", name: "permanent", message: `no plan achieves \`${goal}\`` };
}

/** What of its goal's success a plan that came to its end has not met (semantics, rule 30). */
export function unmet(turn: Turn, frame: Frame): Failure | undefined {
  const { achieves } = frame.template.routine;
  const goal = achieves === undefined ? undefined : goalOf(turn.plan, achieves);
  const result: Json = frame.value ?? null;
  const missing = (goal?.success ?? []).filter(({ when }) => {
    const found = valueAt(turn.draft, { frame, locals: { result } }, when);
    return !("value" in found) || found.value !== true;
  });
  if (missing.length === 0) return undefined;
  const says = missing.map((one) => one.says);
  const message = `\`${goal?.name}\` is not met: ${says.join("; ")}`;
  return { class: "unmet", name: "unmet", message, details: says };
}

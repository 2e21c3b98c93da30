/** A plan or a goal that a step calls: what rules say of its being called is decided before it begins (rule 39). */
import type { Json, Plan } from "@orchlang/plan";
import type { Attempt } from "@orchlang/plan/nodes";
import type { Check } from "@orchlang/plan/rules";
import type { Failure } from "../../failure.ts";
import type { Slot } from "../../identity.ts";
import { keyUnder } from "../../keys.ts";
import { blocks } from "../budgets.ts";
import { callOf } from "../call.ts";
import { withDefaults } from "../evolve/frames.ts";
import type { Frame } from "../frame-state.ts";
import { type LaidNode, nodeLanes } from "../layout.ts";
import { denied } from "./action.ts";
import { failSlot } from "./error-handlers.ts";
import { decidedAtEntry } from "./gate.ts";
import { emit, type Turn } from "./turn.ts";

interface Entering {
  readonly frame: Frame;
  readonly laid: LaidNode;
  readonly slot: Slot;
  readonly attempt: Attempt;
  readonly target: string;
  readonly given: Readonly<Record<string, Json>>;
  /** Where it is not entered for the first time: how often that makes, and for which of its requests. */
  readonly nth?: number;
  readonly request?: number;
}

export function enter(turn: Turn, entering: Entering): void {
  const { frame, laid, slot, target, given, nth = 1, request = 1 } = entering;
  const failure = refusal(turn, entering);
  if (failure === undefined) {
    emit(turn, {
      t: "Entered",
      call: callOf(frame, laid, slot),
      target,
      input: given,
      ...(nth > 1 ? { nth } : {}),
      ...(request > 1 ? { request } : {}),
    });
  } else failSlot(turn, { frame, laid, slot, known: undefined, why: { failure } });
}

function refusal(turn: Turn, entering: Entering): Failure | undefined {
  const { frame, laid, slot, attempt, target, given, nth = 1, request = 1 } = entering;
  if (attempt.checks === undefined || attempt.checks.length === 0) return undefined;
  const { plan, draft } = turn;
  const asked = attempt.checks.find((id) => asksPeopleOrCounts(plan, plan.checks[id]));
  // Nobody can be asked there yet, and what is not known denies.
  if (asked !== undefined)
    return denied(`\`${target}\` is a plan: nobody is asked, and nothing counted, before it`);
  const params = plan.routines[target]?.params ?? plan.goals[target]?.params ?? [];
  return decidedAtEntry(turn, {
    intent: {
      call: callOf(frame, laid, slot),
      generation: 1,
      key: keyUnder(frame.lanes, nodeLanes(frame.template, laid), slot, 1, request),
    },
    capability: target,
    args: withDefaults(draft, params, given),
    attempt: nth,
    planned: attempt,
    frame,
    laid,
    reads: [],
    worst: {},
    undoWorst: undefined,
    undoHeld: false,
  });
}

function asksPeopleOrCounts(plan: Plan, check: Check | undefined): boolean {
  if (check?.kind !== "policy") return false;
  const policy = plan.policies.find(({ name }) => name === check.policy);
  const kind = policy?.verdicts[check.verdict]?.kind;
  return policy !== undefined && blocks(policy.severity) && (kind === "approval" || kind === "limit");
}

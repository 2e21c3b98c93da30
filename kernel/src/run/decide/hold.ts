/** `with` and `using`: members of a pool are asked for, had, lost (semantics, rules 31 and 32). */
import type { Goal, Json } from "@orchlang/plan";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import type { Pick as Picked, Priority } from "@orchlang/plan/nodes";
import { parseInstant } from "@orchlang/plan/quantities";
import type { Failure } from "../../failure.ts";
import { invariant } from "../../invariant.ts";
import type { CandidateRule, HoldRequest } from "../../messages.ts";
import { callOf } from "../call.ts";
import { usersOf } from "../evolve/rebinding.ts";
import type { Frame } from "../frame-state.ts";
import type { LaidNode } from "../layout.ts";
import { noValue, type Position, valueAt, within } from "../scope.ts";
import { frameAt, nodeAt } from "../state.ts";
import { worstOfHold } from "../worst.ts";
import { refusedByBudget } from "./budget.ts";
import { rulesOfHold } from "./candidates.ts";
import { failStatement } from "./error-handlers.ts";
import { emit, previousMessage, type Turn } from "./turn.ts";

export function startHold(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { node } = laid;
  if (node.kind !== "hold") return;
  const request = requestOf(turn, frame, laid);
  if ("failure" in request) {
    failStatement(turn, frame, laid, request.failure);
    return;
  }
  const { hold } = request;
  const worst = worstOfHold(turn.plan, hold);
  const wanted = { frame, capability: hold.pool, worst, undoWorst: undefined, undoHeld: true };
  const refusal = refusedByBudget(turn, wanted);
  if (refusal !== undefined) {
    failStatement(turn, frame, laid, refusal);
    return;
  }
  emit(turn, {
    t: "Asked",
    ...previousMessage(turn),
    worst,
    ask: { ask: "hold", call: callOf(frame, laid, "do"), hold },
  });
}

/** Somebody came, or nobody. */
export function holdAnswered(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { node } = laid;
  const hold = nodeAt(frame, laid.at).hold;
  if (node.kind !== "hold" || hold === undefined) return;
  const { path: routine, site } = frame;
  if (hold.members.length > 0 || node.otherwise !== undefined) {
    const took = hold.members.length > 0 ? 0 : 1;
    emit(turn, { t: "Branched", routine, node: node.id, site, took, reads: [] });
  } else failStatement(turn, frame, laid, resourceLost(hold.why ?? "nothing was free"));
}

/** The hold request of a `with`. */
export function requestOf(turn: Turn, frame: Frame, laid: LaidNode): ReturnType<typeof holdRequest> {
  const { node } = laid;
  invariant(node.kind === "hold", "a `with`");
  return holdRequest(turn, frame, within(frame, laid.block.id), {
    pick: node.pick,
    ...(node.from === undefined ? {} : { from: node.from }),
    for: node.for,
    priority: urgencyOf(turn, frame),
    rules: rulesOfHold(turn, frame, laid),
  });
}

/** The trigger's that wanted the run goes before its plan's. */
export function urgencyOf({ draft }: Turn, { template }: Frame): Priority {
  return draft.start?.priority ?? template.routine.priority;
}

export function release(turn: Turn, asked: number): void {
  const ref = { stream: `run/${turn.draft.start?.run ?? ""}`, seq: asked } as const;
  const doubtful = mayStillBeUsed(turn, asked) ? { doubtful: true as const } : {};
  const begun = turn.draft.holds.get(asked)?.places === "used" ? { begun: true as const } : {};
  emit(turn, { t: "Asked", ...previousMessage(turn), ask: { ask: "release", ref, ...begun, ...doubtful } });
}

/** True if nobody knows if the last try of something that uses what is held has reached it. */
function mayStillBeUsed({ draft }: Turn, asked: number): boolean {
  const hold = draft.holds.get(asked);
  if (hold === undefined) return false;
  const own = hold.key === undefined ? undefined : draft.intents.get(hold.key);
  const users = own === undefined ? usersOf(draft, frameAt(draft, hold.frame), hold.node) : [own];
  return users.some(({ reach, status, outcome, standing }) => {
    // Compensated calls have no effect that goes on.
    if (standing === "undone") return false;
    if (reach === "unknown") return outcome !== "completed";
    return status === "running";
  });
}

/** Releases holds that are over, before the turn's final decisions. */
export function releaseAll(turn: Turn): void {
  for (const [asked, { status }] of turn.draft.holds) if (status === "over") release(turn, asked);
}

export const timeIsUp: Failure = resourceLost("the time for which it is held is up");

export function resourceLost(message: string): Failure {
  return { class: "resource_lost", name: "resource_lost", message };
}

interface HoldWish {
  readonly pick: Picked;
  readonly from?: Expression;
  readonly for: Expression | number;
  readonly priority: Priority;
  readonly rules: readonly CandidateRule[];
}

/** A hold request with all values evaluated, or the failure. */
export function holdRequest(
  turn: Turn,
  frame: Frame,
  position: Position,
  { pick, from, for: time, priority, rules }: HoldWish,
): { readonly hold: HoldRequest } | { readonly failure: Failure } {
  const faults: Failure[] = [];
  const valued = (expression: Expression | number | undefined): Json | undefined => {
    if (expression === undefined || typeof expression === "number") return expression;
    const evaluated = valueAt(turn.draft, position, expression);
    if ("value" in evaluated) return evaluated.value;
    faults.push(noValue(evaluated));
    return undefined;
  };
  const number = (expression: Expression | number | undefined): number | undefined => {
    const value = valued(expression);
    return typeof value === "number" ? value : undefined;
  };
  const early = instantIn(valued(from));
  const near = valued(pick.nearest);
  const distance = number(pick.distance);
  const wait = number(pick.wait) ?? leftOf(turn, frame);
  const given = givenTo(pick.where, valued);
  const optimize = strategyAt(turn, frame);
  const hold: HoldRequest = {
    pool: pick.pool,
    count: number(pick.count) ?? 1,
    ...(pick.where === undefined ? {} : { where: pick.where, given }),
    ...(rules.length === 0 ? {} : { rules }),
    ...(near === undefined ? {} : { near }),
    ...(distance === undefined ? {} : { distance }),
    ...(early === undefined ? {} : { from: early }),
    for: number(time) ?? 0,
    ...(wait === undefined ? {} : { wait }),
    priority,
    ...(pick.rank === undefined ? {} : { rank: pick.rank }),
    ...(optimize === undefined ? {} : { optimize }),
    ...(pick.at === undefined ? {} : { at: pick.at }),
  };
  const [failure] = faults;
  return failure === undefined ? { hold } : { failure };
}

function instantIn(value: Json | undefined): number | undefined {
  const parsed = typeof value === "string" ? parseInstant(value) : undefined;
  return parsed !== undefined && "ok" in parsed ? parsed.ok : undefined;
}

/** The strategy of the nearest goal around. */
function strategyAt({ plan, draft }: Turn, frame: Frame): Goal["optimize"] | undefined {
  let inner: Frame | undefined = frame;
  while (inner !== undefined) {
    const { achieves } = inner.template.routine;
    const goal = achieves === undefined ? undefined : plan.goals[achieves];
    if (goal !== undefined) return goal.optimize;
    inner = inner.parent === undefined ? undefined : frameAt(draft, inner.parent.frame);
  }
  return undefined;
}

/** Nobody stands in line for longer than the plan may take. */
function leftOf({ draft }: Turn, { timeout }: Frame): number | undefined {
  return timeout === undefined ? undefined : Math.max(0, timeout - draft.at);
}

/** The values that a condition on a candidate reads beside the candidate. */
function givenTo(
  where: Expression | undefined,
  valued: (expression: Expression) => Json | undefined,
): Readonly<Record<string, Json>> {
  const given: Record<string, Json> = {};
  for (const read of where === undefined ? [] : freeReads(where)) {
    if (read.name === "resource") continue;
    const value = valued(read);
    if (value !== undefined) given[read.name] = value;
  }
  return given;
}

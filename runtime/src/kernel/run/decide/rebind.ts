/**
 * A member is lost (semantics, rule 32). Where all that is done in the block can be done again, it is bound to another:
 * the same keys, a new fence, and only arguments that read the member change. Else the block has failed.
 */
import type { Attempt, HoldNode, Node, Plan, Target } from "@orchlang/plan";
import type { Failure } from "../../failure.ts";
import { attemptOf, callOf, capabilityOf, effectNow, mentions } from "../call.ts";
import { frameAt, laidAt, nodeAt } from "../draft.ts";
import { intentsOf } from "../evolve/rebinding.ts";
import type { Frame } from "../frame-state.ts";
import { worstOfHold } from "../hold-cost.ts";
import { isRaceBranch, type LaidNode } from "../layout.ts";
import { framesUnder, readersOf } from "../member-readers.ts";
import type { IntentState } from "../state.ts";
import { refusedByBudget } from "./budget.ts";
import { release, requestOf, resourceLost } from "./hold.ts";
import { failStatement } from "./rescue.ts";
import { said } from "./said.ts";
import { emit, type Turn } from "./turn.ts";

export function holdLost(turn: Turn, frame: Frame, laid: LaidNode): void {
  const hold = nodeAt(frame, laid.at).hold;
  const why = resourceLost(hold?.why ?? "it is lost");
  if (hold === undefined || hold.suspended || !mayRebind(turn, frame, laid))
    failBlock(turn, frame, laid, why);
  else rebind(turn, frame, laid, hold.asked);
}

/** What is in it stops with all that is around it; a branch of a race stops alone. */
export function failBlock(turn: Turn, frame: Frame, laid: LaidNode, failure: Failure): void {
  const { path: routine, site, template } = frame;
  if (isRaceBranch(template, laid)) {
    emit(turn, { t: "Unwinding", region: { routine, site, node: laid.node.id }, why: failure });
  } else failStatement(turn, frame, laid, failure);
}

function rebind(turn: Turn, frame: Frame, laid: LaidNode, asked: number): void {
  const found = requestOf(turn, frame, laid);
  if ("failure" in found) {
    failBlock(turn, frame, laid, found.failure);
    return;
  }
  for (const { key, status, attempt, dispatch } of intentsOf(turn.draft, frame, laid.at)) {
    if (status === "running") emit(turn, { t: "Aborted", key, attempt, dispatch, why: "rebound" });
  }
  release(turn, asked);
  const hold = { ...found.hold, again: true as const };
  const worst = worstOfHold(turn.plan, hold);
  const wanted = { frame, capability: hold.pool, worst, undoWorst: undefined, undoHeld: true };
  const refusal = refusedByBudget(turn, wanted);
  if (refusal !== undefined) failBlock(turn, frame, laid, refusal);
  else
    emit(turn, {
      t: "Asked",
      ...said(turn),
      worst,
      ask: { ask: "hold", call: callOf(frame, laid, "do"), hold },
    });
}

/** What a step uses by itself is gone: it goes on with another under the same key, or this try has failed. */
export function memberLost(turn: Turn, intent: IntentState): void {
  const { key, hold, status, attempt, dispatch } = intent;
  if (hold !== undefined) release(turn, hold);
  if (status !== "running") return;
  const frame = frameAt(turn.draft, intent.frame);
  const way = attemptOf(laidAt(frame, intent.node), intent.intent.call.slot);
  const again =
    intent.rebinds < limitOf(turn.plan) &&
    mayRepeat(turn.plan, way) &&
    effectNow(turn.plan, turn.draft, intent) !== "once";
  emit(turn, { t: "Aborted", key, attempt, dispatch, why: again ? "rebound" : "lost" });
}

function limitOf(plan: Plan): number {
  return plan.settings.limits.rebind;
}

function mayRebind(turn: Turn, frame: Frame, { at, node }: LaidNode): boolean {
  const hold = nodeAt(frame, at).hold;
  if (node.kind !== "hold" || hold === undefined || hold.rebinds >= limitOf(turn.plan)) return false;
  const { all, nodes } = readersOf(frame.template, node);
  const repeats = all.every((laid) => attemptsOf(laid.node).every((way) => mayRepeat(turn.plan, way, node)));
  if (!repeats || intentsOf(turn.draft, frame, at).some((intent) => !goesOn(turn, intent))) return false;
  // A plan that was called with the member has begun, and its arguments stay as they are.
  return framesUnder(turn.draft, frame, all).every((inside) =>
    [...nodes].every((name) => {
      const number = inside.template.number.get(name);
      const state = number === undefined ? undefined : nodeAt(inside, number);
      return state?.status !== "active" || state.callee === undefined;
    }),
  );
}

/** Nobody is being asked about it, and nothing of it is in doubt. */
function goesOn(turn: Turn, intent: IntentState): boolean {
  const effect = effectNow(turn.plan, turn.draft, intent);
  if (effect === "once" || (effect === "human" && intent.status === "asking")) return false;
  return intent.status !== "overdue" && intent.status !== "confirming" && intent.status !== "doubt";
}

function attemptsOf(node: Node): readonly Attempt[] {
  const own = node.kind === "call" ? [node.attempt] : node.kind === "quorum" ? node.attempts : [];
  const rescues = "rescues" in node ? node.rescues : [];
  return [...own, ...rescues.flatMap((rescue) => ("attempt" in rescue ? [rescue.attempt] : []))];
}

/** Whether it is pure, or idempotent and not tied to the member by what takes it back. */
function mayRepeat(plan: Plan, way: Attempt | undefined, hold?: HoldNode): boolean {
  if (way === undefined) return true;
  if (!("capability" in way.target))
    return reached(plan, way.target).every((name) => isRepeatable(plan, name));
  if (!isRepeatable(plan, way.target.capability)) return false;
  const { undo } = way.options;
  const reference = undo ?? capabilityOf(plan, way.target.capability).undo;
  if (reference === undefined || hold === undefined) return true;
  return !mentions({ reference, stands: undo === undefined ? "capability" : "step" }, way, hold.variable);
}

function isRepeatable(plan: Plan, capability: string): boolean {
  return capabilityOf(plan, capability).effect.kind !== "once";
}

/** The capabilities that a plan or goal comes to call. */
function reached(plan: Plan, target: Target): readonly string[] {
  const seen = new Set<string>();
  const found: string[] = [];
  const visit = (one: Target): void => {
    if ("capability" in one) {
      found.push(one.capability);
      return;
    }
    const names = "routine" in one ? [one.routine] : (plan.goals[one.goal]?.alternatives ?? []);
    for (const name of names) {
      if (seen.has(name)) continue;
      seen.add(name);
      const nodes = plan.routines[name]?.nodes ?? [];
      for (const node of nodes) for (const way of attemptsOf(node)) visit(way.target);
    }
  };
  visit(target);
  return found;
}

/** Whether what is done with a member can be done with another (semantics, rule 32). */
import type { Attempt, HoldNode, Node, Plan, Target } from "@orchlang/plan";
import { attemptOf, capabilityOf, effectNow, mentions } from "./call.ts";
import { type Draft, frameAt, laidAt, nodeAt } from "./draft.ts";
import { intentsOf } from "./evolve/rebinding.ts";
import type { Frame } from "./frame-state.ts";
import type { LaidNode } from "./layout.ts";
import { framesUnder, readersOf } from "./member-readers.ts";
import type { IntentState } from "./state.ts";

export function rebindsMax(plan: Plan): number {
  return plan.settings.limits.rebind;
}

/** Whether all that is done in a block can be done again with another member, as things stand. */
export function mayRebind(draft: Draft, frame: Frame, { at, node }: LaidNode): boolean {
  const { plan } = draft;
  const hold = nodeAt(frame, at).hold;
  if (node.kind !== "hold" || hold === undefined || hold.rebinds >= rebindsMax(plan)) return false;
  const { all, nodes } = readersOf(frame.template, node);
  const repeats = all.every((laid) => attemptsOf(laid.node).every((way) => mayRepeat(plan, way, node)));
  if (!repeats || intentsOf(draft, frame, at).some((intent) => !goesOn(draft, intent))) return false;
  // A plan that was called with the member has begun, and its arguments stay as they are.
  return framesUnder(draft, frame, all).every((inside) =>
    [...nodes].every((name) => {
      const number = inside.template.number.get(name);
      const state = number === undefined ? undefined : nodeAt(inside, number);
      return state?.status !== "active" || state.callee === undefined;
    }),
  );
}

/** Whether a step can go on with another of what it uses by itself. */
export function mayChange(draft: Draft, intent: IntentState): boolean {
  const { plan } = draft;
  const way = attemptOf(laidAt(frameAt(draft, intent.frame), intent.node), intent.intent.call.slot);
  return (
    intent.rebinds < rebindsMax(plan) && mayRepeat(plan, way) && effectNow(plan, draft, intent) !== "once"
  );
}

/** Nobody is being asked about it, and nothing of it is in doubt. */
function goesOn(draft: Draft, intent: IntentState): boolean {
  const effect = effectNow(draft.plan, draft, intent);
  if (effect === "once" || (effect === "human" && intent.status === "asking")) return false;
  return intent.status !== "overdue" && intent.status !== "confirming" && intent.status !== "doubt";
}

function attemptsOf(node: Node): readonly Attempt[] {
  const own = node.kind === "call" ? [node.attempt] : node.kind === "quorum" ? node.attempts : [];
  const rescues = "rescues" in node ? node.rescues : [];
  return [...own, ...rescues.flatMap((rescue) => ("attempt" in rescue ? [rescue.attempt] : []))];
}

/** Whether it is pure, or idempotent and not tied to the member by what takes it back. */
export function mayRepeat(plan: Plan, way: Attempt | undefined, hold?: HoldNode): boolean {
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

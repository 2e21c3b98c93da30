/** Decides whether work with a member can be done with another (semantics, rule 32). */
import type { Plan } from "@orchlang/plan";
import type { Attempt, Node, Target } from "@orchlang/plan/nodes";
import { attemptOf, capabilityOf, effectNow, leavesNothing } from "./call.ts";
import { intentsOf } from "./evolve/rebinding.ts";
import type { Frame } from "./frame-state.ts";
import type { LaidNode } from "./layout.ts";
import { framesUnder, goesOver, isMember, readersOf } from "./member-readers.ts";
import type { Callee } from "./node-state.ts";
import { type Draft, frameAt, type IntentState, laidAt, nodeAt } from "./state.ts";
import { readsOfUndo, type Undo } from "./undo-of.ts";

function rebindsMax(plan: Plan): number {
  return plan.settings.limits.rebind;
}

/** True if all that is done in a block can be done again with another member, as things stand. */
export function mayRebind(draft: Draft, frame: Frame, { at, node }: LaidNode): boolean {
  const { plan } = draft;
  const hold = nodeAt(frame, at).hold;
  if (node.kind !== "hold" || hold === undefined || hold.rebinds >= rebindsMax(plan)) return false;
  const { all, nodes, lets } = readersOf(frame.template, node);
  const isTied = (laid: LaidNode, undo: Undo, way: Attempt): boolean =>
    isMember(readsOfUndo(undo, way), nodes.get(laid.node.id) ?? noNames, lets);
  const repeats = all.every((laid) =>
    attemptsOf(laid.node).every((way) => mayRepeat(plan, way, (undo) => isTied(laid, undo, way))),
  );
  if (!repeats || intentsOf(draft, frame, at).some((intent) => !goesOn(draft, intent))) return false;
  // A plan's arguments and a loop's items are fixed once it has begun.
  return framesUnder(draft, frame, all).every((inside) =>
    [...nodes].every(([name, names]) => {
      const number = inside.template.number.get(name);
      if (number === undefined) return true;
      const { node: reader } = laidAt(inside, number);
      const { status, callee } = nodeAt(inside, number);
      if (callee !== undefined) return status !== "active" && !isCompensated(plan, callee);
      return status !== "active" || reader.kind !== "loop" || !goesOver(reader, names, lets);
    }),
  );
}

const noNames: ReadonlySet<string> = new Set();

/** True if a step can go on with another of what it uses by itself. */
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

/** True if it is pure, or idempotent and not tied to the member by what undoes it. */
function mayRepeat(plan: Plan, way: Attempt | undefined, isTied?: (undo: Undo) => boolean): boolean {
  if (way === undefined) return true;
  if (!("capability" in way.target))
    return reached(plan, way.target).every((name) => isRepeatable(plan, name));
  if (!isRepeatable(plan, way.target.capability)) return false;
  const { undo } = way.options;
  const reference = undo ?? capabilityOf(plan, way.target.capability).undo;
  if (reference === undefined || isTied === undefined) return true;
  return !isTied({ reference, stands: undo === undefined ? "capability" : "step" });
}

function isRepeatable(plan: Plan, capability: string): boolean {
  return capabilityOf(plan, capability).effect.kind !== "once";
}

/** True if a plan that was called can leave something to be undone; with what, only it knows. */
function isCompensated(plan: Plan, { target, goal }: Callee): boolean {
  return waysReached(plan, goal ? { goal: target } : { routine: target }).some(
    ({ target: called, options }) =>
      "capability" in called &&
      (options.undo ?? capabilityOf(plan, called.capability).undo) !== undefined &&
      !leavesNothing(plan, called.capability),
  );
}

/** The capabilities that a plan or goal comes to call. */
function reached(plan: Plan, target: Target): readonly string[] {
  return waysReached(plan, target).flatMap(({ target: called }) =>
    "capability" in called ? [called.capability] : [],
  );
}

/** All that a plan or goal comes to call, and how. */
function waysReached(plan: Plan, target: Target): readonly Attempt[] {
  const seen = new Set<string>();
  const attempts: Attempt[] = [];
  const visit = (one: Target): void => {
    if ("capability" in one) return;
    const names = "routine" in one ? [one.routine] : (plan.goals[one.goal]?.alternatives ?? []);
    for (const name of names) {
      if (seen.has(name)) continue;
      seen.add(name);
      const nodes = plan.routines[name]?.nodes ?? [];
      for (const way of nodes.flatMap(attemptsOf)) {
        attempts.push(way);
        visit(way.target);
      }
    }
  };
  visit(target);
  return attempts;
}

/** Finds the call that undoes an intent, if it still can: an undo retires with a hold that it needs, and at a `commit`. */
import type { CallReference, Plan } from "@orchlang/plan";
import { freeReads, type Read } from "@orchlang/plan/expressions";
import type { Attempt, BranchNode, LoopNode, Node } from "@orchlang/plan/nodes";
import type { Intent } from "../identity.ts";
import type { Instant } from "../machine.ts";
import { attemptOf, capabilityOf, leavesNothing, plannedAttempt } from "./call.ts";
import type { Frame } from "./frame-state.ts";
import type { LaidNode, Template } from "./layout.ts";
import type { NodeState } from "./node-state.ts";
import { frameAt, type IntentState, laidAt, nodeAt, type View } from "./state.ts";

export interface Undo {
  readonly reference: CallReference;
  /** The scope of its arguments: the step's surroundings or the capability's parameters. */
  readonly stands: "step" | "capability";
}

export function undoOf(plan: Plan, state: View, intent: IntentState): Undo | undefined {
  const undo = plannedUndo(plan, state, intent);
  return undo !== undefined && holdsAnything(plan) && isRetired(state, intent, undo) ? undefined : undo;
}

/** The undo of an intent, retired or not: the step's own clause overrides the capability's. */
function plannedUndo(plan: Plan, state: View, intent: IntentState): Undo | undefined {
  if (intent.role !== "do" || intent.committed || leavesNothing(plan, intent.capability)) return undefined;
  const way = plannedAttempt(state, intent);
  const own = way?.options.undo;
  const reference = own ?? capabilityOf(plan, intent.capability).undo;
  if (reference === undefined) return undefined;
  return { reference, stands: own === undefined ? "capability" : "step" };
}

/** An undo that needs a hold retires with it: the effect is kept (semantics, rules 28 and 32). */
function isRetired(state: View, intent: IntentState, undo: Undo): boolean {
  for (const { status, failure, hold } of holdsOf(state, intent, undo))
    if (status === "completed" || hold?.lost === true || failure?.class === "resource_lost") return true;
  return false;
}

/**
 * Until when an intent may be undone: for as long as the members are held that its undo names. Another may have them then
 * (semantics, rule 32). Undefined: it names none.
 */
export function undoableUntil(plan: Plan, state: View, intent: IntentState): Instant | undefined {
  const undo = holdsAnything(plan) ? plannedUndo(plan, state, intent) : undefined;
  if (undo === undefined) return undefined;
  let least: Instant | undefined;
  for (const { hold } of holdsOf(state, intent, undo))
    if (hold?.until !== undefined && !(hold.until >= (least ?? Number.POSITIVE_INFINITY))) least = hold.until;
  return least;
}

export function isTooLateToUndo(plan: Plan, state: View, intent: IntentState): boolean {
  const until = undoableUntil(plan, state, intent);
  return until !== undefined && until <= state.at;
}

function holdsAnything({ pools }: Plan): boolean {
  for (const _ in pools) return true;
  return false;
}

const resultReaders = new WeakMap<CallReference, boolean>();

/** True if the arguments of an undo need to know what came out. */
export function readsResult(reference: CallReference): boolean {
  let reads = resultReaders.get(reference);
  if (reads === undefined) {
    reads = Object.values(reference.args).some((arg) =>
      freeReads(arg).some(({ from, name }) => from === "local" && name === "result"),
    );
    resultReaders.set(reference, reads);
  }
  return reads;
}

/** The reads of an undo's arguments at the step: directly, or through the step's arguments. */
export function readsOfUndo({ reference, stands }: Undo, way: Attempt | undefined): readonly Read[] {
  const own = Object.values(reference.args).flatMap(freeReads);
  if (stands === "step") return own;
  return own.flatMap(({ from, name }) => {
    const given = from === "local" ? way?.args[name] : undefined;
    return given === undefined ? [] : freeReads(given);
  });
}

/**
 * The holds whose members an undo names. Its reads are followed outwards: through `let`s, through rounds to their lists,
 * through calls to their arguments.
 */
function* holdsOf(state: View, intent: IntentState, undo: Undo): Generator<NodeState> {
  let frame = frameAt(state, intent.frame);
  let laid = laidAt(frame, intent.node);
  let names = namesOf(readsOfUndo(undo, plannedAttempt(state, intent)));
  while (names.size > 0) {
    throughLets(names, frame.template);
    for (let owner = ownerOf(frame, laid); owner !== undefined; owner = ownerOf(frame, owner)) {
      const { node } = owner;
      if (node.kind === "hold" && names.has(`local ${node.variable}`)) yield nodeAt(frame, owner.at);
      if (node.kind !== "branch") continue;
      throughArm(names, node);
      throughLets(names, frame.template);
    }
    if (frame.parent === undefined) return;
    const { frame: around, node, slot } = frame.parent;
    frame = frameAt(state, around);
    laid = laidAt(frame, node);
    names =
      laid.node.kind === "loop" ? outOfRound(names, laid.node) : outOfCall(names, attemptOf(laid, slot));
  }
}

function ownerOf({ template }: Frame, { block }: LaidNode): LaidNode | undefined {
  return template.nodes[block.owner];
}

/** Names that a value is derived from, as visible at a place: `local drone`. */
type Names = Set<string>;

function namesOf(reads: readonly Read[]): Names {
  return new Set(reads.map(({ from, name }) => `${from} ${name}`));
}

function add(names: Names, reads: readonly Read[]): void {
  for (const name of namesOf(reads)) names.add(name);
}

/** Adds what the `let`s among them are made of. */
function throughLets(names: Names, { nodes, number }: Template): void {
  // The loop also visits names added on the way.
  for (const name of names) {
    const node = name.startsWith("node ") ? nodes[number.get(name.slice(5)) ?? -1]?.node : undefined;
    if (node?.kind === "let") add(names, freeReads(node.value));
    if (node?.kind === "join") for (const of of node.of) names.add(`node ${of}`);
  }
}

/** An arm names what its branch asks about. */
function throughArm(names: Names, { subject, arms }: BranchNode): void {
  const isRead = arms.some(({ as }) => as !== undefined && names.has(`local ${as}`));
  if (isRead && subject !== undefined) add(names, freeReads(subject));
}

/** A round's variable is made of what its loop goes over. */
function outOfRound(names: Names, { variable, over }: LoopNode): Names {
  if (names.delete(`local ${variable}`) && over.kind !== "occurrences")
    add(names, freeReads(over.kind === "list" ? over.list : over.from));
  return names;
}

/** A called plan's parameters are made of what it is called with. */
function outOfCall(names: Names, way: Attempt | undefined): Names {
  const given = Object.entries(way?.args ?? {}).filter(([name]) => names.has(`input ${name}`));
  return namesOf(given.flatMap(([, value]) => freeReads(value)));
}

// The effects of `finally` are kept, except those that an error handler, a race or another request replaces (rule 25).

/** True if nothing undoes what an attempt does, whatever fails afterwards. */
export function isKeptInFinally(state: View, frame: Frame, laid: LaidNode, intent: Intent): boolean {
  return !givesWay(laid.node, intent) && staysInFinally(state, frame, laid);
}

/** A request that another may follow, or a way that has handlers behind it, is undone before the next. */
function givesWay(node: Node, { call: { slot }, request = 1 }: Intent): boolean {
  const options = attemptOf({ node }, slot)?.options;
  if (node.kind !== "call" || options === undefined || request < (options.attempts?.times ?? 1)) return true;
  const isLast = node.rescues.length === 0 || slot === `else${node.rescues.length}`;
  return !isLast;
}

function staysInFinally(state: View, frame: Frame, laid: LaidNode): boolean {
  const owner = frame.template.nodes[laid.block.owner];
  if (owner !== undefined) {
    const isUndone = !laid.block.handler && (owner.node.kind === "race" || owner.node.kind === "quorum");
    return !isUndone && staysInFinally(state, frame, owner);
  }
  if (laid.inFinally || frame.parent === undefined) return laid.inFinally;
  const around = frameAt(state, frame.parent.frame);
  const loop = laidAt(around, frame.parent.node);
  const { node } = loop;
  if (node.kind !== "loop" || node.tolerated !== undefined || node.optional === true) return false;
  return node.rescues.length === 0 && staysInFinally(state, around, loop);
}

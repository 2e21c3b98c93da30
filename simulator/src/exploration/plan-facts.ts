/** Facts about a plan's nodes for its exploration, computed once. */

import type { Slot } from "@orchlang/kernel";
import { type Capability, callFailures, type Json, type Plan, type Routine } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt, BlockId, LoopNode, Node, NodeId, YieldNode } from "@orchlang/plan/nodes";
import type { SeenCall } from "./case.ts";

export interface PlacedNode {
  readonly routine: Routine;
  readonly node: Node;
  /** Around it, innermost first. */
  readonly around: readonly Node[];
  readonly inFinally: boolean;
}

/** For each plan, by path of callers. */
const placed = new WeakMap<Plan, Map<string, ReadonlyMap<NodeId, PlacedNode>>>();

/** The routine that a path of callers ends in. */
export function routineAt(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf(">")) + 1);
}

/** For `launch/step>sub`: the step, the path of the plan around it, and the plan it called. */
export function callerOf(
  path: string,
): { readonly routine: string; readonly node: string; readonly entered: string } | undefined {
  const cut = path.lastIndexOf("/");
  if (cut < 0) return undefined;
  const [node = "", ...entered] = path.slice(cut + 1).split(">");
  return { routine: path.slice(0, cut), node, entered: entered.at(-1) ?? "" };
}

/**
 * The path of callers as it is written, however often each of them has called: `launch/step>2>sub` is `launch/step>sub`.
 * Where a step makes new requests on purpose (`attempts`), they stay apart.
 */
export function withoutEntries(plan: Plan, path: string): string {
  let written = "";
  for (const part of path.split("/")) {
    const [node = "", ...entered] = part.split(">");
    const caller = written === "" ? undefined : nodeOf(plan, written, node)?.node;
    const asksAnew =
      caller !== undefined && attemptsOf(caller).some(({ options }) => options.attempts !== undefined);
    const kept = asksAnew ? entered : entered.filter((one) => !/^\d+$/.test(one));
    written += `${written === "" ? "" : "/"}${[node, ...kept].join(">")}`;
  }
  return written;
}

export function nodeOf(plan: Plan, path: string, node: NodeId): PlacedNode | undefined {
  let known = placed.get(plan);
  if (known === undefined) {
    known = new Map(Object.values(plan.routines).map((one) => [one.name, placeAll(one)]));
    placed.set(plan, known);
  }
  let here = known.get(path);
  if (here === undefined) {
    here = known.get(routineAt(path)) ?? new Map();
    known.set(path, here);
  }
  return here.get(node);
}

/** True if a node is part of a `finally`: its plan's own, or that of a plan that called its plan there. */
export function isInFinally(plan: Plan, path: string, node: NodeId): boolean {
  for (
    let at: { readonly routine: string; readonly node: string } | undefined = { routine: path, node };
    at;
  ) {
    if (nodeOf(plan, at.routine, at.node)?.inFinally === true) return true;
    at = callerOf(at.routine);
  }
  return false;
}

function placeAll(routine: Routine): ReadonlyMap<NodeId, PlacedNode> {
  const nodes = new Map(routine.nodes.map((node) => [node.id, node]));
  const blocks = new Map(routine.blocks.map((block) => [block.id, block]));
  const all = routine.nodes.map((node) => {
    const around: Node[] = [];
    let block = blocks.get(node.block);
    for (let outer = nodes.get(block?.owner ?? ""); outer !== undefined; ) {
      around.push(outer);
      block = blocks.get(outer.block);
      outer = nodes.get(block?.owner ?? "");
    }
    const inFinally = block !== undefined && block.id === routine.finally;
    return [node.id, { routine, node, around, inFinally }] as const;
  });
  return new Map(all);
}

export function attemptAt(node: Node, slot: Slot): Attempt | undefined {
  if (slot === "do") return node.kind === "call" ? node.attempt : undefined;
  if (slot.startsWith("ask"))
    return node.kind === "quorum" ? node.attempts[Number(slot.slice(3)) - 1] : undefined;
  if (!slot.startsWith("else") || !("rescues" in node)) return undefined;
  const rescue = node.rescues[Number(slot.slice(4)) - 1];
  return rescue !== undefined && "attempt" in rescue ? rescue.attempt : undefined;
}

/** The yields of a loop's rounds: several if their blocks have choices. A handler's yield belongs to no round. */
export function yieldsOf(plan: Plan, path: string, loop: LoopNode): readonly YieldNode[] {
  let known = yielding.get(loop);
  if (known === undefined) {
    known = yieldsIn(plan, path, (block, owner) => owner.id === loop.id && block === loop.body);
    yielding.set(loop, known);
  }
  return known;
}

const yielding = new WeakMap<LoopNode, readonly YieldNode[]>();

/** The yields of a race branch that is a block. */
export function yieldsOfBranch(plan: Plan, path: string, branch: NodeId): readonly YieldNode[] {
  return yieldsIn(plan, path, (_, owner) => owner.id === branch);
}

/** Yields of the innermost block around them that takes a value and is the one that is meant. */
function yieldsIn(
  plan: Plan,
  path: string,
  isMeant: (block: BlockId, owner: Node) => boolean,
): readonly YieldNode[] {
  const { nodes = [], blocks = [] } = plan.routines[routineAt(path)] ?? {};
  return nodes.flatMap((node) => {
    if (node.kind !== "yield") return [];
    for (let at: BlockId | undefined = node.block; at !== undefined; ) {
      const owner = nodeOf(plan, path, blocks.find(({ id }) => id === at)?.owner ?? "")?.node;
      if (owner === undefined) return [];
      if (isMeant(at, owner)) return [node];
      if (owner.kind !== "branch" && owner.kind !== "hold") return [];
      at = owner.block;
    }
    return [];
  });
}

/** Every way of doing a node. */
export function attemptsOf(node: Node): readonly Attempt[] {
  const rescues =
    "rescues" in node ? node.rescues.flatMap((one) => ("attempt" in one ? [one.attempt] : [])) : [];
  if (node.kind === "call") return [node.attempt, ...rescues];
  return node.kind === "quorum" ? [...node.attempts, ...rescues] : rescues;
}

/** How a call that was seen is meant. An undo or confirm has no options of its own. */
export function plannedAttempt(plan: Plan, { intent }: Pick<SeenCall, "intent">): Attempt | undefined {
  const placedNode = nodeOf(plan, intent.call.routine, intent.call.node);
  return placedNode === undefined ? undefined : attemptAt(placedNode.node, intent.call.slot);
}

/** True if a capability says what became of another one's call. */
export function isConfirm({ result }: Capability): boolean {
  return typeof result?.schema === "object" && result.schema["x-orch"] === "Done";
}

/** True if it can leave something in the world. */
export function leavesSomething(plan: Plan, capability: string): boolean {
  const declared = plan.capabilities[capability];
  return declared !== undefined && declared.human === undefined && declared.effect.kind !== "pure";
}

/** True if a capability is an undo of another one: a plan that calls it directly does not undo it in turn. */
export function isUndo({ capabilities, routines }: Plan, capability: string): boolean {
  const attempts = Object.values(routines).flatMap(({ nodes }) => nodes.flatMap(attemptsOf));
  return (
    Object.values(capabilities).some(({ undo }) => undo?.capability === capability) ||
    attempts.some(({ options }) => options.undo?.capability === capability)
  );
}

const asking = new WeakMap<Plan, boolean>();

/** True if handlers or retries distinguish failures. */
export function distinguishesFailures(plan: Plan): boolean {
  let known = asking.get(plan);
  if (known === undefined) {
    known = Object.values(plan.routines).some(({ nodes }) =>
      nodes.some(
        (node) =>
          ("rescues" in node && node.rescues.some(({ when }) => when !== undefined)) ||
          attemptsOf(node).some(({ options }) => options.retry?.when !== undefined),
      ),
    );
    asking.set(plan, known);
  }
  return known;
}

const choosing = new WeakMap<Plan, boolean>();

/** True if a `finally` chooses, by how its plan has ended or by what it has come to. */
export function choosesLast(plan: Plan): boolean {
  let known = choosing.get(plan);
  if (known === undefined) {
    known = Object.values(plan.routines).some(
      ({ name, nodes, finally: last }) =>
        last !== undefined && nodes.some(({ id, kind }) => kind === "branch" && isInFinally(plan, name, id)),
    );
    choosing.set(plan, known);
  }
  return known;
}

const naming = new WeakMap<Node, ReadonlySet<string>>();

/** The built-in failures of calls that the handlers and retries of a node name; a time-out is a fault of its own. */
function namedAt(node: Node): ReadonlySet<string> {
  let known = naming.get(node);
  if (known === undefined) {
    const conditions = [
      ...("rescues" in node ? node.rescues.map(({ when }) => when) : []),
      ...attemptsOf(node).map(({ options }) => options.retry?.when),
    ].filter((one) => one !== undefined);
    const names = new Set<unknown>(callFailures.filter((name) => name !== "timeout" && name !== "cancelled"));
    known = new Set(
      [...partsOf(conditions as unknown as Json)].flatMap((part) => {
        const value = isConstant(part) ? part.value : undefined;
        return typeof value === "string" && names.has(value) ? [value] : [];
      }),
    );
    naming.set(node, known);
  }
  return known;
}

/** Failures that the engine itself reports; if a handler throws one, only a step that names it is affected. */
const ofEngine: ReadonlySet<string> = new Set(["denied", "budget", "invalid_input", "resource_lost"]);

/** The built-in failures that a call is to have since something names them. */
export function namedFailures(
  plan: Plan,
  { intent: { call } }: Pick<SeenCall, "intent">,
): ReadonlySet<string> {
  const own = nodeOf(plan, call.routine, call.node)?.node;
  const anywhere = Object.values(plan.routines).flatMap(({ nodes }) =>
    nodes.flatMap((node) => [...namedAt(node)]),
  );
  return new Set([
    ...anywhere.filter((name) => !ofEngine.has(name)),
    ...(own === undefined ? [] : namedAt(own)),
  ]);
}

function isConstant(part: Json): part is { readonly op: "constant"; readonly value: Json } {
  return typeof part === "object" && part !== null && "op" in part && part.op === "constant";
}

const retrying = new WeakMap<Plan, boolean>();

/** True if a plan is tried again as a whole: then what passes inside of it matters, retried there or not. */
export function retriesPlans(plan: Plan): boolean {
  let known = retrying.get(plan);
  if (known === undefined) {
    known = Object.values(plan.routines).some(({ nodes }) =>
      nodes.some((node) =>
        attemptsOf(node).some(
          ({ target, options }) => !("capability" in target) && options.retry !== undefined,
        ),
      ),
    );
    retrying.set(plan, known);
  }
  return known;
}

/** The pools of which a call may hold a member. */
export function poolsAround(plan: Plan, call: Pick<SeenCall, "intent">): readonly string[] {
  const placedNode = nodeOf(plan, call.intent.call.routine, call.intent.call.node);
  if (placedNode === undefined) return [];
  const using = attemptAt(placedNode.node, call.intent.call.slot)?.using;
  const held = placedNode.around.flatMap((node) => (node.kind === "hold" ? [node.pick.pool] : []));
  return [...new Set([...(using === undefined ? [] : [using.pool]), ...held])];
}

/** Everything in a part of a plan, itself first. */
export function* partsOf(part: Json): Generator<Json> {
  yield part;
  if (typeof part !== "object" || part === null) return;
  for (const inner of Object.values(part)) yield* partsOf(inner as Json);
}

/** When a plan comes to a statement, as the choices around it say; undefined: something else decides as well. */
export function comesTo(plan: Plan, path: string, node: Node): Expression | undefined {
  const { blocks = [], root } = plan.routines[routineAt(path)] ?? {};
  const items: Expression[] = [];
  for (let block = node.block; block !== root; ) {
    const owner = nodeOf(plan, path, blocks.find(({ id }) => id === block)?.owner ?? "")?.node;
    if (owner?.kind !== "branch" || owner.subject !== undefined) return undefined;
    for (const { condition, block: side } of owner.arms) {
      if (condition !== undefined) items.push(side === block ? condition : { op: "not", of: condition });
      if (side === block) break;
    }
    block = owner.block;
  }
  return { op: "and", items };
}

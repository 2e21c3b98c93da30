/**
 * The layout of a plan's routines for a run, computed once for each plan: nodes by number, dependencies, blocks. Each
 * routine has one template for its own statements and one for the body of each loop, since a body has as many instances
 * as rounds. Everything else of a routine happens at most once.
 */
import type { Plan, Routine } from "@orchlang/plan";
import type { Block, Node, NodeId } from "@orchlang/plan/nodes";
import { present } from "../invariant.ts";
import { type Lanes, nameLanes, routineLanes } from "../keys.ts";
import type { RunId } from "../machine.ts";
import { contextNames } from "./context-names.ts";
import { type NodeState, untouchedNode } from "./node-state.ts";

/** Nodes that live and die together: a routine without the bodies of its loops, or such a body. */
export interface Template {
  readonly routine: Routine;
  /** The loop whose body it is. */
  readonly loop?: NodeId;
  readonly nodes: readonly LaidNode[];
  readonly number: ReadonlyMap<NodeId, number>;
  readonly root: LaidBlock;
  readonly finally?: LaidBlock;
  readonly blocks: ReadonlyMap<string, LaidBlock>;
}

export interface LaidBlock {
  readonly id: string;
  /** -1: none. */
  readonly owner: number;
  /** True if it is one of its owner's handlers. */
  readonly handler: boolean;
  readonly nodes: readonly number[];
}

export interface LaidNode {
  readonly at: number;
  readonly node: Node;
  readonly block: LaidBlock;
  /** How many feeds lead here, and one for the block around it where that has to be chosen. */
  readonly unmet: number;
  readonly feeds: readonly Feed[];
  /**
   * Statements below that are not reached if this is not. It may end the plan, and stands for all above it that may: a
   * statement names the last of them only.
   */
  readonly skips: readonly number[];
  /** Its dependencies in the same template, each once. */
  readonly after: readonly number[];
  /** Nodes that come after it, each once: they are undone before it. */
  readonly undoneBefore: readonly number[];
  /** Blocks it owns here; a loop's body apart. */
  readonly blocks: readonly LaidBlock[];
  /** The body of a loop. */
  readonly body?: Template;
  readonly inFinally: boolean;
  /** Its state before anything has happened to it. */
  readonly untouched: NodeState;
  /** The names of the context that are requested before it begins. */
  readonly reads: readonly string[];
}

/**
 * An order between two nodes. `ends`: where the first is reached, the second never is (a `return` or `fail` in a
 * branch above it).
 */
interface Feed {
  readonly to: number;
  readonly why: "data" | "after" | "order" | "ends";
}

/** True if a `yield` inside it gives its value to what is around it. */
export function isTransparent(node: Node): boolean {
  return node.kind === "branch" || node.kind === "hold";
}

/** True if a node is one of those that run against one another in a race. */
export function isRaceBranch(template: Template, { block }: LaidNode): boolean {
  return !block.handler && template.nodes[block.owner]?.node.kind === "race";
}

/** The branch of a race that a node stands in: the innermost, in its own routine. */
export function branchAround(template: Template, laid: LaidNode): LaidNode | undefined {
  for (let around = template.nodes[laid.block.owner]; around !== undefined; ) {
    if (isRaceBranch(template, around)) return around;
    around = template.nodes[around.block.owner];
  }
  return undefined;
}

const names = new WeakMap<Template, (Lanes | undefined)[]>();

/** The part that a node's name adds to the keys of its intents. */
export function nodeLanes(template: Template, { at, node }: LaidNode): Lanes {
  let known = names.get(template);
  if (known === undefined) {
    known = template.nodes.map(() => undefined);
    names.set(template, known);
  }
  const lanes = known[at] ?? nameLanes(node.id);
  known[at] = lanes;
  return lanes;
}

const beginnings = new WeakMap<
  Template,
  { readonly run: RunId; readonly path: string; readonly lanes: Lanes }
>();

/** The beginning of all keys of a plan's run. Cached for the last run, since a simulator plays many runs of one id. */
export function lanesInRun(template: Template, run: RunId, path: string): Lanes {
  const known = beginnings.get(template);
  if (known?.run === run && known.path === path) return known.lanes;
  const lanes = routineLanes(run, path);
  beginnings.set(template, { run, path, lanes });
  return lanes;
}

const layouts = new WeakMap<Plan, Map<string, Template | undefined>>();

/** Undefined where the plan has no such routine. */
export function templateOf(plan: Plan, routine: string): Template | undefined {
  let known = layouts.get(plan);
  if (known === undefined) {
    known = new Map();
    layouts.set(plan, known);
  }
  if (!known.has(routine)) {
    const result = Object.hasOwn(plan.routines, routine) ? plan.routines[routine] : undefined;
    known.set(routine, result === undefined ? undefined : layOut(result));
  }
  return known.get(routine);
}

interface Drawing {
  readonly routine: Routine;
  readonly nodes: ReadonlyMap<NodeId, Node>;
  readonly blocks: ReadonlyMap<string, Block>;
  /** Blocks by the node that owns them. */
  readonly owned: ReadonlyMap<NodeId, readonly Block[]>;
}

function layOut(routine: Routine): Template {
  const owned = new Map<NodeId, Block[]>();
  for (const block of routine.blocks) {
    if (block.owner === undefined) continue;
    const list = owned.get(block.owner);
    if (list === undefined) owned.set(block.owner, [block]);
    else list.push(block);
  }
  const drawing: Drawing = {
    routine,
    nodes: new Map(routine.nodes.map((node) => [node.id, node])),
    blocks: new Map(routine.blocks.map((block) => [block.id, block])),
    owned,
  };
  return template(drawing, routine.root, routine.finally);
}

function template(drawing: Drawing, root: string, last: string | undefined, loop?: NodeId): Template {
  const outline: Outline = {
    drawing,
    untouched: new Map(),
    ids: [],
    number: new Map(),
    blocks: new Map(),
    inFinally: new Set(),
  };
  const rootBlock = outlined(outline, root, -1, false);
  const finallyBlock = last === undefined ? undefined : outlined(outline, last, -1, true);
  const needs = outline.ids.map((id, at) => needsOf(outline, id, at));
  const feeds: Feed[][] = outline.ids.map(() => []);
  needs.forEach((list, to) => {
    for (const need of list) feeds[need.from]?.push({ to, why: need.why });
  });
  const skips = skipsOf(outline);
  const nodes = outline.ids.map((id, at) =>
    laidNode(outline, id, at, { needs: needs[at] ?? [], feeds: feeds[at] ?? [], skips: skips[at] ?? [] }),
  );
  return {
    routine: drawing.routine,
    ...(loop === undefined ? {} : { loop }),
    nodes,
    number: outline.number,
    root: rootBlock,
    ...(finallyBlock === undefined ? {} : { finally: finallyBlock }),
    blocks: outline.blocks,
  };
}

interface Outline {
  readonly drawing: Drawing;
  /** Nodes that wait for as many begin as one and the same state. */
  readonly untouched: Map<number, NodeState>;
  readonly ids: NodeId[];
  readonly number: Map<NodeId, number>;
  readonly blocks: Map<string, LaidBlock>;
  readonly inFinally: Set<number>;
}

/** Numbers the nodes of a block and of the blocks within it, in source order, loops' bodies apart. */
function outlined(outline: Outline, id: string, owner: number, inFinally: boolean): LaidBlock {
  const block = present(outline.drawing.blocks.get(id), `block ${id}`);
  const numbers = block.nodes.map((node) => {
    const at = outline.ids.length;
    outline.ids.push(node);
    outline.number.set(node, at);
    if (inFinally) outline.inFinally.add(at);
    return at;
  });
  const laid: LaidBlock = { id, owner, handler: isHandler(outline, id, owner), nodes: numbers };
  outline.blocks.set(id, laid);
  block.nodes.forEach((node, index) => {
    for (const inner of ownBlocks(outline.drawing, node)) {
      outlined(outline, inner.id, present(numbers[index], "a numbered node"), inFinally);
    }
  });
  return laid;
}

function isHandler(outline: Outline, id: string, owner: number): boolean {
  const node = outline.drawing.nodes.get(outline.ids[owner] ?? "");
  if (node === undefined || !("rescues" in node)) return false;
  return node.rescues.some((rescue) => "block" in rescue && rescue.block === id);
}

function ownBlocks(drawing: Drawing, id: NodeId): readonly Block[] {
  const node = drawing.nodes.get(id);
  const blocks = drawing.owned.get(id) ?? [];
  return node?.kind === "loop" ? blocks.filter((block) => block.id !== node.body) : blocks;
}

interface From {
  readonly from: number;
  readonly why: Feed["why"];
}

/**
 * When `finally` begins, its dependencies on other statements are settled or never will be: only its own order counts.
 */
function needsOf(outline: Outline, id: NodeId, to: number): readonly From[] {
  const needs = new Map<string, From>();
  const add = (from: number | undefined, why: Feed["why"]): void => {
    if (from === undefined || outline.inFinally.has(from) !== outline.inFinally.has(to)) return;
    needs.set(`${from} ${why}`, { from, why });
  };
  for (const need of allNeeds(outline.drawing, id)) {
    const at = outline.number.get(need.node);
    if (need.why !== "branch") add(at, need.why);
    else if (at !== undefined) {
      const ends = endsWithin(outline, need.node);
      if (ends.length === 0) add(at, "order");
      for (const end of ends) add(end, "ends");
    }
  }
  return [...needs.values()];
}

interface Orders {
  readonly needs: readonly From[];
  readonly feeds: readonly Feed[];
  readonly skips: readonly number[];
}

function skipsOf(outline: Outline): readonly (readonly number[])[] {
  const skips: number[][] = outline.ids.map(() => []);
  outline.ids.forEach((id, to) => {
    if (outline.inFinally.has(to)) return;
    for (const { node, why } of allNeeds(outline.drawing, id)) {
      const from = why === "branch" ? outline.number.get(node) : undefined;
      if (from !== undefined) skips[from]?.push(to);
    }
  });
  return skips;
}

/** A node's own needs; for a loop also what its body needs from around it, since its rounds see only settled values. */
function allNeeds(drawing: Drawing, id: NodeId): Node["needs"] {
  const node = present(drawing.nodes.get(id), `node ${id}`);
  if (node.kind !== "loop") return node.needs;
  const inside = new Set<NodeId>();
  const gather = (block: string): void => {
    for (const inner of drawing.blocks.get(block)?.nodes ?? []) {
      inside.add(inner);
      for (const { id: deeper } of drawing.owned.get(inner) ?? []) gather(deeper);
    }
  };
  gather(node.body);
  const outer = [...inside].flatMap((inner) => drawing.nodes.get(inner)?.needs ?? []);
  return [...node.needs, ...outer.filter((need) => !inside.has(need.node) && need.node !== id)];
}

/** The statements within a node that end the plan. */
function endsWithin(outline: Outline, id: NodeId): readonly number[] {
  const node = outline.drawing.nodes.get(id);
  if (node?.kind === "return" || node?.kind === "fail") {
    const at = outline.number.get(id);
    return at === undefined ? [] : [at];
  }
  return ownBlocks(outline.drawing, id).flatMap((block) =>
    block.nodes.flatMap((inner) => endsWithin(outline, inner)),
  );
}

function laidNode(outline: Outline, id: NodeId, at: number, { needs, feeds, skips }: Orders): LaidNode {
  const { drawing } = outline;
  const node = present(drawing.nodes.get(id), `node ${id}`);
  const block = present(outline.blocks.get(node.block), `block ${node.block}`);
  const inFinally = outline.inFinally.has(at);
  const chosen = block.owner !== -1 || block.id === drawing.routine.finally;
  const unmet = needs.length + (chosen ? 1 : 0);
  const watches = node.kind === "wait" && node.for.kind === "condition";
  return {
    at,
    node,
    block,
    unmet,
    feeds,
    skips,
    after: [...new Set(needs.map(({ from }) => from))],
    undoneBefore: [...new Set(feeds.map(({ to }) => to))],
    blocks: ownBlocks(drawing, id).map((inner) => present(outline.blocks.get(inner.id), inner.id)),
    ...(node.kind === "loop" ? { body: template(drawing, node.body, undefined, id) } : {}),
    inFinally,
    untouched: untouched(outline, unmet),
    reads: watches ? [] : contextNames(node),
  };
}

function untouched(outline: Outline, unmet: number): NodeState {
  const nodeState = outline.untouched.get(unmet) ?? untouchedNode(unmet);
  outline.untouched.set(unmet, nodeState);
  return nodeState;
}

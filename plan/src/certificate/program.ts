import { rescuesOf } from "../decode/well-formed/children.ts";
import type { Capability } from "../shapes/capability.ts";
import type { Expression } from "../shapes/expression.ts";
import type { Attempt, BlockId, Node, NodeId, Target } from "../shapes/node.ts";
import type { Plan, Routine } from "../shapes/plan.ts";
import type { Selector } from "../shapes/rule.ts";
import type { Json, JsonObject } from "../shapes/value.ts";

/** A plan as the checker walks it. It was decoded: ids are unique, blocks are a tree, and nothing leads back to itself. */
export interface Program {
  readonly plan: Plan;
  readonly routines: ReadonlyMap<string, Indexed>;
}

export interface Indexed {
  readonly name: string;
  readonly routine: Routine;
  readonly nodes: ReadonlyMap<NodeId, Node>;
  /** By block: what stands in it, and whose it is. */
  readonly blocks: ReadonlyMap<
    BlockId,
    { readonly nodes: readonly Node[]; readonly owner: Node | undefined }
  >;
  readonly inner: ReadonlyMap<Node | undefined, readonly BlockId[]>;
  /** The values of visited statements. */
  readonly values: Map<NodeId, Value>;
}

/** One way in which a statement calls something. `handler`: it stands in for one that failed. */
export interface Way {
  readonly attempt: Attempt;
  readonly handler: boolean;
}

/** Something that a run may begin (semantics, rule 33): a call, or what undoes it or asks what became of it. */
export interface Begin extends Way {
  readonly within: Indexed;
  readonly node: Node;
  readonly place: string;
  readonly name: string;
  readonly how: "call" | "undo" | "confirm";
  readonly args: Readonly<Record<string, Expression>>;
}

/** Where a step of a certificate can't be followed, as `routine/node` or a name, and why. */
export interface Rejection {
  readonly node: string;
  readonly because: string;
}

export function rejected(node: string, because: string): Rejection {
  return { node, because };
}

export function programOf(plan: Plan): Program {
  const routines = Object.entries(plan.routines).map(([name, routine]): [string, Indexed] => {
    const nodes = new Map(routine.nodes.map((node) => [node.id, node]));
    const inner = new Map<Node | undefined, BlockId[]>(routine.nodes.map((node) => [node, []]));
    const blocks = routine.blocks.map(({ id, owner: of, nodes: ids }) => {
      const owner = nodes.get(of ?? "");
      inner.get(owner)?.push(id);
      return [id, { nodes: ids.flatMap((each) => nodes.get(each) ?? []), owner }] as const;
    });
    return [name, { name, routine, nodes, inner, blocks: new Map(blocks), values: new Map() }];
  });
  return { plan, routines: new Map(routines) };
}

export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

export function waysOf(node: Node): readonly Way[] {
  const asked = node.kind === "call" ? [node.attempt] : node.kind === "quorum" ? node.attempts : [];
  const handlers = rescuesOf(node).flatMap((each) => ("attempt" in each ? [each.attempt] : []));
  return [...asked, ...handlers].map((attempt, at) => ({ attempt, handler: at >= asked.length }));
}

export function nodesOf({ blocks }: Indexed, block: BlockId | undefined): readonly Node[] {
  return blocks.get(block ?? "")?.nodes ?? [];
}

/** The blocks of a statement: its own, or its handlers'. */
export function blocksOf({ inner }: Indexed, node: Node, handlers: boolean): readonly BlockId[] {
  return (inner.get(node) ?? []).filter((id) => isHandler(node, id) === handlers);
}

/** All that stands in the blocks of a statement, however deep. */
export function insideOf(within: Indexed, node: Node): readonly Node[] {
  const direct = (within.inner.get(node) ?? []).flatMap((id) => nodesOf(within, id));
  return direct.flatMap((each) => [each, ...insideOf(within, each)]);
}

export function isRescued(node: Node): boolean {
  return rescuesOf(node).length > 0;
}

export function isHandler(owner: Node, block: BlockId): boolean {
  return rescuesOf(owner).some((each) => "block" in each && each.block === block);
}

/** The statements around one, from the inside out. */
export function around({ blocks }: Indexed, node: Node): readonly Node[] {
  const owners: Node[] = [];
  for (let at: Node | undefined = node; at !== undefined; at = blocks.get(at.block)?.owner) owners.push(at);
  return owners.slice(1);
}

/** True if it is the wait of what interrupts work: it lasts no longer than that. */
export function interrupts({ blocks }: Indexed, node: Node): boolean {
  const { owner: branch, nodes } = blocks.get(node.block) ?? {};
  const race = blocks.get(branch?.block ?? "")?.owner;
  const isInterruption =
    race?.kind === "race" && race.settles === true && race.branches[1]?.node === branch?.id;
  return isInterruption && nodes?.[0] === node;
}

/** True if a statement stands in `finally`, however deep. */
export function isLast(within: Indexed, node: Node): boolean {
  return (around(within, node).at(-1) ?? node).block !== within.routine.root;
}

/**
 * What has settled before a statement begins: what it and what is around it wait for, of the blocks around it. Where it only
 * waits for a statement not to end the plan (`branch`), that has begun, and what it takes may go on.
 * @param begun with what has only begun.
 */
export function settledBefore(within: Indexed, node: Node, begun = false): ReadonlySet<Node> {
  const chain = [node, ...around(within, node)];
  const open = new Set(chain.map(({ block }) => block));
  const [passed, settled] = [new Set<Node>(), new Set<Node>()];
  const visit = ({ needs }: Node): void => {
    for (const { node: id, why } of needs) {
      const needed = within.nodes.get(id);
      if (needed === undefined || !open.has(needed.block)) continue;
      if (begun || why !== "branch") settled.add(needed);
      if (passed.has(needed)) continue;
      passed.add(needed);
      visit(needed);
    }
  };
  chain.forEach(visit);
  return settled;
}

/** One of its arms is taken whatever the data: the last asks for nothing. */
export function isExhaustive(node: Node): boolean {
  const last = node.kind === "branch" ? node.arms.at(-1) : undefined;
  return last !== undefined && last.condition === undefined && last.patterns === undefined;
}

/** True if a block never comes to its end: a `fail` or a `return` stands in it for sure. */
export function stops(within: Indexed, block: BlockId): boolean {
  return nodesOf(within, block).some((node) => {
    const isLeft = isExhaustive(node) && blocksOf(within, node, false).every((each) => stops(within, each));
    return node.kind === "fail" || node.kind === "return" || isLeft;
  });
}

export function targetName(target: Target): string {
  return "capability" in target ? target.capability : "routine" in target ? target.routine : target.goal;
}

/** The plans that a call may run: one, or a goal's; none of a capability's. */
export function calledBy({ plan, routines }: Program, target: Target): readonly Indexed[] {
  const goal = "goal" in target ? own(plan.goals, target.goal)?.alternatives : undefined;
  const names = "routine" in target ? [target.routine] : (goal ?? []);
  return names.flatMap((name) => routines.get(name) ?? []);
}

export function capabilityOf({ plan }: Program, { target }: Pick<Attempt, "target">): Capability | undefined {
  return "capability" in target ? own(plan.capabilities, target.capability) : undefined;
}

/** How a call is undone, by what its step says or else its capability, and how it is asked what became of it. */
export function settlingOf(program: Program, attempt: Attempt) {
  const capability = capabilityOf(program, attempt);
  return { undo: attempt.options.undo ?? capability?.undo, confirm: capability?.confirm };
}

/** Everything that may begin in some plans themselves, not in those that they call. */
export function beginsOf(program: Program, scope: readonly Indexed[]): readonly Begin[] {
  const ofWay = (within: Indexed, node: Node, way: Way): readonly Begin[] => {
    const base = { ...way, within, node, place: `${within.name}/${node.id}` };
    const { target, args } = way.attempt;
    const others = Object.entries(settlingOf(program, way.attempt)).flatMap(([how, called]) =>
      called ? [{ ...base, name: called.capability, how: how as "undo" | "confirm", args: called.args }] : [],
    );
    return [{ ...base, name: targetName(target), how: "call", args }, ...others];
  };
  const ofNode = (within: Indexed, node: Node) => waysOf(node).flatMap((way) => ofWay(within, node, way));
  return scope.flatMap((within) => within.routine.nodes.flatMap((node) => ofNode(within, node)));
}

/** A plan's name, or a capability's by its name, a tag, its kind. */
export function selects({ plan }: Program, selector: Selector, name: string): boolean {
  if ("name" in selector) return selector.name === name;
  const capability = own(plan.capabilities, name);
  if (capability === undefined) return false;
  if ("tagged" in selector) return capability.tags.includes(selector.tagged);
  return "any" in selector || capability.kind === selector.kind;
}

/** Plans with all that they call, those that are called first. */
export function reached(program: Program, roots: readonly Indexed[]): readonly Indexed[] {
  const done = new Set<Indexed>();
  const visit = (each: Indexed): void => {
    if (done.has(each)) return;
    const ways = each.routine.nodes.flatMap(waysOf);
    for (const { attempt } of ways) calledBy(program, attempt.target).forEach(visit);
    done.add(each);
  };
  roots.forEach(visit);
  return [...done];
}

/** A pool and those that it overflows into. */
export function poolsFrom(
  { plan }: Program,
  pool: string | undefined,
): readonly (JsonObject & { readonly name: string })[] {
  const chain = new Set<string>();
  for (
    let name: unknown = pool;
    typeof name === "string" && !chain.has(name);
    name = own(plan.pools, name)?.overflow
  )
    chain.add(name);
  return [...chain].map((name) => ({ ...own(plan.pools, name), name }));
}

/** Bounds of a value by constants and types: of a number, an amount or a list's size. */
export interface Value {
  readonly least: number;
  readonly most: number;
  readonly is?: Json;
  readonly schema?: Json | undefined;
  readonly fields?: Readonly<Record<string, Value>>;
}

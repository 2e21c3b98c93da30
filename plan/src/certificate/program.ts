import { blocksOf, rescuesOf } from "../decode/well-formed/children.ts";
import type { CallReference, Capability } from "../shapes/capability.ts";
import type { Expression } from "../shapes/expression.ts";
import type { Attempt, AttemptOptions, Block, BlockId, Node, NodeId, Target } from "../shapes/node.ts";
import type { Plan } from "../shapes/plan.ts";
import type { Routine } from "../shapes/routine.ts";
import type { Selector } from "../shapes/rule.ts";

/** A plan as the checker walks it: each statement with the block around it, each block with its owner. */
export interface Program {
  readonly plan: Plan;
  readonly routines: ReadonlyMap<string, Indexed>;
}

export interface Indexed {
  readonly routine: Routine;
  readonly nodes: ReadonlyMap<NodeId, Node>;
  readonly blocks: ReadonlyMap<BlockId, Block>;
}

/** One way in which a statement calls something: its own, a handler's, a member's of a quorum. */
export interface Way {
  readonly slot: string;
  readonly attempt: Attempt;
}

/** Something that a run may begin (semantics, rule 33): a call, or what takes it back or asks what became of it. */
export interface Begin {
  readonly place: string;
  readonly within: Indexed;
  readonly node: Node;
  readonly name: string;
  readonly how: "call" | "undo" | "confirm";
  readonly way: Way;
  readonly args: Readonly<Record<string, Expression>>;
}

export function programOf(plan: Plan): Program {
  const routines = new Map<string, Indexed>();
  for (const [name, routine] of Object.entries(plan.routines)) {
    const nodes = new Map(routine.nodes.map((node) => [node.id, node]));
    routines.set(name, { routine, nodes, blocks: new Map(routine.blocks.map((block) => [block.id, block])) });
  }
  return { plan, routines };
}

export function waysOf(node: Node): readonly Way[] {
  const ways: Way[] = [];
  if (node.kind === "call") ways.push({ slot: "call", attempt: node.attempt });
  if (node.kind === "quorum")
    node.attempts.forEach((attempt, index) => {
      ways.push({ slot: `member${index}`, attempt });
    });
  rescuesOf(node).forEach((rescue, index) => {
    if ("attempt" in rescue) ways.push({ slot: `else${index}`, attempt: rescue.attempt });
  });
  return ways;
}

export function targetName(target: Target): string {
  if ("capability" in target) return target.capability;
  return "routine" in target ? target.routine : target.goal;
}

/** The plans that a call may run: one, or a goal's; none of a capability's. */
export function calledBy({ plan, routines }: Program, target: Target): readonly Indexed[] {
  if ("capability" in target) return [];
  const names = "routine" in target ? [target.routine] : (plan.goals[target.goal]?.alternatives ?? []);
  return names.flatMap((name) => routines.get(name) ?? []);
}

/** How a call is taken back: by what its step says, else its capability. */
export function undoOf(
  capability: Capability | undefined,
  options: AttemptOptions,
): CallReference | undefined {
  return options.undo ?? capability?.undo;
}

/** Everything that may begin in a plan itself, not in those that it calls. */
export function beginsOf(program: Program, within: Indexed): readonly Begin[] {
  const begins: Begin[] = [];
  for (const node of within.routine.nodes) {
    for (const way of waysOf(node)) {
      const { target, args, options } = way.attempt;
      const place = `${within.routine.name}/${node.id}/${way.slot}`;
      const base = { place, within, node, way };
      begins.push({ ...base, name: targetName(target), how: "call", args });
      const capability = "capability" in target ? program.plan.capabilities[target.capability] : undefined;
      const undo = undoOf(capability, options);
      if (undo) begins.push({ ...base, name: undo.capability, how: "undo", args: undo.args });
      const confirm = capability?.confirm;
      if (confirm) begins.push({ ...base, name: confirm.capability, how: "confirm", args: confirm.args });
    }
  }
  return begins;
}

/** A plan's name, or a capability's by its name, a tag, its kind. */
export function selects({ plan }: Program, selector: Selector, name: string): boolean {
  if ("name" in selector) return selector.name === name;
  const capability = Object.hasOwn(plan.capabilities, name) ? plan.capabilities[name] : undefined;
  if (capability === undefined) return false;
  if ("tagged" in selector) return capability.tags.includes(selector.tagged);
  return "any" in selector || capability.kind === selector.kind;
}

/** Plans with all that they call, callers before callees. Plans never lead back to themselves (`wellFormed`). */
export function reached(program: Program, roots: readonly Indexed[]): readonly Indexed[] {
  const done = new Set<Indexed>();
  const order: Indexed[] = [];
  const visit = (each: Indexed): void => {
    if (done.has(each)) return;
    done.add(each);
    for (const node of each.routine.nodes)
      for (const { attempt } of waysOf(node)) calledBy(program, attempt.target).forEach(visit);
    order.push(each);
  };
  roots.forEach(visit);
  return order.reverse();
}

/** The plans that an entry can run: itself, or those of the goal. */
export function entries({ plan, routines }: Program): readonly Indexed[] {
  const names = Object.hasOwn(plan.goals, plan.entry) ? plan.goals[plan.entry]?.alternatives : [plan.entry];
  return (names ?? []).flatMap((name) => routines.get(name) ?? []);
}

/** The owners of the blocks around a node, from the inside out, each with its block; `top` is the outermost block. */
export function around(
  within: Indexed,
  node: Node,
): { readonly owners: readonly Owned[]; readonly top: BlockId } {
  const owners: Owned[] = [];
  let block = node.block;
  for (;;) {
    const owner = within.nodes.get(within.blocks.get(block)?.owner ?? "");
    if (owner === undefined) return { owners, top: block };
    owners.push({ owner, block });
    block = owner.block;
  }
}

export interface Owned {
  readonly owner: Node;
  readonly block: BlockId;
}

/** Whether nothing of a statement goes on once it has settled: no loser of a race, nothing that is left in doubt. */
export function isOver(node: Node | undefined): boolean {
  if (node === undefined || node.kind === "race" || ("optional" in node && node.optional === true))
    return false;
  return node.kind !== "loop" || node.tolerated === undefined;
}

/** Whether a block is one of the handlers of its owner. */
export function isHandler(owner: Node, block: BlockId): boolean {
  return rescuesOf(owner).some((rescue) => "block" in rescue && rescue.block === block);
}

export { blocksOf, rescuesOf };

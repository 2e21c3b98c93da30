import type { Expression } from "@orchlang/plan/expressions";
import type { Block, BlockId, Node, NodeId } from "@orchlang/plan/nodes";

/** A step with a `while`: a race that settles, of the work and a wait that fails once its condition does not hold. */
interface Drift {
  readonly condition: Expression;
  /** The block of the work, without the question that it begins with. */
  readonly work: BlockId;
}

/** The question with which a plan under a `while` begins: the race beside it says the condition. */
export function beginsGuarded({ kind, id }: Node): boolean {
  return kind === "branch" && id === "while@1.met";
}

/** The race of a plan under a `while`: its work is the plan's own statements. */
export function guardsPlan({ kind, id }: Node): boolean {
  return kind === "race" && id === "while@1";
}

/** Undefined for every other node. */
export function driftOf(
  node: Node,
  nodes: ReadonlyMap<NodeId, Node>,
  blocks: ReadonlyMap<BlockId, Pick<Block, "nodes">>,
): Drift | undefined {
  if (node.kind !== "race" || node.settles !== true) return undefined;
  const [asked, until] = node.branches.map((branch) => nodes.get(branch.node));
  if (asked?.kind !== "branch" || until?.kind !== "branch") return undefined;
  const [first] = blocks.get(until.arms[0]?.block ?? "")?.nodes ?? [];
  const watch = nodes.get(first ?? "");
  const [held] = asked.arms;
  return watch?.kind === "wait" && watch.for.kind === "while" && held !== undefined
    ? { condition: watch.for.condition, work: held.block }
    : undefined;
}

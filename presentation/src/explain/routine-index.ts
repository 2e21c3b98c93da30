import type { Routine } from "@orchlang/plan";
import type { Block, BlockId, Node, NodeId } from "@orchlang/plan/nodes";

/** An index of a routine, for explaining its nodes. */
export interface RoutineIndex {
  readonly nodes: ReadonlyMap<NodeId, Node>;
  readonly blocks: ReadonlyMap<BlockId, Block>;
  /** The nodes that wait for one, in order. */
  readonly waiting: ReadonlyMap<NodeId, readonly NodeId[]>;
  readonly critical: ReadonlySet<NodeId>;
}

const known = new WeakMap<Routine, RoutineIndex>();

/** Made once for a routine, whose nodes are all explained on a page. */
export function indexOf(routine: Routine): RoutineIndex {
  const routineIndex = known.get(routine) ?? made(routine);
  known.set(routine, routineIndex);
  return routineIndex;
}

function made({ nodes, blocks, criticalPath }: Routine): RoutineIndex {
  const waiting = new Map<NodeId, NodeId[]>();
  for (const { id, needs } of nodes) {
    for (const other of new Set(needs.map(({ node }) => node))) {
      const others = waiting.get(other);
      if (others === undefined) waiting.set(other, [id]);
      else others.push(id);
    }
  }
  return {
    nodes: new Map(nodes.map((node) => [node.id, node])),
    blocks: new Map(blocks.map((block) => [block.id, block])),
    waiting,
    critical: new Set(criticalPath),
  };
}

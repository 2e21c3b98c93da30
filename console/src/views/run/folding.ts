import type { Graph, GraphGroup, GraphNode } from "../../server/types.ts";

const overStates = new Set(["completed", "skipped", "undone", "cancelled"]);

interface Foldable extends GraphGroup {
  /** Everything in it is over, and something of it happened. */
  readonly isDone: boolean;
  readonly size: number;
}

/** Loops, holds, races and called plans, with whether all in them is over. */
export function foldable({ groups, nodes }: Graph): readonly Foldable[] {
  return groups.map((group) => {
    const inside = nodes.filter((node) => within(node, group.id, groups) && node.form !== "undo");
    const states = inside.flatMap(({ state }) => (state === undefined ? [] : [state.status]));
    return {
      ...group,
      isDone: states.length > 0 && states.every((one) => overStates.has(one)),
      size: inside.length,
    };
  });
}

/** The outermost folded group that hides it; undefined: it is seen. */
export function hiddenBy(
  { group }: Pick<GraphNode, "group">,
  folded: ReadonlySet<string>,
  groups: readonly GraphGroup[],
): string | undefined {
  return ancestors(group, groups).findLast((id) => folded.has(id));
}

function within({ group }: Pick<GraphNode, "group">, id: string, groups: readonly GraphGroup[]): boolean {
  return ancestors(group, groups).includes(id);
}

/** From the inner group to the outer. */
function ancestors(group: string | undefined, groups: readonly GraphGroup[]): readonly string[] {
  const results: string[] = [];
  for (
    let at = group;
    at !== undefined && !results.includes(at);
    at = groups.find(({ id }) => id === at)?.parent
  )
    results.push(at);
  return results;
}

import type { Graph, GraphNode, NodeState, NodeStates } from "../../server/types.ts";

/** The graph at another moment. A node whose state has not changed stays the same object, so that it is not drawn again. */
export function withStates(graph: Graph, { states }: Pick<NodeStates, "states">): Graph {
  const byNode = new Map(states.map((one) => [one.id, one.state]));
  const nodes = graph.nodes.map((node) => withState(node, byNode.get(node.id)));
  return nodes.every((node, at) => node === graph.nodes[at]) ? graph : { ...graph, nodes };
}

function withState(node: GraphNode, state: NodeState | undefined): GraphNode {
  const { state: before, ...rest } = node;
  if (JSON.stringify(before) === JSON.stringify(state)) return node;
  return state === undefined ? rest : { ...rest, state };
}

import { edgeKinds, nodeKinds } from "../graph/capability-graph.ts";
import { around, type LiveGraph, liveGraph } from "../graph/capability-state.ts";
import { ProblemError } from "../problem.ts";
import type { Route } from "../route.ts";
import { count, list, oneOf, record, text } from "../schemas.ts";

const node = record(
  {
    id: { ...text, description: "its kind and its name" },
    kind: oneOf(...nodeKinds),
    name: text,
    state: {
      ...text,
      description:
        "a member's health, or `held`; of a pool `ready`, `held` or `unavailable`; of a signal or flag `known` or `unknown`",
    },
    text: { ...text, description: "the present value of a signal or flag" },
    asked: { ...count, description: "open tasks of a role" },
    lacks: {
      ...list(text),
      description: "what it depends on, directly or not, that is not ready or known now",
    },
  },
  ["state", "text", "asked"],
);

/** Capabilities, and what each depends on. */
export const capabilityRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/capabilities/graph",
    operation: "getCapabilityGraph",
    summary:
      "Workflows, capabilities, pools, members, people and signals: what needs what, and what is lacking now",
    group: "context",
    role: "viewer",
    query: record(
      {
        of: { ...text, description: "only what belongs to this node: its id, its name or the end of it" },
        direction: {
          ...oneOf("needs", "needed_by", "both"),
          default: "both",
          description: "with `of`: what the node needs, what needs it, or both",
        },
      },
      ["of", "direction"],
    ),
    reply: record({
      nodes: list(node),
      edges: list(record({ from: text, to: text, kind: oneOf(...edgeKinds) })),
    }),
    handle: (context, { by, query }) => {
      const graph = liveGraph(context, by);
      if (query.of === undefined) return { body: graph };
      const direction =
        query.direction === "needs" || query.direction === "needed_by" ? query.direction : "both";
      return { body: around(graph, named(graph, String(query.of)), direction) };
    },
  },
];

/** A whole name or id comes before an end that several names have. */
function named({ nodes }: LiveGraph, said: string): readonly string[] {
  const whole = nodes.filter(({ id, name }) => id === said || name === said);
  const liveNodes = whole.length > 0 ? whole : nodes.filter(({ name }) => name.endsWith(`.${said}`));
  if (liveNodes.length === 0)
    throw new ProblemError(
      404,
      "unknown_node",
      "Nothing in the graph has this name; leave out `of` to see all of it.",
    );
  return liveNodes.map(({ id }) => id);
}

import { expect, test } from "vitest";
import type { Graph, GraphNode, NodeState } from "../src/server/types.ts";
import { withStates } from "../src/views/run/with-states.ts";

const node = (id: string): GraphNode => ({
  id,
  routine: "shop.order",
  node: id,
  kind: "call",
  form: "step",
  label: id,
  lines: [],
  x: 0,
  y: 0,
  width: 100,
  height: 40,
  critical: false,
  rules: [],
});
const graph: Graph = {
  workflow: "shop.order",
  plan: "sha256:1",
  says: "two steps",
  width: 200,
  height: 100,
  nodes: [node("taken"), node("packed")],
  edges: [],
  groups: [],
};
const state = (status: NodeState["status"]): NodeState => ({ status, instances: 1, attempts: 1 });

test("a graph takes the states of a moment, and loses those that the moment does not have", () => {
  const later = withStates(graph, { states: [{ id: "taken", state: state("completed") }] });
  expect(later.nodes.map(({ state: now }) => now?.status)).toEqual(["completed", undefined]);
  expect(withStates(later, { states: [] })).toEqual(graph);
});

test("nodes that have not changed stay the same objects, and a graph without a change as well", () => {
  const one = withStates(graph, { states: [{ id: "taken", state: state("active") }] });
  const two = withStates(one, {
    states: [
      { id: "taken", state: state("active") },
      { id: "packed", state: state("active") },
    ],
  });
  expect(two.nodes[0]).toBe(one.nodes[0]);
  expect(two.nodes[1]).not.toBe(one.nodes[1]);
  expect(withStates(one, { states: [{ id: "taken", state: state("active") }] })).toBe(one);
});

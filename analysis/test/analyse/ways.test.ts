import { dag, reachability } from "@orchlang/plan/graph";
import fc from "fast-check";
import { expect, test } from "vitest";
import { waysOf } from "../../src/order/ancestry.ts";

const graphs = fc.integer({ min: 1, max: 14 }).chain((size) =>
  fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 30 }).map((pairs) => {
    const made = dag(
      size,
      pairs.flatMap(([one, other]) =>
        one === other ? [] : [[Math.min(one, other), Math.max(one, other)] as const],
      ),
    );
    if ("cycle" in made) throw new Error("arcs that all go up close no circle");
    return made.ok;
  }),
);

test("a label never says no where there is a way, nor yes where there is none (rule 38)", () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const ways = waysOf(graph);
      const { reaches } = reachability(graph);
      for (let from = 0; from < graph.size; from++) {
        for (let to = 0; to < graph.size; to++) {
          if (from === to) continue;
          if (reaches(from, to)) expect(ways.mayLead(from, to)).toBe(true);
          else expect(ways.surelyLeads(from, to)).toBe(false);
        }
      }
    }),
    { numRuns: 1_000, seed: 21 },
  );
});

test("in a tree and in steps beside one another the labels are the answer", () => {
  const tree = dag(7, [
    [0, 1],
    [0, 2],
    [1, 3],
    [1, 4],
    [2, 5],
    [2, 6],
  ]);
  if ("cycle" in tree) throw new Error("a tree");
  const ways = waysOf(tree.ok);
  const { reaches } = reachability(tree.ok);
  for (let from = 0; from < 7; from++) {
    for (let to = 0; to < 7; to++) {
      if (from === to) continue;
      expect(ways.mayLead(from, to)).toBe(reaches(from, to));
      expect(ways.surelyLeads(from, to)).toBe(reaches(from, to));
    }
  }
});

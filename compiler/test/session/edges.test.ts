import fc from "fast-check";
import { expect, test } from "vitest";
import { type Edges, edgesIn, withEdge, withoutEdge } from "../../src/session/edges.ts";

test("edges hold what a set would, in any number", () => {
  const ends = Array.from({ length: 40 }, (_, name) => ({ name }));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.nat({ max: ends.length - 1 })), { maxLength: 200 }),
      (steps) => {
        let edges: Edges<object>;
        const set = new Set<object>();
        for (const [isMore, at] of steps) {
          const end = ends[at] as object;
          edges = isMore ? withEdge(edges, end) : withoutEdge(edges, end);
          if (isMore) set.add(end);
          else set.delete(end);
          expect([...edgesIn(edges)]).toEqual([...set]);
          expect(edges === undefined).toBe(set.size === 0);
        }
      },
    ),
  );
});

import {
  type Arc,
  cycles,
  type Dag,
  dag,
  dagOfEnds,
  dominators,
  longestPath,
  reachability,
  topological,
  transitiveReduction,
  width,
} from "@orchlang/plan/graph";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

/** `a>b b>c` */
function arcs(text: string): Arc[] {
  return text
    .split(" ")
    .filter((part) => part !== "")
    .map((part) => {
      const [from = "", to = ""] = part.split(">");
      return { from, to };
    });
}

const letters = (text: string): string[] => [...text];

describe("topological order", () => {
  test.each([
    ["abc", "", "abc"],
    ["cba", "", "cba"],
    ["abc", "c>b b>a", "cba"],
    ["abcd", "b>a d>c", "badc"],
    ["abcd", "c>a", "bcad"],
    ["ab", "a>b a>b", "ab"],
    ["ab", "a>x x>b b>a", "ba"],
  ])("%s under %j", (nodes, ways, order) => {
    expect(topological(letters(nodes), arcs(ways))).toEqual({ ok: letters(order) });
  });

  test.each([
    ["a", "a>a", "aa"],
    ["abc", "a>b b>c c>a", "abca"],
    ["xabcy", "x>a a>b b>c c>b c>y", "bcb"],
  ])("a cycle in %s under %s", (nodes, ways, cycle) => {
    expect(topological(letters(nodes), arcs(ways))).toEqual({ cycle: letters(cycle) });
  });
});

describe("cycles", () => {
  test.each([
    ["abc", "a>b b>c", []],
    ["a", "a>a", ["aa"]],
    ["abcd", "a>b b>a b>c c>d d>c", ["aba", "cdc"]],
    ["abcd", "a>b b>c c>d d>a c>a", ["abca"]],
    ["abcde", "a>b b>c c>b c>d d>e e>d", ["bcb", "ded"]],
  ])("of %s under %s", (nodes, ways, paths) => {
    expect(cycles(letters(nodes), arcs(ways))).toEqual(paths.map(letters));
  });

  test("names that every object has are names", () => {
    const nodes = ["toString", "__proto__", "constructor"];
    const ways = nodes.map((from, index) => ({ from, to: nodes[(index + 1) % 3] ?? "" }));
    expect(cycles(nodes, ways)).toEqual([[...nodes, "toString"]]);
    expect(transitiveReduction(nodes, ways.slice(0, 2))).toEqual(ways.slice(0, 2));
  });

  test("a ring of fifty thousand, and a chain", () => {
    const nodes = Array.from({ length: 50_000 }, (_, index) => String(index));
    const chain = nodes.slice(1).map((to, index) => ({ from: String(index), to }));
    expect(cycles(nodes, chain)).toEqual([]);
    const ring = cycles(nodes, [...chain, { from: "49999", to: "0" }]);
    expect(ring[0]).toHaveLength(50_001);
    const ordered = topological(nodes, [...chain, { from: "49999", to: "0" }]);
    expect("cycle" in ordered && ordered.cycle).toHaveLength(50_001);
  });
});

test("a large ring with a way out of it", () => {
  const nodes = Array.from({ length: 3_000 }, (_, index) => String(index));
  const ring = nodes.map((from, index) => ({ from, to: nodes[(index + 1) % nodes.length] ?? "" }));
  const out = [{ from: "0", to: "a" }, { from: "a", to: "b" }, ...ring, { from: "b", to: "c" }];
  expect(cycles([...nodes, "a", "b", "c"], out)[0]).toHaveLength(3_001);
});

test("an arc said twice is one arc", () => {
  const made = dag(3, [
    [0, 2],
    [0, 1],
    [0, 2],
  ]);
  expect("ok" in made && [[...made.ok.starts], [...made.ok.targets]]).toEqual([
    [0, 2, 2, 2],
    [1, 2],
  ]);
});

/** Graphs by chance; `i < j` for every arc of one without cycles, under a shuffled naming. */
const anyArcs = (size: number) =>
  fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 3 * size });
const size = 9;
const someGraph = anyArcs(size);
const someDag = fc
  .tuple(anyArcs(size), fc.shuffledSubarray([...Array(size).keys()], { minLength: size, maxLength: size }))
  .map(([pairs, name]) =>
    pairs
      .filter(([from, to]) => from !== to)
      .map(([from, to]) => [name[Math.min(from, to)] ?? 0, name[Math.max(from, to)] ?? 0] as const),
  );

function built(pairs: readonly (readonly [number, number])[]): Dag {
  const made = dag(size, pairs);
  if ("cycle" in made) throw new Error(`a cycle ${made.cycle}`);
  return made.ok;
}

/** The oracle: Floyd and Warshall. */
function closure(pairs: readonly (readonly [number, number])[]): boolean[][] {
  const reaches = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  for (const [from, to] of pairs) (reaches[from] as boolean[])[to] = true;
  for (let via = 0; via < size; via++) {
    for (let from = 0; from < size; from++) {
      for (let to = 0; to < size; to++) {
        if (reaches[from]?.[via] && reaches[via]?.[to]) (reaches[from] as boolean[])[to] = true;
      }
    }
  }
  return reaches;
}

const named = (pairs: readonly (readonly [number, number])[]): Arc[] =>
  pairs.map(([from, to]) => ({ from: String(from), to: String(to) }));
const names = [...Array(size).keys()].map(String);

test("pairs and a row of ends make the same graph", () => {
  fc.assert(
    fc.property(someGraph, (pairs) => {
      expect(dagOfEnds(size, pairs.flat())).toEqual(dag(size, pairs));
    }),
  );
  expect(() => dagOfEnds(2, [0, 2])).toThrow("leaves the graph");
});

test("a cycle is found if and only if there is one, and it closes along arcs", () => {
  fc.assert(
    fc.property(someGraph, (pairs) => {
      const reaches = closure(pairs);
      const onCycle = names.filter((_, node) => reaches[node]?.[node]);
      const found = cycles(names, named(pairs));
      const made = dag(size, pairs);
      expect(found.length > 0).toBe(onCycle.length > 0);
      expect("cycle" in made).toBe(onCycle.length > 0);
      const all = [...found, ...("cycle" in made ? [made.cycle.map(String)] : [])];
      for (const path of all) {
        expect(path.at(0)).toBe(path.at(-1));
        expect(new Set(path).size).toBe(path.length - 1);
        path.slice(1).forEach((to, index) => {
          expect(pairs.some(([a, b]) => String(a) === path[index] && String(b) === to)).toBe(true);
        });
      }
      const groups = new Set(
        onCycle.map((node) =>
          onCycle.filter((other) => reaches[+node]?.[+other] && reaches[+other]?.[+node]).join(),
        ),
      );
      expect(found).toHaveLength(groups.size);
    }),
  );
});

test("an order respects every arc", () => {
  fc.assert(
    fc.property(someDag, (pairs) => {
      const order = [...built(pairs).order];
      expect(order.toSorted((a, b) => a - b)).toEqual([...Array(size).keys()]);
      for (const [from, to] of pairs) expect(order.indexOf(from)).toBeLessThan(order.indexOf(to));
    }),
  );
});

test("reachability is the closure", () => {
  fc.assert(
    fc.property(someDag, (pairs) => {
      const reaches = closure(pairs);
      const found = reachability(built(pairs));
      for (let from = 0; from < size; from++) {
        expect(found.reachedFrom(from)).toEqual([...Array(size).keys()].filter((to) => reaches[from]?.[to]));
        for (let to = 0; to < size; to++) {
          expect(found.reaches(from, to)).toBe(reaches[from]?.[to]);
          expect(found.unordered(from, to)).toBe(from !== to && !reaches[from]?.[to] && !reaches[to]?.[from]);
        }
      }
    }),
  );
});

test("the reduction has the same closure, and none of its arcs can be spared", () => {
  fc.assert(
    fc.property(someDag, (pairs) => {
      const kept = transitiveReduction(names, named(pairs)).map(({ from, to }) => [+from, +to] as const);
      expect(closure(kept)).toEqual(closure(pairs));
      kept.forEach((_, index) => {
        expect(closure(kept.toSpliced(index, 1))).not.toEqual(closure(pairs));
      });
    }),
  );
});

test("a graph with a cycle is not reduced", () => {
  const ring = arcs("a>b b>a a>c");
  expect(transitiveReduction(["a", "b", "c"], ring)).toEqual(ring);
});

test("the longest path is the heaviest of all", () => {
  const weights = fc.array(fc.oneof(fc.nat(9), fc.constant(Number.POSITIVE_INFINITY)), {
    minLength: size,
    maxLength: size,
  });
  fc.assert(
    fc.property(someDag, weights, (pairs, weight) => {
      const { length, path, begin, end } = longestPath(built(pairs), weight);
      const heaviest = (node: number): number =>
        (weight[node] ?? 0) +
        Math.max(0, ...pairs.filter(([, to]) => to === node).map(([from]) => heaviest(from)));
      for (let node = 0; node < size; node++) {
        expect(end[node]).toBe(heaviest(node));
        expect((begin[node] ?? 0) + (weight[node] ?? 0)).toBe(end[node]);
      }
      expect(length).toBe(Math.max(...Array.from({ length: size }, (_, node) => heaviest(node))));
      expect(path.reduce((sum, node) => sum + (weight[node] ?? 0), 0)).toBe(length);
      path.slice(1).forEach((to, index) => {
        expect(pairs.some(([a, b]) => a === path[index] && b === to)).toBe(true);
      });
    }),
  );
});

test("a dominator is passed on every way, and is the last such", () => {
  fc.assert(
    fc.property(someDag, fc.nat(size - 1), (pairs, entry) => {
      const found = dominators(built(pairs), entry);
      const reaches = closure(pairs);
      for (let node = 0; node < size; node++) {
        if (node === entry) expect(found[node]).toBe(entry);
        else if (!reaches[entry]?.[node]) expect(found[node]).toBe(-1);
        else {
          const passed = [...Array(size).keys()].filter((by) => {
            if (by === entry || by === node) return by === entry;
            const without = closure(pairs.filter(([from, to]) => from !== by && to !== by));
            return reaches[entry]?.[by] && !without[entry]?.[node];
          });
          const last = passed.find((by) => passed.every((other) => other === by || reaches[other]?.[by]));
          expect(found[node]).toBe(last);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("the width is the largest set of which no two are ordered", () => {
  fc.assert(
    fc.property(someDag, (pairs) => {
      const { unordered } = reachability(built(pairs));
      let largest = 0;
      for (let subset = 0; subset < 1 << size; subset++) {
        const members = [...Array(size).keys()].filter((node) => (subset >> node) & 1);
        if (members.length <= largest) continue;
        if (members.every((a) => members.every((b) => a === b || unordered(a, b)))) largest = members.length;
      }
      const found = width(built(pairs));
      expect(found.size).toBe(largest);
      expect(found.nodes).toHaveLength(largest);
      for (const a of found.nodes) for (const b of found.nodes) expect(a === b || unordered(a, b)).toBe(true);
    }),
  );
});

test("larger than a word of bits", () => {
  const wide = 200;
  const layers = [...Array(wide).keys()].flatMap((node) =>
    node < 100 ? [...Array(100).keys()].map((to) => [node, 100 + to] as const) : [],
  );
  const made = dag(wide, layers);
  if ("cycle" in made) throw new Error("a cycle");
  expect(width(made.ok).size).toBe(100);
  expect(reachability(made.ok).reachedFrom(31)).toEqual([...Array(100).keys()].map((to) => 100 + to));
});

test("nothing at all", () => {
  expect(topological([], [])).toEqual({ ok: [] });
  const made = dag(0, []);
  expect("ok" in made && [longestPath(made.ok, []), width(made.ok).size]).toMatchObject([
    { length: 0, path: [] },
    0,
  ]);
  expect(() => dag(1, [[0, 1]])).toThrow("leaves the graph");
});

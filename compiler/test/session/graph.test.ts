import { defineDiagnostic } from "@orchlang/language";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Circle, Graph } from "../../src/session/graph.ts";
import type { Query } from "../../src/session/query.ts";

const odd = defineDiagnostic<{ of: string }>({
  code: "ORCH3999",
  severity: "error",
  title: "Odd",
  message: ({ of }) => `${of} is odd.`,
});

function graphOf() {
  const told = new Map<object, readonly string[]>();
  const graph = new Graph((cell, diagnostics) => {
    if (diagnostics.length === 0) told.delete(cell);
    else
      told.set(
        cell,
        diagnostics.map(({ message }) => message),
      );
  });
  return { graph, told: () => [...told.values()].flat().sort() };
}

describe("a graph of cells", () => {
  test("makes again what reads something that has come out otherwise, and nothing else", () => {
    const { graph } = graphOf();
    const made: string[] = [];
    const input = graph.input(1);
    const other = graph.input("x");
    const parity = graph.derived(() => {
      made.push("parity");
      return graph.read(input) % 2;
    });
    const root = graph.root(1, () => {
      made.push("root");
      return `${graph.read(parity)}`;
    });
    graph.root(1, () => {
      made.push("other");
      return graph.read(other);
    });
    graph.settle(1);
    expect(made.splice(0)).toEqual(["root", "parity", "other"]);
    graph.set(input, 3);
    graph.settle(1);
    expect(made.splice(0)).toEqual(["parity"]);
    graph.set(input, 4);
    graph.settle(1);
    expect(made.splice(0)).toEqual(["parity", "root"]);
    expect(root.value).toBe("0");
  });

  test("withdraws what a cell reported that nobody asks for any more", () => {
    const { graph, told } = graphOf();
    const which = graph.input("a");
    const cells: Record<string, Query<string>> = {};
    for (const of of ["a", "b"]) {
      cells[of] = graph.derived(() => {
        graph.report(odd.at({ file: "f", span: { start: 0, end: 0 } }, { of }));
        return of;
      });
    }
    graph.root(1, () => graph.read(cells[graph.read(which)] as Query<string>));
    graph.settle(1);
    expect(told()).toEqual(["a is odd."]);
    graph.set(which, "b");
    graph.settle(1);
    expect(told()).toEqual(["b is odd."]);
  });

  test("tells a circle, be it there at once or closed by a change", () => {
    const { graph } = graphOf();
    const closes = graph.input(false);
    const first: Query<number> = graph.derived(() => (graph.read(closes) ? graph.read(second) : 0));
    const second: Query<number> = graph.derived(() => graph.read(first) + 1);
    graph.root(1, () => graph.read(second));
    graph.settle(1);
    graph.set(closes, true);
    expect(() => graph.settle(1)).toThrow(Circle);
    const { graph: another } = graphOf();
    const itself: Query<number> = another.derived(() => another.read(itself));
    another.root(1, () => another.read(itself));
    expect(() => another.settle(1)).toThrow(Circle);
  });

  test("withdraws what roots reported that read each other, whichever of them is dropped first", () => {
    const { graph, told } = graphOf();
    const read: Query<unknown> = graph.root(1, () => {
      graph.report(odd.at({ file: "f", span: { start: 0, end: 0 } }, { of: "it" }));
    });
    const reader: Query<unknown> = graph.root(1, () => graph.read(read));
    graph.settle(1);
    expect(told()).toEqual(["it is odd."]);
    for (const root of [read, reader]) graph.drop(root);
    graph.settle(1);
    expect(told()).toEqual([]);
  });

  test("makes a value that was let go once more, and nothing that reads it", () => {
    const { graph } = graphOf();
    const made: string[] = [];
    const input = graph.input(1);
    const large = graph.evictable(() => {
      made.push("large");
      return { of: graph.read(input) };
    });
    const small = graph.derived(() => {
      made.push("small");
      return graph.read(large).of % 2;
    });
    graph.root(1, () => graph.read(small));
    graph.settle(1);
    graph.release(2);
    expect(large.value).toEqual({ of: 1 });
    graph.release(2);
    expect(large.value).toBeUndefined();
    expect(made.splice(0)).toEqual(["small", "large"]);
    expect(graph.read(large)).toEqual({ of: 1 });
    expect(made.splice(0)).toEqual(["large"]);
    graph.release(1);
    graph.set(input, 2);
    graph.settle(1);
    expect(made.splice(0)).toEqual(["large", "small"]);
    expect(small.value).toBe(0);
  });

  test("agrees with sums that are made anew, whatever is changed and whoever comes to read whom", () => {
    const inputs = 4;
    const change = fc.record({ at: fc.nat({ max: inputs - 1 }), to: fc.nat({ max: 5 }) });
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 8 }),
        fc.array(change, { maxLength: 12 }),
        fc.nat({ max: 3 }),
        (reads, changes, heldFor) => {
          const { graph } = graphOf();
          const cells: Query<number>[] = Array.from({ length: inputs }, () => graph.input(0));
          const values = cells.map(() => 0);
          // Of each sum, whether it reads all of its summands is told by the first of them.
          const sum = (at: (index: number) => number, of: readonly number[], before: number): number => {
            const [first = 0, ...others] = of.map((one) => one % before);
            const start = at(first);
            return start % 2 === 0 ? start : others.reduce((all, one) => (all + at(one)) % 7, start);
          };
          for (const of of reads) {
            const before = cells.length;
            const large = graph.evictable(() =>
              sum((one) => graph.read(cells[one] as Query<number>), of, before),
            );
            cells.push(graph.root(1, () => graph.read(large)));
          }
          for (const { at, to } of changes) {
            graph.set(cells[at] as Query<number>, to);
            values[at] = to;
            graph.settle(1);
            graph.release(heldFor);
            const anew = [...values];
            for (const of of reads) anew.push(sum((one) => anew[one] ?? 0, of, anew.length));
            expect(cells.map(({ value }) => value)).toEqual(anew);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

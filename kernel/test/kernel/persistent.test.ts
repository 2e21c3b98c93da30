import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Heap, kept, popped, pushed, sizeOf } from "../../src/persistent/heap.ts";
import { added, emptyQueue, first, listed, type Queue, withoutFirst } from "../../src/persistent/queue.ts";
import { Rows, rowsFor, Table } from "../../src/persistent/rows.ts";
import {
  earliest,
  emptySchedule,
  type Schedule,
  scheduled,
  swept,
  withoutEarliest,
} from "../../src/persistent/schedule.ts";
import {
  ascending,
  firstOf,
  inserted,
  lastOf,
  removed,
  type Sorted,
  sizeOf as sizeOfSorted,
} from "../../src/persistent/sorted.ts";

describe("a queue", () => {
  test("is first in, first out, and what it was stays as it was", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat())), (moves) => {
        let queue: Queue<number> = emptyQueue;
        let model: number[] = [];
        for (const move of moves) {
          const [before, was] = [queue, [...model]];
          queue = move === null ? withoutFirst(queue) : added(queue, move);
          model = move === null ? model.slice(1) : [...model, move];
          expect(listed(queue)).toEqual(model);
          expect(first(queue)).toBe(model[0]);
          expect(listed(before)).toEqual(was);
        }
      }),
    );
  });
});

describe("a schedule", () => {
  const sooner = (one: number, other: number): boolean => one < other;
  // Mostly in order, as timers are.
  const moves = fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.record({ after: fc.nat(3) }) },
      { weight: 1, arbitrary: fc.record({ at: fc.nat(20) }) },
      { weight: 3, arbitrary: fc.constant("take" as const) },
      { weight: 1, arbitrary: fc.constant("sweep" as const) },
    ),
  );

  test("gives the least first however they came, and what it was stays as it was", () => {
    fc.assert(
      fc.property(moves, (made) => {
        let schedule: Schedule<number> = emptySchedule;
        let model: number[] = [];
        for (const move of made) {
          const before = schedule;
          const [least, size] = [earliest(schedule, sooner), schedule.size];
          if (move === "take") {
            schedule = withoutEarliest(schedule, sooner);
            model = model.slice(1);
          } else if (move === "sweep") {
            schedule = swept(schedule, (entry) => entry % 3 !== 0, sooner);
            model = model.filter((entry) => entry % 3 !== 0);
          } else {
            const entry = "at" in move ? move.at : (model.at(-1) ?? 0) + move.after;
            schedule = scheduled(schedule, entry, sooner);
            model = [...model, entry].sort((one, other) => one - other);
          }
          expect(earliest(schedule, sooner)).toBe(model[0]);
          expect(schedule.size).toBe(model.length);
          expect([earliest(before, sooner), before.size]).toEqual([least, size]);
        }
      }),
    );
  });
});

describe("a heap", () => {
  const less = (one: number, other: number): boolean => one < other;
  const drained = (heap: Heap<number>): number[] => {
    const found: number[] = [];
    for (let left = heap; left !== undefined; left = popped(left, less)) found.push(left.entry);
    return found;
  };
  const heapOf = (entries: readonly number[]): Heap<number> =>
    entries.reduce<Heap<number>>((heap, entry) => pushed(heap, entry, less), undefined);

  test("gives the least first, and counts", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), (entries) => {
        const heap = heapOf(entries);
        expect(sizeOf(heap)).toBe(entries.length);
        expect(drained(heap)).toEqual(entries.toSorted((one, other) => one - other));
        expect(drained(heap)).toHaveLength(entries.length);
      }),
    );
  });

  test("swept of what is not wanted", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), (entries) => {
        const even = kept(heapOf(entries), (entry) => entry % 2 === 0, less);
        expect(drained(even)).toEqual(
          entries.filter((entry) => entry % 2 === 0).toSorted((one, other) => one - other),
        );
      }),
    );
  });

  test("however many come in order, it does not run out of stack", () => {
    const entries = Array.from({ length: 100_000 }, (_, index) => index);
    expect(sizeOf(heapOf(entries))).toBe(100_000);
    expect(sizeOf(heapOf(entries.toReversed()))).toBe(100_000);
  });
});

/** An operation on one of several lists or tables derived from one another: by whom, to which, where, what. */
const puts = fc.array(fc.record({ by: fc.nat(3), to: fc.nat(3), at: fc.nat(40), value: fc.nat() }), {
  maxLength: 60,
});

/** Owners as drafts are: each goes on with one version in place, until it begins anew from another's. */
function played<Kept, Model>(
  moves: readonly { by: number; to: number; at: number; value: number }[],
  empty: { readonly kept: Kept; readonly model: Model },
  put: (kept: Kept, at: number, value: number, owner: object) => Kept,
  noted: (model: Model, at: number, value: number) => Model,
  same: (kept: Kept, model: Model) => void,
): void {
  const drafts = Array.from({ length: 4 }, () => ({ ...empty, owner: {} }));
  const sealed = [empty];
  for (const { by, to, at, value } of moves) {
    const draft = drafts[by]!;
    if (by !== to) {
      // From here both share the parts of the other: it continues under another token.
      const { kept, model } = drafts[to]!;
      sealed.push({ kept, model });
      drafts[to]!.owner = {};
      Object.assign(draft, { kept, model, owner: {} });
    }
    draft.kept = put(draft.kept, at, value, draft.owner);
    draft.model = noted(draft.model, at, value);
  }
  for (const { kept, model } of [...drafts, ...sealed]) same(kept, model);
}

describe("rows", () => {
  test("hold what was put where, and only their owner changes them", () => {
    fc.assert(
      fc.property(puts, fc.constantFrom(1, 7, 97), fc.constantFrom(0, 3, 32, 40), (moves, spread, room) => {
        const kept = room === 0 ? new Rows<number>() : rowsFor<number>(room);
        played(
          moves,
          { kept, model: new Map<number, number>() },
          (rows, at, value, owner) => rows.set(at * spread, value, owner),
          (model, at, value) => new Map(model).set(at * spread, value),
          (rows, model) => {
            const found = new Map<number, number>();
            rows.each((value, index) => found.set(index, value));
            const sorted = [...model].toSorted(([one], [other]) => one - other);
            expect([...found]).toEqual(sorted);
            expect([...rows]).toEqual(sorted.map(([, value]) => value));
            expect(rows.size).toBe((sorted.at(-1)?.[0] ?? -1) + 1);
            for (const [index, value] of model) expect(rows.get(index)).toBe(value);
            expect([-1, rows.size, 100_000].map((index) => rows.get(index))).toEqual([
              undefined,
              undefined,
              undefined,
            ]);
          },
        );
        // Equal requests for room get the same empty rows.
        expect([...rowsFor(room)]).toEqual([]);
      }),
    );
  });
});

describe("a table", () => {
  test("holds values by name in the order of the names, and only its owner changes it", () => {
    fc.assert(
      fc.property(puts, (moves) => {
        played(
          moves,
          { kept: new Table<number>(), model: new Map<string, number>() },
          (table, at, value, owner) => table.set(`name ${at}`, value, owner),
          (model, at, value) => new Map(model).set(`name ${at}`, value),
          (table, model) => {
            expect([...table.keys()]).toEqual([...model.keys()]);
            expect([...table.values()]).toEqual([...model.values()]);
            expect(table.size).toBe(model.size);
            for (let at = 0; at <= 40; at++) expect(table.get(`name ${at}`)).toBe(model.get(`name ${at}`));
          },
        );
      }),
    );
  });

  test("a name that only another has stays unknown, also where it was asked for before something took its place", () => {
    const both = new Table<number>().set("a", 1);
    both.set("b", 2);
    const owner = {};
    const one = both.set("a", 3, owner);
    expect(one.get("b")).toBeUndefined();
    expect(one.set("c", 4, owner)).toBe(one);
    expect([one.get("b"), one.get("c"), one.has("b")]).toEqual([undefined, 4, false]);
  });
});

describe("a sorted tree", () => {
  const order = (one: number, other: number): number => one - other;
  const depth = (tree: Sorted<number>): number =>
    tree === undefined ? 0 : 1 + Math.max(depth(tree.left), depth(tree.right));

  test("has each entry once, in order, and what it was stays as it was", () => {
    const moves = fc.array(fc.record({ adds: fc.boolean(), value: fc.nat({ max: 40 }) }), { maxLength: 200 });
    fc.assert(
      fc.property(moves, (all) => {
        let tree: Sorted<number>;
        let model: number[] = [];
        for (const { adds, value } of all) {
          const [before, was] = [tree, model];
          tree = adds ? inserted(tree, value, order) : removed(tree, value, order);
          model = model
            .filter((one) => one !== value)
            .concat(adds ? [value] : [])
            .sort(order);
          expect([...ascending(tree)]).toEqual(model);
          expect([firstOf(tree), lastOf(tree), sizeOfSorted(tree)]).toEqual([
            model[0],
            model.at(-1),
            model.length,
          ]);
          expect([...ascending(before)]).toEqual(was);
          expect(depth(tree)).toBeLessThanOrEqual(2 * Math.log2(model.length + 1) + 1);
        }
      }),
    );
  });

  test("stays flat however its entries come", () => {
    let tree: Sorted<number>;
    for (let value = 0; value < 10_000; value++) tree = inserted(tree, value, order);
    expect(depth(tree)).toBeLessThan(28);
    for (let value = 0; value < 9_000; value++) tree = removed(tree, value, order);
    expect(depth(tree)).toBeLessThan(22);
    expect([firstOf(tree), sizeOfSorted(tree)]).toEqual([9_000, 1_000]);
  });
});

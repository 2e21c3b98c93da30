import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Heap, kept, popped, pushed, sizeOf } from "../../src/kernel/persistent/heap.ts";
import {
  added,
  emptyQueue,
  first,
  listed,
  type Queue,
  withoutFirst,
} from "../../src/kernel/persistent/queue.ts";
import { eachSlot, noSlots, type Slots, slotAt, withSlot } from "../../src/kernel/persistent/slots.ts";

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

describe("slots", () => {
  test("hold what was put where, and what they were stays as it was", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(200), fc.nat())), (puts) => {
        let slots: Slots<number> = noSlots;
        const model = new Map<number, number>();
        for (const [index, value] of puts) {
          const was = slotAt(slots, index);
          const before = slots;
          slots = withSlot(slots, index, value);
          expect(slotAt(before, index)).toBe(was);
          model.set(index, value);
        }
        const found = new Map<number, number>();
        eachSlot(slots, (value, index) => found.set(index, value));
        expect([...found].toSorted()).toEqual([...model].toSorted());
      }),
    );
  });
});

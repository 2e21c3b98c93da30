/**
 * A sparse array that is never changed in place: three levels of 32, so that a change copies three short arrays.
 * For the nodes of a plan's frame: a handful mostly, thousands at worst.
 */
export type Slots<T> = readonly Page<T>[];
type Page<T> = readonly Line<T>[];
type Line<T> = readonly (T | undefined)[];

const bits = 5;
const mask = (1 << bits) - 1;

export const noSlots: Slots<never> = [];

export function slotAt<T>(slots: Slots<T>, index: number): T | undefined {
  return slots[index >>> (2 * bits)]?.[(index >>> bits) & mask]?.[index & mask];
}

export function withSlot<T>(slots: Slots<T>, index: number, value: T): Slots<T> {
  const page = slots[index >>> (2 * bits)] ?? [];
  const line = page[(index >>> bits) & mask] ?? [];
  const nextLine = withItem<T | undefined>(line, index & mask, value, undefined);
  const nextPage = withItem<Line<T>>(page, (index >>> bits) & mask, nextLine, []);
  return withItem<Page<T>>(slots, index >>> (2 * bits), nextPage, []);
}

/** What is missing before the item is filled up: arrays with holes are slow. */
function withItem<I>(items: readonly I[], index: number, item: I, filling: I): readonly I[] {
  const next = items.slice();
  while (next.length < index) next.push(filling);
  next[index] = item;
  return next;
}

export function eachSlot<T>(slots: Slots<T>, see: (value: T, index: number) => void): void {
  slots.forEach((page, high) => {
    page.forEach((line, middle) => {
      line.forEach((value, low) => {
        if (value !== undefined) see(value, (((high << bits) | middle) << bits) | low);
      });
    });
  });
}

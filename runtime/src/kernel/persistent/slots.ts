/**
 * A sparse array that is never changed in place: two levels, so that a change copies one chunk and the spine.
 * For the nodes of a plan's frame: a handful mostly, thousands at worst.
 */
export type Slots<T> = readonly (readonly (T | undefined)[])[];

const bits = 5;
const mask = (1 << bits) - 1;

export const noSlots: Slots<never> = [];

export function slotAt<T>(slots: Slots<T>, index: number): T | undefined {
  return slots[index >>> bits]?.[index & mask];
}

export function withSlot<T>(slots: Slots<T>, index: number, value: T): Slots<T> {
  const spine = slots.slice();
  while (spine.length <= index >>> bits) spine.push([]);
  const chunk = (spine[index >>> bits] ?? []).slice();
  while (chunk.length < (index & mask)) chunk.push(undefined);
  chunk[index & mask] = value;
  spine[index >>> bits] = chunk;
  return spine;
}

export function eachSlot<T>(slots: Slots<T>, see: (value: T, index: number) => void): void {
  slots.forEach((chunk, high) => {
    chunk.forEach((value, low) => {
      if (value !== undefined) see(value, (high << bits) | low);
    });
  });
}

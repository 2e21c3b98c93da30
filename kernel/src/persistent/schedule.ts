import { type Before, type Heap, kept, popped, pushed, sizeOf } from "./heap.ts";
import { added, emptyQueue, first, listed, type Queue, withoutFirst } from "./queue.ts";

/**
 * Entries of which the least is wanted first, most of which come in order: those that do stand in a queue, which takes one
 * in and gives one out in O(1); only the others need a heap. Never changed in place.
 */
export interface Schedule<T> {
  readonly size: number;
  /** In order, up to `last`. */
  readonly queue: Queue<T>;
  readonly last: T | undefined;
  readonly early: Heap<T>;
}

export const emptySchedule: Schedule<never> = {
  size: 0,
  queue: emptyQueue,
  last: undefined,
  early: undefined,
};

export function scheduled<T>(schedule: Schedule<T>, entry: T, before: Before<T>): Schedule<T> {
  const { queue, last, early } = schedule;
  const size = schedule.size + 1;
  return last !== undefined && first(queue) !== undefined && before(entry, last)
    ? { size, queue, last, early: pushed(early, entry, before) }
    : { size, queue: added(queue, entry), last: entry, early };
}

export function earliest<T>({ queue, early }: Schedule<T>, before: Before<T>): T | undefined {
  const next = first(queue);
  if (early === undefined) return next;
  return next === undefined || before(early.entry, next) ? early.entry : next;
}

export function withoutEarliest<T>(schedule: Schedule<T>, before: Before<T>): Schedule<T> {
  const { queue, last, early } = schedule;
  const size = Math.max(0, schedule.size - 1);
  return early !== undefined && earliest(schedule, before) === early.entry
    ? { size, queue, last, early: popped(early, before) }
    : { size, queue: withoutFirst(queue), last, early };
}

/** Only the entries that are still wanted. */
export function swept<T>(
  { queue, early }: Schedule<T>,
  wanted: (entry: T) => boolean,
  before: Before<T>,
): Schedule<T> {
  const inOrder = listed(queue).filter(wanted);
  const others = kept(early, wanted, before);
  return {
    size: inOrder.length + sizeOf(others),
    queue: inOrder.reduce<Queue<T>>(added, emptyQueue),
    last: inOrder.at(-1),
    early: others,
  };
}

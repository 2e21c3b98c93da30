/** First in, first out, never changed in place: a front to take from, a back to add to, turned over when need be. */
export interface Queue<T> {
  readonly front: Cell<T> | undefined;
  readonly back: Cell<T> | undefined;
}

interface Cell<T> {
  readonly value: T;
  readonly rest: Cell<T> | undefined;
}

export const emptyQueue: Queue<never> = { front: undefined, back: undefined };

/** The front holds something unless the whole queue is empty. */
export function added<T>({ front, back }: Queue<T>, value: T): Queue<T> {
  if (front === undefined) return { front: { value, rest: undefined }, back: undefined };
  return { front, back: { value, rest: back } };
}

export function first<T>(queue: Queue<T>): T | undefined {
  return queue.front?.value;
}

export function withoutFirst<T>({ front, back }: Queue<T>): Queue<T> {
  const rest = front?.rest;
  return rest === undefined ? { front: turned(back), back: undefined } : { front: rest, back };
}

export function listed<T>({ front, back }: Queue<T>): readonly T[] {
  const values: T[] = [];
  for (let cell = front; cell !== undefined; cell = cell.rest) values.push(cell.value);
  for (let cell = turned(back); cell !== undefined; cell = cell.rest) values.push(cell.value);
  return values;
}

function turned<T>(cells: Cell<T> | undefined): Cell<T> | undefined {
  let result: Cell<T> | undefined;
  for (let cell = cells; cell !== undefined; cell = cell.rest) result = { value: cell.value, rest: result };
  return result;
}

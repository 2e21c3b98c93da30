/** For what cannot be: a plan or a journal that was checked before it came here says otherwise only by a bug. */
export function invariant(holds: boolean, says: string): asserts holds {
  if (!holds) throw new Error(`invariant broken: ${says}`);
}

/** A value that must be there. */
export function present<T>(value: T | undefined, says: string): T {
  invariant(value !== undefined, says);
  return value;
}

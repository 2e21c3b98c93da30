/** In which scopes an action counts (semantics, rule 34). */
import { frameAt, type View } from "./draft.ts";
import type { Frame } from "./frame-state.ts";

export type Around = ReadonlyMap<number, Frame>;

/** A frame and all that it stands in, by id. */
export function framesAround(state: View, frame: Frame): Around {
  const found = new Map<number, Frame>();
  for (let one: Frame | undefined = frame; one !== undefined; ) {
    found.set(one.id, one);
    one = one.parent === undefined ? undefined : frameAt(state, one.parent.frame);
  }
  return found;
}

/** The scopes that it lies in: rounds, and what the run is for. */
export function scopesOf(around: Around): ReadonlySet<number> {
  return new Set([...around.values()].map(({ scope }) => scope));
}

/** Whether what follows in one of two scopes answers what was done in the other: one of them lies in the other. */
export function inOneScope(state: View, one: Frame, other: Frame): boolean {
  return (
    scopesOf(framesAround(state, one)).has(other.scope) || scopesOf(framesAround(state, other)).has(one.scope)
  );
}

import type { StorageFault } from "./storage.ts";

/** A command of a stream that is to be carried out, or an input that comes in. */
export interface Posted {
  readonly of: StorageFault["stream"] | "input";
  carry(): void;
}

export function carrying(of: Posted["of"], carry: () => void): Posted {
  return { of, carry };
}

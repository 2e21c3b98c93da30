/** What is asked of everybody: steps that each need the one before, or steps that need nothing of each other. */
export type Shape = "chain" | "fanOut";

/** Somebody else's durable execution, started for a measurement. */
export interface Rival {
  /** One workflow of so many steps, to its end. */
  call(shape: Shape, size: number): Promise<void>;
  stop(): Promise<void>;
}

/** The least that a step can be: a number in, a number out. */
export function step(n: number): number {
  return n + 1;
}

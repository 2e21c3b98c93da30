/** The orders that an operator may give for a waiting item, as things stand. */
import { mayKeep, mayResolve } from "./evolve/orders.ts";
import type { IntentState } from "./state.ts";

/** An order that is accepted now, and the step that it names. `completed` and `failed` resolve. */
export interface OpenOrder {
  readonly order: "completed" | "failed" | "resolve retry" | "retry" | "skip";
  readonly step: string;
}

/** Where the region stops nothing is tried again; what has to be undone can be left as it is. */
export function ordersOfDoubt(intent: IntentState, step: string): readonly OpenOrder[] {
  return [
    { order: "completed", step },
    ...(mayResolve(intent) ? [{ order: "resolve retry", step } as const] : []),
    { order: "failed", step },
    ...(mayKeep(intent) ? [{ order: "skip", step } as const] : []),
  ];
}

/** The step that an undo is of stands for it: one word. */
export function ordersOfUndo(undo: string): readonly OpenOrder[] {
  const step = undo.replace(/^undo /u, "");
  return [
    { order: "retry", step },
    { order: "skip", step },
  ];
}

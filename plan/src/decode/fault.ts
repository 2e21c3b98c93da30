import type { PlanId } from "../shapes/plan.ts";

/** One place of a document that is not as it has to be. `path`: JSON Pointer, `/plan/routines/a.b/nodes/0`. */
export interface PlaceFault {
  readonly path: string;
  readonly says: string;
}
/** Why a text is not a plan file that can be run. */
export type PlanFault =
  | { readonly kind: "not json"; readonly line: number; readonly column: number; readonly says: string }
  | { readonly kind: "cut short"; readonly length: number }
  | { readonly kind: "not a plan"; readonly found: string }
  | { readonly kind: "newer format"; readonly format: string }
  | { readonly kind: "newer semantics"; readonly semantics: number }
  | { readonly kind: "altered"; readonly stated: string; readonly computed: PlanId }
  | { readonly kind: "malformed"; readonly faults: readonly PlaceFault[] }
  | { readonly kind: "dangling"; readonly faults: readonly PlaceFault[] };

/** The fault in a reader's words: first line what is wrong, then one line a place, last what to do. */
export function planFaultLines(_fault: PlanFault): readonly string[] {
  throw new Error("unfinished");
}

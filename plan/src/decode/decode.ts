import type { PlanFile } from "../shapes/plan.ts";
import type { PlanFault } from "./fault.ts";
export type DecodedPlan = { readonly ok: PlanFile } | { readonly fault: PlanFault };
export interface DecodeOptions {
  /** A faster SHA-256 than the built-in one: 64 hex digits of the bytes. */
  readonly sha256?: (bytes: Uint8Array) => string;
}
export function decodePlanFile(_text: string, _options?: DecodeOptions): DecodedPlan {
  throw new Error("unfinished");
}

import type { Json, Schema } from "../shapes/json.ts";
import type { Fault } from "./fault.ts";
export type Admitted = { readonly ok: Json } | { readonly faults: readonly Fault[] };
export interface AdmitOptions {
  /** Fields that the schema does not name. Default `"fault"`. */
  readonly extra?: "fault" | "drop";
}
/**
 * Validates and normalises a value from outside. `defs`: the plan's `schemas`.
 * The value may be anything that code could hand over: it is checked to be JSON first.
 */
export function admit(
  _schema: Schema,
  _value: unknown,
  _defs: Readonly<Record<string, Schema>>,
  _options?: AdmitOptions,
): Admitted {
  throw new Error("unfinished");
}

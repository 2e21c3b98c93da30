import type { Schema } from "@orchlang/plan";
import type { Type } from "../type.ts";
import type { Units } from "../units/units.ts";

/**
 * The JSON Schema of a type. Named records and enums become references, and their schemas are written into `defs`
 * under their qualified names (each once).
 */
export function schemaOf(_type: Type, _units: Units, _defs: Map<string, Schema>): Schema {
  throw new Error("unfinished");
}

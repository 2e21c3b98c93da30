import type { JsonObject } from "./shapes/json.ts";
/** JSON Schema (draft 2020-12) of a plan file. */
export const planFileSchema: JsonObject = {};

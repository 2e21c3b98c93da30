import type { Json, JsonObject, Schema } from "../shapes/json.ts";
import { normaliserOf } from "./normalise.ts";

/** Under which the plan's named types are known to ajv. */
export const definitionsId = "orch-types";

const ofSchema = ["items", "additionalProperties", "propertyNames", "not", "if", "then", "else", "contains"];
const ofSchemas = ["anyOf", "oneOf", "allOf", "prefixItems"];
const ofNamed = ["properties", "patternProperties", "$defs", "dependentSchemas"];

/**
 * A schema as ajv is given it: types that have a normaliser are left to it (keyword `admits`), so that a wrong
 * amount is one fault and not three; an optional's null leaves no field behind (keyword `leaveOut`); references
 * lead to the plan's named types.
 */
export function admissionSchema(schema: Json): Schema {
  if (typeof schema === "boolean") return schema;
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return false;
  const source = schema as JsonObject;
  const tag = source["x-orch"];
  if (tag !== undefined && normaliserOf(tag) !== undefined) return { admits: tag, "x-orch": tag };
  if (tag === "Optional" && Array.isArray(source.anyOf)) {
    return {
      if: { type: "null" },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      then: { leaveOut: true },
      else: admissionSchema(source.anyOf[0] as Json),
    };
  }
  const target: Record<string, Json> = {};
  for (const [keyword, value] of Object.entries(source)) target[keyword] = translated(keyword, value);
  return target;
}

function translated(keyword: string, value: Json): Json {
  if (keyword === "$ref" && typeof value === "string" && value.startsWith("#/")) return definitionsId + value;
  if (ofSchema.includes(keyword)) return admissionSchema(value);
  if (ofSchemas.includes(keyword) && Array.isArray(value)) return value.map(admissionSchema);
  if (ofNamed.includes(keyword) && typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, admissionSchema(item)]));
  }
  return value;
}

/** The plan's named types as one document. Each knows its name, for messages. */
export function definitions(defs: Readonly<Record<string, Schema>>): JsonObject {
  const translatedDefs = Object.entries(defs).map(([name, schema]): [string, Json] => {
    const target = admissionSchema(schema);
    return [name, typeof target === "boolean" ? target : { ...target, "x-name": name }];
  });
  return { $id: definitionsId, $defs: Object.fromEntries(translatedDefs) };
}

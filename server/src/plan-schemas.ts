import { type Json, type JsonObject, planFileSchema } from "@orchlang/plan";

/* Parts of a plan file that responses contain as they are. */

const definitions = (planFileSchema.$defs ?? {}) as Readonly<Record<string, JsonObject>>;

/** A definition of the plan file's schema with what it refers to in place; none of those used here is recursive. */
function planPart(name: string): JsonObject {
  return inPlace(definitions[name] ?? {}) as JsonObject;
}

function inPlace(schema: Json): Json {
  if (typeof schema !== "object" || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map((one: Json) => inPlace(one));
  const { $ref } = schema as JsonObject;
  if (typeof $ref === "string") return planPart($ref.replace("#/$defs/", ""));
  return Object.fromEntries(Object.entries(schema).map(([name, one]) => [name, inPlace(one)]));
}

export const runBounds: JsonObject = planPart("RunBounds");
export const obligation: JsonObject = planPart("Obligation");

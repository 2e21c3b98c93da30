import type { Json, JsonObject, Schema } from "../shapes/value.ts";
import { hasField } from "./schemas.ts";

/** An answer with the id of who gives it in `by`, where its type has that field and the answer says nothing there. */
export function signed(
  schema: Schema,
  defs: Readonly<Record<string, Schema>>,
  answer: Json,
  by: string,
): Json {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return answer;
  const { by: said = null } = answer as JsonObject;
  return said === null && hasField(schema, defs, "by", answer) ? { ...answer, by } : answer;
}

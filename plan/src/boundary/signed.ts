import type { Json, JsonObject, Schema } from "../shapes/value.ts";
import { hasField } from "./schemas.ts";

/** An answer with the id of who gives it in `by`, where its type has that field and the answer says nothing there. */
export function signed(
  answer: Json,
  by: string,
  { schema, defs }: { readonly schema: Schema; readonly defs: Readonly<Record<string, Schema>> },
): Json {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return answer;
  const { by: value = null } = answer as JsonObject;
  return value === null && hasField(schema, defs, "by", answer) ? { ...answer, by } : answer;
}

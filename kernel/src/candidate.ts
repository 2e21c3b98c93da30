import type { Json, JsonObject } from "@orchlang/plan";

/**
 * The clauses of a pool's declaration that apply to each member. A policy reads them beside the member's own fields.
 */
const clauses = ["latency", "cost", "power", "tier", "site"] as const;

/** `resource` as a policy reads it: the member's own fields go before its pool's. */
export function candidateOf(pool: string, said: JsonObject, fields: JsonObject): JsonObject {
  const details: Record<string, Json> = { pool: pool.slice(pool.lastIndexOf(".") + 1) };
  for (const clause of clauses) {
    const value = said[clause];
    if (value !== undefined) details[clause] = value;
  }
  return { ...details, ...fields };
}

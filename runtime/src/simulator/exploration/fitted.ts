import type { Json, JsonObject, Schema } from "@orchlang/plan";
import { opened, type Source } from "../answers/generate.ts";

/** The value of a type that lies nearest: numbers and amounts within their range, lists no longer than they may be. */
export function fitted(schema: Schema, value: Json, defs: Source["defs"]): Json {
  const type = opened(schema, defs);
  if (typeof value === "number") return nearest(type, value);
  if (Array.isArray(value)) {
    const items = (type.items ?? {}) as Schema;
    const max = typeof type.maxItems === "number" ? type.maxItems : Number.POSITIVE_INFINITY;
    return value.slice(0, max).map((item) => fitted(items, item as Json, defs));
  }
  if (typeof value !== "object" || value === null) return value;
  const tag = type["x-orch"];
  if (typeof tag === "object" && tag !== null && "money" in tag)
    return nearestAmount((tag as JsonObject).money as JsonObject, value as JsonObject);
  const properties = (type.properties ?? {}) as Readonly<Record<string, Schema>>;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, fitted(properties[name] ?? {}, field as Json, defs)]),
  );
}

function nearest({ minimum, maximum, type }: JsonObject, value: number): number {
  const least = typeof minimum === "number" ? Math.max(minimum, value) : value;
  const kept = typeof maximum === "number" ? Math.min(maximum, least) : least;
  return type === "integer" ? Math.round(kept) : kept;
}

function nearestAmount({ minimum, maximum }: JsonObject, value: JsonObject): JsonObject {
  const amount = Number(value.amount);
  if (typeof minimum === "string" && amount < Number(minimum)) return { ...value, amount: minimum };
  if (typeof maximum === "string" && amount > Number(maximum)) return { ...value, amount: maximum };
  return value;
}

import type { Json } from "@orchlang/plan";

/**
 * A value in a few words that give nothing of it away: `id, 460 customers`. What may be personal stands in the fields
 * of records, and progress is a log: it says what is there, not what it says (semantics, rule 50).
 */
export function outline(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return `${value.length.toLocaleString("en")} in a list`;
  if (typeof value !== "object") return typeof value === "string" ? "a text" : String(value);
  return Object.entries(value).map(field).join(", ");
}

function field([name, value]: [string, Json]): string {
  if (Array.isArray(value)) return `${value.length.toLocaleString("en")} ${name}`;
  return typeof value === "boolean" ? `${name}: ${value}` : name;
}

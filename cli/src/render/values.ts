import type { Json } from "@orchlang/plan";

/** A value on one line, cut where it is long. */
export function shortJson(value: Json | undefined, most = 100): string {
  if (value === undefined || value === null) return "";
  const text = JSON.stringify(value);
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

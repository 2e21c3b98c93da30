import type { Json, Schema } from "../shapes/json.ts";
interface Bounds {
  readonly min?: number;
  readonly max?: number;
}
const todo = (): never => {
  throw new Error("unfinished");
};
/** The JSON Schemas of the language's types. */
export const schemas: {
  bool(): Schema;
  int(bounds?: Bounds): Schema;
  float(bounds?: Bounds): Schema;
  /** A number; `min` and `max` as numbers, `80%` being 0.8. */
  ratio(bounds?: Bounds): Schema;
  string(options?: { readonly pattern?: string }): Schema;
  email(): Schema;
  url(): Schema;
  instant(): Schema;
  date(): Schema;
  timeOfDay(): Schema;
  /** ms. */
  duration(bounds?: Bounds): Schema;
  /** A number in the base unit, whose name is `unit`. */
  quantity(kind: string, unit: string, bounds?: Bounds): Schema;
  /** Of one currency, or any where it is left out. Bounds as decimal digits. */
  money(currency?: string, bounds?: { readonly min?: string; readonly max?: string }): Schema;
  geo(): Schema;
  json(): Schema;
  none(): Schema;
  list(item: Schema, size?: Bounds): Schema;
  /** Fields in order; `optional` names those that may be left out (their schemas are `optional(...)` already). */
  record(fields: Readonly<Record<string, Schema>>, optional?: readonly string[]): Schema;
  /** Keys are texts, or members where `keys` lists them. */
  map(value: Schema, keys?: readonly string[]): Schema;
  enum(members: readonly string[], name?: string): Schema;
  optional(schema: Schema): Schema;
  /** `{ state: "done" | "not_done" | "unknown", value? }`. */
  done(value?: Schema): Schema;
  /** One value exactly. */
  constant(value: Json): Schema;
  /** `#/$defs/<name>`, a named type of the plan's `schemas`. */
  named(name: string): Schema;
} = todo as never;
export function isEmail(_text: string): boolean {
  return todo();
}
export function isUrl(_text: string): boolean {
  return todo();
}

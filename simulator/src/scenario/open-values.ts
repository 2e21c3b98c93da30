/**
 * The values of a run that may appear in a text: those labelled above `internal` are replaced by generated ones
 * (semantics, rule 50).
 */
import type { Json, JsonObject, Label, Schema } from "@orchlang/plan";
import { generate, opened, type Source } from "../answers/generate.ts";

export function constant(value: Json): { readonly op: "constant"; readonly value: Json } {
  return { op: "constant", value };
}

export function isOpen(label: Label | undefined): boolean {
  return label === undefined || label.confidentiality === "public" || label.confidentiality === "internal";
}

/** The same value, with what is labelled above `internal` made up anew. */
export function withoutLabelled(value: Json, schema: Schema, source: Source, place: string): Json {
  const type = opened(schema, source.defs);
  if (Array.isArray(value)) {
    const items = (type.items ?? {}) as Schema;
    return value.map((item: Json, index) => withoutLabelled(item, items, source, `${place}[${index + 1}]`));
  }
  if (typeof value !== "object" || value === null) return value;
  const labels = (type["x-labels"] ?? {}) as JsonObject;
  const properties = (type.properties ?? {}) as Readonly<Record<string, Schema>>;
  const fields = Object.entries(value).map(([name, field]) => {
    const is = properties[name] ?? (type.additionalProperties as Schema | undefined) ?? {};
    const inside = `${place}.${name}`;
    if (!isKept(labels[name])) return [name, withoutLabelled(field as Json, is, source, inside)] as const;
    return [name, generate(is, source, inside) ?? null] as const;
  });
  return Object.fromEntries(fields);
}

/** A field that strangers wrote is only untrusted: it may be shown. */
function isKept(words: Json | undefined): boolean {
  return Array.isArray(words) && words.some((word) => word === "personal" || word === "secret");
}

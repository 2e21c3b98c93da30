import type { Capability, Confidentiality, Label, Schema } from "@orchlang/plan";
import { isRecord } from "./project.ts";

const confidentialities: readonly Confidentiality[] = ["public", "internal", "personal", "secret"];

/**
 * The label that a capability's result has in a field: that of the result, and that of the field in its record, or in the
 * record of its items.
 */
export function fieldLabel(
  result: Capability["result"],
  field: string,
  schemas: Readonly<Record<string, Schema>>,
): Label {
  if (result === null) return { confidentiality: "public", integrity: "trusted" };
  const words = wordsOf(result.schema, field, schemas, 0);
  const named = confidentialities.findLast((one) => words.includes(one)) ?? "public";
  const [own, inner] = [result.label.confidentiality, named].map((one) => confidentialities.indexOf(one));
  return {
    confidentiality: confidentialities[Math.max(own ?? 0, inner ?? 0)] ?? "secret",
    integrity:
      result.label.integrity === "untrusted" || words.includes("untrusted") ? "untrusted" : "trusted",
  };
}

/** Types nest at most so deep until the record of the field. */
const depthMax = 8;

function wordsOf(
  schema: unknown,
  field: string,
  schemas: Readonly<Record<string, Schema>>,
  depth: number,
): readonly unknown[] {
  if (!isRecord(schema) || depth > depthMax) return [];
  const within = (inner: unknown) => wordsOf(inner, field, schemas, depth + 1);
  const { $ref, items, anyOf } = schema;
  if (typeof $ref === "string") return within(schemas[$ref.replace("#/$defs/", "")]);
  if (items !== undefined) return within(items);
  if (Array.isArray(anyOf)) return anyOf.flatMap(within);
  const labels = isRecord(schema["x-labels"]) ? schema["x-labels"][field] : undefined;
  return Array.isArray(labels) ? labels : [];
}

/** True if a label is at most another. */
export function isWithin(label: Confidentiality, most: Confidentiality): boolean {
  return confidentialities.indexOf(label) <= confidentialities.indexOf(most);
}

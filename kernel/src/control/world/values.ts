import type { Schema } from "@orchlang/plan";

/** The range that a numeric signal's value must lie in. Other types have no range. */
export interface Values {
  readonly whole?: true;
  readonly least?: number;
  readonly most?: number;
}

/** By its schema; of `T?` those of `T`. */
export function valuesOf(schema: Schema): Values {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return {};
  const { anyOf, type, minimum, maximum } = schema as Readonly<Record<string, unknown>>;
  const [first] = Array.isArray(anyOf) ? anyOf : [];
  if (first !== undefined) return valuesOf(first);
  return {
    ...(type === "integer" ? { whole: true } : {}),
    ...(typeof minimum === "number" ? { least: minimum } : {}),
    ...(typeof maximum === "number" ? { most: maximum } : {}),
  };
}

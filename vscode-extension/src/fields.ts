/* The fields of a form, from the JSON Schemas of the plan file. */

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Schema = { readonly [name: string]: Json };

/** A parameter of a plan, or a field of an answer. */
interface Given {
  readonly name: string;
  readonly schema: Json;
  /** May be left empty. */
  readonly optional: boolean;
}

export interface Field {
  readonly name: string;
  readonly optional: boolean;
  readonly form: "yesno" | "choice" | "number" | "text" | "money" | "json";
  /** In words, behind the name: `ms`, `USD`. */
  readonly unit?: string;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  /** For `json`, the text to be completed; for `text`, an example where the form is not plain. */
  readonly example?: string;
  /** For `text`: the type that a browser can validate. */
  readonly type?: "text" | "email" | "url" | "date" | "time";
}

export function fieldOf({ name, schema, optional }: Given, defs: Schema): Field {
  const { inner, isNullable } = opened(schema, defs);
  const base = { name, optional: optional || isNullable };
  const { type, enum: members, pattern, minimum, maximum, format } = inner;
  const tag = inner["x-orch"];
  const bounds = {
    ...(isBound(minimum) ? { min: minimum } : {}),
    ...(isBound(maximum) ? { max: maximum } : {}),
  };
  const currency = currencyOf(tag);
  if (currency !== undefined) return { ...base, form: "money", unit: currency };
  if (Array.isArray(members)) return { ...base, form: "choice", choices: members.map(String) };
  if (type === "boolean") return { ...base, form: "yesno" };
  if (type === "integer" || type === "number") {
    const unit = tag === "Duration" ? "ms" : tag === "Ratio" ? "of 1" : undefined;
    return { ...base, form: "number", ...bounds, ...(unit === undefined ? {} : { unit }) };
  }
  if (type !== "string")
    return { ...base, form: "json", example: JSON.stringify(skeletonOf(inner, defs), null, 2) };
  const known =
    format === "email" || tag === "Email" ? "email" : format === "uri" || tag === "Url" ? "url" : "text";
  const example = examples[String(format)];
  return {
    ...base,
    form: "text",
    type: known,
    ...(typeof pattern === "string" ? { pattern } : {}),
    ...(example === undefined ? {} : { example }),
  };
}

/** How times are written. */
const examples: Readonly<Record<string, string>> = {
  "date-time": "2026-12-01T10:00:00Z",
  date: "2026-12-01",
};

/** Types may hold themselves. */
const skeletonDepthMax = 5;

/** A value of a type with nothing in it: who fills it in sees what it has. */
function skeletonOf(schema: Json, defs: Schema, depth = 0): Json {
  const { inner, isNullable } = opened(schema, defs);
  const { type, enum: members, properties, items, minimum, format } = inner;
  if (isNullable || depth > skeletonDepthMax) return null;
  if (Array.isArray(members)) return members[0] ?? null;
  switch (type) {
    case "string":
      return examples[String(format)] ?? "";
    case "boolean":
      return false;
    case "integer":
    case "number":
      return isBound(minimum) ? minimum : 0;
    case "array":
      return items === undefined ? [] : [skeletonOf(items, defs, depth + 1)];
    case "object": {
      const currency = currencyOf(inner["x-orch"]);
      if (currency !== undefined) return { amount: "0", currency };
      const fields = Object.entries((properties ?? {}) as Schema);
      return Object.fromEntries(fields.map(([name, one]) => [name, skeletonOf(one, defs, depth + 1)]));
    }
    default:
      return null;
  }
}

/** As much of a plan file as a form for an answer is made of. */
interface Answered {
  readonly capabilities: Readonly<Record<string, { readonly result?: { readonly schema: Json } | null }>>;
  readonly schemas: Schema;
}

/** The fields of an answer. The answering user is no field: the runtime records it. */
export function answerFields({ capabilities, schemas }: Answered, capability: string): readonly Field[] {
  const { properties, required } = opened(capabilities[capability]?.result?.schema ?? null, schemas).inner;
  const wanted = Array.isArray(required) ? required : [];
  return Object.entries((properties ?? {}) as Schema)
    .map(([name, schema]) => fieldOf({ name, schema, optional: !wanted.includes(name) }, schemas))
    .filter(({ name, form }) => name !== "by" || form !== "text");
}

/** Every whole number has the bounds of those that are exact, which says nothing. */
function isBound(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value) && Math.abs(value) < Number.MAX_SAFE_INTEGER;
}

function opened(schema: Json, defs: Schema): { readonly inner: Schema; readonly isNullable: boolean } {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema))
    return { inner: {}, isNullable: false };
  const of = schema as Schema;
  if (typeof of.$ref === "string") {
    const name = decodeURIComponent(of.$ref.slice("#/$defs/".length))
      .replaceAll("~1", "/")
      .replaceAll("~0", "~");
    return opened(defs[name] ?? null, defs);
  }
  const ways = of.anyOf;
  if (!Array.isArray(ways)) return { inner: of, isNullable: false };
  return { ...opened(ways[0] as Json, defs), isNullable: true };
}

function currencyOf(tag: Json | undefined): string | undefined {
  if (typeof tag !== "object" || tag === null || Array.isArray(tag)) return undefined;
  const { money } = tag as Schema;
  if (money === undefined || money === null) return undefined;
  const { currency } = money as Schema;
  return typeof currency === "string" ? currency : "USD";
}

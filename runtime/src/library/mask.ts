import type { Json, JsonObject, Label, Parameter, Plan, Schema } from "@orchlang/plan";
import { typeNamed } from "@orchlang/plan/boundary";

import { isRecord } from "../capabilities/schema.ts";

/** A type as a plan file has it. */
interface LabelledType {
  readonly schema: Schema;
  readonly label: Label;
}

/**
 * A value as logs may show it (semantics, rule 50): the parts whose type or field is labelled above `internal` become
 * placeholders such as `‹personal›`. Untyped values are shown in full.
 */
export function maskedValue(
  value: Json,
  type: LabelledType | null | undefined,
  { schemas, clearance = "internal" }: MaskOptions,
): Json {
  if (type === null || type === undefined) return value;
  return isOpen(type.label, clearance)
    ? within(value, type.schema, { defs: schemas, clearance })
    : hidden(type.label.confidentiality);
}

/** Values with a higher label are masked. */
export type Clearance = "internal" | "personal";

/** The schemas that types refer to by name, those of the plan, and the reader's clearance. */
interface MaskOptions extends Pick<Plan, "schemas"> {
  readonly clearance?: Clearance | undefined;
}

interface Around {
  readonly defs: Plan["schemas"];
  readonly clearance: Clearance;
}

/** Masks the arguments of a call, an event or a run, by parameter. */
export function maskedArguments(
  params: readonly Parameter[],
  args: Json | undefined,
  options: MaskOptions,
): Json {
  if (typeof args !== "object" || args === null || Array.isArray(args)) return args ?? null;
  const typed = new Map(params.map((param) => [param.name, param]));
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, maskedValue(value, typed.get(name), options)]),
  );
}

export function hidden(confidentiality: string): string {
  return `‹${confidentiality}›`;
}

export function isOpen({ confidentiality }: Label, clearance: Clearance = "internal"): boolean {
  if (confidentiality === "personal") return clearance === "personal";
  return confidentiality !== "secret";
}

function within(value: Json, schema: Schema | undefined, around: Around): Json {
  if (schema === undefined || typeof schema !== "object") return value;
  const result = resolved(schema, around.defs);
  if (typeof value !== "object" || value === null || typeof result !== "object") return value;
  if (result["x-orch"] === "Optional") return within(value, firstOf(result.anyOf), around);
  if (Array.isArray(value)) return value.map((item: Json) => within(item, asSchema(result.items), around));
  const fields = (result.properties ?? {}) as { readonly [name: string]: Schema };
  const others = asSchema(result.additionalProperties);
  const labels = labelsOf(result, around.clearance);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      labels.has(name)
        ? hidden(labels.get(name) ?? "")
        : within(item, Object.hasOwn(fields, name) ? fields[name] : others, around),
    ]),
  );
}

/** The first label above a clearance that stands anywhere in a type. */
export function labelInside(
  schema: Schema,
  defs: Plan["schemas"],
  clearance: Clearance = "internal",
  seen = new Set<string>(),
): string | undefined {
  if (typeof schema !== "object") return undefined;
  const name = typeNamed(schema);
  if (name !== undefined && seen.has(name)) return undefined;
  const result = resolved(schema, defs);
  if (typeof result !== "object") return undefined;
  const [label] = labelsOf(result, clearance).values();
  if (label !== undefined) return label;
  const below = name === undefined ? seen : new Set([...seen, name]);
  const parts = [
    firstOf(result.anyOf),
    result.items,
    result.additionalProperties,
    ...Object.values((result.properties ?? {}) as JsonObject),
  ];
  for (const part of parts) {
    const inner = asSchema(part);
    const one = inner === undefined ? undefined : labelInside(inner, defs, clearance, below);
    if (one !== undefined) return one;
  }
  return undefined;
}

/** The fields of a record that are labelled above a clearance, each with its label. */
function labelsOf(schema: JsonObject, clearance: Clearance): ReadonlyMap<string, string> {
  const labels = isRecord(schema["x-labels"]) ? schema["x-labels"] : {};
  const results = Object.entries(labels).flatMap(([name, words]): (readonly [string, string])[] => {
    if (!Array.isArray(words)) return [];
    if (words.includes("secret")) return [[name, "secret"]];
    return clearance === "personal" || !words.includes("personal") ? [] : [[name, "personal"]];
  });
  return new Map(results);
}

function resolved(schema: JsonObject, defs: Plan["schemas"]): Schema {
  const name = typeNamed(schema);
  return name === undefined ? schema : (defs[name] ?? true);
}

function firstOf(list: Json | undefined): Schema | undefined {
  return Array.isArray(list) ? asSchema(list[0]) : undefined;
}

function asSchema(value: Json | undefined): Schema | undefined {
  return isRecord(value) ? value : undefined;
}

import type { Json, JsonObject } from "@orchlang/plan";

/** A field of a form, made from a JSON Schema. */
export type Field = {
  /** Path in the value: `["price", "amount"]` never occurs, a Money is one field. */
  readonly name: string;
  readonly isOptional: boolean;
  /** The cases of a tagged union that have it. */
  readonly cases?: readonly string[];
} & Kind;

type Kind =
  | { readonly kind: "yes-no" }
  | { readonly kind: "text"; readonly isLong: boolean }
  | { readonly kind: "number"; readonly isWhole: boolean; readonly least?: number; readonly most?: number }
  | { readonly kind: "choice"; readonly options: readonly string[] }
  /** In one currency, or in any. */
  | { readonly kind: "money"; readonly currency?: string }
  /** Anything that has no field of its own is written as JSON. */
  | { readonly kind: "json" };

/** A form for an answer: an object's properties, or one field for everything else. */
export interface Form {
  readonly isObject: boolean;
  readonly fields: readonly Field[];
}

/** The texts in the fields of a form, by name. A field that was left empty is absent. */
export type Draft = Readonly<Record<string, string>>;

export function formOf(schema: JsonObject): Form {
  const root = resolved(schema, schema);
  if (root.type !== "object" || moneySchema(root) !== undefined || !isObject(root.properties))
    return { isObject: false, fields: [{ name: "", isOptional: false, ...kindOf(root, schema) }] };
  const cases = casesOf(root);
  if (cases !== undefined) return { isObject: true, fields: fieldsOfCases(cases, schema) };
  const required = Array.isArray(root.required) ? root.required : [];
  const fields = Object.entries(root.properties).flatMap(([name, property]): Field[] => {
    const isOptional = !required.includes(name);
    // The server fills in who answered.
    if (name === "by" && isOptional) return [];
    return [{ name, isOptional, ...kindOf(resolved(property, schema), schema) }];
  });
  return {
    isObject: true,
    fields: [...fields.filter(isYesNo), ...fields.filter((field) => !isYesNo(field))],
  };
}

/** The cases of a tagged union, each an object whose `case` is its name. */
function casesOf({ oneOf, properties }: JsonObject): readonly JsonObject[] | undefined {
  const isTagged = isObject(properties) && isObject(properties.case) && Array.isArray(oneOf);
  return isTagged ? oneOf.filter(isObject) : undefined;
}

const tagOf = ({ properties }: JsonObject): string => {
  const tag = isObject(properties) ? properties.case : undefined;
  return isObject(tag) ? String(tag.const) : "";
};

/** The choice of a case, and the fields of each; only those of the chosen case are asked. */
function fieldsOfCases(cases: readonly JsonObject[], root: JsonObject): readonly Field[] {
  const fields = new Map<string, Field>();
  for (const one of cases) {
    const required = Array.isArray(one.required) ? one.required : [];
    for (const [name, property] of Object.entries(isObject(one.properties) ? one.properties : {})) {
      if (name === "case" || name === "by") continue;
      const known = fields.get(name);
      const isOptional = known?.isOptional === true || !required.includes(name);
      const kind = kindOf(resolved(property, root), root);
      fields.set(name, { name, isOptional, cases: [...(known?.cases ?? []), tagOf(one)], ...kind });
    }
  }
  const tag: Field = { name: "case", isOptional: false, kind: "choice", options: cases.map(tagOf) };
  return [tag, ...fields.values()];
}

/** The fields that a draft asks for: of a union those of the case that is chosen. */
export function askedFields({ fields }: Form, draft: Draft): readonly Field[] {
  return fields.filter(({ cases }) => cases === undefined || cases.includes(draft.case ?? ""));
}

/** The one question of yes or no, where an answer is nothing else but that, its reasons, and what is optional. */
export function decisionOf({ fields }: Form): string | undefined {
  const needed = fields.filter(({ isOptional, kind }) => !isOptional && kind !== "text");
  const [only] = needed;
  return needed.length === 1 && only?.kind === "yes-no" ? only.name : undefined;
}

/** The answer whose consequences are shown before it is written: a decision, and a dash for each reason. */
export function supposedAnswer({ isObject: isRecord, fields }: Form, decision: string, yes: boolean): Json {
  if (!isRecord) return yes;
  const reasons = fields.filter(({ isOptional, kind }) => !isOptional && kind === "text");
  return { ...Object.fromEntries(reasons.map(({ name }) => [name, "–"])), [decision]: yes };
}

export type Filled =
  | { readonly value: Json }
  /** Mistakes, by the name of the field. */
  | { readonly faults: Readonly<Record<string, Fault>> };

export type Fault = "missing" | "number" | "whole" | "range" | "money" | "json";

/** The answer that a draft is, or what is missing or wrong in it. */
export function filled(form: Form, draft: Draft): Filled {
  const { isObject: isRecord } = form;
  const fields = askedFields(form, draft);
  const values: Record<string, Json> = {};
  const faults: Record<string, Fault> = {};
  for (const field of fields) {
    const text = draft[field.name]?.trim() ?? "";
    if (text === "") {
      if (!field.isOptional) faults[field.name] = "missing";
      continue;
    }
    const read = readAs(field, text);
    if ("fault" in read) faults[field.name] = read.fault;
    else values[field.name] = read.value;
  }
  if (Object.keys(faults).length > 0) return { faults };
  return { value: isRecord ? values : (values[""] ?? null) };
}

type Valued = { readonly value: Json } | { readonly fault: Fault };

function readAs(field: Kind, text: string): Valued {
  switch (field.kind) {
    case "yes-no":
      return { value: text === "yes" };
    case "text":
    case "choice":
      return { value: text };
    case "number":
      return numberOf(field, text);
    case "money":
      return moneyOf(field, text);
    case "json":
      return jsonOf(text);
  }
}

function numberOf({ isWhole, least, most }: Extract<Kind, { kind: "number" }>, text: string): Valued {
  const value = Number(text);
  if (!Number.isFinite(value)) return { fault: "number" };
  if (isWhole && !Number.isInteger(value)) return { fault: "whole" };
  if ((least !== undefined && value < least) || (most !== undefined && value > most))
    return { fault: "range" };
  return { value };
}

/** `12.50 EUR`, or `$12.50`; a figure alone where the currency is known. */
function moneyOf({ currency: only }: Extract<Kind, { kind: "money" }>, text: string): Valued {
  const groups = /^(?:(?<sign>[$€£¥])\s*)?(?<amount>-?\d+(?:\.\d+)?)(?:\s*(?<currency>[A-Za-z]{3}))?$/u.exec(
    text,
  )?.groups;
  const currency = groups?.currency?.toUpperCase() ?? signs[groups?.sign ?? ""] ?? only;
  if (groups?.amount === undefined || currency === undefined) return { fault: "money" };
  if (only !== undefined && currency !== only) return { fault: "money" };
  return { value: { amount: groups.amount, currency } };
}

const signs: Readonly<Record<string, string>> = { $: "USD", "€": "EUR", "£": "GBP", "¥": "JPY" };

function jsonOf(text: string): Valued {
  try {
    return { value: JSON.parse(text) as Json };
  } catch (error) {
    if (error instanceof SyntaxError) return { fault: "json" };
    throw error;
  }
}

function kindOf(schema: JsonObject, root: JsonObject): Kind {
  const plain = withoutNull(schema, root);
  const money = moneySchema(plain);
  if (money !== undefined)
    return { kind: "money", ...(typeof money.currency === "string" ? { currency: money.currency } : {}) };
  if (Array.isArray(plain.enum) && plain.enum.every((one) => typeof one === "string"))
    return { kind: "choice", options: plain.enum };
  switch (plain.type) {
    case "boolean":
      return { kind: "yes-no" };
    case "string":
      return { kind: "text", isLong: plain.maxLength === undefined };
    case "integer":
    case "number":
      return {
        kind: "number",
        isWhole: plain.type === "integer",
        ...(typeof plain.minimum === "number" ? { least: plain.minimum } : {}),
        ...(typeof plain.maximum === "number" ? { most: plain.maximum } : {}),
      };
    default:
      return { kind: "json" };
  }
}

/** `T?` is `anyOf: [T, null]`: an empty field is its `null`. */
function withoutNull(schema: JsonObject, root: JsonObject): JsonObject {
  if (!Array.isArray(schema.anyOf)) return schema;
  const others = schema.anyOf.filter((one) => isObject(one) && one.type !== "null");
  const [only] = others;
  return others.length === 1 ? resolved(only, root) : schema;
}

function resolved(schema: Json | undefined, root: JsonObject): JsonObject {
  if (!isObject(schema)) return {};
  const defs = root.$defs;
  if (typeof schema.$ref !== "string" || !isObject(defs)) return schema;
  return resolved(defs[schema.$ref.replace("#/$defs/", "")], { ...root, $defs: defs });
}

const isYesNo = ({ kind }: Field): boolean => kind === "yes-no";
/** `{ currency, minimum, maximum }`, each as far as it is declared; undefined for a schema of something else. */
function moneySchema({ "x-orch": type }: JsonObject): JsonObject | undefined {
  return isObject(type) && isObject(type.money) ? type.money : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

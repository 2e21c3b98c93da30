import type { Json, JsonObject, Schema } from "@orchlang/plan";
import { admit, type Fault, uncheckable } from "@orchlang/plan/boundary";
import { notJson, placeInWords } from "@orchlang/plan/json";
import { limits } from "../limits.ts";
import { returnedAsJson } from "../workers/returned.ts";
import { unknownKeyword } from "./schema-keywords.ts";
import {
  isStandardSchema,
  type SchemaLike,
  type StandardIssue,
  type StandardResult,
} from "./standard-schema.ts";

/** The side of a capability that a schema describes: a library may describe input and output differently. */
type Side = "input" | "output";

/** The value as the schema gives it (defaults filled in, transformed), or every fault with its place. */
type Checked = { readonly value: unknown } | { readonly faults: readonly string[] };

/** A program's schema, ready for use. */
export interface ReadSchema {
  /** As JSON Schema; left out where the library cannot say it: then what it describes is known at run time only. */
  readonly json?: JsonObject;
  check(value: unknown): Checked | Promise<Checked>;
}

/** Throws a TypeError at what is no schema: a mistake of the program's text. */
export function readSchema(schema: SchemaLike, side: Side): ReadSchema {
  if (isStandardSchema(schema)) {
    const standard = schema["~standard"];
    const json = described(() => standard.jsonSchema?.[side]({ target: "draft-2020-12" }));
    const check = async (value: unknown): Promise<Checked> => {
      const result: unknown = await standard.validate(value);
      if (!isResult(result)) throw new TypeError("it gave neither a value nor issues");
      return result.issues === undefined
        ? { value: result.value }
        : { faults: cut(result.issues.map(issueInWords)) };
    };
    return json === undefined ? { check } : { json, check };
  }
  if (typeof schema !== "object" || schema === null || Array.isArray(schema))
    throw new TypeError(
      "A schema is one of a library that keeps Standard Schema, or an object of JSON Schema.",
    );
  const fault = notJson(schema);
  if (fault !== undefined) throw new TypeError(`A JSON Schema has to be JSON: ${fault.says}.`);
  const unknown = unknownKeyword(schema);
  if (unknown !== undefined) {
    const at = unknown.at === "" ? "" : ` at ${unknown.at}`;
    throw new TypeError(
      `Nothing is checked by \`${unknown.keyword}\`${at}, which is no keyword of JSON Schema; one of your own begins with \`x-\`.`,
    );
  }
  const json = selfContained(schema);
  const wrong = uncheckable(json, definitionsOf(json));
  if (wrong !== undefined) throw new TypeError(`Nothing can be held against it: ${wrong}.`);
  return { json, check: (value) => admittedBy(json, value, side) };
}

/**
 * A library throws for types that JSON Schema can't express (a date, a transformation), or describes them in its own
 * words.
 */
function described(describe: () => Readonly<Record<string, unknown>> | undefined): JsonObject | undefined {
  let fields: Readonly<Record<string, unknown>> | undefined;
  try {
    fields = describe();
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
  if (fields === undefined || notJson(fields) !== undefined) return undefined;
  const { $schema: _, ...json } = fields as JsonObject;
  return selfContained(json);
}

function isResult(result: unknown): result is StandardResult {
  if (typeof result !== "object" || result === null) return false;
  return "value" in result || ("issues" in result && Array.isArray(result.issues));
}

/** `#` means the whole schema: it gets a name, so that the schema can stand inside another document. */
function selfContained(schema: JsonObject): JsonObject {
  if (!JSON.stringify(schema).includes('"$ref":"#"')) return schema;
  const named = renamedReferences(schema, (reference) =>
    reference === "#" ? `#/$defs/${whole}` : reference,
  );
  const { $defs, ...self } = named as JsonObject;
  return { ...self, $defs: { ...(isRecord($defs) ? $defs : {}), [whole]: self } };
}

const whole = "itself";

/** The same schema, its `$ref`s given other names. */
export function renamedReferences(schema: Json, rename: (reference: string) => string): Json {
  if (Array.isArray(schema)) return schema.map((item: Json) => renamedReferences(item, rename));
  if (!isRecord(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]): [string, Json] => {
      if (keyword === "const" || keyword === "enum" || keyword === "default") return [keyword, value];
      if (keyword === "$ref" && typeof value === "string") return [keyword, rename(value)];
      return [keyword, renamedReferences(value, rename)];
    }),
  );
}

const none: Readonly<Record<string, Schema>> = {};

function definitionsOf({ $defs }: JsonObject): Readonly<Record<string, Schema>> {
  return isRecord($defs) ? ($defs as Readonly<Record<string, Schema>>) : none;
}

/** Validates against a whole JSON Schema with its `$defs`. A handler's result may be anything that has a JSON form. */
function admittedBy(schema: JsonObject, value: unknown, side: Side): Checked {
  const given = side === "output" ? returnedAsJson(value) : { json: value };
  if ("fault" in given) return { faults: [given.fault] };
  const admitted = admit(schema, given.json, definitionsOf(schema));
  return "ok" in admitted ? { value: admitted.ok } : { faults: cut(admitted.faults.map(faultInWords)) };
}

function faultInWords({ at, says }: Fault): string {
  return at === "" ? says : `${at}: ${says}`;
}

function issueInWords({ message, path = [] }: StandardIssue): string {
  const segments = path.map((step) => {
    const key = typeof step === "object" ? step.key : step;
    return typeof key === "number" ? key : String(key);
  });
  return segments.length === 0 ? message : `${placeInWords(segments)}: ${message}`;
}

function cut(faults: readonly string[]): readonly string[] {
  if (faults.length <= limits.detailsMax) return faults;
  return [...faults.slice(0, limits.detailsMax), `and ${faults.length - limits.detailsMax} more`];
}

export function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function requiredOf(schema: JsonObject | undefined): ReadonlySet<string> {
  const required = Array.isArray(schema?.required) ? schema.required : [];
  return new Set(required.filter((name) => typeof name === "string"));
}

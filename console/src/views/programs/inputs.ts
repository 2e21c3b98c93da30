import type { Json, JsonObject } from "@orchlang/plan";
import { type Draft, type Field, formOf } from "../../schema/fields.ts";
import type { WorkflowDetail } from "../../server/types.ts";

/** The schema of a workflow's input, as one object: a form is made of it. All schemas lie in their own `$defs`. */
export function inputSchema(parameters: WorkflowDetail["parameters"]): JsonObject {
  const properties = Object.fromEntries(parameters.map(({ name, schema }) => [name, schema]));
  const defs = Object.assign(
    {},
    ...parameters.map(({ schema }) => (isObject(schema) ? (schema.$defs ?? {}) : {})),
  );
  const required = parameters.filter(({ schema }) => !isOptional(schema)).map(({ name }) => name);
  return { type: "object", properties, required, $defs: defs as JsonObject };
}

/** The fields of the form of an input of which some values are known. */
export function draftOf(parameters: WorkflowDetail["parameters"], input: JsonObject): Draft {
  const { fields } = formOf(inputSchema(parameters));
  const texts = fields.flatMap(({ name, kind }): [string, string][] => {
    const value = input[name];
    return value === undefined || value === null ? [] : [[name, fieldText(kind, value)]];
  });
  return Object.fromEntries(texts);
}

function fieldText(kind: Field["kind"], value: Json): string {
  if (kind === "yes-no") return value === true ? "yes" : "no";
  if (kind === "money" && isObject(value)) return `${String(value.amount)} ${String(value.currency)}`;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** `T?` is `anyOf: [T, null]`. */
function isOptional(schema: WorkflowDetail["parameters"][number]["schema"]): boolean {
  return (
    isObject(schema) &&
    Array.isArray(schema.anyOf) &&
    schema.anyOf.some((one) => isObject(one) && one.type === "null")
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

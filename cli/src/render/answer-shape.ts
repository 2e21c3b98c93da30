import type { Json, JsonObject, Schema } from "@orchlang/plan";
import { admit, casesIn, typeNamed } from "@orchlang/plan/boundary";

const depthMax = 4;
const choicesMax = 6;

/**
 * What an answer looks like, in a line: JSON with what may stand in each place. What may be left out is left out, and a
 * grant is one, so that it can be taken as it is where only that is asked.
 */
export function answerShape(schema: Schema): string {
  const definitions = typeof schema === "object" ? schema.$defs : undefined;
  return shape(schema, isRecord(definitions) ? definitions : {}, 0, "");
}

/**
 * An answer as an argument in a shell: one that is accepted, with the first of what may be chosen. Where none can be made up,
 * what it looks like.
 */
export function quotedAnswer(schema: Schema | undefined): string {
  if (schema === undefined) return "JSON";
  return `'${(exampleOf(schema) ?? answerShape(schema)).replaceAll("'", `'\\''`)}'`;
}

/** Alternatives to the example answer; undefined: none. */
export function otherAnswers(schema: Schema | undefined): string | undefined {
  if (schema === undefined) return undefined;
  const whole = answerShape(schema);
  const example = exampleOf(schema);
  return example === undefined || example === whole ? undefined : whole;
}

/** By the text of a schema: thousands of runs of one plan ask the same, and to check an example takes milliseconds. */
const known = new Map<string, string | undefined>();
const knownMax = 256;

function exampleOf(schema: Schema): string | undefined {
  const key = JSON.stringify(schema);
  if (known.has(key)) return known.get(key);
  if (known.size >= knownMax) known.clear();
  const example = madeUp(schema);
  known.set(key, example);
  return example;
}

function madeUp(schema: Schema): string | undefined {
  const definitions = typeof schema === "object" ? schema.$defs : undefined;
  const named = isRecord(definitions) ? definitions : {};
  const text = shape(schema, named, 0, "", true);
  try {
    const value: Json = JSON.parse(text);
    // `by` is filled in for the person who answers.
    const filled = isRecord(value) ? { by: "", ...value } : value;
    const isValid = [value, filled].some(
      (each) => "ok" in admit(schema, each, named as Readonly<Record<string, Schema>>),
    );
    return isValid ? text : undefined;
  } catch (error) {
    // Something in it can't be made up.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** True if `y` and `n` say all that is asked. */
export function asksForGrant(schema: Schema): boolean {
  return answerShape(schema) === grant;
}

/** A case of a union that is asked for, and what has to be said with it. */
export interface CaseAsked {
  readonly name: string;
  readonly fields: readonly {
    readonly name: string;
    readonly isOptional: boolean;
    /** The accepted values, in words. */
    readonly shape: string;
    /** Written without quotes. */
    readonly isText: boolean;
  }[];
}

/** The cases among which an answer chooses; undefined: it is of another type. */
export function casesAsked(schema: Schema | undefined): readonly CaseAsked[] | undefined {
  if (typeof schema !== "object") return undefined;
  const definitions = isRecord(schema.$defs) ? schema.$defs : {};
  return casesIn(opened(schema, definitions))?.map(({ title, properties, required }) => ({
    name: String(title),
    fields: Object.entries(isRecord(properties) ? properties : {})
      .filter(([name]) => name !== "case" && name !== "by")
      .map(([name, field]) => ({
        name,
        isOptional: !(Array.isArray(required) && required.includes(name)),
        shape: isRecord(field) ? shape(field, definitions, 1, name) : "…",
        isText: isRecord(field) && opened(field, definitions).type === "string",
      })),
  }));
}

/** The type itself behind its name, and behind that it may be none. */
function opened(schema: JsonObject, definitions: Definitions): JsonObject {
  const name = typeNamed(schema);
  const named = name === undefined ? undefined : definitions[name];
  if (isRecord(named)) return opened(named, definitions);
  const [first] = Array.isArray(schema.anyOf) ? schema.anyOf : [];
  return isRecord(first) ? opened(first, definitions) : schema;
}

const grant = '{"granted": true}';

type Definitions = JsonObject;

function shape(
  schema: Schema,
  definitions: Definitions,
  depth: number,
  field: string,
  isExample = false,
): string {
  if (typeof schema === "boolean" || depth > depthMax) return "…";
  const name = typeNamed(schema);
  const named = name === undefined ? undefined : definitions[name];
  if (isRecord(named)) return shape(named, definitions, depth, field, isExample);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return isExample ? JSON.stringify(schema.enum[0]) : choices(schema.enum);
  const [first] = Array.isArray(schema.anyOf) ? schema.anyOf : [];
  if (isRecord(first)) return shape(first, definitions, depth, field, isExample);
  switch (schema.type) {
    case "boolean":
      return field === "granted" || isExample ? "true" : "true | false";
    case "integer":
    case "number":
      return String(number(schema));
    case "string":
      return text(schema);
    case "null":
      return "null";
    case "array":
      return `[${isRecord(schema.items) ? shape(schema.items, definitions, depth + 1, "", isExample) : "…"}]`;
    case "object":
      return money(schema) ?? record(schema, definitions, depth, isExample);
    default:
      return "…";
  }
}

function choices(members: readonly Json[]): string {
  const results = members.slice(0, choicesMax).map((member) => JSON.stringify(member));
  return [...results, ...(members.length > choicesMax ? ["…"] : [])].join(" | ");
}

function number({ minimum, maximum }: JsonObject): number {
  const least = typeof minimum === "number" ? minimum : Number.NEGATIVE_INFINITY;
  const most = typeof maximum === "number" ? maximum : Number.POSITIVE_INFINITY;
  return Math.min(most, Math.max(least, 1));
}

const examples: JsonObject = {
  Email: "name@example.com",
  Url: "https://example.com",
  Instant: "2027-01-31T12:00:00Z",
  Date: "2027-01-31",
  TimeOfDay: "12:00",
};

function text(schema: JsonObject): string {
  const tag = schema["x-orch"];
  return JSON.stringify((typeof tag === "string" ? examples[tag] : undefined) ?? "…");
}

function money({ "x-orch": tag }: JsonObject): string | undefined {
  if (!isRecord(tag) || !isRecord(tag.money)) return undefined;
  const { currency, minimum } = tag.money;
  const amount = typeof minimum === "string" && Number(minimum) > 1 ? minimum : "1";
  const kept = typeof currency === "string" ? currency : "EUR";
  return `{"amount": ${JSON.stringify(amount)}, "currency": ${JSON.stringify(kept)}}`;
}

/** A field that says who answered is filled in by itself. */
function record(schema: JsonObject, definitions: Definitions, depth: number, isExample: boolean): string {
  const cases = casesIn(schema);
  if (cases !== undefined) {
    const records = isExample ? cases.slice(0, 1) : cases;
    return records.map((one) => record(one, definitions, depth, isExample)).join(" | ");
  }
  const { properties, required, additionalProperties } = schema;
  if (!isRecord(properties)) return isRecord(additionalProperties) ? "{…}" : "{}";
  // As it is declared: a plan file has its fields in the order of their names.
  const asked = (Array.isArray(required) ? required : []).map(String).filter((name) => name !== "by");
  const results = asked.map((name) => {
    const field = properties[name];
    const what = isRecord(field) ? shape(field, definitions, depth + 1, name, isExample) : "…";
    return `${JSON.stringify(name)}: ${what}`;
  });
  return `{${results.join(", ")}}`;
}

function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

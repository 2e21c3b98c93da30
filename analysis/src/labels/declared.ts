import type { TracedLabel } from "@orchlang/checker";
import { isWithoutWay, labelOf, publicLabel } from "@orchlang/checker/labels";
import type { JsonObject, Label, Schema } from "@orchlang/plan";
import { casesIn } from "@orchlang/plan/boundary";
import { type Shape, scalar } from "./shape.ts";
import { type Taint, taintOf } from "./taint.ts";

/** Named types by qualified name, as `#/$defs/<name>`. */
export type Definitions = Readonly<Record<string, Schema>>;

/** The parts of a type that a label can be written at. */
interface DeclaredParts {
  readonly fields?: ReadonlyMap<string, { readonly schema: Schema; readonly labels: readonly string[] }>;
  /** The items of a list, the values of a map; `unnamed`: anything may be in it. */
  readonly items?: Schema | "unnamed";
}

const anything: DeclaredParts = { items: "unnamed" };

const written = new WeakMap<JsonObject, DeclaredParts>();

export function partsOf(schema: Schema, definitions: Definitions): DeclaredParts {
  if (typeof schema === "boolean") return anything;
  const { $ref, anyOf } = schema as JsonObject;
  if (typeof $ref === "string") return partsOf(definitions[nameIn($ref)] ?? true, definitions);
  if (Array.isArray(anyOf)) return partsOf((anyOf[0] ?? true) as Schema, definitions);
  const known = written.get(schema as JsonObject) ?? findParts(schema as JsonObject);
  written.set(schema as JsonObject, known);
  return known;
}

function findParts(schema: JsonObject): DeclaredParts {
  const { type, properties, items, additionalProperties } = schema;
  if (schema["x-orch"] === "Json") return anything;
  if (type === "array") return { items: (items ?? "unnamed") as Schema | "unnamed" };
  const isPlain = schema["x-orch"] === undefined || casesIn(schema) !== undefined;
  if (type !== "object" || !isPlain) return schema["x-orch"] === "Done" ? anything : {};
  if (properties === undefined) return { items: (additionalProperties ?? "unnamed") as Schema | "unnamed" };
  const labels = (schema["x-labels"] ?? {}) as Readonly<Record<string, readonly string[]>>;
  return {
    fields: new Map(
      Object.entries(properties as Readonly<Record<string, Schema>>).map(([name, field]) => [
        name,
        { schema: field, labels: labels[name] ?? [] },
      ]),
    ),
  };
}

function nameIn(reference: string): string {
  const name = reference.slice("#/$defs/".length);
  if (!/[%~]/.test(name)) return name;
  return decodeURIComponent(name).replaceAll("~1", "/").replaceAll("~0", "~");
}

/** Adds where a label comes from. */
export type Trace = (label: Label) => TracedLabel;

/** Parts that stand deeper are one with what they stand in. */
const depthMax = 6;

/** The label of a part and of all that is written inside of its type, however deep. */
export function labelWithin(own: Label, schema: Schema, definitions: Definitions): Label {
  const { words, references } = mentionedIn(schema);
  const all: string[] = [own.confidentiality, own.integrity, ...words];
  const seen = new Set(references);
  // Types may hold one another deeper than a stack reaches.
  for (const reference of seen) {
    const inside = mentionedIn(definitions[nameIn(reference)]);
    all.push(...inside.words);
    for (const other of inside.references) seen.add(other);
  }
  return labelOf(all, publicLabel);
}

/** The labels that are written in a type, and the types that it names. */
interface Mentioned {
  readonly words: readonly string[];
  readonly references: readonly string[];
}

const nothing: Mentioned = { words: [], references: [] };
const mentioned = new WeakMap<object, Mentioned>();

function mentionedIn(schema: Schema | undefined): Mentioned {
  if (typeof schema !== "object") return nothing;
  const known = mentioned.get(schema) ?? findMentioned(schema);
  mentioned.set(schema, known);
  return known;
}

function findMentioned(schema: Schema): Mentioned {
  const words: string[] = [];
  const references: string[] = [];
  const open: unknown[] = [schema];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (typeof part !== "object" || part === null) continue;
    if (Array.isArray(part)) {
      open.push(...part);
      continue;
    }
    const { $ref, "x-labels": labels, ...others } = part as JsonObject;
    words.push(...Object.values((labels ?? {}) as Readonly<Record<string, readonly string[]>>).flat());
    if (typeof $ref === "string") references.push($ref);
    open.push(...Object.values(others));
  }
  return { words, references };
}

/** A value that comes from outside with the labels of its type. */
export function declaredShape(
  own: Label,
  schema: Schema,
  definitions: Definitions,
  trace: Trace,
  depth = 0,
): Shape {
  const { fields, items } = depth > depthMax ? anything : partsOf(schema, definitions);
  if (fields === undefined && (items === undefined || items === "unnamed"))
    return scalar(tracedTaint(labelWithin(own, schema, definitions), trace));
  const taint = tracedTaint(own, trace);
  const inside = (labels: readonly string[], of: Schema): Shape =>
    declaredShape(labelOf(labels, publicLabel), of, definitions, trace, depth + 1);
  return {
    own: taint,
    ...(fields === undefined
      ? {}
      : { fields: new Map([...fields].map(([name, field]) => [name, inside(field.labels, field.schema)])) }),
    ...(items === undefined || items === "unnamed" ? {} : { rest: inside([], items) }),
  };
}

function tracedTaint(label: Label, trace: Trace): Taint {
  return isWithoutWay(label) ? taintOf(publicLabel) : taintOf(trace(label));
}

import { typeNamed } from "../boundary/schemas.ts";
import type { FlatLabel, LabelShape } from "../shapes/certificate.ts";
import type { Json, JsonObject, Schema } from "../shapes/json.ts";
import type { Confidentiality } from "../shapes/label.ts";
import type { Plan } from "../shapes/plan.ts";

/*
 * The lattice of labels (semantics, rule 48). What a shape does not list has the label of the whole.
 */

const levels: readonly Confidentiality[] = ["public", "internal", "personal", "secret"];

/** Deeper than that, a value has one label. */
const depthMax = 6;

export const open: FlatLabel = { confidentiality: "public" };
/** Of what nothing is known. */
export const closed: FlatLabel = { confidentiality: "secret", untrusted: true };

export function atLeast(label: Confidentiality, least: Confidentiality): boolean {
  return levels.indexOf(label) >= levels.indexOf(least);
}

export function flat({ confidentiality, untrusted }: LabelShape): FlatLabel {
  return untrusted === true ? { confidentiality, untrusted } : { confidentiality };
}

export function join(...labels: readonly FlatLabel[]): FlatLabel {
  const confidentiality =
    levels[Math.max(0, ...labels.map((label) => levels.indexOf(label.confidentiality)))];
  const untrusted = labels.some((label) => label.untrusted === true);
  return { confidentiality: confidentiality ?? "secret", ...(untrusted ? { untrusted } : {}) };
}

/** The label of a value with all that is in it. */
export function whole(shape: LabelShape): FlatLabel {
  const inside = [...Object.values(shape.fields ?? {}), ...(shape.items ? [shape.items] : [])];
  return join(flat(shape), ...inside.map(whole));
}

export function fieldOf({ fields = {}, ...self }: LabelShape, name: string): LabelShape {
  return (Object.hasOwn(fields, name) ? fields[name] : undefined) ?? flat(self);
}

export function itemsOf(shape: LabelShape): LabelShape {
  return shape.items ?? flat(shape);
}

function parts(shapes: readonly LabelShape[]): {
  readonly names: readonly string[];
  readonly listed: boolean;
} {
  const names = new Set(shapes.flatMap(({ fields = {} }) => Object.keys(fields)));
  return { names: [...names], listed: shapes.some(({ items }) => items !== undefined) };
}

/** Whether everything in a value is within what is said of it. */
export function within(shape: LabelShape, most: LabelShape): boolean {
  const { names, listed } = parts([shape, most]);
  return (
    atLeast(most.confidentiality, shape.confidentiality) &&
    (most.untrusted === true || shape.untrusted !== true) &&
    names.every((name) => within(fieldOf(shape, name), fieldOf(most, name))) &&
    (!listed || within(itemsOf(shape), itemsOf(most)))
  );
}

/** One of several values, or each with more that it carries. */
export function merge(shapes: readonly LabelShape[], more: FlatLabel = open, depth = 0): LabelShape {
  if (depth > depthMax) return join(more, ...shapes.map(whole));
  const self = join(more, ...shapes.map(flat));
  const { names, listed } = parts(shapes);
  const of = (take: (shape: LabelShape) => LabelShape) => merge(shapes.map(take), more, depth + 1);
  return shapeOf(
    self,
    names.map((name) => [name, of((shape) => fieldOf(shape, name))]),
    listed ? of(itemsOf) : undefined,
  );
}

export function shapeOf(
  self: FlatLabel,
  fields: readonly (readonly [string, LabelShape])[],
  items?: LabelShape,
): LabelShape {
  const own = fields.filter(([, field]) => !isSame(field, self));
  return {
    ...self,
    ...(own.length === 0 ? {} : { fields: Object.fromEntries(own) }),
    ...(items === undefined || isSame(items, self) ? {} : { items }),
  };
}

function isSame({ confidentiality, untrusted, fields, items }: LabelShape, self: FlatLabel): boolean {
  const plain = fields === undefined && items === undefined;
  return plain && confidentiality === self.confidentiality && untrusted === self.untrusted;
}

/** The same labels, changed everywhere in a value. */
export function everywhere(shape: LabelShape, change: (label: FlatLabel) => FlatLabel): LabelShape {
  const { fields = {}, items } = shape;
  const inner = Object.entries(fields).map(([name, field]) => [name, everywhere(field, change)] as const);
  return shapeOf(change(flat(shape)), inner, items && everywhere(items, change));
}

/** The labels of a type: its own, and those that `x-labels` says of fields. */
export function declared(
  plan: Pick<Plan, "schemas">,
  base: FlatLabel,
  schema: Schema,
  depth = 0,
): LabelShape {
  if (typeof schema === "boolean") return base;
  if (depth > 2 * depthMax) return closed;
  const inner = (of: Json | undefined, own: FlatLabel = base) =>
    isObject(of) ? declared(plan, own, of, depth + 1) : own;
  const name = typeNamed(schema);
  if (name !== undefined) {
    const named = Object.hasOwn(plan.schemas, name) ? plan.schemas[name] : undefined;
    return named === undefined ? closed : declared(plan, base, named, depth + 1);
  }
  if (Array.isArray(schema.anyOf)) return merge(schema.anyOf.map((each) => inner(each)));
  if (isObject(schema.additionalProperties)) return whole(inner(schema.additionalProperties));
  const words = isObject(schema["x-labels"]) ? schema["x-labels"] : {};
  const fields = Object.entries(isObject(schema.properties) ? schema.properties : {}).map(
    ([field, type]) => [field, inner(type, join(base, ...asLabels(words[field])))] as const,
  );
  return shapeOf(base, fields, schema.items === undefined ? undefined : inner(schema.items));
}

function asLabels(words: Json | undefined): readonly FlatLabel[] {
  if (!Array.isArray(words)) return [];
  return words.map((word) => {
    if (word === "untrusted") return { ...open, untrusted: true };
    return { confidentiality: levels.find((level) => level === word) ?? "secret" };
  });
}

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

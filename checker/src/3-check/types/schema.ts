import type { Schema } from "@orchlang/plan";
import { schemas } from "@orchlang/plan/boundary";
import { calleesFirst } from "../../callees-first.ts";
import type { EnumType, QuantityType, RecordType, Type } from "../type.ts";
import { baseOf, showDimension } from "../units/dimension.ts";
import type { Units } from "../units/units.ts";
import { isOptional, optional, required } from "./kinds.ts";
import { membersOf } from "./same.ts";
import { shortName } from "./show.ts";
import { asUnion, casesOf } from "./union.ts";

/**
 * The JSON Schema of a type. Named records and enums become references, and their schemas are written into `defs`
 * under their qualified names (each once).
 */
export function schemaOf(type: Type, units: Units, defs: Map<string, Schema>): Schema {
  const inner = (of: Type): Schema => schemaOf(of, units, defs);
  switch (type.kind) {
    case "bool":
      return schemas.bool();
    case "int":
      return schemas.int(boundsOf(type));
    case "float":
      return schemas.float(boundsOf(type));
    case "ratio":
      return schemas.ratio(boundsOf(type));
    case "string":
      return stringSchema(type);
    case "quantity":
      return quantitySchema(type, units);
    case "instant":
      return schemas.instant();
    case "date":
      return schemas.date();
    case "timeOfDay":
      return schemas.timeOfDay();
    case "geo":
      return schemas.geo();
    case "list":
      return schemas.list(inner(type.item), boundsOf(type));
    case "record":
      return recordSchema(type, units, defs);
    case "enum":
      return enumSchema(type, defs);
    case "map":
      return schemas.map(inner(type.value), type.key === undefined ? undefined : membersOf(type.key));
    case "done":
      return type.of.kind === "nothing" ? schemas.done() : schemas.done(inner(type.of));
    case "optional":
      return schemas.optional(inner(type.of));
    case "none":
    case "nothing":
      return schemas.none();
    // A type with an error never gets into a plan file; ranges and failures cross no boundary.
    case "json":
    case "error":
    case "range":
    case "failure":
      return schemas.json();
  }
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

function boundsOf({ min, max }: Bounds): Bounds {
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

function stringSchema(type: Type & { readonly kind: "string" }): Schema {
  if (type.format === "email") return schemas.email();
  if (type.format === "url") return schemas.url();
  return type.matching === undefined ? schemas.string() : schemas.string({ pattern: type.matching });
}

function quantitySchema(type: QuantityType, units: Units): Schema {
  const base = baseOf(type.dimension);
  if (base === "Duration") return schemas.duration(boundsOf(type));
  if (type.dimension.Money === 1) {
    const { min, max } = type;
    return schemas.money(type.currency, {
      ...(min === undefined ? {} : { min: String(min) }),
      ...(max === undefined ? {} : { max: String(max) }),
    });
  }
  return schemas.quantity(
    showDimension(type.dimension),
    units.baseUnit(type.dimension) ?? "",
    boundsOf(type),
  );
}

function recordSchema(type: RecordType, units: Units, defs: Map<string, Schema>): Schema {
  const { name, narrowed } = type;
  if (name === undefined || narrowed) return fieldsSchema(type, units, defs);
  if (!defs.has(name)) {
    const isDone = (one: RecordType) => one.name !== undefined && defs.has(one.name);
    for (const each of calleesFirst([type], namedInside, { isDone })) {
      if (each.name !== undefined) defs.set(each.name, fieldsSchema(each, units, defs));
    }
  }
  return schemas.named(name);
}

/** The records with schemas of their own that a record's fields hold; a chain of them may be long. */
function namedInside({ fields }: RecordType): readonly RecordType[] {
  return fields.flatMap(({ type }) => namedIn(type));
}

function namedIn(type: Type): readonly RecordType[] {
  switch (type.kind) {
    case "list":
      return namedIn(type.item);
    case "map":
      return namedIn(type.value);
    case "done":
    case "optional":
      return namedIn(type.of);
    case "record":
      return type.name === undefined || type.narrowed ? namedInside(type) : [type];
    default:
      return [];
  }
}

function fieldsSchema(type: RecordType, units: Units, defs: Map<string, Schema>): Schema {
  const fields = type.fields.map((field) => [field.name, schemaOf(field.type, units, defs)] as const);
  const mayBeLeftOut = type.fields.filter((field) => isOptional(field.type)).map((field) => field.name);
  const record = unionOr(type, units, defs, schemas.record(Object.fromEntries(fields), mayBeLeftOut));
  const labels = type.fields.flatMap(({ name, label = [] }) => {
    const above = label.filter((one) => one === "personal" || one === "secret" || one === "untrusted");
    return above.length === 0 ? [] : [[name, above] as const];
  });
  if (labels.length === 0 || typeof record !== "object") return record;
  return { ...record, "x-labels": Object.fromEntries(labels) };
}

/** The schema of a union's cases around that of all their fields; that of any other record as it is. */
function unionOr(type: RecordType, units: Units, defs: Map<string, Schema>, record: Schema): Schema {
  const union = asUnion(type);
  if (union === undefined) return record;
  const left = casesOf(union);
  const cases = union.union.cases
    .filter(({ name }) => left.includes(name))
    .map(({ name, fields }): readonly [string, Schema] => {
      const schemaOfField = fields.map((field) => {
        const known = type.fields.find((one) => one.name === field.name)?.type ?? { kind: "error" };
        const of = field.optional ? optional(known) : required(known);
        return [field.name, schemaOf(of, units, defs)] as const;
      });
      const leftOut = fields.filter((field) => field.optional).map((field) => field.name);
      return [name, schemas.record(Object.fromEntries(schemaOfField), leftOut)];
    });
  return schemas.union(record, shortName(union.union.name), Object.fromEntries(cases));
}

function enumSchema(type: EnumType, defs: Map<string, Schema>): Schema {
  const named = type.inline !== true && type.only === undefined;
  if (!named) return schemas.enum(membersOf(type), type.name);
  if (!defs.has(type.name)) defs.set(type.name, schemas.enum(type.members, shortName(type.name)));
  return schemas.named(type.name);
}

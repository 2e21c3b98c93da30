import { joinLabels } from "../labels/label.ts";
import type { EnumType, FieldType, ListType, RecordType, Type } from "../type.ts";
import { sameDimension } from "../units/dimension.ts";
import { hull, meet } from "./interval.ts";
import { listType, optional, required } from "./kinds.ts";
import { membersOf, sameEnum, sameType } from "./same.ts";
import { asUnion, ofCases, tagOf, type UnionRecord } from "./union.ts";

/** The least type that holds the values of both; `undefined` where there is none. */
export function join(left: Type, right: Type): Type | undefined {
  if (left === right) return left;
  if (left.kind === "error" || right.kind === "error") return { kind: "error" };
  if (isAbsent(left) || isAbsent(right)) return joinAbsent(left, right);
  if (left.kind === "json" || right.kind === "json") return joinJson(left, right);
  return joinPresent(left, right);
}

const isAbsent = (type: Type): boolean => type.kind === "optional" || type.kind === "none";

function joinAbsent(left: Type, right: Type): Type | undefined {
  if (left.kind === "none") return optional(right);
  if (right.kind === "none") return optional(left);
  const both = join(required(left), required(right));
  // `Json` holds `none` too: no `Json?` is needed, and none would be least.
  return both === undefined ? undefined : both.kind === "json" ? both : optional(both);
}

function joinJson(left: Type, right: Type): Type | undefined {
  const other = left.kind === "json" ? right : left;
  const never = other.kind === "range" || other.kind === "nothing" || other.kind === "failure";
  return never ? undefined : { kind: "json" };
}

function joinPresent(left: Type, right: Type): Type | undefined {
  if (isNumber(left) && isNumber(right)) {
    return { kind: left.kind === right.kind ? left.kind : "float", ...hull(left, right) };
  }
  if (isText(left) && isText(right)) return joinTexts(left, right);
  if (left.kind === "quantity" && right.kind === "quantity") {
    if (!sameDimension(left.dimension, right.dimension)) return undefined;
    const currency = left.currency ?? right.currency;
    if (currency !== (right.currency ?? left.currency)) return undefined;
    return {
      kind: "quantity",
      dimension: left.dimension,
      ...(currency === undefined ? {} : { currency }),
      ...hull(left, right),
    };
  }
  if (left.kind === "list" && right.kind === "list") return joinLists(left, right);
  if (left.kind === "record" && right.kind === "record") return joinRecords(left, right);
  return joinContainers(left, right);
}

function joinContainers(left: Type, right: Type): Type | undefined {
  if (left.kind === "map" && right.kind === "map") {
    const value = join(left.value, right.value);
    const key = left.key !== undefined && right.key !== undefined && sameEnum(left.key, right.key);
    return value === undefined
      ? undefined
      : { kind: "map", value, ...(key && left.key ? { key: left.key } : {}) };
  }
  if ((left.kind === "done" || left.kind === "range") && right.kind === left.kind) {
    const of = join(left.of, right.of);
    return of === undefined ? undefined : { kind: left.kind, of };
  }
  if (left.kind === "failure" && right.kind === "failure") {
    const last = left.last === undefined ? right.last : right.last && join(left.last, right.last);
    const names = [...new Set([...left.names, ...right.names])];
    return { kind: "failure", names, ...(last === undefined ? {} : { last }) };
  }
  return left.kind === right.kind ? left : undefined;
}

type Numeric = Extract<Type, { readonly kind: "int" | "float" | "ratio" }>;
type Textual = Extract<Type, { readonly kind: "string" | "enum" }>;

const isNumber = (type: Type): type is Numeric =>
  type.kind === "int" || type.kind === "float" || type.kind === "ratio";

const isText = (type: Type): type is Textual => type.kind === "string" || type.kind === "enum";

function joinTexts(left: Textual, right: Textual): Type {
  if (left.kind === "enum" && right.kind === "enum" && sameEnum(left, right)) return joinEnums(left, right);
  if (left.kind === "string" && right.kind === "string") {
    const format = left.format === right.format ? left.format : undefined;
    const matching = left.matching === right.matching ? left.matching : undefined;
    return { kind: "string", ...(format ? { format } : {}), ...(matching === undefined ? {} : { matching }) };
  }
  return { kind: "string" };
}

function joinEnums(left: EnumType, right: EnumType): EnumType {
  const both = new Set([...membersOf(left), ...membersOf(right)]);
  const { only: _, ...whole } = left;
  if (both.size === left.members.length) return whole;
  return { ...whole, only: left.members.filter((member) => both.has(member)) };
}

function joinLists(left: ListType, right: ListType): Type | undefined {
  const size = hull({ min: left.min ?? 0, ...onlyMax(left) }, { min: right.min ?? 0, ...onlyMax(right) });
  // An empty literal says nothing of its items.
  const empty = left.max === 0 ? right.item : right.max === 0 ? left.item : undefined;
  const item = empty ?? join(left.item, right.item);
  return item === undefined ? undefined : listType(item, size);
}

const onlyMax = (size: { readonly max?: number }): { readonly max?: number } =>
  size.max === undefined ? {} : { max: size.max };

/** The fields that both have; no fields only if one of them has none. */
function joinRecords(left: RecordType, right: RecordType): RecordType | undefined {
  const [one, other] = [asUnion(left), asUnion(right)];
  if (one !== undefined || other !== undefined) return joinUnions(one, other);
  const byName = new Map(right.fields.map((field) => [field.name, field]));
  const fields: FieldType[] = [];
  for (const field of left.fields) {
    const other = byName.get(field.name);
    if (other === undefined) continue;
    const type = join(field.type, other.type);
    if (type !== undefined) fields.push(joinField(field, other, type));
  }
  if (fields.length === 0 && left.fields.length > 0 && right.fields.length > 0) return undefined;
  const joined: RecordType = { kind: "record", fields };
  const named = [left, right].find(
    (side) => side.name !== undefined && !side.narrowed && sameType(side, joined),
  );
  if (named?.name !== undefined) return { ...joined, name: named.name };
  return left.name !== undefined && left.name === right.name
    ? { ...joined, name: left.name, narrowed: true }
    : joined;
}

/** The cases of both, each field with what either says of it. A union and another type have nothing in common. */
function joinUnions(left: UnionRecord | undefined, right: UnionRecord | undefined): RecordType | undefined {
  if (left === undefined || right === undefined || left.union.name !== right.union.name) return undefined;
  const fields: FieldType[] = [];
  for (const field of left.fields) {
    const other = right.fields.find(({ name }) => name === field.name);
    const type = other && join(field.type, other.type);
    if (other === undefined || type === undefined) return undefined;
    fields.push(joinField(field, other, type));
  }
  const both: UnionRecord = { ...left, fields };
  const { narrowed: _, ...whole } = both;
  return ofCases(left.narrowed && right.narrowed ? both : whole, tagOf(both));
}

function joinField(left: FieldType, right: FieldType, type: Type): FieldType {
  const label = [...new Set([...(left.label ?? []), ...(right.label ?? [])])];
  const traced = [left.traced, right.traced].filter((one) => one !== undefined);
  return {
    name: left.name,
    type,
    ...(label.length === 0 ? {} : { label }),
    ...(traced.length === 0 ? {} : { traced: joinLabels(...traced) }),
    ...(left.winsWithNone || right.winsWithNone ? { winsWithNone: true } : {}),
  };
}

/** The intersection of both types: the tighter bounds, for a check that states more than the declaration. */
export function tighten(type: Type, bounds: { readonly min?: number; readonly max?: number }): Type {
  switch (type.kind) {
    case "int":
    case "float":
    case "ratio":
    case "quantity":
    case "list":
      return { ...type, ...meet(type, bounds) };
    default:
      return type;
  }
}

/**
 * A type without refinements: no ranges, sizes, or remaining members of an enum. For messages, and for values that are
 * recomputed in every round of a loop.
 */
export function widen(type: Type): Type {
  switch (type.kind) {
    case "int":
    case "float":
    case "ratio":
      return { kind: type.kind };
    case "quantity": {
      const { min: _, max: __, ...bare } = type;
      return bare;
    }
    case "list":
      return { kind: "list", item: widen(type.item) };
    case "optional":
      return { kind: "optional", of: widen(type.of) };
    case "map":
      return { ...type, value: widen(type.value) };
    case "enum": {
      const { only: _, ...all } = type;
      return all;
    }
    case "record": {
      const fields = type.fields.map((field) => ({ ...field, type: widen(field.type) }));
      const union = asUnion({ ...type, fields });
      return union === undefined ? { ...type, fields } : ofCases(union, tagOf(union));
    }
    default:
      return type;
  }
}

/** Fills the parts with a reported mistake by those of another type. */
export function filled(type: Type, by: Type): Type {
  if (type.kind === "error") return by;
  if (type.kind === "record" && by.kind === "record") {
    const fields = type.fields.map((field) => {
      const known = by.fields.find(({ name }) => name === field.name);
      return known === undefined ? field : { ...field, type: filled(field.type, known.type) };
    });
    return { ...type, fields };
  }
  if (type.kind === "list" && by.kind === "list") return { ...type, item: filled(type.item, by.item) };
  if (type.kind === "optional" && by.kind === "optional") return { ...type, of: filled(type.of, by.of) };
  return type;
}

import type { EnumType, FieldType, Type } from "../type.ts";
import { sameDimension } from "../units/dimension.ts";

/** True if two types hold the same values. Names of records and labels of fields do not count. */
export function sameType(left: Type, right: Type): boolean {
  if (left === right) return true;
  switch (left.kind) {
    case "int":
    case "float":
    case "ratio":
      return left.kind === right.kind && left.min === right.min && left.max === right.max;
    case "string":
      return right.kind === "string" && left.format === right.format && left.matching === right.matching;
    case "quantity":
      return (
        right.kind === "quantity" &&
        sameDimension(left.dimension, right.dimension) &&
        left.currency === right.currency &&
        left.min === right.min &&
        left.max === right.max
      );
    case "list":
      return (
        right.kind === "list" &&
        left.min === right.min &&
        left.max === right.max &&
        sameType(left.item, right.item)
      );
    case "record":
      return (
        right.kind === "record" &&
        left.union?.name === right.union?.name &&
        sameFields(left.fields, right.fields)
      );
    case "enum":
      return right.kind === "enum" && sameEnum(left, right) && sameMembers(membersOf(left), membersOf(right));
    case "map":
      return right.kind === "map" && sameType(left.value, right.value) && sameKey(left.key, right.key);
    case "range":
    case "done":
    case "optional":
      return right.kind === left.kind && sameType(left.of, right.of);
    case "failure":
      return right.kind === "failure" && sameMembers(left.names, right.names);
    default:
      return left.kind === right.kind;
  }
}

/** Nominal: the same declaration, or written out in place under the same name with the same members. */
export function sameEnum(left: EnumType, right: EnumType): boolean {
  return left.name === right.name && sameMembers(left.members, right.members);
}

/** The members that a value may be. */
export function membersOf(type: EnumType): readonly string[] {
  return type.only ?? type.members;
}

function sameMembers(left: readonly string[], right: readonly string[]): boolean {
  if (left === right) return true;
  if (left.length !== right.length) return false;
  // Mostly they stand in one order.
  if (left.every((member, at) => right[at] === member)) return true;
  const members = new Set(right);
  return left.every((member) => members.has(member));
}

function sameKey(left: EnumType | undefined, right: EnumType | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return sameEnum(left, right);
}

function sameFields(left: readonly FieldType[], right: readonly FieldType[]): boolean {
  if (left.length !== right.length) return false;
  const byName = new Map(right.map((field) => [field.name, field.type]));
  return left.every((field) => {
    const other = byName.get(field.name);
    return other !== undefined && sameType(field.type, other);
  });
}

/** True if a part of a type has a reported mistake: it is compatible with any other. */
export function holdsUnknown(type: Type): boolean {
  switch (type.kind) {
    case "error":
      return true;
    case "optional":
    case "done":
    case "range":
      return holdsUnknown(type.of);
    case "list":
      return holdsUnknown(type.item);
    case "map":
      return holdsUnknown(type.value);
    case "record":
      return type.fields.some((field) => holdsUnknown(field.type));
    default:
      return false;
  }
}

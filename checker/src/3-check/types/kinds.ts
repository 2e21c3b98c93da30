import type { ListType, QuantityType, RecordType, Type } from "../type.ts";

/* The types that have no parts, and short ways to write the others. */

export const boolType: Type = { kind: "bool" };
export const intType: Type = { kind: "int" };
export const floatType: Type = { kind: "float" };
export const ratioType: Type = { kind: "ratio" };
export const stringType: Type = { kind: "string" };
export const emailType: Type = { kind: "string", format: "email" };
export const urlType: Type = { kind: "string", format: "url" };
export const instantType: Type = { kind: "instant" };
export const dateType: Type = { kind: "date" };
export const timeOfDayType: Type = { kind: "timeOfDay" };
export const geoType: Type = { kind: "geo" };
export const jsonType: Type = { kind: "json" };
export const noneType: Type = { kind: "none" };
export const nothingType: Type = { kind: "nothing" };
export const errorType: Type = { kind: "error" };

export const durationType: QuantityType = { kind: "quantity", dimension: { Duration: 1 } };
export const lengthType: QuantityType = { kind: "quantity", dimension: { Length: 1 } };

export function moneyType(currency?: string): QuantityType {
  return { kind: "quantity", dimension: { Money: 1 }, ...(currency === undefined ? {} : { currency }) };
}

export function quantityType(base: string): QuantityType {
  return { kind: "quantity", dimension: { [base]: 1 } };
}

/** A list; that it has no less than no items need not be said. */
export function listType(item: Type, size: { readonly min?: number; readonly max?: number } = {}): ListType {
  return {
    kind: "list",
    item,
    ...(size.min === undefined || size.min <= 0 ? {} : { min: size.min }),
    ...(size.max === undefined ? {} : { max: size.max }),
  };
}

/** A record without a name from its fields' types. */
export function recordType(fields: Readonly<Record<string, Type>>): RecordType {
  return { kind: "record", fields: Object.entries(fields).map(([name, type]) => ({ name, type })) };
}

/** `T?`; never twice. */
export function optional(type: Type): Type {
  switch (type.kind) {
    case "optional":
    case "none":
    case "error":
      return type;
    default:
      return { kind: "optional", of: type };
  }
}

/** `T` of `T?`; other types unchanged. For `none` it is `error`. */
export function required(type: Type): Type {
  if (type.kind === "optional") return type.of;
  return type.kind === "none" ? errorType : type;
}

/** True if a value may be `none`. */
export function isOptional(type: Type): boolean {
  return type.kind === "optional" || type.kind === "none";
}

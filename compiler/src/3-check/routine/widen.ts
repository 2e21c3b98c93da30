import type { Type } from "../type.ts";

/** The type without bounds, sizes and what is left of an enum: of a value that changes from round to round. */
export function widen(type: Type): Type {
  switch (type.kind) {
    case "int":
    case "float":
    case "ratio":
      return { kind: type.kind };
    case "quantity": {
      const { min: _, max: __, ...rest } = type;
      return rest;
    }
    case "list":
      return { kind: "list", item: widen(type.item) };
    case "enum": {
      const { only: _, ...rest } = type;
      return rest;
    }
    case "record": {
      const { name: _, ...rest } = type;
      return { ...rest, fields: type.fields.map((field) => ({ ...field, type: widen(field.type) })) };
    }
    case "optional":
      return { kind: "optional", of: widen(type.of) };
    case "map":
      return { ...type, value: widen(type.value) };
    default:
      return type;
  }
}

import type { Type } from "../type.ts";

/**
 * What a value is, not how much or which: without ranges, sizes, and what checks left of an enum's members. For
 * sentences, and for what is reckoned again in every round of a loop.
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
      return { ...type, fields };
    }
    default:
      return type;
  }
}

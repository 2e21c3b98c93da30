import type { Type } from "../type.ts";
import { asUnion, ofCases, tagOf } from "./union.ts";

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

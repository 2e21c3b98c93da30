import type { QuantityType, Type } from "@orchlang/checker/types";
import { money } from "@orchlang/plan/quantities";
import { type Abstract, maybe, moneyRange, none, numberRange, undecided, unknown } from "./abstract.ts";

/** Everything that a value of the type can be. */
export function abstractOfType(type: Type): Abstract {
  switch (type.kind) {
    case "bool":
      return undecided;
    case "int":
    case "float":
    case "ratio":
      return numberRange(type.min ?? -Infinity, type.max ?? Infinity);
    case "quantity":
      return ofQuantity(type);
    case "enum":
      return { kind: "text", oneOf: type.members };
    case "list":
      return {
        kind: "list",
        size: numberRange(type.min ?? 0, type.max ?? Infinity),
        item: () => abstractOfType(type.item),
      };
    case "record":
      return {
        kind: "record",
        field: (name) => {
          const field = type.fields.find((candidate) => candidate.name === name);
          return field === undefined ? unknown : abstractOfType(field.type);
        },
      };
    case "optional":
      return maybe(abstractOfType(type.of));
    case "none":
    case "nothing":
      return none;
    default:
      return unknown;
  }
}

function ofQuantity(type: QuantityType): Abstract {
  if (!("Money" in type.dimension)) return numberRange(type.min ?? -Infinity, type.max ?? Infinity);
  if (type.currency === undefined || Object.keys(type.dimension).length > 1) return unknown;
  const end = (value: number | undefined) =>
    value === undefined ? undefined : money(String(value), type.currency ?? "");
  return moneyRange(end(type.min), end(type.max));
}

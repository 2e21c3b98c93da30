import { isMoney, type Json, type Money } from "@orchlang/plan";
import { type Abstract, joined, moneyRange, none, numberRange, truth, unknown } from "./abstract.ts";

/** Beyond it the items of a constant list are not looked at one by one. */
const itemsLookedAt = 64;

/** The one value itself. */
export function abstractOfJson(value: Json): Abstract {
  if (value === null) return none;
  if (typeof value === "number") return numberRange(value, value);
  if (typeof value === "boolean") return truth(value, !value);
  if (typeof value === "string") return { kind: "text", oneOf: [value] };
  if (isList(value)) {
    const items = value.length > itemsLookedAt ? [] : value.map(abstractOfJson);
    return {
      kind: "list",
      size: numberRange(value.length, value.length),
      item: () => (items.length === 0 ? unknown : items.reduce(joined)),
    };
  }
  if (isMoney(value)) {
    const amount = value as unknown as Money;
    return moneyRange(amount, amount);
  }
  const record = value;
  return {
    kind: "record",
    field: (name) => (Object.hasOwn(record, name) ? abstractOfJson(record[name] ?? null) : none),
  };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

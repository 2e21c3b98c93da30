import type { ReadingUnit } from "@orchlang/plan";
import type { Type } from "../type.ts";
import { required } from "../types/optional.ts";
import { sameDimension } from "../units/dimension.ts";
import type { Units } from "../units/units.ts";

/**
 * What a reading or a field of an event may be told in: `70F` as well as `21C`. Amounts of money are told by their
 * currency.
 */
export function readingUnits(
  type: Type,
  units: Units,
): { readonly units?: Readonly<Record<string, ReadingUnit>> } {
  const told = required(type);
  if (told.kind !== "quantity" || told.dimension.Money !== undefined) return {};
  const found: Record<string, ReadingUnit> = {};
  for (const name of [...units.names].sort()) {
    const unit = units.unit(name);
    if (unit === undefined || !sameDimension(unit.dimension, told.dimension)) continue;
    const { scale, offset } = unit;
    found[name] = { by: Number(scale), ...(offset === undefined ? {} : { plus: Number(offset) }) };
  }
  return Object.keys(found).length === 0 ? {} : { units: found };
}

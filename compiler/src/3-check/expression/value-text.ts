import { durationLiteral, isMoney, type Json, moneyLiteral } from "@orchlang/plan";
import type { Dimension, Type } from "../type.ts";
import { sameDimension } from "../units/dimension.ts";
import type { Units } from "../units/units.ts";

const textShown = 40;

/** A constant as an author would write it, in back-quotes: `` `11` ``, `` `20C` ``, `` `"abc"` ``. */
export function showValue(value: Json, type: Type, units: Units): string {
  return `\`${plain(value, type, units)}\``;
}

function plain(value: Json, type: Type, units: Units): string {
  if (value === null) return "none";
  if (typeof value === "string") {
    if (type.kind !== "string") return value;
    return JSON.stringify(value.length > textShown ? `${value.slice(0, textShown)}…` : value);
  }
  if (typeof value === "number") return numberText(value, type, units);
  if (typeof value === "boolean") return String(value);
  if (type.kind === "quantity" && isMoney(value)) return moneyLiteral(value);
  return Array.isArray(value) ? `a list of ${value.length}` : "this record";
}

function numberText(value: number, type: Type, units: Units): string {
  if (type.kind === "ratio") return `${Number((value * 100).toPrecision(12))}%`;
  if (type.kind !== "quantity") return String(value);
  if (type.dimension.Duration === 1 && Object.keys(type.dimension).length === 1)
    return durationLiteral(value);
  return inUnits(value, type.dimension, units) ?? `${value}${units.baseUnit(type.dimension) ?? ""}`;
}

/** In the unit that says it with the fewest digits, as `2kWh` for `7200000J`: that is how an author wrote it. */
function inUnits(value: number, dimension: Dimension, units: Units): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of units.names) {
    const unit = units.unit(name);
    if (unit === undefined || !sameDimension(unit.dimension, dimension)) continue;
    const number = Number(((value - Number(unit.offset ?? 0)) / Number(unit.scale)).toPrecision(12));
    const digits = String(number);
    const length = digits.length + (Math.abs(number) < 1 && number !== 0 ? fractionLength : 0) + name.length / 100;
    if (length >= least) continue;
    best = `${digits}${name}`;
    least = length;
  }
  return best;
}

/** `300meter` reads better than `0.3km`: a number below one counts as so many digits more. */
const fractionLength = 3;

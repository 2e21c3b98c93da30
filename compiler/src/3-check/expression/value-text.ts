import { durationLiteral, isMoney, type Json, moneyLiteral } from "@orchlang/plan";
import type { Type } from "../type.ts";
import type { Units } from "../units/units.ts";
import { amountText } from "./amount-text.ts";

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
  return amountText(value, type.dimension, units);
}

import type { Json } from "../shapes/json.ts";
import type { Money } from "../shapes/value.ts";
const todo = (): never => {
  throw new Error("unfinished");
};
/** From decimal digits (`"0.050"`, `"1_000"`, `"1e3"`): normalised. Undefined where they are none. */
export function money(_amount: string, _currency: string): Money | undefined {
  return todo();
}
export function zeroMoney(currency: string): Money {
  return { amount: "0", currency };
}
export function isMoney(_value: Json): boolean {
  return todo();
}
/** All throw a RangeError where currencies differ. */
export function addMoney(_left: Money, _right: Money): Money {
  return todo();
}
export function subtractMoney(_left: Money, _right: Money): Money {
  return todo();
}
export function timesMoney(_money: Money, _factor: number): Money {
  return todo();
}
export function overMoney(_money: Money, _divisor: number): Money {
  return todo();
}
export function ratioOfMoney(_left: Money, _right: Money): number {
  return todo();
}
export function negateMoney(_money: Money): Money {
  return todo();
}
/** Below zero, zero, above zero. */
export function compareMoney(_left: Money, _right: Money): number {
  return todo();
}
export function maxMoney(_left: Money, _right: Money): Money {
  return todo();
}
export function minMoney(_left: Money, _right: Money): Money {
  return todo();
}

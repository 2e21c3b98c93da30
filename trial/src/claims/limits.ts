import type { Json, Money } from "@orchlang/plan";
import { type Expression, evaluate } from "@orchlang/plan/expressions";
import { compareMoney, formatDuration, formatEnergy, formatMoney, money } from "@orchlang/plan/quantities";
import type { Resource } from "@orchlang/plan/rules";
import { fieldsOf } from "./journal.ts";

/** An amount of some resource: money; ms; joules; a count. */
export type Quantity = Money | number;

/** A limit as it is written in a rule or a budget, over the arguments that its plan or goal has; `undefined`: not decided. */
export function limitOf(limit: Expression, input: Json): Quantity | undefined {
  const given = fieldsOf(input);
  const found = evaluate(limit, {
    read: ({ from, name }) => (from === "context" ? { unknown: [name] } : { value: given[name] ?? null }),
  });
  if (!("value" in found)) return undefined;
  if (typeof found.value === "number") return found.value;
  const { amount, currency } = fieldsOf(found.value);
  return typeof amount === "string" && typeof currency === "string" ? money(amount, currency) : undefined;
}

/** Whether one amount is more than another; shares of what is paid by the hour are binary fractions. */
export function isMore(one: Quantity, other: Quantity): boolean {
  if (typeof one === "number" || typeof other === "number")
    return typeof one === "number" && typeof other === "number" && one > other * (1 + 1e-9);
  if (one.currency !== other.currency) return false;
  return compareMoney(one, other) > 0 && Number(one.amount) > Number(other.amount) * (1 + 1e-9);
}

export function quantityText(of: Resource, amount: Quantity): string {
  if (typeof amount !== "number") return formatMoney(amount);
  if (of === "latency") return formatDuration(amount);
  return of === "energy" ? formatEnergy(amount) : `${amount} tokens`;
}

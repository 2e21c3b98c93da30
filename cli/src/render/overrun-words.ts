import { formatEnergy, formatMoney } from "@orchlang/plan";
import type { RunEvent } from "@orchlang/runtime";

type Overran = Extract<RunEvent, { t: "Overran" }>;

/** Used and declared amounts, only those that were reported: `$5 where $1 was declared`. */
export function overrunWords({ declared, actual }: Pick<Overran, "declared" | "actual">): string {
  const of = <T>(used: T | undefined, most: T | undefined, written: (amount: T) => string): string[] =>
    used === undefined || most === undefined ? [] : [`${written(used)} where ${written(most)} was declared`];
  const tokens = (amount: number): string => `${amount.toLocaleString("en")} tokens`;
  return [
    ...of(actual.cost, declared.cost, formatMoney),
    ...of(actual.tokens, declared.tokens, tokens),
    ...of(actual.energy, declared.energy, formatEnergy),
  ].join(", ");
}

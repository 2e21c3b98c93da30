import { number, ratio } from "./amounts.ts";
import { any, range } from "./any.ts";
import { label, list, record } from "./collections.ts";
import { date } from "./date.ts";
import type { PureFunction } from "./define.ts";
import { geo } from "./geo.ts";
import { instant } from "./instant.ts";
import { money } from "./money.ts";
import { text, textOf } from "./texts.ts";
import { time } from "./time.ts";

/** The closed table: whatever a plan's expressions call is here, and no plan can add to it. */
const table = {
  ...number,
  ...ratio,
  ...money,
  ...text,
  ...textOf,
  ...instant,
  ...date,
  ...time,
  ...list,
  ...record,
  ...range,
  ...geo,
  ...any,
  ...label,
} as const satisfies Readonly<Record<string, PureFunction>>;

/** `number.add`, `text.of_money`, …: what `fn` of a call expression may be. */
export type FunctionName = keyof typeof table;

export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(table, name);
}

export const functionNames: readonly FunctionName[] = Object.keys(table).filter(isFunctionName);

export function functionOf(name: string): PureFunction | undefined {
  return isFunctionName(name) ? table[name] : undefined;
}

/** True if a function may be called with so many arguments. */
export function takes({ arity }: PureFunction, count: number): boolean {
  return typeof arity === "number" ? count === arity : count >= arity[0] && count <= arity[1];
}

import { readFile } from "node:fs/promises";
import { HandlerFailure } from "@orchlang/runtime/handler";
import { parse } from "csv-parse/sync";
import { salesFile } from "./place.ts";

interface Sale {
  readonly date: string;
  readonly product: string;
  /** Dollars with two decimals. */
  readonly amount: string;
}

interface Money {
  readonly amount: string;
  readonly currency: string;
}

export interface Figures {
  readonly from: string;
  readonly to: string;
  readonly orders: number;
  readonly revenue: Money;
  readonly before: Money;
  readonly change: string;
  readonly best: readonly { readonly name: string; readonly orders: number; readonly revenue: Money }[];
}

const dayMs = 86_400_000;

/** The figures of the seven days from `week` on, against those of the seven days before. */
export async function figures(week: string): Promise<Figures> {
  const sales = parse<Sale>(await readFile(salesFile, "utf8"), { columns: true, skip_empty_lines: true });
  const now = within(sales, week);
  const before = within(sales, dayAfter(week, -7));
  if (now.length === 0 || before.length === 0) {
    throw new HandlerFailure("permanent", `there are no sales of two weeks up to that of ${week}`);
  }
  const names = [...new Set(now.map(({ product }) => product))];
  const products = names.map((name) => {
    const own = now.filter(({ product }) => product === name);
    return { name, orders: own.length, cents: cents(own) };
  });
  products.sort((one, other) => other.cents - one.cents);
  return {
    from: week,
    to: dayAfter(week, 6),
    orders: now.length,
    revenue: dollars(cents(now)),
    before: dollars(cents(before)),
    change: percent(cents(now), cents(before)),
    best: products.slice(0, 3).map(({ name, orders, cents }) => ({ name, orders, revenue: dollars(cents) })),
  };
}

function within(sales: readonly Sale[], from: string): readonly Sale[] {
  const end = dayAfter(from, 7);
  return sales.filter(({ date }) => date >= from && date < end);
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** Whole cents, so that no sum is rounded. */
function cents(sales: readonly Sale[]): number {
  return sales.reduce((sum, { amount }) => sum + Number(amount.replace(".", "")), 0);
}

function dollars(cents: number): Money {
  return { amount: (cents / 100).toFixed(2), currency: "USD" };
}

function percent(now: number, before: number): string {
  const change = ((now - before) / before) * 100;
  return `${change < 0 ? "-" : "+"}${Math.abs(change).toFixed(1)} %`;
}

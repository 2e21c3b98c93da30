import type { Json } from "@orchlang/plan";
import { equal } from "@orchlang/plan/expressions";

/** Throws, in words, where it is not the same: for any test framework, and for none. */
export function same(what: string, is: unknown, wanted: unknown): void {
  if (equal(is as Json, wanted as Json)) return;
  throw new Error(`${what}: ${shown(wanted)} was expected, and it is ${shown(is)}`);
}

export function ok(what: string, holds: boolean): void {
  if (!holds) throw new Error(`${what}: it does not`);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= 400 ? text : `${text.slice(0, 400)} …`;
}

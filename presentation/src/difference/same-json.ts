import { canonical, type Json } from "@orchlang/plan";

/** Parts of plan files, whose records have their fields in whatever order. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === undefined || right === undefined) return left === right;
  return canonical(left as Json) === canonical(right as Json);
}

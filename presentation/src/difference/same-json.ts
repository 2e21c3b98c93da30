import type { Json } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";

/** Parts of plan files, whose records have their fields in whatever order. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === undefined || right === undefined) return left === right;
  return canonical(left as Json) === canonical(right as Json);
}

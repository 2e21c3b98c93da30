import type { Json } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";

export function isEqual(one: Json, other: Json): boolean {
  return one === other || canonical(one) === canonical(other);
}

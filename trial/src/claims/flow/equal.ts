import { canonical, type Json } from "@orchlang/plan";

export function isEqual(one: Json, other: Json): boolean {
  return one === other || canonical(one) === canonical(other);
}

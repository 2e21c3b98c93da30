import type { JsonObject } from "@orchlang/plan";

/** Plan shapes are JSON by what they hold, though their types are narrower than JSON's. */
export function asJson(shape: object): JsonObject {
  return shape as JsonObject;
}

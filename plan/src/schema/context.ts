import type { JsonObject } from "../shapes/json.ts";
import { listOf, mapOf, number, object, oneWord, ref, text } from "./build.ts";

const expression = ref("Expression");

/** `shapes/context.ts` in JSON Schema. */
export const contextSchemas: JsonObject = {
  FamilyIndex: listOf(object({ name: text, members: listOf(text) })),
  Signal: object(
    { name: text, schema: ref("Schema"), label: ref("Label"), sources: listOf(text) },
    {
      family: ref("FamilyIndex"),
      domain: text,
      fuse: oneWord("latest", "any", "all", "majority", "median", "mean", "min", "max", "sum", "noisy_or"),
      fresh: expression,
      decay: expression,
      units: mapOf(object({ by: number }, { plus: number })),
    },
  ),
  Flag: object(
    { name: text, label: ref("Label"), value: expression },
    { family: ref("FamilyIndex"), confidence: expression, hold: expression },
  ),
};

import type { JsonObject } from "../shapes/value.ts";
import { listOf, mapOf, number, object, oneWord, ref, text, yes } from "./build.ts";

const expression = ref("Expression");

/** `shapes/context.ts` and `shapes/event.ts` in JSON Schema. */
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
      units: mapOf(ref("ReadingUnit")),
    },
  ),
  ReadingUnit: object({ by: number }, { plus: number }),
  Flag: object(
    { name: text, label: ref("Label"), value: expression },
    { family: ref("FamilyIndex"), confidence: expression, hold: expression },
  ),
  EventDeclaration: object(
    { name: text, fields: listOf(ref("EventField")) },
    {
      category: text,
      priority: ref("Priority"),
      sources: listOf(text),
      dedupe: object({ within: expression }, { by: expression }),
      joins: listOf(object({ event: text, as: text })),
      within: expression,
      near: object({ first: expression, second: expression, within: expression }),
      by: expression,
      where: expression,
      late: expression,
      emit: expression,
    },
  ),
  EventField: object(
    { name: text, schema: ref("Schema"), label: ref("Label") },
    { trusted: yes, default: expression, units: mapOf(ref("ReadingUnit")) },
  ),
};

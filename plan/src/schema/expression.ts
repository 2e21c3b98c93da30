import type { JsonObject } from "../shapes/value.ts";
import { anything, listOf, matching, object, oneOf, oneWord, ref, tagged, text, yes } from "./build.ts";

const op = (word: string) => ({ const: word });
const expression = ref("Expression");

/** `shapes/expression.ts` in JSON Schema. */
export const expressionSchemas: JsonObject = {
  Expression: tagged(
    "op",
    object({ op: op("constant"), value: anything }, { says: text }),
    object({ op: op("read"), from: oneWord("input", "node", "local", "context"), name: text }),
    object({ op: op("field"), of: expression, name: text }, { optional: yes }),
    object({ op: op("record"), entries: listOf(ref("RecordEntry")) }),
    object({ op: op("list"), items: listOf(expression) }),
    object({ op: op("call"), fn: text, args: listOf(expression) }),
    object({ op: op("fold"), fn: text, list: expression }, { as: text, body: expression }),
    object({ op: oneWord("and", "or"), items: listOf(expression) }),
    object({ op: op("not"), of: expression }),
    object({ op: op("if"), condition: expression, yes: expression, no: expression }),
    object(
      { op: op("match"), subject: expression, arms: listOf(ref("MatchArm")) },
      { otherwise: expression },
    ),
    object({ op: op("coalesce"), left: expression, right: expression }, { orUnknown: yes }),
    object({ op: op("isNone"), of: expression }, { orUnknown: yes }),
    object({ op: op("template"), parts: listOf(ref("TemplatePart")) }),
  ),
  RecordEntry: oneOf(object({ name: text, value: expression }), object({ spread: expression })),
  MatchArm: object({ patterns: listOf(ref("Pattern")), value: expression }),
  Pattern: oneOf(
    object({ is: anything }),
    object({ from: anything, to: anything }),
    object({ present: text }, { orNone: yes }),
    object({ case: text }),
  ),
  TemplatePart: oneOf(text, object({ value: expression, as: matching("^text\\.of_") })),
};

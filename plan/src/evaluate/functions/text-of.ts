import { canonical, UncanonicalValue } from "../../canonical/canonical.ts";
import { timeLiteral } from "../../quantity/calendar.ts";
import { numberDigits } from "../../quantity/decimal.ts";
import { durationLiteral, moneyLiteral, ratioLiteral } from "../../quantity/format.ts";
import { instantLiteral } from "../../quantity/instant.ts";
import type { Json } from "../../shapes/json.ts";
import { faulted, type Outcome } from "../outcome.ts";
import { of1, of2, type PureFunction } from "./define.ts";
import { aBool, aGeo, aMoney, aNumber, anyValue, aText, type Kind } from "./kinds.ts";

/** None is written `none`, whatever it could have been. */
function written<A>(kind: Kind<A>, write: (value: A) => string): PureFunction {
  const some = of1(kind, write);
  return { arity: 1, apply: (args) => ((args[0] ?? null) === null ? "none" : some.apply(args)) };
}

/** How values stand in templates: texts as they are, others as the literal that a program would write. */
export const textOf = {
  "text.of_text": written(aText, (value) => value),
  "text.of_number": written(aNumber, numberDigits),
  "text.of_bool": written(aBool, String),
  "text.of_ratio": written(aNumber, ratioLiteral),
  "text.of_money": written(aMoney, moneyLiteral),
  "text.of_duration": written(aNumber, durationLiteral),
  /** In the unit named: `of_quantity(294.65, "K")` is `294.65K`. */
  "text.of_quantity": of2(aNumber, aText, (value, unit) => numberDigits(value) + unit),
  "text.of_instant": written(aText, instantLiteral),
  "text.of_date": written(aText, (value) => value),
  "text.of_time": written(aText, timeLiteral),
  "text.of_geo": written(aGeo, ({ lat, lon }) => `geo(${numberDigits(lat)}, ${numberDigits(lon)})`),
  "text.of_json": of1(anyValue, jsonText),
  /** Where it is known only at run time what is written: plans that were not compiled. */
  "text.of_any": of1(anyValue, (value) => (typeof value === "string" ? value : jsonText(value))),
};

function jsonText(value: Json): Outcome {
  if (value === null) return "none";
  try {
    return canonical(value);
  } catch (error) {
    if (error instanceof UncanonicalValue) return faulted(error.message);
    throw error;
  }
}

import { canonical, UncanonicalValue } from "../../canonical/canonical.ts";
import { instantLiteral, timeLiteral } from "../../quantity/calendar.ts";
import { durationLiteral, moneyLiteral, ratioLiteral } from "../../quantity/format.ts";
import { numberDigits } from "../../quantity/money.ts";
import type { Json } from "../../shapes/value.ts";
import { evaluationLimits, faulted, type Outcome } from "../outcome.ts";
import { byCodeUnits, comparisons, of1, of2, of3, ofMany, type PureFunction } from "./define.ts";
import { aBool, aGeo, aList, aMoney, aNumber, anyValue, aText, type Kind } from "./kinds.ts";

const { less, lessOrEqual, greater, greaterOrEqual } = comparisons(aText, byCodeUnits);

function bounded(text: string): Outcome {
  return text.length <= evaluationLimits.textMax ? text : faulted("the text becomes too long");
}

/** Code points: what most people call characters, and what a JSON Schema counts. */
function sizeOf(text: string): number {
  let size = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit <= 0xdbff) size--;
  }
  return size;
}

function joined(list: readonly Json[], separator: string): Outcome {
  let text = "";
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    if (typeof item !== "string") return faulted("only a list of texts can be joined");
    text += index === 0 ? item : separator + item;
    if (text.length > evaluationLimits.textMax) return faulted("the text becomes too long");
  }
  return text;
}

/** `replaceAll` grows a text by at most so much: known before it is formed. */
function replaced(text: string, from: string, to: string): Outcome {
  if (from === "") return text;
  const pieces = text.split(from);
  return text.length + (pieces.length - 1) * to.length > evaluationLimits.textMax
    ? faulted("the text becomes too long")
    : pieces.join(to);
}

export const text = {
  "text.size": of1(aText, sizeOf),
  "text.lower": of1(aText, (a) => a.toLowerCase()),
  "text.upper": of1(aText, (a) => bounded(a.toUpperCase())),
  "text.trim": of1(aText, (a) => a.trim()),
  "text.contains": of2(aText, aText, (a, part) => a.includes(part)),
  "text.starts_with": of2(aText, aText, (a, part) => a.startsWith(part)),
  "text.ends_with": of2(aText, aText, (a, part) => a.endsWith(part)),
  /** An empty separator gives the characters. */
  "text.split": of2(aText, aText, (a, by) => {
    const items = by === "" ? [...a] : a.split(by);
    return items.length <= evaluationLimits.itemsMax ? items : faulted("the list becomes too long");
  }),
  "text.join": of2(aList, aText, joined),
  "text.replace": of3(aText, aText, aText, replaced),
  "text.concat": ofMany(aText, (items) => joined(items, "")),
  "text.less": less,
  "text.lessOrEqual": lessOrEqual,
  "text.greater": greater,
  "text.greaterOrEqual": greaterOrEqual,
};

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

import { int, type Type } from "../../types.ts";
import { reachable } from "../reach.ts";
import { type Form, grouped, type Making, madeOf } from "./form.ts";

const any = ({ type }: Making): boolean => type.is === "int" && type.min === undefined;

function two(making: Making, text: (one: string, other: string) => string): ReturnType<Form["write"]> {
  if (!any(making)) return undefined;
  const [one, other] = [making.inner(int), making.inner(int)];
  return madeOf(int, text(one.text, other.text), one, other);
}

const ratio: Type = { is: "ratio" };

export const numbers: readonly Form[] = [
  { gives: "int", weight: 2, write: (making) => two(making, (one, other) => `(${one} + ${other})`) },
  { gives: "int", write: (making) => two(making, (one, other) => `(${one} * 2 - ${other})`) },
  { gives: "int", write: (making) => two(making, (one, other) => `max(${one}, ${other})`) },
  { gives: "int", write: (making) => two(making, (one, other) => `min(${one}, ${other})`) },
  { gives: "int", weight: 0.5, write: (making) => two(making, (one) => `abs(-${grouped(one)})`) },
  {
    // A divisor that may be zero, and is no constant.
    gives: "int",
    weight: 2,
    write: (making) => {
      if (!any(making)) return undefined;
      const [one, other] = [making.inner(int), making.inner(int)];
      const divisor = /^-?\d+$/.test(other.text) ? "3" : grouped(other.text);
      return madeOf(int, `(${one.text} / ${divisor}).round`, one, other);
    },
  },
  {
    // Within what is wanted, wherever it comes from.
    gives: "int",
    weight: 3,
    write: ({ type, inner }) => {
      if (type.is !== "int" || type.min === undefined || type.max === undefined) return undefined;
      const one = inner(int);
      return madeOf(type, `min(max(${one.text}, ${type.min}), ${type.max})`, one);
    },
  },
  {
    gives: "float",
    write: ({ inner }) => {
      const one = inner(int);
      return madeOf({ is: "float" }, `(${one.text} / 2)`, one);
    },
  },
  {
    gives: "money",
    write: ({ type, inner }) => {
      const [one, other] = [inner(type), inner(type)];
      return madeOf(type, `(${one.text} + ${other.text})`, one, other);
    },
  },
  {
    gives: "money",
    write: ({ type, inner }) => {
      const one = inner(int);
      return madeOf(type, `($0.50 * ${grouped(one.text)})`, one);
    },
  },
  {
    gives: "duration",
    write: ({ type, inner }) => {
      const one = inner(type);
      return madeOf(type, `(1s + ${one.text})`, one);
    },
  },
  {
    gives: "quantity",
    write: ({ type, inner }) => {
      const one = inner(type);
      return madeOf(type, `(${one.text} * 2)`, one);
    },
  },
  {
    gives: "ratio",
    write: ({ inner }) => {
      const [one, other] = [inner(ratio), inner(ratio)];
      return madeOf(ratio, `noisy_or(${one.text}, ${other.text})`, one, other);
    },
  },
  {
    gives: "instant",
    write: ({ type, inner }) => {
      const one = inner({ is: "duration" });
      return madeOf(type, `(${inner(type).text} + ${one.text})`, one);
    },
  },
  {
    gives: "instant",
    write: ({ draft, type, inner }) => {
      const one = inner({ is: "date" });
      const at = draft.dice.one(["at(17:00)", 'at(09:30, "Asia/Tokyo")']);
      return madeOf(type, `${grouped(one.text)}.${at}`, one);
    },
  },
  {
    gives: "date",
    write: ({ draft, type, inner }) => {
      const [one, other] = [inner(type), inner(int)];
      const move = draft.dice.one(["add_days", "add_days", "add_months", "add_business_days"]);
      return madeOf(type, `${grouped(one.text)}.${move}(${other.text})`, one, other);
    },
  },
];

const text: Type = { is: "text" };

export const texts: readonly Form[] = [
  {
    gives: "text",
    weight: 3,
    write: ({ inner }) => {
      const [one, other] = [inner(text), inner(int)];
      return madeOf(text, `"${"$"}{${one.text}} and ${"$"}{${other.text}}"`, one, other);
    },
  },
  {
    gives: "text",
    weight: 2,
    write: ({ inner }) => {
      const one = inner(text);
      return madeOf(text, `"to ${"$"}{${one.text}}"`, one);
    },
  },
  {
    gives: "text",
    weight: 2,
    write: ({ draft, inner }) => {
      const one = inner(text);
      const way = draft.dice.one(["upper", "lower", "trim", 'replace("a", "b")']);
      return madeOf(text, `${grouped(one.text)}.${way}`, one);
    },
  },
  {
    gives: "text",
    write: ({ inner }) => {
      const one = inner(text);
      return madeOf(text, `${grouped(one.text)}.split("e").join("-")`, one);
    },
  },
  {
    // Any value can be put into a text.
    gives: "text",
    write: ({ draft, scope }) => {
      const known = scope.values.filter(({ type }) => type.is === "record" || type.is === "list");
      if (known.length === 0) return undefined;
      const one = draft.dice.one(known);
      return madeOf(text, `"all ${"$"}{${one.text}}"`, one);
    },
  },
  {
    gives: "email",
    write: ({ inner }) => {
      const one = inner(text);
      if (/^"|"$/.test(one.text)) return undefined;
      return madeOf({ is: "email" }, `"${"$"}{${one.text}}@example.com"`, one);
    },
  },
];

const bool: Type = { is: "bool" };

export const truths: readonly Form[] = [
  {
    gives: "bool",
    weight: 2,
    write: ({ draft, inner }) => {
      const one = inner(int);
      return madeOf(
        bool,
        `(${one.text} ${draft.dice.one([">", "<", ">=", "<=", "!=", "=="])} ${draft.dice.below(4)})`,
        one,
      );
    },
  },
  {
    gives: "bool",
    write: ({ draft, inner }) => {
      const [one, other] = [inner({ is: "text" }), inner({ is: "text" })];
      return madeOf(bool, `(${one.text} ${draft.dice.one(["==", "!="])} ${other.text})`, one, other);
    },
  },
  {
    gives: "bool",
    write: ({ draft, inner }) => {
      const one = inner({ is: "text" });
      const way = draft.dice.one(['contains("a")', 'starts_with("a")', 'ends_with("b")']);
      return madeOf(bool, `${grouped(one.text)}.${way}`, one);
    },
  },
  {
    gives: "bool",
    write: ({ inner }) => {
      const one = inner(bool);
      return madeOf(bool, `(not ${grouped(one.text)})`, one);
    },
  },
  {
    gives: "bool",
    write: ({ inner }) => {
      const one = inner(int);
      return madeOf(bool, `(${one.text} in 1..3)`, one);
    },
  },
  {
    gives: "bool",
    write: ({ draft, scope }) => {
      const known = reachable(scope).filter(({ type }) => type.is === "optional");
      if (known.length === 0) return undefined;
      const one = draft.dice.one(known);
      return madeOf(bool, `(${one.text} is ${draft.dice.one(["some", "none", "not none"])})`, one);
    },
  },
  {
    gives: "bool",
    weight: 0.4,
    write: ({ draft, inner }) => {
      const one = inner({ is: "instant" });
      return madeOf(
        bool,
        `(${grouped(one.text)}.${draft.dice.one(["hour > 11", "weekday == 1", "time < 13:00", "date > 2026-01-01", 'hour("Asia/Tokyo") > 11', 'date("America/Lima") > 2026-01-01'])})`,
        one,
      );
    },
  },
];

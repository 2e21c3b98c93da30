import { int, type Type } from "../../types.ts";
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
    gives: "date",
    write: ({ type, inner }) => {
      const [one, other] = [inner(type), inner(int)];
      return madeOf(type, `${grouped(one.text)}.add_days(${other.text})`, one, other);
    },
  },
];

import { int, type Type } from "../../types.ts";
import { reachable } from "../reach.ts";
import { type Form, grouped, madeOf } from "./form.ts";

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
        `(${grouped(one.text)}.${draft.dice.one(["hour > 11", "weekday == 1", "time < 13:00", "date > 2026-01-01"])})`,
        one,
      );
    },
  },
];

import { int, type Type } from "../../types.ts";
import { type Form, grouped, madeOf } from "./form.ts";

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

import { fits, type Type } from "../../types.ts";
import { literal } from "../literal.ts";
import { reachable } from "../reach.ts";
import { type Form, madeOf } from "./form.ts";

/* `if`, `match`, `??`: of any type. */

const kinds: readonly Type["is"][] = [
  ...(["bool", "int", "text", "money", "record", "list", "enum", "duration", "union"] as const),
];

export const choices: readonly Form[] = kinds.flatMap((gives): readonly Form[] => [
  {
    gives,
    write: ({ type, inner }) => {
      const [asked, one, other] = [inner({ is: "bool" }), inner(type), inner(type)];
      return madeOf(type, `(if ${asked.text} then ${one.text} else ${other.text})`, asked, one, other);
    },
  },
  {
    gives,
    weight: 0.5,
    write: ({ type, scope, draft, inner }) => {
      const known = reachable(scope).filter((value) => value.type.is === "enum");
      const of = draft.dice.one(known);
      if (of?.type.is !== "enum") return undefined;
      const [first = "", ...others] = of.type.members;
      const [one, other] = [inner(type), inner(type)];
      return madeOf(
        type,
        `(match ${of.text} { ${first}: ${one.text}, ${others.join(" | ")}: ${other.text} })`,
        of,
        one,
        other,
      );
    },
  },
  {
    // Each arm reads a field of its case, where one fits.
    gives,
    weight: 1,
    write: ({ type, scope, draft, inner }) => {
      const known = scope.values.filter((value) => value.type.is === "union" && /^\w+$/.test(value.text));
      const of = draft.dice.one(known);
      if (of?.type.is !== "union") return undefined;
      const arms = of.type.cases.map(({ name, fields }) => {
        const field = fields.find((one) => fits(one.type, type));
        const value = field === undefined ? inner(type) : madeOf(type, `${of.text}.${field.name}`, of, field);
        return { name, value };
      });
      const written = arms.map(({ name, value }) => `${name}: ${value.text}`).join(", ");
      return madeOf(type, `(match ${of.text} { ${written} })`, of, ...arms.map(({ value }) => value));
    },
  },
  {
    gives,
    weight: 0.7,
    write: ({ type, scope, draft, inner }) => {
      const known = reachable(scope).filter(
        (value) => value.type.is === "int" && (value.type.max ?? 0) > (value.type.min ?? 0),
      );
      const of = draft.dice.one(known);
      if (of?.type.is !== "int") return undefined;
      const [one, other] = [inner(type), inner(type)];
      return madeOf(
        type,
        `(match ${of.text} { ${of.type.min ?? 0}: ${one.text}, else: ${other.text} })`,
        of,
        one,
        other,
      );
    },
  },
  {
    gives,
    weight: 2,
    write: ({ type, scope, draft }) => {
      const known = reachable(scope).filter(
        (value) => value.type.is === "optional" && fits(value.type.of, type),
      );
      if (known.length === 0) return undefined;
      const one = draft.dice.one(known);
      return madeOf(type, `(${one.text} ?? ${literal(draft, type).text})`, one);
    },
  },
]);

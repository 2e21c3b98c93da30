import { fits, type Type, wholeLabel } from "../../types.ts";
import { reachable } from "../reach.ts";
import { type Form, madeOf } from "./form.ts";

type RecordType = Extract<Type, { is: "record" }>;

function isWider(type: RecordType, wanted: RecordType): boolean {
  return type.fields.length > wanted.fields.length && fits(type, wanted);
}

export const records: readonly Form[] = [
  {
    // Behind a spread of more than is asked for, which takes a label along where it is not left out.
    gives: "record",
    weight: 1.5,
    write: ({ type, scope, draft, inner }) => {
      const wide = reachable(scope).filter(
        (value) => value.type.is === "record" && type.is === "record" && isWider(value.type, type),
      );
      const [field] = type.is === "record" ? type.fields : [];
      if (wide.length === 0 || field === undefined) return undefined;
      const [from, changed] = [draft.dice.one(wide), inner(field.type)];
      const whole = { label: wholeLabel(from.type, from.label) };
      return madeOf(type, `{ ${field.name}: ${changed.text}, ...${from.text} }`, whole, changed);
    },
  },
  {
    gives: "record",
    write: ({ type, inner }) => {
      if (type.is !== "record") return undefined;
      const fields = type.fields.map((field) => ({ field, value: inner(field.type) }));
      const text = fields.map(({ field, value }) => `${field.name}: ${value.text}`).join(", ");
      return madeOf(type, `{ ${text} }`, ...fields.map(({ value }) => value));
    },
  },
  {
    gives: "record",
    write: ({ type, scope, draft, inner }) => {
      const known = scope.values.filter((value) => fits(value.type, type));
      if (type.is !== "record" || known.length === 0 || type.fields.length === 0) return undefined;
      const [from, field] = [draft.dice.one(known), draft.dice.one(type.fields)];
      const changed = inner(field.type);
      const whole = { label: wholeLabel(from.type, from.label) };
      return madeOf(type, `{ ...${from.text}, ${field.name}: ${changed.text} }`, whole, changed);
    },
  },
  {
    // Anything may be looked at as JSON, with all that is in it.
    gives: "json",
    weight: 3,
    write: ({ type, scope, draft }) => {
      const known = reachable(scope).filter(
        (value) => value.type.is === "record" || value.type.is === "list",
      );
      if (known.length === 0) return undefined;
      const one = draft.dice.one(known);
      return madeOf(type, one.text, { label: wholeLabel(one.type, one.label) });
    },
  },
  {
    gives: "json",
    write: ({ type, inner }) => {
      const one = inner({ is: "text" });
      return madeOf(type, `{ it: ${one.text}, n: 1 }`, one);
    },
  },
  {
    gives: "union",
    weight: 2,
    write: ({ type, draft, inner }) => {
      if (type.is !== "union") return undefined;
      const { name, fields } = draft.dice.one(type.cases);
      const given = fields.map((field) => ({ field, value: inner(field.type) }));
      const text = given.map(({ field, value }) => `${field.name}: ${value.text}`).join(", ");
      const made = `${type.name}.${name}${given.length === 0 ? "" : `(${text})`}`;
      return madeOf(type, made, ...given.map(({ value }) => value));
    },
  },
  {
    gives: "map",
    write: ({ type, inner }) => {
      if (type.is !== "map") return undefined;
      const one = inner(type.of);
      return madeOf(type, `{ k: ${one.text} }`, one);
    },
  },
];

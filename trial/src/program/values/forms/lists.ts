import type { Value } from "../../draft.ts";
import { fits, int, type Type } from "../../types.ts";
import { literal } from "../literal.ts";
import { questionAbout } from "../question.ts";
import { reachable } from "../reach.ts";
import { type Form, type Making, madeOf } from "./form.ts";

/* Lists, and what is computed from lists. */

type List = Value & { readonly type: Extract<Type, { is: "list" }> };

function isList(value: Value): value is List {
  return value.type.is === "list";
}

/** A list that is known, of items that fit. */
function listIn({ draft, scope }: Making, of?: Type): List | undefined {
  const known = reachable(scope)
    .filter(isList)
    .filter(({ type }) => of === undefined || fits(type.of, of));
  return known.length === 0 ? undefined : draft.dice.one(known);
}

/** `x => …`: a question about an item. */
function asking({ draft }: Making, { type }: List): string {
  const asked = questionAbout(draft, { text: "x", type: type.of, label: { level: 0, untrusted: false } });
  return `x => ${asked?.text ?? "true"}`;
}

function ofList(
  making: Making,
  of: Type | undefined,
  type: Type,
  write: (list: List) => string,
): Value | undefined {
  const list = listIn(making, of);
  return list && madeOf(type, write(list), list);
}

/** The sort key of items, which has to be ordered. */
function sortKey({ type: { of } }: List): string {
  if (of.is === "int" || of.is === "text" || of.is === "money") return "x";
  const field =
    of.is === "record" ? of.fields.find(({ type }) => type.is === "int" || type.is === "text") : undefined;
  return field === undefined ? "1" : `x.${field.name}`;
}

const anyInt = ({ type }: Making): boolean => type.is === "int" && type.min === undefined;

const forms: readonly Form[] = [
  {
    gives: "list",
    weight: 3,
    write: (making) => {
      const { type, draft } = making;
      if (type.is !== "list" || type.min > 0) return undefined;
      const list = listIn(making, type.of);
      if (list === undefined) return undefined;
      const other = listIn(making, type.of);
      const ways = [
        "distinct",
        "reverse",
        "skip(1)",
        `filter(${asking(making, list)})`,
        `sort_by(x => ${sortKey(list)})`,
        `concat(${other?.text ?? "[]"})`,
        `concat([${making.inner(type.of).text}])`,
      ];
      const sums = [
        `${list.text} + ${other?.text ?? "[]"}`,
        `[${making.inner(type.of).text}] + ${list.text}`,
      ];
      const whole = draft.dice.chance(0.25)
        ? `(${draft.dice.one(sums)})`
        : `${list.text}.${draft.dice.one(ways)}`;
      return madeOf(type, `${whole}.take(${type.max})`, list, ...(other === undefined ? [] : [other]));
    },
  },
  {
    gives: "list",
    weight: 2,
    write: ({ type, draft, inner }) => {
      if (type.is !== "list") return undefined;
      const count = draft.dice.within(Math.max(1, type.min), Math.max(1, Math.min(type.max, 3)));
      if (count > type.max) return undefined;
      const items = Array.from({ length: count }, () => inner(type.of));
      return madeOf(type, `[${items.map((item) => item.text).join(", ")}]`, ...items);
    },
  },
  {
    gives: "list",
    write: (making) => {
      const { type, inner } = making;
      const list = listIn(making);
      if (type.is !== "list" || list === undefined || type.min > 0) return undefined;
      const one = inner(type.of);
      return madeOf(type, `${list.text}.map(x => ${one.text}).take(${type.max})`, list, one);
    },
  },
  {
    gives: "list",
    weight: 1,
    write: (making) => {
      const { type } = making;
      const list = type.is === "list" ? listIn(making, type.of) : undefined;
      if (type.is !== "list" || list === undefined || type.min > 0) return undefined;
      return madeOf(type, `[${list.text}, ${list.text}].flatten.take(${type.max})`, list);
    },
  },
  {
    gives: "int",
    write: (making) =>
      anyInt(making)
        ? ofList(making, undefined, int, (list) => `[${list.text}, ${list.text}].flatten.size`)
        : undefined,
  },
  {
    gives: "int",
    weight: 2,
    write: (making) =>
      anyInt(making)
        ? ofList(making, undefined, int, (list) => `${list.text}.count(${asking(making, list)})`)
        : undefined,
  },
  {
    gives: "int",
    write: (making) =>
      anyInt(making) ? ofList(making, undefined, int, ({ text }) => `${text}.distinct.size`) : undefined,
  },
  {
    gives: "int",
    weight: 4,
    write: (making) => {
      if (!anyInt(making)) return undefined;
      return ofList(making, int, int, ({ text }) =>
        making.draft.dice.one([`${text}.sum`, `(${text}.min ?? 0)`, `(${text}.max ?? 0)`]),
      );
    },
  },
  {
    gives: "int",
    weight: 0.5,
    write: (making) =>
      anyInt(making)
        ? ofList(making, undefined, int, (list) => `${list.text}.group_by(${asking(making, list)}).size`)
        : undefined,
  },
  {
    gives: "bool",
    weight: 2,
    write: (making) => {
      const way = making.draft.dice.one(["any", "all"]);
      return ofList(
        making,
        undefined,
        { is: "bool" },
        (list) => `${list.text}.${way}(${asking(making, list)})`,
      );
    },
  },
  {
    gives: "bool",
    write: (making) => {
      const list = listIn(making);
      if (list === undefined || list.type.of.is === "json") return undefined;
      const one = making.inner(list.type.of);
      return madeOf({ is: "bool" }, `${list.text}.contains(${one.text})`, list, one);
    },
  },
  {
    gives: "text",
    write: (making) => ofList(making, { is: "text" }, { is: "text" }, ({ text }) => `${text}.join(", ")`),
  },
  ...(["text", "int", "bool", "record", "enum"] as const).map(
    (gives): Form => ({
      gives,
      write: (making) => {
        const { type, draft } = making;
        return ofList(making, type, type, (list) => {
          const way = draft.dice.one([`find(${asking(making, list)})`, "last", "at(0)", "at(1)", "first"]);
          return `(${list.text}.${way} ?? ${literal(draft, type).text})`;
        });
      },
    }),
  ),
];

/** Most scopes have no list, and then none of these is written: where there is one they are to come. */
const share = 4;

export const lists: readonly Form[] = forms.map((form) => ({ ...form, weight: (form.weight ?? 1) * share }));

import type { Draft } from "../draft.ts";
import type { Scope, Value } from "../scope.ts";
import { fits, int, joined, type Label, mayGo, plain, publicLabel, type Type, wholeLabel } from "../types.ts";
import { reachable } from "./reach.ts";

/* Values of a type, made of what is known in a scope. */

/** What is asked of a value: a label above `most` is drawn seldom. */
export interface Asked {
  readonly type: Type;
  readonly most?: Label;
  readonly depth?: number;
}

/** Out of a hundred values one in so many may be labelled higher than the place is for. */
const leaks = 0.06;

export function drawnValue(draft: Draft, scope: Scope, { type, most, depth = 2 }: Asked): Value {
  const { dice } = draft;
  const isLeak = dice.chance(leaks);
  const isFine = (value: Value): boolean =>
    most === undefined || isLeak || mayGo(joined(wholeLabel(value.type, value.label), scope.pc), most);
  const known = reachable(scope).filter((value) => fits(value.type, type) && isFine(value));
  // What is labelled is what programs with labels are about.
  const labelled = known.filter(({ label }) => label.level > 1 || label.untrusted);
  if (labelled.length > 0 && dice.chance(0.5)) return dice.one(labelled);
  if (known.length > 0 && dice.chance(0.75)) return dice.one(known);
  const made =
    depth > 0 ? madeOf(draft, scope, { type, ...(most === undefined ? {} : { most }), depth }) : undefined;
  if (made !== undefined && isFine(made)) return made;
  return known.length > 0 && dice.chance(0.5) ? dice.one(known) : literal(draft, type);
}

/** The plainest expression of a type that reads nothing, or little. */
export function literal(draft: Draft, type: Type): Value {
  return { text: literalText(draft, type), type, label: publicLabel };
}

function literalText(draft: Draft, type: Type): string {
  const { dice } = draft;
  switch (type.is) {
    case "bool":
      return dice.one(["true", "false"]);
    case "int":
      return String(dice.within(type.min ?? 0, Math.min(type.max ?? 4, (type.min ?? 0) + 4)));
    case "text":
      return dice.one(['"a"', '"b"', '"hello"', '""']);
    case "money":
      return dice.one(["$0.50", "$1", "$3"]);
    case "ratio":
      return dice.one(["10%", "50%", "80%"]);
    case "duration":
      return dice.one(["1s", "5s", "1m"]);
    case "json":
      return dice.one(['"json"', "{ a: 1 }", "[1, 2]"]);
    case "enum":
      return `${type.name}.${dice.one(type.members)}`;
    case "record":
      return `{ ${type.fields
        .filter((field) => field.type.is !== "optional")
        .map((field) => `${field.name}: ${literalText(draft, field.type)}`)
        .join(", ")} }`;
    case "list": {
      const count = dice.within(type.min, Math.min(type.max, type.min + 2));
      return `[${Array.from({ length: count }, () => literalText(draft, type.of)).join(", ")}]`;
    }
    case "optional":
      return dice.chance(0.3) ? "none" : literalText(draft, type.of);
  }
}

/** Something reckoned from other values; `undefined` where nothing of that kind is known. */
function madeOf(
  draft: Draft,
  scope: Scope,
  asked: Required<Pick<Asked, "type" | "depth">> & Asked,
): Value | undefined {
  const { type } = asked;
  const inner = (of: Type): Value => drawnValue(draft, scope, { ...asked, type: of, depth: asked.depth - 1 });
  const fallback = fromOptional(draft, scope, asked);
  if (fallback !== undefined && draft.dice.chance(0.4)) return fallback;
  switch (type.is) {
    case "text":
      return madeText(draft, inner);
    case "int":
      return type.min === undefined ? madeInt(draft, inner) : undefined;
    case "bool":
      return madeBool(draft, inner);
    case "money": {
      const [one, other] = [inner(type), inner(type)];
      return { text: `(${one.text} + ${other.text})`, type, label: joined(one.label, other.label) };
    }
    case "record":
      return madeRecord(draft, scope, type, inner);
    case "list":
      return madeList(draft, scope, type, inner);
    case "optional":
      return inner(type.of);
    default:
      return undefined;
  }
}

type Inner = (type: Type) => Value;

function madeText(draft: Draft, inner: Inner): Value {
  const { dice } = draft;
  const one = inner({ is: "text" });
  const type: Type = { is: "text" };
  switch (dice.below(5)) {
    case 0:
      return { text: `${grouped(one.text)}.upper`, type, label: one.label };
    case 1: {
      const other = inner(int);
      return {
        text: `"${"$"}{${one.text}} and ${"$"}{${other.text}}"`,
        type,
        label: joined(one.label, other.label),
      };
    }
    case 2: {
      const [asked, other] = [inner({ is: "bool" }), inner({ is: "text" })];
      const label = joined(one.label, asked.label, other.label);
      return { text: `(if ${asked.text} then ${one.text} else ${other.text})`, type, label };
    }
    case 3:
      return { text: `[${one.text}, "z"].join("-")`, type, label: one.label };
    default:
      return { text: `"to ${"$"}{${one.text}}"`, type, label: one.label };
  }
}

function madeInt(draft: Draft, inner: Inner): Value {
  const { dice } = draft;
  const [one, other] = [inner(int), inner(int)];
  const label = joined(one.label, other.label);
  switch (dice.below(4)) {
    case 0:
      return { text: `(${one.text} + ${other.text})`, type: int, label };
    case 1:
      return { text: `(${one.text} / ${grouped(other.text)}).round`, type: int, label };
    case 2:
      return { text: `max(${one.text}, ${other.text})`, type: int, label };
    default:
      return { text: `(${one.text} * 2 - ${other.text})`, type: int, label };
  }
}

function madeBool(draft: Draft, inner: Inner): Value {
  const { dice } = draft;
  const type: Type = { is: "bool" };
  if (dice.chance(0.5)) {
    const one = inner(int);
    return { text: `(${one.text} > ${dice.below(4)})`, type, label: one.label };
  }
  const [one, other] = [inner({ is: "text" }), inner({ is: "text" })];
  return { text: `(${one.text} == ${other.text})`, type, label: joined(one.label, other.label) };
}

function madeRecord(draft: Draft, scope: Scope, type: Extract<Type, { is: "record" }>, inner: Inner): Value {
  const { dice } = draft;
  const base = scope.values.filter((value) => fits(value.type, type));
  if (base.length > 0 && type.fields.length > 0 && dice.chance(0.4)) {
    const [from, field] = [dice.one(base), dice.one(type.fields)];
    const changed = inner(field.type);
    return {
      text: `{ ...${from.text}, ${field.name}: ${changed.text} }`,
      type,
      label: joined(wholeLabel(from.type, from.label), changed.label),
    };
  }
  const fields = type.fields.map((field) => ({ field, value: inner(field.type) }));
  return {
    text: `{ ${fields.map(({ field, value }) => `${field.name}: ${value.text}`).join(", ")} }`,
    type,
    label: joined(...fields.map(({ value }) => value.label)),
  };
}

function madeList(
  draft: Draft,
  scope: Scope,
  type: Extract<Type, { is: "list" }>,
  inner: Inner,
): Value | undefined {
  const { dice } = draft;
  const lists = scope.values.filter((value) => value.type.is === "list" && fits(value.type.of, type.of));
  if (lists.length > 0 && type.min === 0 && dice.chance(0.6)) {
    const from = dice.one(lists);
    const take = `.take(${type.max})`;
    const how = dice.one([".distinct", ".reverse", `.concat([${inner(type.of).text}])`, ""]);
    return { text: `${from.text}${how}${take}`, type, label: wholeLabel(from.type, from.label) };
  }
  const count = dice.within(Math.max(1, type.min), Math.max(1, Math.min(type.max, 3)));
  if (count > type.max) return undefined;
  const items = Array.from({ length: count }, () => inner(type.of));
  return {
    text: `[${items.map((item) => item.text).join(", ")}]`,
    type,
    label: joined(...items.map((item) => item.label)),
  };
}

/** `x ?? y`, where something of the type may be missing. */
function fromOptional(draft: Draft, scope: Scope, { type }: Asked): Value | undefined {
  const known = reachable(scope).filter((value) => value.type.is === "optional" && fits(value.type.of, type));
  if (known.length === 0 || type.is === "optional") return undefined;
  const one = draft.dice.one(known);
  const other = literal(draft, type);
  return { text: `(${one.text} ?? ${other.text})`, type, label: joined(one.label, other.label) };
}

function grouped(text: string): string {
  return /^[\w.?()]+$/.test(text) ? text : `(${text})`;
}

/** A label for a value that is declared: most are plain. */
export function drawnLabel(draft: Draft): Label {
  const { dice, theme } = draft;
  if (!dice.chance(theme.labels)) return plain;
  return dice.one([
    { level: 2, untrusted: false },
    { level: 2, untrusted: false },
    { level: 3, untrusted: false },
    { level: 1, untrusted: true },
    { level: 1, untrusted: true },
    { level: 2, untrusted: true },
  ]);
}

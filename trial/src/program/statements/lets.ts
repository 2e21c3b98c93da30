import { drawnType } from "../declare/type.ts";
import type { Draft, Scope, Value } from "../draft.ts";
import { joined, type Label, publicLabel, type Type, typeText } from "../types.ts";
import { reachable } from "../values/reach.ts";
import { drawnValue } from "../values/value.ts";
import type { Construct } from "./construct.ts";

/* Values with a name: computed, chosen, made public or trusted by a word. */

export const lets: readonly Construct[] = [
  { family: "lets", weight: 2, fits: () => true, write: (draft, scope) => plainLet(draft, scope) },
  {
    family: "lets",
    fits: ({ theme }) => theme.labels > 0.1,
    write: (draft, scope) => byWord(draft, scope),
  },
  {
    family: "lets",
    weight: 3,
    fits: (_, scope) => reachable(scope).some(({ type }) => type.is === "list"),
    write: (draft, scope) => ofList(draft, scope),
  },
];

function named(draft: Draft, scope: Scope, { text, type, label }: Value): string {
  const name = draft.fresh("l");
  scope.values.push({ text: name, type, label });
  const declared = typeFor(draft, type);
  return `${scope.indent}let ${name}${declared} = ${text}`;
}

/** A type that may stand behind the name. */
function typeFor({ dice }: Draft, type: Type): string {
  if (!dice.chance(0.15)) return "";
  const isPlain = type.is === "text" || type.is === "bool" || (type.is === "int" && type.min === undefined);
  return isPlain ? `: ${typeText(type)}` : "";
}

function plainLet(draft: Draft, scope: Scope): string {
  const type = drawnType(draft);
  const value = drawnValue(draft, scope, {
    type: type.is === "optional" || type.is === "list" ? type.of : type,
  });
  return named(draft, scope, { ...value, label: joined(value.label, scope.pc) });
}

/** `endorse`, `declassify`, `redact`. */
function byWord(draft: Draft, scope: Scope): string {
  const known = reachable(scope).filter(({ label }) => label.level > 1 || label.untrusted);
  if (known.length === 0) return "";
  const one = draft.dice.one(known);
  const drawn = draft.dice.below(3);
  if (drawn === 0)
    return named(draft, scope, {
      ...one,
      text: `endorse(${one.text}, because: "it was read")`,
      label: { ...one.label, untrusted: false },
    });
  if (drawn === 1) {
    const label: Label = { level: 0, untrusted: one.label.untrusted };
    return named(draft, scope, {
      ...one,
      text: `declassify(${one.text}, because: "it may be known")`,
      label,
    });
  }
  return named(draft, scope, { text: `redact(${one.text})`, type: { is: "text" }, label: publicLabel });
}

function ofList(draft: Draft, scope: Scope): string {
  const { dice } = draft;
  const lists = reachable(scope).filter(({ type }) => type.is === "list");
  if (lists.length === 0) return "";
  const list = dice.one(lists);
  if (list.type.is !== "list") return "";
  const { of, max } = list.type;
  const whole: Type = { is: "list", of, min: 0, max };
  const ways: Value[] = [
    {
      text: `${list.text}.${dice.one(["distinct", "reverse", "skip(1)", "take(2)"])}`,
      type: whole,
      label: list.label,
    },
    {
      text: `${list.text}.map(x => { it: x, n: 1 }).size`,
      type: { is: "int", min: 0, max },
      label: list.label,
    },
  ];
  if (of.is === "bool")
    ways.push(
      { text: `${list.text}.group_by(x => x).size`, type: { is: "int" }, label: list.label },
      { text: `${list.text}.any(x => x)`, type: of, label: list.label },
    );
  if (of.is === "int")
    ways.push(
      { text: `${list.text}.sort_by(x => x)`, type: whole, label: list.label },
      { text: `${list.text}.min`, type: { is: "optional", of: { is: "int" } }, label: list.label },
      { text: `${list.text}.sum`, type: { is: "int" }, label: list.label },
      { text: `${list.text}.filter(x => x > 1)`, type: whole, label: list.label },
    );
  if (of.is === "text")
    ways.push(
      { text: `${list.text}.join(", ")`, type: of, label: list.label },
      { text: `${list.text}.sort_by(x => x.size)`, type: whole, label: list.label },
    );
  const others = lists.filter((other) => other.type.is === "list" && other.type.of === of);
  const other = dice.one(others);
  if (other?.type.is === "list")
    ways.push({
      text: `${list.text}.concat(${other.text})`,
      type: { ...whole, max: max + other.type.max },
      label: joined(list.label, other.label),
    });
  return named(draft, scope, dice.one(ways));
}

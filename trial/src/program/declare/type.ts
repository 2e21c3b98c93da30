import type { Draft, Value } from "../draft.ts";
import {
  bool,
  type Field,
  int,
  labelText,
  plain,
  publicLabel,
  type Type,
  text,
  typeText,
  type UnionCase,
  type UnionType,
} from "../types.ts";
import { literal } from "../values/literal.ts";
import { drawnLabel } from "../values/value.ts";

/* Types of parameters, results and fields. */

export function drawnType(draft: Draft, depth = 2): Type {
  const { dice } = draft;
  const simple: readonly Type[] = [bool, int, text, text, { is: "int", min: 0, max: dice.within(2, 9) }];
  if (depth === 0 || dice.chance(0.6)) return dice.one(simple);
  switch (dice.below(18)) {
    case 16:
    case 17:
      return drawnUnion(draft, depth - 1);
    case 0:
      return dice.chance(0.15) ? { is: "money", of: "USD" } : { is: "money" };
    case 1:
      return dice.one(rare);
    case 2:
      return drawnEnum(draft);
    case 3:
    case 4:
      return listOf(draft, drawnType(draft, depth - 1));
    case 5: {
      const of = drawnType(draft, depth - 1);
      return of.is === "optional" ? of : { is: "optional", of };
    }
    case 6:
      return { is: "json" };
    case 8:
      return listOf(draft, drawnRecord(draft, depth - 1));
    case 9:
      return drawnEnum(draft);
    case 10:
      return dice.one<Type>([{ is: "code" }, drawnQuantity(draft)]);
    case 11:
      return draft.theme.labels > 0.1 && dice.chance(0.5) ? tower(draft) : { is: "json" };
    case 7:
      return dice.chance(0.3) ? { is: "map", of: drawnType(draft, depth - 1) } : drawnRecord(draft, depth);
    default:
      return drawnRecord(draft, depth);
  }
}

const rare: readonly Type[] = [
  { is: "ratio" },
  { is: "duration" },
  { is: "float" },
  { is: "instant" },
  { is: "date" },
  { is: "email" },
  { is: "url" },
  { is: "geo" },
];

function listOf(draft: Draft, of: Type): Type {
  const min = draft.dice.chance(0.3) ? 1 : 0;
  return { is: "list", of, min, max: min + draft.dice.within(1, 3) };
}

function drawnQuantity(draft: Draft): Type {
  if (draft.quantities.length > 0 && draft.dice.chance(0.8)) return draft.dice.one(draft.quantities);
  const [name, base, more] = [draft.fresh("Quantity"), draft.fresh("unit"), draft.fresh("unit")];
  draft.declare(`unit ${base}: ${name}`);
  draft.declare(`unit ${more}: ${name} = ${draft.dice.within(2, 6)} ${base}`);
  const made = { is: "quantity", name, units: [base, more] } as const;
  draft.quantities.push(made);
  return made;
}

/** Records in records, with a label at the bottom. */
function tower(draft: Draft): Type {
  const { dice } = draft;
  let type: Type = declareRecord(draft, [{ name: "end", type: text, label: drawnLabel(draft) }]);
  for (let deep = dice.within(4, 8); deep > 0; deep--)
    type = declareRecord(draft, [{ name: "inner", type, label: plain }]);
  return type;
}

export function drawnEnum(draft: Draft): Extract<Type, { is: "enum" }> {
  const { dice, enums } = draft;
  if (enums.length > 0 && dice.chance(0.7)) return dice.one(enums);
  const name = draft.fresh("E");
  const members = ["low", "mid", "high"]
    .slice(0, dice.within(2, 3))
    .map((member) => `${member}${name.slice(1)}`);
  draft.declare(`type ${name} = ${members.join(" | ")}`);
  const made = { is: "enum", name, members } as const;
  enums.push(made);
  return made;
}

/** Two or three cases, one of them without fields. */
function drawnUnion(draft: Draft, depth = 1): UnionType {
  const { dice, unions } = draft;
  if (unions.length > 0 && dice.chance(0.6)) return dice.one(unions);
  const name = draft.fresh("U");
  const nth = name.slice(1);
  const field = (at: string): Field => ({
    name: `${at}${nth}`,
    type: drawnType(draft, Math.max(0, depth - 1)),
    label: drawnLabel(draft),
  });
  const cases: readonly UnionCase[] = [
    { name: `yes${nth}`, fields: dice.chance(0.4) ? [field("x"), field("y")] : [field("x")] },
    { name: `no${nth}`, fields: dice.chance(0.6) ? [field("z")] : [] },
    ...(dice.chance(0.6) ? [{ name: `open${nth}`, fields: [] }] : []),
  ];
  const written = cases.map((one) =>
    one.fields.length === 0 ? one.name : `${one.name} { ${one.fields.map(fieldText).join(", ")} }`,
  );
  draft.declare(`type ${name} = ${written.join(" | ")}`);
  const made = { is: "union", name, cases } as const;
  unions.push(made);
  return made;
}

/** A record: one that there is, one that is narrower than one that there is, or another. */
export function drawnRecord(draft: Draft, depth = 1): Extract<Type, { is: "record" }> {
  const { dice, records } = draft;
  if (records.length > 0 && dice.chance(0.4)) return dice.one(records);
  if (records.length > 0 && dice.chance(0.3))
    return declareRecord(draft, widened(draft, dice.one(records).fields));
  const wide = records.filter(({ fields }) => fields.length > 1);
  if (wide.length > 0 && dice.chance(0.5))
    return declareRecord(draft, narrowed(draft, dice.one(wide).fields));
  const count = dice.within(1, 3);
  const fields = Array.from(
    { length: count },
    (_, at): Field => ({
      name: ["a", "b", "c"][at] ?? "d",
      type: drawnType(draft, depth - 1),
      label: drawnLabel(draft),
    }),
  );
  return declareRecord(draft, fields);
}

/** Fewer of the fields; or all of them, said to be of less concern. */
function narrowed(draft: Draft, fields: readonly Field[]): readonly Field[] {
  const { dice } = draft;
  const kept = fields.filter(() => dice.chance(0.6));
  const some = kept.length === 0 ? fields.slice(0, 1) : kept;
  return some.map((field) => (dice.chance(0.15) ? { ...field, label: plain } : field));
}

/** One field more, labelled where labels are what the program is about. */
function widened(draft: Draft, fields: readonly Field[]): readonly Field[] {
  const name = ["a", "b", "c", "d", "e", "f"].find((one) => fields.every((field) => field.name !== one));
  if (name === undefined) return fields;
  return [...fields, { name, type: draft.dice.one([text, int, bool]), label: drawnLabel(draft) }];
}

function declareRecord(draft: Draft, fields: readonly Field[]): Extract<Type, { is: "record" }> {
  const name = draft.fresh("R");
  const last = fields.at(-1);
  const isSimple = last?.type.is === "int" || last?.type.is === "text" || last?.type.is === "bool";
  const otherwise =
    last !== undefined && isSimple && draft.dice.chance(0.1) ? ` = ${literal(draft, last.type).text}` : "";
  draft.declare(`type ${name} { ${fields.map(fieldText).join(", ")}${otherwise} }`);
  const made = { is: "record", name, fields } as const;
  draft.records.push(made);
  return made;
}

export function fieldText({ name, type, label }: Field): string {
  return `${name}: ${typeText(type)}${labelText(label)}`;
}

/* Constants: values of the whole module, which some plans read. */

const types: readonly Type[] = [
  { is: "int" },
  { is: "text" },
  { is: "money" },
  { is: "bool" },
  { is: "list", of: { is: "int" }, min: 1, max: 3 },
  { is: "list", of: { is: "text" }, min: 1, max: 2 },
];

/** None, one or two constants that a plan knows; others may be known already. */
export function constantsFor(draft: Draft): readonly Value[] {
  const { dice, constants } = draft;
  if (!dice.chance(0.3)) return [];
  if (constants.length === 0 || dice.chance(0.4)) {
    const type = dice.one(types);
    const text = draft.fresh("konst");
    const written = dice.chance(0.3) ? `: ${typeText(type)}` : "";
    draft.declare(`let ${text}${written} = ${literal(draft, type).text}`);
    constants.push({ text, type, label: publicLabel });
  }
  return [dice.one(constants)];
}

import type { EnumType, FieldType, RecordType, Type, Union, UnionCase } from "../type.ts";
import { optional, required } from "./kinds.ts";
import { membersOf } from "./same.ts";

/*
 * A tagged union is a record: `case` says which of its cases it is, and every field of every case is optional as long as
 * it is not known to be of a case that has it. All that holds for records, their labels above all, holds for unions. In
 * JSON it is that record: `{ "case": "approve", "until": "2026-12-01T10:00:00Z" }`.
 */

/** The field that says which case a value is. */
export const tagName = "case";

export type UnionRecord = RecordType & { readonly union: Union };

export function asUnion(type: Type): UnionRecord | undefined {
  return type.kind === "record" && type.union !== undefined ? (type as UnionRecord) : undefined;
}

/** @param fields of all cases, each name once; whether they are optional is left open. */
export function unionType(union: Union, fields: readonly FieldType[]): UnionRecord {
  const tag: EnumType = {
    kind: "enum",
    name: `${union.name}.${tagName}`,
    members: union.cases.map(({ name }) => name),
    inline: true,
  };
  const whole: UnionRecord = {
    kind: "record",
    name: union.name,
    union,
    fields: [{ name: tagName, type: tag }, ...fields.filter(({ name }) => name !== tagName)],
  };
  return ofCases(whole, tag);
}

/** The cases that a value may be. */
export function casesOf(type: UnionRecord): readonly string[] {
  return membersOf(tagOf(type));
}

/** The type of its field `case`: an enum with the cases that are left. */
export function tagOf(type: UnionRecord): EnumType {
  const tag = type.fields.find(({ name }) => name === tagName)?.type;
  return tag?.kind === "enum" ? tag : { kind: "enum", name: "", members: [] };
}

export function caseNamed(type: UnionRecord, name: string): UnionCase | undefined {
  return type.union.cases.find((one) => one.name === name);
}

/** The union where it is known to be one of some cases. `undefined`: it can be none of them. */
export function narrowedUnion(type: UnionRecord, names: readonly string[]): UnionRecord | undefined {
  const tag = tagOf(type);
  const left = membersOf(tag).filter((name) => names.includes(name));
  return left.length === 0 ? undefined : ofCases(type, { ...tag, only: left });
}

/** The same union with another tag, and its fields as optional as that makes them. */
export function ofCases(type: UnionRecord, tag: EnumType): UnionRecord {
  const left = membersOf(tag);
  const isWhole = left.length === type.union.cases.length;
  const { only: _, ...all } = tag;
  const { narrowed: __, ...bare } = type;
  const cases = type.union.cases.filter(({ name }) => left.includes(name));
  const fields = type.fields.map((field): FieldType => {
    if (field.name === tagName) return { ...field, type: isWhole ? all : tag };
    const inEach = cases.every((one) =>
      one.fields.some(({ name, optional: mayBeNone }) => name === field.name && !mayBeNone),
    );
    return { ...field, type: inEach ? required(field.type) : optional(field.type) };
  });
  return isWhole && type.narrowed !== true ? { ...bare, fields } : { ...bare, narrowed: true, fields };
}

/** True if a case that is left has such a field. */
export function hasField(type: UnionRecord, field: string): boolean {
  const left = casesOf(type);
  return (
    field === tagName ||
    type.union.cases.some((one) => left.includes(one.name) && one.fields.some(({ name }) => name === field))
  );
}

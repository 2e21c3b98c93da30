import type { EnumType, RecordType, Type } from "../type.ts";
import type { Interval } from "../types/interval.ts";
import { membersOf, sameType } from "../types/same.ts";
import { widen } from "../types/widen.ts";

/**
 * The type of a value that changes from round to round: `after` without what has grown since `before`. Bounds,
 * sizes, members of an enum and fields that stay as they were are kept.
 */
export function widenGrown(before: Type, after: Type): Type {
  if (sameType(before, after)) return after;
  if (after.kind === "optional") {
    return { kind: "optional", of: widenGrown(before.kind === "optional" ? before.of : before, after.of) };
  }
  if (before.kind !== after.kind) return widen(after);
  switch (after.kind) {
    case "int":
    case "float":
    case "ratio":
    case "quantity":
      return before.kind === after.kind ? ungrown(before, after) : widen(after);
    case "list":
      return before.kind === "list"
        ? { ...ungrown(before, after), item: widenGrown(before.item, after.item) }
        : widen(after);
    case "enum":
      return before.kind === "enum" && sameMembers(before, after) ? after : widen(after);
    case "record":
      return before.kind === "record" && after.union === undefined
        ? widenFields(before, after)
        : widen(after);
    case "map":
      return before.kind === "map"
        ? { ...after, value: widenGrown(before.value, after.value) }
        : widen(after);
    default:
      return after;
  }
}

function ungrown<T extends Interval>(before: Interval, after: T): T {
  const { min, max, ...rest } = after;
  return {
    ...rest,
    ...(min !== undefined && min === before.min ? { min } : {}),
    ...(max !== undefined && max === before.max ? { max } : {}),
  } as T;
}

function sameMembers(before: EnumType, after: EnumType): boolean {
  const members = membersOf(before);
  return membersOf(after).every((member) => members.includes(member));
}

function widenFields(before: RecordType, after: RecordType): RecordType {
  const fields = after.fields.map((field) => {
    const was = before.fields.find(({ name }) => name === field.name)?.type;
    return { ...field, type: was === undefined ? widen(field.type) : widenGrown(was, field.type) };
  });
  const { name: _, ...rest } = after;
  return { ...rest, fields };
}

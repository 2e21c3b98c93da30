import type { EnumType, ListType, QuantityType, RecordType, Type } from "../type.ts";
import { sameDimension } from "../units/dimension.ts";
import { holds, showInterval } from "./interval.ts";
import { membersOf, sameEnum } from "./same.ts";
import { nameOf, showType } from "./show.ts";
import { asUnion, casesOf, hasField, tagName, type UnionRecord } from "./union.ts";

/** Why a value of one type can't stand where another is wanted. */
export interface Misfit {
  /** From the whole value to the part that does not fit: field names, `[]` for an item. */
  readonly path: readonly string[];
  /** A sentence without its end: "field `body` is missing", "it may be `none`". */
  readonly because: string;
  /** The type of the part that does not fit. */
  readonly from: Type;
  readonly to: Type;
  /**
   * - `kind`: something else altogether. - `missing`: may be none. - `range`: too small, too large, too few, too many.
   * - `field`: lacks one. - `text`: need not match.
   */
  readonly why: "kind" | "missing" | "range" | "field" | "text";
}

/** `undefined`: every value of `from` is one of `to`. A preorder, but for `error`, which fits both ways. */
export function assignable(from: Type, to: Type): Misfit | undefined {
  if (from === to || from.kind === "error" || to.kind === "error") return undefined;
  if (to.kind === "json") return toJson(from, to);
  if (to.kind === "optional") {
    if (from.kind === "none") return undefined;
    return assignable(from.kind === "optional" ? from.of : from, to.of);
  }
  if (from.kind === "optional" || (from.kind === "none" && to.kind !== "none")) {
    return misfit("missing", "it may be `none`", from, to);
  }
  return sameKind(from, to);
}

function sameKind(from: Type, to: Type): Misfit | undefined {
  switch (to.kind) {
    case "int":
      return from.kind === "int" ? inRange(from, to) : other(from, to);
    case "ratio":
      return from.kind === "ratio" ? inRange(from, to) : other(from, to);
    case "float":
      return from.kind === "int" || from.kind === "float" || from.kind === "ratio"
        ? inRange(from, to)
        : other(from, to);
    case "string":
      return toText(from, to);
    case "quantity":
      return from.kind === "quantity" ? toQuantity(from, to) : other(from, to);
    case "list":
      return from.kind === "list" ? toList(from, to) : other(from, to);
    case "record":
      return from.kind === "record" ? toRecord(from, to) : other(from, to);
    case "enum":
      return from.kind === "enum" ? toEnum(from, to) : other(from, to);
    case "map":
      if (from.kind !== "map") return other(from, to);
      if (to.key !== undefined && (from.key === undefined || toEnum(from.key, to.key) !== undefined)) {
        return other(from, to);
      }
      return inside("[]", assignable(from.value, to.value));
    case "range":
    case "done":
      return from.kind === to.kind ? inside("", assignable(from.of, to.of)) : other(from, to);
    case "failure":
      return from.kind === "failure" && from.names.every((name) => to.names.includes(name))
        ? undefined
        : other(from, to);
    default:
      return from.kind === to.kind ? undefined : other(from, to);
  }
}

/** Values that cross a boundary are JSON; ranges, failures and nothing never do. */
function toJson(from: Type, to: Type): Misfit | undefined {
  if (from.kind === "optional") return toJson(from.of, to);
  const never = from.kind === "range" || from.kind === "nothing" || from.kind === "failure";
  return never ? other(from, to) : undefined;
}

function toText(from: Type, to: Type & { readonly kind: "string" }): Misfit | undefined {
  const plain = to.format === undefined && to.matching === undefined;
  if (from.kind === "enum" && plain) return undefined;
  if (from.kind !== "string") return other(from, to);
  if (to.format !== undefined && from.format !== to.format) {
    return misfit(
      "text",
      `not every \`${nameOf(from)}\` is ${to.format === "email" ? "an" : "a"} \`${nameOf(to)}\``,
      from,
      to,
    );
  }
  if (to.matching !== undefined && from.matching !== to.matching) {
    return misfit("text", `it need not match "${to.matching}"`, from, to);
  }
  return undefined;
}

function toQuantity(from: QuantityType, to: QuantityType): Misfit | undefined {
  if (!sameDimension(from.dimension, to.dimension)) return other(from, to);
  if (from.currency !== to.currency && to.currency !== undefined && from.currency !== undefined) {
    return misfit("kind", `it is in ${from.currency}, not in ${to.currency}`, from, to);
  }
  return inRange(from, to);
}

function inRange(
  from: Extract<Type, { readonly min?: number }>,
  to: Extract<Type, { readonly min?: number }>,
): Misfit | undefined {
  if (holds(to, from)) return undefined;
  const [got, wanted] = [showInterval(from), showInterval(to)];
  const bounds = to.kind === "quantity" ? "the bounds asked for" : wanted;
  return misfit(
    "range",
    got === "" ? `it need not be in ${bounds}` : `it is ${got}, not ${bounds}`,
    from,
    to,
  );
}

function toList(from: ListType, to: ListType): Misfit | undefined {
  const item = inside("[]", assignable(from.item, to.item));
  if (item !== undefined && !(from.max === 0)) return item;
  const asked = { min: to.min ?? 0, ...(to.max === undefined ? {} : { max: to.max }) };
  const given = { min: from.min ?? 0, ...(from.max === undefined ? {} : { max: from.max }) };
  if (holds(asked, given)) return undefined;
  const sizes = showInterval(from);
  const wanted = showInterval(to);
  return misfit(
    "range",
    sizes === "" ? `its size is not known to be ${wanted}` : `its size is ${sizes}, not ${wanted}`,
    from,
    to,
  );
}

function toRecord(from: RecordType, to: RecordType): Misfit | undefined {
  const [given, union] = [asUnion(from), asUnion(to)];
  if (union !== undefined) return toUnion(from, given, union);
  for (const [index, field] of to.fields.entries()) {
    // Most records give their fields in the order of the declaration.
    const there = from.fields[index];
    const fieldType = there?.name === field.name ? there : from.fields.find((one) => one.name === field.name);
    const type = given === undefined || hasField(given, field.name) ? fieldType?.type : undefined;
    if (type === undefined) return misfit("field", `field \`${field.name}\` is missing`, from, to);
    const wrong = inside(field.name, assignable(type, field.type));
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** Unions are nominal. A field of a case that is left may itself be narrower than is wanted. */
function toUnion(from: RecordType, given: UnionRecord | undefined, to: UnionRecord): Misfit | undefined {
  if (given?.union.name !== to.union.name) return other(from, to);
  const left = casesOf(to);
  const extra = casesOf(given).find((one) => !left.includes(one));
  if (extra !== undefined) return misfit("kind", `it may be \`${extra}\``, from, to);
  for (const field of to.fields) {
    if (field.name === tagName || !hasField(given, field.name)) continue;
    const type = given.fields.find(({ name }) => name === field.name)?.type;
    const wrong = type === undefined ? undefined : inside(field.name, assignable(type, field.type));
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function toEnum(from: EnumType, to: EnumType): Misfit | undefined {
  if (!sameEnum(from, to)) return other(from, to);
  if (to.only === undefined) return undefined;
  const left = new Set(to.only);
  const extra = membersOf(from).find((member) => !left.has(member));
  return extra === undefined ? undefined : misfit("kind", `it may be \`${extra}\``, from, to);
}

function inside(part: string, wrong: Misfit | undefined): Misfit | undefined {
  if (wrong === undefined || part === "") return wrong;
  return { ...wrong, path: [part, ...wrong.path] };
}

function other(from: Type, to: Type): Misfit {
  return misfit("kind", `\`${showType(from)}\` is not \`${showType(to)}\``, from, to);
}

function misfit(why: Misfit["why"], because: string, from: Type, to: Type): Misfit {
  return { path: [], because, from, to, why };
}

/** The way to the part that does not fit, as an author would write it: `.contacts[].address`. */
export function pathText(path: readonly string[]): string {
  return path.map((part) => (part === "[]" ? "[]" : `.${part}`)).join("");
}

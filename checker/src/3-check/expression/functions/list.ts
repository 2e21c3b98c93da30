import type { ListType, Type } from "../../type.ts";
import { addIntervals, type Interval, interval } from "../../types/interval.ts";
import { join, widen } from "../../types/join.ts";
import { boolType, errorType, intType, listType, optional, stringType } from "../../types/kinds.ts";
import { type CoreFunction, plain, shallow, whole } from "./function.ts";

const isList = (type: Type): type is ListType => type.kind === "list";

const itemOf = (type: Type | undefined): Type => (type !== undefined && isList(type) ? type.item : errorType);

const sizeOf = (type: Type | undefined): Interval => {
  const size = (type ?? {}) as Interval;
  return { min: size.min ?? 0, ...(size.max === undefined ? {} : { max: size.max }) };
};

/** The item at a place, `T` where the list is known to reach so far. */
function itemAt(args: readonly Type[], index: number | undefined): Type {
  const [list] = args;
  const there = index !== undefined && index >= 0 && (sizeOf(list).min ?? 0) > index;
  return there ? itemOf(list) : optional(itemOf(list));
}

function resized(list: Type | undefined, size: Interval): Type {
  return listType(itemOf(list), size);
}

/** `take` and `skip`: how many are left. */
function cut(name: "take" | "skip") {
  return (args: readonly Type[]): Type => {
    const { min = 0, max = Number.POSITIVE_INFINITY } = sizeOf(args[0]);
    const { min: few = 0, max: many = Number.POSITIVE_INFINITY } = (args[1] ?? {}) as Interval;
    const least = name === "take" ? Math.min(min, Math.max(0, few)) : Math.max(0, min - many);
    const most = name === "take" ? Math.min(max, many) : Math.max(0, max - Math.max(0, few));
    return resized(args[0], interval(least, most));
  };
}

function joined(args: readonly Type[]): Type {
  // An empty list says nothing about its items.
  const notEmpty = args.filter((list) => sizeOf(list).max !== 0);
  const filled = notEmpty.length === 0 ? args : notEmpty;
  const items = filled
    .map(itemOf)
    .reduce<Type | undefined>((sofar, item) => sofar && join(sofar, item), itemOf(filled[0]));
  const size = args.map(sizeOf).reduce(addIntervals);
  return listType(items ?? errorType, size);
}

const count = { name: "count", type: whole(0) };

/** Functions of lists that take no `x => …`. */
export const listFunctions: readonly CoreFunction[] = [
  shallow(
    plain(
      "size",
      "list.size -> Int",
      isList,
      [],
      (args) => ({ kind: "int", ...sizeOf(args[0]) }),
      "list.size",
    ),
  ),
  shallow(
    plain(
      "at",
      "list.at(index: Int) -> T? · from 0",
      isList,
      [{ name: "index", type: intType }],
      (args, constants) => itemAt(args, constants[1]),
      "list.at",
    ),
  ),
  shallow(
    plain(
      "first",
      "list.first -> T? · T where the list can't be empty",
      isList,
      [],
      (args) => itemAt(args, 0),
      "list.first",
    ),
  ),
  shallow(
    plain(
      "last",
      "list.last -> T? · T where the list can't be empty",
      isList,
      [],
      (args) => itemAt(args, 0),
      "list.last",
    ),
  ),
  {
    ...plain("contains", "list.contains(item: T) -> Bool", isList, [], boolType, "list.contains"),
    parameters: (list) => [{ name: "item", type: optional(widen(itemOf(list))) }],
  },
  {
    ...plain("concat", "list.concat(other: [T]) -> [T]", isList, [], joined, "list.concat"),
    parameters: (list) => [{ name: "other", type: listType(widen(itemOf(list))) }],
    variadic: true,
    shallow: true,
  },
  shallow(
    plain(
      "take",
      "list.take(count: Int) -> [T] · the first so many",
      isList,
      [count],
      cut("take"),
      "list.take",
    ),
  ),
  shallow(
    plain(
      "skip",
      "list.skip(count: Int) -> [T] · without the first so many",
      isList,
      [count],
      cut("skip"),
      "list.skip",
    ),
  ),
  shallow(
    plain("reverse", "list.reverse -> [T]", isList, [], (args) => args[0] ?? errorType, "list.reverse"),
  ),
  plain(
    "join",
    "list.join(between: String) -> String · of a list of texts",
    (type) =>
      isList(type) &&
      (type.item.kind === "string" || type.item.kind === "enum" || type.item.kind === "error"),
    [{ name: "between", type: stringType }],
    stringType,
    "text.join",
  ),
];

const isMap = (type: Type): type is Type & { readonly kind: "map" } => type.kind === "map";

const mapKey = (type: Type | undefined): Type =>
  type !== undefined && isMap(type) ? (type.key ?? stringType) : stringType;

const mapValue = (type: Type | undefined): Type =>
  type !== undefined && isMap(type) ? type.value : errorType;

/** Functions of maps. */
export const mapFunctions: readonly CoreFunction[] = [
  {
    ...plain("get", "map.get(key) -> T?", isMap, [], (args) => optional(mapValue(args[0])), "record.get"),
    shallow: true,
    parameters: (map) => [{ name: "key", type: mapKey(map) }],
  },
  {
    ...plain("has", "map.has(key) -> Bool", isMap, [], boolType, "record.has"),
    parameters: (map) => [{ name: "key", type: mapKey(map) }],
  },
  shallow(
    plain("keys", "map.keys -> [String]", isMap, [], (args) => listType(mapKey(args[0])), "record.keys"),
  ),
  shallow(
    plain("values", "map.values -> [T]", isMap, [], (args) => listType(mapValue(args[0])), "record.values"),
  ),
  shallow(plain("size", "map.size -> Int", isMap, [], whole(0), "record.size")),
];

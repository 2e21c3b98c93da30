import { type Abstract, anySize, joined, maybe, numberRange, undecided, unknown } from "./abstract.ts";

/** Functions of lists that take no lambda. */
export const listFunctions: Readonly<Record<string, (list: Abstract, other: Abstract) => Abstract>> = {
  "list.size": (list) => (list.kind === "list" ? list.size : anySize),
  "list.at": (list) => (list.kind === "list" ? maybe(list.item()) : unknown),
  "list.first": (list) => end(list),
  "list.last": (list) => end(list),
  "list.contains": () => undecided,
  "list.concat": (a, b) => concatenated(a, b),
  "list.take": (list, count) => taken(list, count),
  "list.skip": (list) => (list.kind === "list" ? { ...list, size: numberRange(0, list.size.high) } : unknown),
  "list.reverse": (list) => list,
};

function end(list: Abstract): Abstract {
  if (list.kind !== "list") return unknown;
  return list.size.low > 0 ? list.item() : maybe(list.item());
}

function concatenated(a: Abstract, b: Abstract): Abstract {
  if (a.kind !== "list" || b.kind !== "list") return unknown;
  const size = numberRange(a.size.low + b.size.low, a.size.high + b.size.high);
  return { kind: "list", size, item: () => joined(a.item(), b.item()) };
}

function taken(list: Abstract, count: Abstract): Abstract {
  if (list.kind !== "list" || count.kind !== "number") return unknown;
  const low = Math.min(list.size.low, Math.max(0, count.low));
  const high = Math.min(list.size.high, Math.max(0, count.high));
  return { ...list, size: numberRange(low, high) };
}

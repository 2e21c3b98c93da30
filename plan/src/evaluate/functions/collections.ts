import type { Json, JsonObject } from "../../shapes/value.ts";
import { equal } from "../compare.ts";
import { evaluationLimits, faulted, type Outcome } from "../outcome.ts";
import { of1, of2, ofMany } from "./define.ts";
import { aList, aNumber, anyValue, aRecord, aText } from "./kinds.ts";

function concatenated(lists: readonly (readonly Json[])[]): Outcome {
  let size = 0;
  for (const list of lists) size += list.length;
  return size <= evaluationLimits.itemsMax ? lists.flat(1) : faulted("the list becomes too long");
}

/** From 0; none where there is no such item. */
function at(list: readonly Json[], index: number): Outcome {
  return Number.isInteger(index) ? (list[index] ?? null) : faulted("an item's number is a whole number");
}

function cut(list: readonly Json[], from: number, to: number): Outcome {
  return Number.isInteger(from) && Number.isInteger(to)
    ? list.slice(Math.max(0, from), Math.max(0, to))
    : faulted("a number of items is a whole number");
}

/** The whole numbers from one to the other, both included. */
function range(from: number, to: number): Outcome {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to))
    return faulted("a range goes from a whole number to a whole number");
  const size = Math.max(0, to - from + 1);
  if (size > evaluationLimits.itemsMax) return faulted("the list becomes too long");
  return Array.from({ length: size }, (_, index) => from + index);
}

/** List functions without a lambda; the others are `fold` expressions. */
export const list = {
  "list.size": of1(aList, (items) => items.length),
  "list.at": of2(aList, aNumber, at),
  "list.first": of1(aList, (items) => items[0] ?? null),
  "list.last": of1(aList, (items) => items.at(-1) ?? null),
  "list.contains": of2(aList, anyValue, (items, wanted) => items.some((item) => equal(item, wanted))),
  "list.concat": ofMany(aList, concatenated),
  "list.range": of2(aNumber, aNumber, range),
  "list.take": of2(aList, aNumber, (items, count) => cut(items, 0, count)),
  "list.skip": of2(aList, aNumber, (items, count) => cut(items, count, items.length)),
  "list.reverse": of1(aList, (items) => items.toReversed()),
};

/** A field that holds none counts as left out. */
function field(record: JsonObject, name: string): Json {
  return Object.hasOwn(record, name) ? (record[name] ?? null) : null;
}

function names(record: JsonObject): readonly string[] {
  return Object.keys(record).filter((name) => field(record, name) !== null);
}

/** Records and maps by names that are values. Names come in the order of their code units. */
export const record = {
  "record.get": of2(aRecord, aText, field),
  "record.has": of2(aRecord, aText, (items, name) => field(items, name) !== null),
  "record.keys": of1(aRecord, (items) => names(items).toSorted()),
  "record.values": of1(aRecord, (items) =>
    names(items)
      .toSorted()
      .map((name) => field(items, name)),
  ),
  "record.size": of1(aRecord, (items) => names(items).length),
};

/**
 * Where the author takes a label away (semantics, rule 49). The value stays as it is; the call stands in the plan so
 * that whoever follows labels through its expressions sees where one ends.
 */
export const label = {
  "label.endorse": of1(anyValue, (value) => value),
  "label.declassify": of1(anyValue, (value) => value),
};

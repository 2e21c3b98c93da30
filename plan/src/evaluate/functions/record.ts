import type { Json, JsonObject } from "../../shapes/value.ts";
import { of1, of2 } from "./define.ts";
import { aRecord, aText } from "./kinds.ts";

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

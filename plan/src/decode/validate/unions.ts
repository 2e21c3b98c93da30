import type { Json } from "../../shapes/json.ts";
import { type Check, fault, got, isRecord } from "./walk.ts";

/** Records told apart by the word in one field. */
export function taggedBy(tag: string, members: ReadonlyMap<Json | undefined, Check>): Check {
  const words = [...members.keys()].map((word) => `\`${word}\``).join(", ");
  return (value, walk, depth) => {
    if (!isRecord(value)) {
      fault(walk, depth, `a record, not ${got(value)}`);
      return;
    }
    const member = members.get(value[tag]);
    if (member !== undefined) member(value, walk, depth);
    else fault(walk, depth, `\`${tag}\` is one of ${words}, not ${got(value[tag])}`);
  };
}

export interface RecordMember {
  readonly required: readonly string[];
  readonly check: Check;
}

/** Members that are no records are told by the value's JSON type, records by the first that has its fields. */
export function unionOf(scalars: ReadonlyMap<string, Check>, records: readonly RecordMember[]): Check {
  const forms = records.map(({ required }) => required.map((name) => `\`${name}\``).join(" and "));
  return (value, walk, depth) => {
    if (!isRecord(value)) {
      const scalar = scalars.get(value === null ? "null" : typeof value);
      if (scalar !== undefined) scalar(value, walk, depth);
      else fault(walk, depth, `a record, not ${got(value)}`);
      return;
    }
    const record = records.find(({ required }) => required.every((name) => value[name] !== undefined));
    if (record !== undefined) record.check(value, walk, depth);
    else fault(walk, depth, `has to hold ${forms.join(", or ")}`);
  };
}

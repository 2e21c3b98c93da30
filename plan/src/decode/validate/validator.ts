import type { Json, JsonObject, Schema } from "../../shapes/value.ts";
import type { PlaceFault } from "../fault.ts";
import type { Shortcut } from "./shortcuts.ts";
import {
  anything,
  type Check,
  fault,
  got,
  isRecord,
  listOf,
  mapOf,
  openRecord,
  recordOf,
  type Walk,
} from "./walk.ts";

/**
 * A validator of the JSON Schemas that `schema/build.ts` can form, and of nothing more. A plan file is read at
 * every start of a run: this neither loads nor generates a validator (ajv takes tens of milliseconds to load and
 * some two hundred for this schema), doesn't recurse beyond a bound, and tells of a union which member was meant.
 * Where a definition has a shortcut, what that is sure of isn't looked at again.
 * Tests hold it to ajv's verdicts.
 */
type Validator = (document: Json) => readonly PlaceFault[];

export function validatorOf(
  root: JsonObject,
  shortcuts: ReadonlyMap<string, Shortcut> = new Map(),
): Validator {
  const definitions = (root.$defs ?? {}) as Readonly<Record<string, Schema>>;
  const compiled = new Map<string, Check>();
  const named = (name: string): Check => {
    const known = compiled.get(name);
    if (known !== undefined) return known;
    const check = withShortcut(compile(definitions[name] ?? false, named), shortcuts.get(name));
    compiled.set(name, check);
    return check;
  };
  const check = compile(root, named);
  return (document) => {
    const walk: Walk = { segments: [], faults: [] };
    check(document, walk, 0);
    return walk.faults;
  };
}

function withShortcut(check: Check, surely: Shortcut | undefined): Check {
  if (surely === undefined) return check;
  return (value, walk, depth) => {
    if (!surely(value)) check(value, walk, depth);
  };
}

/** The check of a definition. To be asked when it runs, not when it is compiled: definitions recur. */
type Named = (name: string) => Check;

function compile(schema: Schema, named: Named): Check {
  if (typeof schema === "boolean") {
    return schema ? anything : (_, walk, depth) => fault(walk, depth, "nothing can stand here");
  }
  if (typeof schema.$ref === "string") return reference(schema.$ref, named);
  if (schema.const !== undefined) return oneWordOf([schema.const]);
  if (Array.isArray(schema.enum)) return oneWordOf(schema.enum);
  if (Array.isArray(schema.oneOf)) return compileUnion(schema, named);
  switch (schema.type) {
    case "string":
      return text(schema.pattern as string | undefined);
    case "number":
      return numeric;
    case "integer":
      return count;
    case "boolean":
      return truth;
    case "null":
      return empty;
    case "array":
      return listOf(compile(schema.items as Schema, named));
    case "object":
      return compileObject(schema, named);
    default:
      return Array.isArray(schema.type) ? schemaItself : anything;
  }
}

function reference(path: string, named: Named): Check {
  const name = path.slice("#/$defs/".length);
  let check: Check | undefined;
  return (value, walk, depth) => {
    check ??= named(name);
    check(value, walk, depth);
  };
}

function compileObject(schema: JsonObject, named: Named): Check {
  const { properties, required, additionalProperties } = schema;
  if (properties === undefined) {
    return additionalProperties === undefined
      ? openRecord
      : mapOf(compile(additionalProperties as Schema, named));
  }
  const fields = Object.entries(properties as Readonly<Record<string, Schema>>);
  return recordOf(
    new Map(fields.map(([name, field]) => [name, compile(field, named)])),
    required as readonly string[],
  );
}

function compileUnion(schema: JsonObject, named: Named): Check {
  const members = schema.oneOf as readonly JsonObject[];
  const tag = schema.discriminator as { readonly propertyName: string } | undefined;
  return tag === undefined
    ? compileUntagged(members, named)
    : taggedBy(tag.propertyName, compileTagged(tag.propertyName, members, named));
}

function compileTagged(
  tag: string,
  members: readonly JsonObject[],
  named: Named,
): ReadonlyMap<Json | undefined, Check> {
  const byWord = new Map<Json | undefined, Check>();
  for (const member of members) {
    const field = (member.properties as Readonly<Record<string, JsonObject>>)[tag];
    const check = compile(member, named);
    for (const word of (field?.enum as readonly Json[] | undefined) ?? [field?.const])
      byWord.set(word, check);
  }
  return byWord;
}

function compileUntagged(members: readonly JsonObject[], named: Named): Check {
  const scalars = new Map<string, Check>();
  const records: RecordMember[] = [];
  for (const member of members) {
    const check = compile(member, named);
    if (typeof member.$ref === "string") records.push({ required: [], check });
    else if (member.type === "object") records.push({ required: member.required as string[], check });
    else scalars.set(member.type === "integer" ? "number" : String(member.type), check);
  }
  return unionOf(scalars, records);
}

/** Records told apart by the word in one field. */
function taggedBy(tag: string, members: ReadonlyMap<Json | undefined, Check>): Check {
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

interface RecordMember {
  readonly required: readonly string[];
  readonly check: Check;
}

/** Members that are no records are told by the value's JSON type, records by the first that has its fields. */
function unionOf(scalars: ReadonlyMap<string, Check>, records: readonly RecordMember[]): Check {
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

const numeric: Check = (value, walk, depth) => {
  if (typeof value !== "number" || !Number.isFinite(value)) fault(walk, depth, `a number, not ${got(value)}`);
};

const count: Check = (value, walk, depth) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    fault(walk, depth, `a whole number from 0, not ${got(value)}`);
  }
};

const truth: Check = (value, walk, depth) => {
  if (typeof value !== "boolean") fault(walk, depth, `true or false, not ${got(value)}`);
};

const empty: Check = (value, walk, depth) => {
  if (value !== null) fault(walk, depth, `null, not ${got(value)}`);
};

/** A JSON Schema of whatever kind: its content is not looked into. */
const schemaItself: Check = (value, walk, depth) => {
  if (typeof value === "boolean" || isRecord(value)) anything(value, walk, depth);
  else fault(walk, depth, `a JSON Schema, not ${got(value)}`);
};

function oneWordOf(words: readonly Json[]): Check {
  const allowed = new Set(words);
  const list = words.map((word) => `\`${word}\``).join(", ");
  const wanted = words.length === 1 ? list : `one of ${list}`;
  return (value, walk, depth) => {
    if (!allowed.has(value as Json)) fault(walk, depth, `${wanted}, not ${got(value)}`);
  };
}

function text(pattern: string | undefined): Check {
  const form = pattern === undefined ? undefined : new RegExp(pattern, "u");
  return (value, walk, depth) => {
    if (typeof value !== "string") fault(walk, depth, `text, not ${got(value)}`);
    else if (form !== undefined && !form.test(value)) {
      fault(walk, depth, `${got(value)} is not of the form ${form}`);
    }
  };
}

import { jsonDepthMax } from "../canonical/limits.ts";
import { notJson } from "../canonical/not-json.ts";
import { pointer, type Segment } from "../canonical/pointer.ts";
import type { Json, JsonObject, Schema } from "../shapes/json.ts";
import type { PlaceFault } from "./fault.ts";

/**
 * A validator of the JSON Schemas that `schema/build.ts` can form, and of nothing more. A plan file is read at
 * every start of a run: this neither loads nor generates a validator (ajv takes tens of milliseconds for it),
 * doesn't recurse beyond a bound, and tells of a union which member was meant. Tests hold it to ajv's verdicts.
 */
export type Validator = (value: Json) => readonly PlaceFault[];

/** Faults beyond these are not worth reading. */
const faultsMax = 200;

interface Walk {
  readonly segments: Segment[];
  readonly faults: PlaceFault[];
}

type Check = (value: Json | undefined, walk: Walk) => void;

export function validatorOf(root: JsonObject): Validator {
  const definitions = (root.$defs ?? {}) as Readonly<Record<string, Schema>>;
  const compiled = new Map<string, Check>();
  const named = (name: string): Check => {
    const known = compiled.get(name);
    if (known !== undefined) return known;
    const cell: { check?: Check } = {};
    compiled.set(name, (value, walk) => cell.check?.(value, walk));
    cell.check = compile(definitions[name] ?? false, named);
    compiled.set(name, cell.check);
    return cell.check;
  };
  const check = compile(root, named);
  return (value) => {
    const walk: Walk = { segments: [], faults: [] };
    check(value, walk);
    return walk.faults;
  };
}

type Named = (name: string) => Check;

function compile(schema: Schema, named: Named): Check {
  if (typeof schema === "boolean") return schema ? checkAnything : (_, walk) => fault(walk, "can't be here");
  if (typeof schema.$ref === "string") {
    const name = schema.$ref.slice("#/$defs/".length);
    let check: Check | undefined;
    return (value, walk) => {
      check ??= named(name);
      check(value, walk);
    };
  }
  if (schema.const !== undefined) return checkWords([schema.const]);
  if (Array.isArray(schema.enum)) return checkWords(schema.enum);
  if (Array.isArray(schema.oneOf)) {
    const members = schema.oneOf as readonly JsonObject[];
    const tag = schema.discriminator as { readonly propertyName: string } | undefined;
    return tag === undefined ? checkUnion(members, named) : checkTagged(tag.propertyName, members, named);
  }
  switch (schema.type) {
    case "string":
      return checkText(schema.pattern as string | undefined);
    case "number":
      return (value, walk) => {
        if (typeof value !== "number" || !Number.isFinite(value)) fault(walk, `a number, not ${got(value)}`);
      };
    case "integer":
      return (value, walk) => {
        if (!Number.isSafeInteger(value) || (value as number) < 0) {
          fault(walk, `a whole number from 0, not ${got(value)}`);
        }
      };
    case "boolean":
      return (value, walk) => {
        if (typeof value !== "boolean") fault(walk, `true or false, not ${got(value)}`);
      };
    case "array":
      return checkList(compile(schema.items as Schema, named));
    case "object":
      return schema.properties !== undefined
        ? checkRecord(schema, named)
        : checkMap(schema.additionalProperties as Schema | undefined, named);
    default:
      return Array.isArray(schema.type) ? checkSchema : checkAnything;
  }
}

function fault(walk: Walk, says: string): void {
  if (walk.faults.length < faultsMax) walk.faults.push({ path: pointer(walk.segments), says });
}

function got(value: Json | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a record";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** JSON that the schema says nothing of still has to be JSON that can be written again. */
const checkAnything: Check = (value, walk) => {
  const found = notJson(value);
  if (found === undefined) return;
  if (walk.faults.length >= faultsMax) return;
  walk.faults.push({ path: pointer([...walk.segments, ...found.segments]), says: found.says });
};

const checkSchema: Check = (value, walk) => {
  if (typeof value === "boolean" || isRecord(value)) checkAnything(value, walk);
  else fault(walk, `a JSON Schema, not ${got(value)}`);
};

function checkWords(words: readonly Json[]): Check {
  const allowed = new Set(words);
  const list = words.map((word) => `\`${word}\``).join(", ");
  return (value, walk) => {
    if (!allowed.has(value as Json)) {
      fault(walk, words.length === 1 ? `${list}, not ${got(value)}` : `one of ${list}, not ${got(value)}`);
    }
  };
}

function checkText(pattern: string | undefined): Check {
  const form = pattern === undefined ? undefined : new RegExp(pattern, "u");
  return (value, walk) => {
    if (typeof value !== "string") fault(walk, `text, not ${got(value)}`);
    else if (form !== undefined && !form.test(value)) fault(walk, `${got(value)} is not of the form ${form}`);
  };
}

function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function tooDeep(walk: Walk): boolean {
  if (walk.segments.length < jsonDepthMax) return false;
  fault(walk, `nested more than ${jsonDepthMax} deep`);
  return true;
}

function checkList(item: Check): Check {
  return (value, walk) => {
    if (!Array.isArray(value)) return fault(walk, `a list, not ${got(value)}`);
    if (tooDeep(walk)) return;
    for (let index = 0; index < value.length; index++) {
      walk.segments.push(index);
      item(value[index], walk);
      walk.segments.pop();
    }
  };
}

function checkMap(values: Schema | undefined, named: Named): Check {
  if (values === undefined) {
    return (value, walk) =>
      isRecord(value) ? checkAnything(value, walk) : fault(walk, `a record, not ${got(value)}`);
  }
  const item = compile(values, named);
  return (value, walk) => {
    if (!isRecord(value)) return fault(walk, `a record, not ${got(value)}`);
    if (tooDeep(walk)) return;
    for (const name of Object.keys(value)) {
      walk.segments.push(name);
      if (name === "__proto__") fault(walk, "this name can't be used");
      else item(value[name], walk);
      walk.segments.pop();
    }
  };
}

function checkRecord(schema: JsonObject, named: Named): Check {
  const fields = new Map<string, Check>();
  for (const [name, field] of Object.entries(schema.properties as Readonly<Record<string, Schema>>)) {
    fields.set(name, compile(field, named));
  }
  const required = schema.required as readonly string[];
  return (value, walk) => {
    if (!isRecord(value)) return fault(walk, `a record, not ${got(value)}`);
    if (tooDeep(walk)) return;
    for (const name of Object.keys(value)) {
      const field = fields.get(name);
      walk.segments.push(name);
      if (field === undefined) fault(walk, "there is no such field here");
      else field(value[name], walk);
      walk.segments.pop();
    }
    for (const name of required) {
      if (!Object.hasOwn(value, name)) fault(walk, `\`${name}\` is missing`);
    }
  };
}

function checkTagged(tag: string, members: readonly JsonObject[], named: Named): Check {
  const byWord = new Map<Json | undefined, Check>();
  for (const member of members) {
    const field = (member.properties as Readonly<Record<string, JsonObject>>)[tag];
    const check = compile(member, named);
    for (const word of (field?.enum as readonly Json[] | undefined) ?? [field?.const])
      byWord.set(word, check);
  }
  const words = [...byWord.keys()].map((word) => `\`${word}\``).join(", ");
  return (value, walk) => {
    if (!isRecord(value)) return fault(walk, `a record, not ${got(value)}`);
    const member = byWord.get(value[tag]);
    if (member !== undefined) member(value, walk);
    else fault(walk, `\`${tag}\` is one of ${words}, not ${got(value[tag])}`);
  };
}

/** Members that are no records are told by the value's JSON type, records by their required fields. */
function checkUnion(members: readonly JsonObject[], named: Named): Check {
  const scalars = new Map<string, Check>();
  const records: { readonly required: readonly string[]; readonly check: Check }[] = [];
  for (const member of members) {
    const check = compile(member, named);
    if (typeof member.$ref === "string") records.push({ required: [], check });
    else if (member.type === "object")
      records.push({ required: member.required as readonly string[], check });
    else scalars.set(member.type === "integer" ? "number" : String(member.type), check);
  }
  const forms = records.map(({ required }) => required.map((name) => `\`${name}\``).join(" and "));
  return (value, walk) => {
    if (!isRecord(value)) {
      const scalar = scalars.get(value === null ? "null" : typeof value);
      return scalar === undefined ? fault(walk, `a record, not ${got(value)}`) : scalar(value, walk);
    }
    const record = records.find(({ required }) => required.every((name) => Object.hasOwn(value, name)));
    if (record !== undefined) record.check(value, walk);
    else fault(walk, `has to hold ${forms.join(", or ")}`);
  };
}

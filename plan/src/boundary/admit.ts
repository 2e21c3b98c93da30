import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import type { DataValidateFunction, DataValidationCxt } from "ajv/dist/types/index.js";
import { placeInWords, pointer, type Segment } from "../canonical/not-json.ts";
import type { Json, JsonObject, Schema } from "../shapes/value.ts";
import type { Fault } from "./fault.ts";
import { type TextPattern, textPattern } from "./formats.ts";
import { normaliserOf, plainCopy } from "./normalise.ts";
import { casesIn } from "./schemas.ts";
import { isEcho, sentence } from "./words.ts";

export type Admitted = { readonly ok: Json } | { readonly faults: readonly Fault[] };

export interface AdmitOptions {
  /** Fields that a record's type doesn't name: refused (what a person gave), or left out. Default `"fault"`. */
  readonly extra?: "fault" | "drop";
}

/** More faults than these nobody reads. */
const faultsMax = 200;
/** In larger values the first fault ends the search: a million wrong items are one mistake. */
const thoroughNodesMax = 100_000;

/**
 * Takes in a value from outside: validated against a schema made of `schemas`, in the project's own form (exact
 * amounts without idle zeros, instants in UTC, none as a field left out). The value may be whatever code could
 * hand over; what comes back `ok` is a copy, and JSON. `defs` are the plan's named types: give the same object
 * each time, what is compiled is kept by it.
 */
export function admit(
  schema: Schema,
  value: unknown,
  defs: Readonly<Record<string, Schema>>,
  { extra = "fault" }: AdmitOptions = {},
): Admitted {
  const copied = plainCopy(value);
  if ("fault" in copied) return { faults: [faultAt(copied.fault.segments, copied.fault.says)] };
  const holder = { value: copied.ok };
  const thorough = copied.nodes <= thoroughNodesMax;
  try {
    const validate = validatorFor(schema, defs, extra, thorough);
    if (validate(holder)) return { ok: holder.value };
    return { faults: faultsOf(validate.errors ?? [], holder) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { faults: [faultAt([], `its type can't be checked: ${why}`)] };
  }
}

/** Why no value can be held against a schema, in words; undefined where it is one. */
export function uncheckable(schema: Schema, defs: Readonly<Record<string, Schema>>): string | undefined {
  try {
    validatorFor(schema, defs, "fault", true);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

interface Compiled {
  readonly ajv: Ajv2020;
  readonly bySchema: WeakMap<object, ValidateFunction>;
}

const compiled = new WeakMap<object, Map<string, Compiled>>();

function validatorFor(
  schema: Schema,
  defs: Readonly<Record<string, Schema>>,
  extra: "fault" | "drop",
  thorough: boolean,
): ValidateFunction {
  const { ajv, bySchema } = compilerFor(defs, extra, thorough);
  const key = typeof schema === "object" ? schema : undefined;
  const known = key === undefined ? undefined : bySchema.get(key);
  if (known !== undefined) return known;
  // The value is held by a record, so that its root can be replaced as everything within it can.
  const held = { type: "object", properties: { value: admissionSchema(schema) } };
  const fresh = ajv.compile(held);
  // Or ajv would keep every schema that it ever saw.
  ajv.removeSchema(held);
  if (key !== undefined) bySchema.set(key, fresh);
  return fresh;
}

function compilerFor(
  defs: Readonly<Record<string, Schema>>,
  extra: "fault" | "drop",
  thorough: boolean,
): Compiled {
  const modes = compiled.get(defs) ?? new Map<string, Compiled>();
  compiled.set(defs, modes);
  const mode = `${extra} ${thorough}`;
  const known = modes.get(mode);
  if (known !== undefined) return known;
  const ajv = new Ajv2020({
    allErrors: thorough,
    verbose: true,
    strict: false,
    meta: false,
    validateSchema: false,
    validateFormats: false,
    ownProperties: true,
    removeAdditional: extra === "drop",
    addUsedSchema: false,
    // Its optimiser takes a third of the time that compiling takes, and the code is no faster for it.
    code: { regExp: patternEngine, optimize: false },
  });
  addKeywords(ajv, extra);
  ajv.addSchema(definitions(defs));
  const made: Compiled = { ajv, bySchema: new WeakMap() };
  modes.set(mode, made);
  return made;
}

/** A foreign schema's pattern that needs backtracking is matched by backtracking, because its author chose it. */
function patternEngine(pattern: string, flags: string): TextPattern {
  return textPattern(pattern) ?? new RegExp(pattern, flags);
}
// ajv writes this name where it generates whole modules, which nobody asks it for.
patternEngine.code = "new RegExp";

function faultsOf(errors: readonly ErrorObject[], holder: object): readonly Fault[] {
  const faults = new Map<string, Fault>();
  for (const error of errors) {
    if (isEcho(error)) continue;
    const { says, field } = sentence(error);
    const segments = segmentsOf(error.instancePath, holder);
    const fault = faultAt(field === undefined ? segments : [...segments, field], says);
    faults.set(`${fault.path} ${says}`, fault);
    if (faults.size >= faultsMax) break;
  }
  return [...faults.values()];
}

/** A pointer as steps, those into lists as numbers; the first step, into the holder, apart. */
function segmentsOf(instancePath: string, holder: object): readonly Segment[] {
  const segments: Segment[] = [];
  let value: unknown = holder;
  for (const part of instancePath.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    segments.push(Array.isArray(value) ? Number(name) : name);
    value = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  }
  return segments.slice(1);
}

function faultAt(segments: readonly Segment[], says: string): Fault {
  return { path: pointer(segments), at: placeInWords(segments), says };
}

/** Adds the keywords that `admissionSchema` writes beside JSON Schema's own. */
function addKeywords(ajv: Ajv2020, extra: "fault" | "drop"): void {
  ajv.addKeyword("x-orch");
  ajv.addKeyword("x-name");
  ajv.addKeyword("x-labels");
  ajv.addKeyword({
    keyword: "admits",
    modifying: true,
    errors: "full",
    compile: (tag: Json) => admits(tag, extra),
  });
  ajv.addKeyword({
    keyword: "fieldsOfCase",
    modifying: true,
    errors: "full",
    compile: (cases: readonly CaseFields[]) => ofOneCase(cases, extra),
  });
  ajv.addKeyword({ keyword: "leaveOut", modifying: true, compile: () => leaveOut });
}

/** Checks and replaces a value by the normaliser of its type. */
function admits(tag: Json, extra: "fault" | "drop"): DataValidateFunction {
  const normalise = normaliserOf(tag);
  const validate: DataValidateFunction = (data: Json, context?: DataValidationCxt) => {
    const normal = normalise?.(data, extra) ?? { ok: data };
    if ("fault" in normal) {
      validate.errors = [{ keyword: "admits", message: normal.fault, params: {} }];
      return false;
    }
    if (context !== undefined) context.parentData[context.parentDataProperty] = normal.ok;
    return true;
  };
  return validate;
}

/** None in a record is a field that isn't there; in a list, and for a whole value, it stands as it is. */
const leaveOut: DataValidateFunction = (_data: Json, context?: DataValidationCxt) => {
  if (context === undefined || Array.isArray(context.parentData)) return true;
  if (context.rootData !== context.parentData) delete context.parentData[context.parentDataProperty];
  return true;
};

/** Under which the plan's named types are known to ajv. */
const definitionsId = "orch-types";

const ofSchema = ["items", "additionalProperties", "propertyNames", "not", "if", "then", "else", "contains"];
const ofSchemas = ["anyOf", "oneOf", "allOf", "prefixItems"];
const ofNamed = ["properties", "patternProperties", "$defs", "dependentSchemas"];

/**
 * A schema as ajv is given it: types that have a normaliser are left to it (keyword `admits`), so that a wrong
 * amount is one fault and not three; an optional's null leaves no field behind (keyword `leaveOut`); references
 * lead to the plan's named types.
 */
function admissionSchema(schema: Json): Schema {
  if (typeof schema === "boolean") return schema;
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return false;
  const source = schema as JsonObject;
  const tag = source["x-orch"];
  if (tag !== undefined && normaliserOf(tag) !== undefined) return { admits: tag, "x-orch": tag };
  if (tag === "Optional" && Array.isArray(source.anyOf)) {
    return {
      if: { type: "null" },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      then: { leaveOut: true },
      else: admissionSchema(source.anyOf[0] as Json),
    };
  }
  const target: Record<string, Json> = {};
  const cases = casesIn(source);
  for (const [keyword, value] of Object.entries(source)) {
    if (keyword === "oneOf" && cases !== undefined) target.fieldsOfCase = cases.map(fieldsOfCase);
    else target[keyword] = translated(keyword, value);
  }
  return target;
}

/** The fields of a case, and the required ones among them. */
interface CaseFields {
  readonly tag: Json;
  readonly fields: JsonObject;
  readonly required: readonly string[];
}

function fieldsOfCase({ properties, required }: JsonObject): JsonObject {
  const { case: tag, ...fields } = properties as JsonObject;
  return { tag: (tag as JsonObject).const ?? null, fields, required: required ?? [] };
}

/** The fields of a union's value are those of its case: all that it needs, and none of another. */
function ofOneCase(cases: readonly CaseFields[], extra: "fault" | "drop"): DataValidateFunction {
  const validate: DataValidateFunction = (data: unknown) => {
    if (typeof data !== "object" || data === null || Array.isArray(data)) return true;
    const record = data as Record<string, Json | undefined>;
    const caseFields = cases.find(({ tag }) => tag === record.case);
    // A wrong tag is reported as such.
    if (caseFields === undefined) return true;
    const isThere = (name: string): boolean => (record[name] ?? null) !== null;
    const missing = caseFields.required.filter((name) => !isThere(name));
    const foreign = Object.keys(record).filter(
      (name) => name !== "case" && !Object.hasOwn(caseFields.fields, name),
    );
    if (extra === "drop") for (const name of foreign) delete record[name];
    const parentSchema = { properties: caseFields.fields };
    validate.errors = [
      ...missing.map((name) => ({ keyword: "required", params: { missingProperty: name }, parentSchema })),
      ...(extra === "drop" ? [] : foreign).filter(isThere).map((name) => ({
        keyword: "additionalProperties",
        params: { additionalProperty: name },
        parentSchema,
      })),
    ];
    return validate.errors.length === 0;
  };
  return validate;
}

function translated(keyword: string, value: Json): Json {
  if (keyword === "$ref" && typeof value === "string" && value.startsWith("#/")) return definitionsId + value;
  if (ofSchema.includes(keyword)) return admissionSchema(value);
  if (ofSchemas.includes(keyword) && Array.isArray(value)) return value.map(admissionSchema);
  if (ofNamed.includes(keyword) && typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, admissionSchema(item)]));
  }
  return value;
}

/** The plan's named types as one document. Each knows its name, for messages. */
function definitions(defs: Readonly<Record<string, Schema>>): JsonObject {
  const translatedDefs = Object.entries(defs).map(([name, schema]): [string, Json] => {
    const target = admissionSchema(schema);
    return [name, typeof target === "boolean" ? target : { ...target, "x-name": name }];
  });
  return { $id: definitionsId, $defs: Object.fromEntries(translatedDefs) };
}

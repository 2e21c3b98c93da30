import type { Json, JsonObject, Schema } from "@orchlang/plan";
import { admit, caseIn, casesIn } from "@orchlang/plan/boundary";
import { formatInstant } from "@orchlang/plan/quantities";
import { entryParameters } from "@orchlang/runtime/admission";
import { sourceFor } from "../answers/cooperate.ts";
import { echoed } from "../answers/ensured.ts";
import { generate, opened, type Source } from "../answers/generate.ts";
import { startDefault } from "../defaults.ts";
import type { Case, MadeUp, SeenCall, Trial } from "./case.ts";
import { alternatives, type InTheWay, questionsOf } from "./classes.ts";
import { declarationOf, near, otherValues, schemaOf } from "./happen.ts";
import type { Stage } from "./stage.ts";

/** Something that can be given otherwise: a parameter, what a call gave, what happened, what is true. */
export interface Leaf {
  /** Left out: nothing is known of it. */
  readonly value: Json | undefined;
  readonly schema: Schema;
  /** From where further values of it may be made. */
  readonly source: () => Source;
  /** The nearest value that it may have; `undefined`: none. */
  readonly nearest: (to: Json) => Json | undefined;
  /** With one part changed. */
  readonly others: (from: Json | undefined, inTheWay: InTheWay) => readonly Json[];
  readonly change: (one: Case, to: Json) => Case;
}

/** So many more of one event may happen in a run, so far apart. ms. */
const moreMax = 500;
const apart = 1_000;

const start = { now: startDefault, variation: 1 };

/** A parameter of the plan. */
export function parameterLeaf(stage: Stage, { one }: Trial, name: string): Leaf | undefined {
  const { plan, context } = stage;
  const parameter = entryParameters(plan).find((each) => each.name === name);
  if (parameter === undefined) return undefined;
  const value = one.input[name] ?? null;
  const sourced = (): Source => sourceFor(plan, { ...context, input: one.input }, "input", start);
  return {
    value,
    schema: parameter.schema,
    source: sourced,
    nearest: (to) => {
      const fits = fitted(parameter.schema, to, plan.schemas, sourced());
      return stage.admits({ ...one.input, [name]: fits }) ? fits : undefined;
    },
    others: (from = value, inTheWay) => {
      const site = { source: sourced(), questions: { ...questionsOf(plan), ...inTheWay }, name };
      return alternatives(parameter.schema, from, site).filter((to) =>
        stage.admits({ ...one.input, [name]: to }),
      );
    },
    change: (before, to) => ({ ...before, input: { ...before.input, [name]: to } }),
  };
}

/** The leaf of a call's result; undefined if it has none. */
export function resultLeaf(stage: Stage, { capability, callSite, args, ok }: SeenCall): Leaf | undefined {
  const { plan, context } = stage;
  const declared = plan.capabilities[capability];
  if (declared?.result == null || ok === undefined) return undefined;
  const { schema } = declared.result;
  const sourced = (): Source => sourceFor(plan, context, capability, start);
  return {
    value: ok,
    schema,
    source: sourced,
    nearest: (to) => {
      const fits = echoed(declared, args, fitted(schema, to, plan.schemas, sourced()), plan.schemas);
      return isOf(stage, schema, fits) && stage.ensures(declared, args, fits) ? fits : undefined;
    },
    others: (from = ok, inTheWay) => {
      const site = { source: sourced(), questions: { ...questionsOf(plan), ...inTheWay }, name: undefined };
      return alternatives(schema, from, site).filter((to) => stage.ensures(declared, args, to));
    },
    change: (before, to) => ({ ...before, results: new Map(before.results).set(callSite, to) }),
  };
}

/** The leaf of a quorum: the same answer from all voters. */
export function agreedLeaf(stage: Stage, calls: readonly SeenCall[]): Leaf | undefined {
  const [first] = calls;
  const leaf = first === undefined ? undefined : resultLeaf(stage, first);
  if (leaf === undefined) return undefined;
  return {
    ...leaf,
    change: (before, to) => {
      const results = new Map(before.results);
      for (const { callSite } of calls) results.set(callSite, to);
      return { ...before, results };
    },
  };
}

/** The fields of something that happens. */
export function occurrenceLeaf(
  stage: Stage,
  { one }: Trial,
  { event, fields }: MadeUp,
  nth: number,
): Leaf | undefined {
  const declared = declarationOf(stage, event);
  if (declared === undefined) return undefined;
  const properties = Object.fromEntries(declared.fields.map(({ name, schema }) => [name, schema as Json]));
  const schema = { type: "object", properties, required: Object.keys(properties) };
  const sourced = (): Source => near(stage, stage.plan.routines as unknown as Json, one.input, 1);
  return {
    value: fields,
    schema,
    source: sourced,
    nearest: nearestOf(stage, schema),
    others: (from = fields, inTheWay) => {
      const source = sourced();
      const questions = { ...questionsOf(stage.plan), ...inTheWay };
      return alternatives(schema, from, { source, questions, name: undefined });
    },
    change: (before, to) => ({
      ...before,
      occurrences: before.occurrences.map((made, place) =>
        place === nth && isRecord(to) ? { ...made, fields: to } : made,
      ),
    }),
  };
}

/** Further things that happen, one a second after all others: of each its fields. */
export function moreLeaf(stage: Stage, { one }: Trial, event: string): Leaf | undefined {
  const declared = declarationOf(stage, event);
  if (declared === undefined) return undefined;
  const properties = Object.fromEntries(declared.fields.map(({ name, schema }) => [name, schema as Json]));
  const schema = {
    type: "array",
    items: { type: "object", properties, required: Object.keys(properties) },
    maxItems: moreMax,
  };
  const last = Math.max(0, ...one.occurrences.map(({ at }) => at));
  return {
    value: [],
    schema,
    source: () => near(stage, stage.plan.routines as unknown as Json, one.input, 1),
    nearest: nearestOf(stage, schema),
    others: () => [],
    change: (before, to) => {
      const all = Array.isArray(to) ? (to as readonly Json[]).filter(isRecord) : [];
      const made = all.map((fields, nth): MadeUp => ({ event, fields, at: last + apart * (nth + 1) }));
      return { ...before, occurrences: [...before.occurrences, ...made] };
    },
  };
}

/** The instant at which it all begins. */
function startLeaf(stage: Stage, { one }: Trial): Leaf {
  const schema = { type: "string", "x-orch": "Instant" };
  return {
    value: one.readings.now ?? formatInstant(startDefault),
    schema,
    source: () => sourceFor(stage.plan, stage.context, "now", start),
    nearest: nearestOf(stage, schema),
    others: () => [],
    change: (before, to) => ({ ...before, readings: { ...before.readings, now: to } }),
  };
}

/** A signal: what is true of it from the start to the end. */
export function readingLeaf(stage: Stage, trial: Trial, name: string): Leaf | undefined {
  const { one } = trial;
  if (name === "now") return startLeaf(stage, trial);
  const schema = schemaOf(stage, name);
  if (schema === undefined) return undefined;
  const { [name]: value, ...others } = one.readings;
  return {
    value,
    schema,
    source: () => near(stage, stage.plan.routines as unknown as Json, one.input, 1),
    nearest: nearestOf(stage, schema),
    others: (from, inTheWay) => {
      const readings = from === undefined ? others : { ...others, [name]: from };
      return otherValues(stage, { ...one, readings }, name, inTheWay);
    },
    change: (before, to) => ({ ...before, readings: { ...before.readings, [name]: to } }),
  };
}

function nearestOf(stage: Stage, schema: Schema): Leaf["nearest"] {
  return (to) => {
    const fits = fitted(schema, to, stage.plan.schemas);
    return isOf(stage, schema, fits) ? fits : undefined;
  };
}

function isOf({ plan }: Stage, schema: Schema, value: Json): boolean {
  return "ok" in admit(schema, value, plan.schemas);
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of a type that lies nearest: numbers and amounts within their range, lists no longer than they may be. */
function fitted(schema: Schema, value: Json, defs: Source["defs"], source?: Source): Json {
  const type = opened(schema, defs);
  if (typeof value === "number") return nearest(type, value);
  if (Array.isArray(value)) {
    const items = (type.items ?? {}) as Schema;
    const max = typeof type.maxItems === "number" ? type.maxItems : Number.POSITIVE_INFINITY;
    return value.slice(0, max).map((item) => fitted(items, item as Json, defs, source));
  }
  if (typeof value !== "object" || value === null) return value;
  const tag = type["x-orch"];
  if (typeof tag === "object" && tag !== null && "money" in tag)
    return nearestAmount((tag as JsonObject).money as JsonObject, value as JsonObject);
  const properties = (type.properties ?? {}) as Readonly<Record<string, Schema>>;
  const record = Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      fitted(properties[name] ?? {}, field as Json, defs, source),
    ]),
  );
  return ofItsCase(type, record, defs, source);
}

/** The value of a union with the fields of its case: what another case has goes, what is missing is made up. */
function ofItsCase(
  type: JsonObject,
  record: JsonObject,
  defs: Source["defs"],
  source: Source | undefined,
): Json {
  const own = caseIn(casesIn(type) ?? [], record);
  if (own === undefined) return record;
  const { properties, required } = own as { readonly properties: JsonObject; readonly required: Json };
  const entries = Object.entries(properties).flatMap(([name, schema]) => {
    if (Object.hasOwn(record, name)) return [[name, record[name] ?? null] as const];
    const isAsked = Array.isArray(required) && required.includes(name);
    const made = isAsked && source ? generate(schema as Schema, { ...source, defs }, name) : undefined;
    return made === undefined ? [] : [[name, made] as const];
  });
  return Object.fromEntries(entries);
}

function nearest({ minimum, maximum, type }: JsonObject, value: number): number {
  const least = typeof minimum === "number" ? Math.max(minimum, value) : value;
  const kept = typeof maximum === "number" ? Math.min(maximum, least) : least;
  return type === "integer" ? Math.round(kept) : kept;
}

function nearestAmount({ minimum, maximum }: JsonObject, value: JsonObject): JsonObject {
  const amount = Number(value.amount);
  if (typeof minimum === "string" && amount < Number(minimum)) return { ...value, amount: minimum };
  if (typeof maximum === "string" && amount > Number(maximum)) return { ...value, amount: maximum };
  return value;
}

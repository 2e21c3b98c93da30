import type { Json, JsonObject } from "@orchlang/plan";
import { entryParameters } from "../../orchestrator/input.ts";
import { sourceFor } from "../answers/cooperate.ts";
import { startDefault } from "../defaults.ts";
import type { Case, MadeUp, SeenCall, Trial } from "./case.ts";
import { alternatives, type InTheWay, questionsOf } from "./classes.ts";
import { declarationOf, near, otherValues } from "./happen.ts";
import type { Stage } from "./stage.ts";

/** Something that can be given otherwise: a parameter, what a call gave, what happened, what is true. */
export interface Leaf {
  /** Left out: nothing is known of it. */
  readonly value: Json | undefined;
  /** With one part changed. */
  readonly others: (from: Json | undefined, inTheWay: InTheWay) => readonly Json[];
  readonly change: (one: Case, to: Json) => Case;
}

const start = { now: startDefault, variation: 1 };

/** A parameter of the plan. */
export function parameterLeaf(stage: Stage, { one }: Trial, name: string): Leaf | undefined {
  const { plan, context } = stage;
  const parameter = entryParameters(plan).find((each) => each.name === name);
  if (parameter === undefined) return undefined;
  const value = one.input[name] ?? null;
  return {
    value,
    others: (from = value, inTheWay) => {
      const source = sourceFor(plan, { ...context, input: one.input }, "input", start);
      const site = { source, questions: { ...questionsOf(plan), ...inTheWay }, name };
      return alternatives(parameter.schema, from, site).filter((to) =>
        stage.admits({ ...one.input, [name]: to }),
      );
    },
    change: (before, to) => ({ ...before, input: { ...before.input, [name]: to } }),
  };
}

/** What a call gave; nothing, where it gave nothing. */
export function resultLeaf(stage: Stage, { capability, spot, args, ok }: SeenCall): Leaf | undefined {
  const { plan, context } = stage;
  const declared = plan.capabilities[capability];
  if (declared?.result == null || ok === undefined) return undefined;
  const { schema } = declared.result;
  return {
    value: ok,
    others: (from = ok, inTheWay) => {
      const source = sourceFor(plan, context, capability, start);
      const site = { source, questions: { ...questionsOf(plan), ...inTheWay }, name: undefined };
      return alternatives(schema, from, site).filter((to) => stage.ensures(declared, args, to));
    },
    change: (before, to) => ({ ...before, results: new Map(before.results).set(spot, to) }),
  };
}

/** What all that a quorum asks say alike. */
export function agreedLeaf(stage: Stage, calls: readonly SeenCall[]): Leaf | undefined {
  const [first] = calls;
  const leaf = first === undefined ? undefined : resultLeaf(stage, first);
  if (leaf === undefined) return undefined;
  return {
    ...leaf,
    change: (before, to) => {
      const results = new Map(before.results);
      for (const { spot } of calls) results.set(spot, to);
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
  return {
    value: fields,
    others: (from = fields, inTheWay) => {
      const source = near(stage, stage.plan.routines as unknown as Json, one.input, 1);
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

/** A signal: what is true of it from the start to the end. */
export function readingLeaf(stage: Stage, { one }: Trial, name: string): Leaf | undefined {
  if (name === "now" || otherValues(stage, one, name).length === 0) return undefined;
  const { [name]: value, ...others } = one.readings;
  return {
    value,
    others: (from, inTheWay) => {
      const readings = from === undefined ? others : { ...others, [name]: from };
      return otherValues(stage, { ...one, readings }, name, inTheWay);
    },
    change: (before, to) => ({ ...before, readings: { ...before.readings, [name]: to } }),
  };
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import type { Intent } from "@orchlang/kernel";
import type { Json, JsonObject, Label, Plan, Schema } from "@orchlang/plan";
import { type Expression, evaluate } from "@orchlang/plan/expressions";
import { formatInstant } from "@orchlang/plan/quantities";
import { type StepName, sampleFunction } from "@orchlang/plan/scenarios";
import { generate, listOf, opened, type Source } from "../answers/generate.ts";

/** Why a scenario can't be played as it stands, in words. */
export class Unplayable extends Error {}

/** A value of a scenario. `now`: when it begins, ms since 1970; left out: what it says when that is has no `now`. */
export function constantOf(expression: Expression, now?: number): Json {
  return evaluated(expression, {}, now);
}

/** @param now when it is asked for, ms since 1970. */
function evaluated(expression: Expression, locals: JsonObject, now?: number): Json {
  const result = evaluate(expression, {
    read: ({ name }) => {
      if (Object.hasOwn(locals, name)) return { value: locals[name] ?? null };
      return name === "now" && now !== undefined ? { value: formatInstant(now) } : { unknown: [name] };
    },
  });
  if ("value" in result) return result.value;
  const why = "fault" in result ? result.fault : `${result.unknown.join(", ")} is not known there`;
  throw new Unplayable(why);
}

/** A duration in ms. */
export function durationOf(expression: Expression): number {
  const value = constantOf(expression);
  return typeof value === "number" ? Math.max(0, Math.round(value)) : 0;
}

/** The type that a value has to be of, and from where what `sample(n)` asks for is made up. */
export interface Making {
  readonly schema: Schema;
  readonly source: Source;
  /** The value's path: generated values of different places differ. */
  readonly place: string;
}

/**
 * A value of a scenario, in which `sample(n)` stands for a list made up by the type of its place.
 * @param locals what the value reads, and what the count of a sample reads.
 */
export function madeOf(expression: Expression, making: Making, locals: JsonObject = {}): Json {
  const { now } = making.source;
  const count = (size: Expression): number => Number(evaluated(size, locals, now));
  return evaluated(withSamples(expression, making, count), locals, now);
}

function withSamples(
  expression: Expression,
  making: Making,
  count: (size: Expression) => number,
): Expression {
  const { schema, source, place } = making;
  const inside = (part: Expression, type: Schema | undefined, at: string): Expression =>
    withSamples(part, { source, schema: type ?? {}, place: at }, count);
  const is = opened(schema, source.defs);
  switch (expression.op) {
    case "call":
      return expression.fn === sampleFunction
        ? { op: "constant", value: sampleOf(expression.args, { ...making, schema: is }, count) }
        : expression;
    case "record": {
      const types = (is.properties ?? {}) as Readonly<Record<string, Schema>>;
      const entries = expression.entries.map((entry) =>
        "name" in entry
          ? { name: entry.name, value: inside(entry.value, types[entry.name], `${place}.${entry.name}`) }
          : entry,
      );
      return { op: "record", entries };
    }
    case "list": {
      const items = expression.items.map((item, at) =>
        inside(item, is.items as Schema | undefined, `${place}[${at + 1}]`),
      );
      return { op: "list", items };
    }
    case "if":
      return { ...expression, yes: inside(expression.yes, is, place), no: inside(expression.no, is, place) };
    case "match": {
      const { otherwise } = expression;
      const arms = expression.arms.map((arm) => ({ ...arm, value: inside(arm.value, is, place) }));
      return { ...expression, arms, ...(otherwise && { otherwise: inside(otherwise, is, place) }) };
    }
    default:
      return expression;
  }
}

function sampleOf(
  [size]: readonly Expression[],
  { schema, source, place }: Making & { readonly schema: JsonObject },
  count: (size: Expression) => number,
): Json {
  const list = listOf(schema, source, place, 0, size === undefined ? 0 : count(size));
  if (list === undefined) throw new Unplayable(`no value for \`${place}\` can be made up`);
  return list;
}

// The values of a run that may appear in a text: those labelled above `internal` are replaced by generated ones
// (semantics, rule 50).

export function constant(value: Json): { readonly op: "constant"; readonly value: Json } {
  return { op: "constant", value };
}

export function isOpen(label: Label | undefined): boolean {
  return label === undefined || label.confidentiality === "public" || label.confidentiality === "internal";
}

/** The same value, with what is labelled above `internal` made up anew. */
export function withoutLabelled(value: Json, schema: Schema, source: Source, place: string): Json {
  const type = opened(schema, source.defs);
  if (Array.isArray(value)) {
    const items = (type.items ?? {}) as Schema;
    return value.map((item: Json, index) => withoutLabelled(item, items, source, `${place}[${index + 1}]`));
  }
  if (typeof value !== "object" || value === null) return value;
  const labels = (type["x-labels"] ?? {}) as JsonObject;
  const properties = (type.properties ?? {}) as Readonly<Record<string, Schema>>;
  const fields = Object.entries(value).map(([name, field]) => {
    const is = properties[name] ?? (type.additionalProperties as Schema | undefined) ?? {};
    const inside = `${place}.${name}`;
    if (!isKept(labels[name])) return [name, withoutLabelled(field as Json, is, source, inside)] as const;
    return [name, generate(is, source, inside) ?? null] as const;
  });
  return Object.fromEntries(fields);
}

/** A field that strangers wrote is only untrusted: it may be shown. */
function isKept(words: Json | undefined): boolean {
  return Array.isArray(words) && words.some((word) => word === "personal" || word === "secret");
}

/** By the step's name where that is of the plan itself; else by its capability, as branches of a race. */
export function stepOf(plan: Plan, { call: { routine, node, slot } }: Intent, capability: string): StepName {
  return routine === plan.entry && slot === "do" && /^\w+$/.test(node) ? { node } : { capability };
}

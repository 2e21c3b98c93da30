import {
  type Expression,
  evaluate,
  formatInstant,
  type Json,
  type JsonObject,
  type Schema,
  sampleFunction,
} from "@orchlang/plan";
import { listOf, opened, type Source } from "../answers/generate.ts";

/** Why a scenario can't be played as it stands, in words. */
export class Unplayable extends Error {}

/** A value of a scenario. `now`: when it begins, ms since 1970; left out: what it says when that is has no `now`. */
export function constantOf(expression: Expression, now?: number): Json {
  return evaluated(expression, {}, now);
}

/** @param now when it is asked for, ms since 1970. */
export function evaluated(expression: Expression, locals: JsonObject, now?: number): Json {
  const found = evaluate(expression, {
    read: ({ name }) => {
      if (Object.hasOwn(locals, name)) return { value: locals[name] ?? null };
      return name === "now" && now !== undefined ? { value: formatInstant(now) } : { unknown: [name] };
    },
  });
  if ("value" in found) return found.value;
  const why = "fault" in found ? found.fault : `${found.unknown.join(", ")} is not known there`;
  throw new Unplayable(why);
}

/** A duration in ms. */
export function durationOf(expression: Expression): number {
  const value = constantOf(expression);
  return typeof value === "number" ? Math.max(0, Math.round(value)) : 0;
}

/** What is given, with `sample(n)` made up by the type of its place. */
export function givenOf(expression: Expression, schema: Schema, source: Source, place: string): Json {
  const is = opened(schema, source.defs);
  if (expression.op === "call" && expression.fn === sampleFunction) {
    const [count] = expression.args;
    const size = count === undefined ? 0 : Number(constantOf(count));
    const list = listOf(is, source, place, 0, size);
    if (list === undefined) throw new Unplayable(`no value for \`${place}\` can be made up`);
    return list;
  }
  if (expression.op === "record" && expression.entries.every((entry) => "name" in entry)) {
    const properties = (is.properties ?? {}) as Readonly<Record<string, Schema>>;
    const fields = expression.entries.map((entry) => {
      if (!("name" in entry)) return ["", null] as const;
      const { name, value } = entry;
      return [name, givenOf(value, properties[name] ?? {}, source, `${place}.${name}`)] as const;
    });
    return Object.fromEntries(fields);
  }
  return constantOf(expression, source.now);
}

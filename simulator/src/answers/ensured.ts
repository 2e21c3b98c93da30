import type { Capability, Json, JsonObject, Schema } from "@orchlang/plan";
import { conjunctsOf, type Expression, evaluate, type Scope } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";
import { opened, type Source } from "./generate.ts";

/*
 * The parts of a result that an `ensures` determines: `result == n * 2` and `result.id == order` leave nothing to
 * generate. The other side of any comparison is a value worth trying.
 */

/** The value with those parts of it that its clauses fix. */
export function withFixedParts(value: Json, ensures: readonly Expression[], args: Json): Json {
  return ensures.flatMap(conjunctsOf).reduce((sofar, clause) => {
    if (clause.op !== "call" || clause.fn !== "any.equal") return sofar;
    const [left, right] = clause.args;
    if (left === undefined || right === undefined) return sofar;
    return fixed(sofar, left, right, args) ?? fixed(sofar, right, left, args) ?? sofar;
  }, value);
}

/** The values that a result is compared with, if they depend on the arguments alone. */
export function comparedWith(ensures: readonly Expression[], args: Json): readonly Json[] {
  return ensures
    .flatMap(conjunctsOf)
    .flatMap((clause) =>
      clause.op === "call" ? clause.args.flatMap((side) => known(side, args) ?? []) : [],
    );
}

function fixed(value: Json, part: Expression, to: Expression, args: Json): Json | undefined {
  const path = pathIn(part);
  const result = path && known(to, args);
  return result === undefined || path === undefined ? undefined : put(value, path, result[0] ?? null);
}

/** In a list of its own: it may be none. */
function known(side: Expression, args: Json): readonly [Json] | undefined {
  if (side.op === "constant" || readsResult(side)) return undefined;
  const evaluated = evaluate(side, clauseScope(args));
  return "value" in evaluated ? [evaluated.value] : undefined;
}

function readsResult(part: Expression): boolean {
  return JSON.stringify(part).includes('"name":"result"');
}

/** `result.a.b` as its fields; `undefined` for what is no part of the result. */
function pathIn(part: Expression): readonly string[] | undefined {
  if (part.op === "read") return part.name === "result" ? [] : undefined;
  if (part.op !== "field") return undefined;
  const around = pathIn(part.of);
  return around && [...around, part.name];
}

function put(value: Json, [name, ...rest]: readonly string[], to: Json): Json | undefined {
  if (name === undefined) return to;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const fields = value as Readonly<Record<string, Json>>;
  const inner = put(fields[name] ?? null, rest, to);
  return inner === undefined ? undefined : { ...fields, [name]: inner };
}

// Makes a result agree with the question: fields about the thing asked for repeat its arguments.

/**
 * The fields of a result with the name and type of a parameter: `order_of(id) -> { id, total }` returns the `id` that
 * it was given. Only texts and enum members: a number or an amount of the same name may well be another.
 */
export function echoed(
  { params, result }: Pick<Capability, "params" | "result">,
  args: Json,
  value: Json,
  defs: Source["defs"],
): Json {
  if (!isRecord(value) || !isRecord(args) || result === null) return value;
  const fields = opened(result.schema, defs).properties;
  if (fields === undefined || !isRecord(fields as Json)) return value;
  const same = params.flatMap(({ name, schema }): readonly (readonly [string, Json])[] => {
    const field = (fields as JsonObject)[name] as Schema | undefined;
    const arg = args[name];
    if (field === undefined || typeof arg !== "string" || typeof value[name] !== "string") return [];
    return canonical(field as Json) === canonical(schema as Json) ? [[name, arg]] : [];
  });
  return same.length === 0 ? value : { ...value, ...Object.fromEntries(same) };
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A capability's own clauses read its parameters, and `result`. */
export function clauseScope(args: Json, result?: Json): Scope {
  const given = typeof args === "object" && args !== null && !Array.isArray(args) ? args : {};
  return {
    read: ({ from, name }) => {
      if (from === "context") return { unknown: [name] };
      if (name === "result" && result !== undefined) return { value: result };
      return { value: Object.hasOwn(given, name) ? ((given as Record<string, Json>)[name] ?? null) : null };
    },
  };
}

import type { Json } from "@orchlang/plan";
import { type Expression, evaluate } from "@orchlang/plan/expressions";
import { clauseScope } from "./clause-scope.ts";

/*
 * The parts of a result that an `ensures` determines: `result == n * 2` and `result.id == order` leave nothing to
 * generate. The other side of any comparison is a value worth trying.
 */

/** The value with those parts of it that its clauses fix. */
export function withFixedParts(value: Json, ensures: readonly Expression[], args: Json): Json {
  return conjuncts(ensures).reduce((sofar, clause) => {
    if (clause.op !== "call" || clause.fn !== "any.equal") return sofar;
    const [left, right] = clause.args;
    if (left === undefined || right === undefined) return sofar;
    return fixed(sofar, left, right, args) ?? fixed(sofar, right, left, args) ?? sofar;
  }, value);
}

/** The values that a result is compared with, if they depend on the arguments alone. */
export function comparedWith(ensures: readonly Expression[], args: Json): readonly Json[] {
  return conjuncts(ensures).flatMap((clause) =>
    clause.op === "call" ? clause.args.flatMap((side) => known(side, args) ?? []) : [],
  );
}

function fixed(value: Json, part: Expression, to: Expression, args: Json): Json | undefined {
  const path = pathIn(part);
  const found = path && known(to, args);
  return found === undefined || path === undefined ? undefined : put(value, path, found[0] ?? null);
}

/** In a list of its own: it may be none. */
function known(side: Expression, args: Json): readonly [Json] | undefined {
  if (side.op === "constant" || readsResult(side)) return undefined;
  const found = evaluate(side, clauseScope(args));
  return "value" in found ? [found.value] : undefined;
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

function conjuncts(clauses: readonly Expression[]): readonly Expression[] {
  return clauses.flatMap((clause) => (clause.op === "and" ? conjuncts(clause.items) : [clause]));
}

import { typeNamed } from "../boundary/schemas.ts";
import { equal } from "../evaluate/compare.ts";
import { partsOf } from "../evaluate/free-reads.ts";
import { isMoney } from "../quantity/money.ts";
import type { Parameter } from "../shapes/capability.ts";
import type { Expression } from "../shapes/expression.ts";
import type { NodeId } from "../shapes/node.ts";
import type { Json, JsonObject } from "../shapes/value.ts";
import { calledBy, capabilityOf, type Indexed, own, type Program, type Value } from "./program.ts";

/** Where an expression stands: the plan it reads of, and the locals that are known. */
export interface Place {
  readonly program: Program;
  readonly within: Indexed;
  readonly locals: Readonly<Record<string, Value>>;
}

export const anything: Value = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };

export function estimate(expression: Expression, at: Place): Value {
  const parts = (): readonly Value[] => partsOf(expression).map((part) => estimate(part, at));
  switch (expression.op) {
    case "constant":
      return ofConstant(expression.value, at.program);
    case "read": {
      const { from, name } = expression;
      if (from === "node") return ofNode(name, { ...at, locals: {} });
      if (from === "local") return own(at.locals, name) ?? ofVariable(name, at);
      const param = at.within.routine.params.find((each) => each.name === name);
      return from === "input" ? ofSchema(param?.schema, at.program) : anything;
    }
    case "field": {
      const base = estimate(expression.of, at);
      const typed = record(record(resolved(base.schema, at.program)).properties);
      const value =
        own(base.fields ?? {}, expression.name) ?? ofSchema(own(typed, expression.name), at.program);
      return { ...value, most: Math.min(value.most, ensuredMost(expression, at)) };
    }
    case "coalesce":
      return oneOf(parts());
    case "if":
    case "match":
      return oneOf(parts().slice(1));
    case "list":
      return { least: expression.items.length, most: expression.items.length };
    case "call": {
      const [a = anything, b = anything] = parts();
      return own(functions, expression.fn.slice(expression.fn.indexOf(".") + 1))?.(a, b) ?? anything;
    }
    case "not": {
      const { is } = estimate(expression.of, at);
      return truth(is === false, is === true);
    }
    case "and":
    case "or": {
      const values = parts().map(({ is }) => is);
      const isOr = expression.op === "or";
      return isOr
        ? truth(
            values.includes(true),
            values.every((is) => is === false),
          )
        : truth(
            values.every((is) => is === true),
            values.includes(false),
          );
    }
    case "fold": {
      const { most } = estimate(expression.list, at);
      return ["map", "filter", "sort_by"].includes(expression.fn) ? { least: 0, most } : anything;
    }
    default:
      return anything;
  }
}

const functions: Readonly<Record<string, (a: Value, b: Value) => Value>> = {
  // From one whole number to another: its size.
  range: (a, b) => ({
    least: Math.max(0, b.least - a.most + 1),
    most: Math.max(0, b.most - a.least + 1),
  }),
  add: (a, b) => rounded([a.least + b.least, a.most + b.most]),
  subtract: (a, b) => rounded([a.least - b.most, a.most - b.least]),
  multiply: (a, b) => rounded(ends(a, b, product)),
  times: (a, b) => rounded(ends(a, b, product)),
  divide: (a, b) => (b.least > 0 ? rounded(ends(a, b, (x, y) => x / y)) : anything),
  over: (a, b) => (b.least > 0 ? rounded(ends(a, b, (x, y) => x / y)) : anything),
  size: (a) => ({ least: Math.max(0, a.least), most: a.most }),
  endorse: (a) => a,
  declassify: (a) => a,
  equal: ({ is: a }, { is: b }) =>
    a === undefined || b === undefined ? anything : truth(equal(a, b), !equal(a, b)),
  notEqual: ({ is: a }, { is: b }) =>
    a === undefined || b === undefined ? anything : truth(!equal(a, b), equal(a, b)),
  contains: ({ is: a }, { is: b }) => {
    if (!Array.isArray(a) || b === undefined) return anything;
    return truth(
      a.some((each) => equal(each, b)),
      !a.some((each) => equal(each, b)),
    );
  },
  less: (a, b) => truth(a.most < b.least, a.least >= b.most),
  greater: (a, b) => truth(b.most < a.least, b.least >= a.most),
  lessOrEqual: (a, b) => truth(a.most <= b.least, a.least > b.most),
  greaterOrEqual: (a, b) => truth(b.most <= a.least, b.least > a.most),
};

function truth(yes: boolean, no: boolean): Value {
  return yes === no ? anything : { ...anything, is: yes };
}

function ends(a: Value, b: Value, of: (x: number, y: number) => number): readonly number[] {
  return [of(a.least, b.least), of(a.least, b.most), of(a.most, b.least), of(a.most, b.most)];
}

/** Away from the middle, so that no sum of doubles hides a cent. */
function rounded(figures: readonly number[]): Value {
  if (figures.some(Number.isNaN)) return anything;
  const [least, most] = [Math.min(...figures), Math.max(...figures)];
  return { least: least - Math.abs(least) * 1e-12, most: most + Math.abs(most) * 1e-12 };
}

/** Nothing, however often, is nothing. */
export function product(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

export function total(figures: readonly number[]): number {
  return figures.reduce((all, each) => all + each, 0);
}

function oneOf([first = anything, ...others]: readonly Value[]): Value {
  const least = Math.min(first.least, ...others.map((each) => each.least));
  const most = Math.max(first.most, ...others.map((each) => each.most));
  const { schema } = first;
  const alike = others.every(
    (each) => each.schema !== undefined && schema !== undefined && equal(each.schema, schema),
  );
  return alike ? { least, most, schema } : { least, most };
}

function ofConstant(is: Json, { plan }: Program): Value {
  const money = isMoney(is) && is.currency === plan.settings.currency ? Number(is.amount) : is;
  const figure = Array.isArray(is) ? is.length : money;
  return typeof figure === "number" ? { least: figure, most: figure, is } : { ...anything, is };
}

/** A loop's variable is an item of its list. Of two with that name it is not known which. */
function ofVariable(name: string, at: Place): Value {
  const [loop, other] = at.within.routine.nodes.filter(
    (node) => "variable" in node && node.variable === name,
  );
  if (loop?.kind !== "loop" || other !== undefined || loop.over.kind !== "list") return anything;
  const list = resolved(estimate(loop.over.list, { ...at, locals: {} }).schema, at.program);
  return ofSchema(record(list).items, at.program);
}

function ofNode(id: NodeId, at: Place): Value {
  const { program, within } = at;
  const node = within.nodes.get(id);
  const known = within.values.get(id);
  if (known !== undefined || node === undefined) return known ?? anything;
  within.values.set(id, anything);
  let value = anything;
  if (node.kind === "let") value = estimate(node.value, at);
  if (node.kind === "join") value = oneOf(node.of.map((each) => ofNode(each, at)));
  if (node.kind === "call" && node.rescues.length === 0) {
    const [called] = calledBy(program, node.attempt.target);
    const gives = "routine" in node.attempt.target ? called?.routine : capabilityOf(program, node.attempt);
    value = ofSchema(gives?.result?.schema, program);
  }
  within.values.set(id, value);
  return value;
}

/** The maximum that a capability ensures for a field of its result, or for a list's size: `result.found.size <= limit`. */
function ensuredMost(field: Expression, at: Place): number {
  const [root, path] = pathOf(field);
  const node = root?.op === "read" && root.from === "node" ? at.within.nodes.get(root.name) : undefined;
  if (node?.kind !== "call" || node.rescues.length > 0) return anything.most;
  const capability = capabilityOf(at.program, node.attempt);
  const clauses = (capability?.ensures ?? []).flatMap((each) => (each.op === "and" ? each.items : [each]));
  const limits = clauses.map((clause) => {
    const [left, right] = clause.op === "call" && /\.less(OrEqual)?$/.test(clause.fn) ? clause.args : [];
    const [of, asked] = pathOf(left?.op === "call" && left.fn === "list.size" ? left.args[0] : left);
    if (of?.op !== "read" || of.name !== "result" || asked !== path || right === undefined)
      return anything.most;
    return estimate(right, clauseOf({ ...at, locals: {} }, capability?.params, node.attempt.args)).most;
  });
  return Math.min(anything.most, ...limits);
}

function pathOf(of: Expression | undefined): readonly [root: Expression | undefined, path: string] {
  if (of?.op !== "field") return [of, ""];
  const [root, path] = pathOf(of.of);
  return [root, `${path}/${of.name}`];
}

/** The reads of a callee's clause: each parameter is its argument, else its default. */
export function clauseOf(
  at: Place,
  params: readonly Parameter[] = [],
  args: Readonly<Record<string, Expression>> = {},
): Place {
  const locals: Record<string, Value> = {};
  for (const { name, default: other } of params) {
    const given = own(args, name);
    locals[name] = given ? estimate(given, at) : other ? estimate(other, { ...at, locals }) : anything;
  }
  return { ...at, locals: { ...locals, result: anything, args: { ...anything, fields: locals } } };
}

function resolved(schema: Json | undefined, program: Program, hops = 0): Json | undefined {
  const type = record(schema);
  const name = typeNamed(type);
  if (hops > 40) return undefined;
  if (name !== undefined) return resolved(own(program.plan.schemas, name), program, hops + 1);
  const [given] = Array.isArray(type.anyOf) && type["x-orch"] === "Optional" ? type.anyOf : [];
  return given === undefined ? schema : resolved(given, program, hops + 1);
}

function ofSchema(schema: Json | undefined, program: Program): Value {
  const type = record(resolved(schema, program));
  const { minimum, maximum } = { ...type, ...record(record(type["x-orch"]).money) };
  const isList = type.type === "array";
  const least = figure(isList ? (type.minItems ?? 0) : minimum, anything.least);
  return { least, most: figure(isList ? type.maxItems : maximum, anything.most), schema };
}

function figure(json: Json | undefined, other: number): number {
  return typeof json === "number" || typeof json === "string" ? Number(json) : other;
}

export function record(json: Json | undefined): JsonObject {
  return isRecord(json) ? json : {};
}

function isRecord(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** The most that something is, without end where nothing is said. */
export function mostOf(given: Expression | number | undefined, at: Place): number {
  return typeof given === "number" ? given : given === undefined ? anything.most : estimate(given, at).most;
}

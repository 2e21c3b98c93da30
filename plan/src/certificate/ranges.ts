import { typeNamed } from "../boundary/schemas.ts";
import { canonical } from "../canonical/canonical.ts";
import { asJson } from "../canonical/hash.ts";
import { equal } from "../evaluate/compare.ts";
import { partsOf } from "../evaluate/free-reads.ts";
import { isMoney } from "../quantity/money.ts";
import type { Expression } from "../shapes/expression.ts";
import type { Json, JsonObject, Schema } from "../shapes/json.ts";
import type { Attempt, Node } from "../shapes/node.ts";
import { calledBy, type Indexed, type Program } from "./program.ts";

/** What a number, an amount of money or the size of a list lies between, both ends included. */
export type Span = readonly [least: number, most: number];

export const anything: Span = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** Where an expression stands: the plan it reads inputs and nodes of, and what the locals around it are. */
export interface Place {
  readonly program: Program;
  readonly within: Indexed;
  readonly locals: Readonly<Record<string, Known>>;
}

/** A local is an expression of its own place, or a value of a type. */
export type Known = { readonly is: Expression; readonly at: Place } | { readonly schema: Schema | undefined };

const depthMax = 40;

/** What an expression's value lies between, by types and constants alone; of what it is unsure, anything. */
export function spanOf(expression: Expression, place: Place, depth = 0): Span {
  if (depth > depthMax) return anything;
  switch (expression.op) {
    case "constant":
      return ofValue(expression.value, place.program);
    case "read": {
      const local = expression.from === "local" ? place.locals[expression.name] : undefined;
      if (local !== undefined && "is" in local) return spanOf(local.is, local.at, depth + 1);
      const named = expression.from === "node" ? place.within.nodes.get(expression.name) : undefined;
      if (named?.kind === "let") return spanOf(named.value, inside(place), depth + 1);
      if (named?.kind === "join")
        return union(
          named.of.map((of) => ({ op: "read", from: "node", name: of })),
          place,
          depth,
        );
      return ofSchema(schemaOf(expression, place, depth), place.program);
    }
    case "if":
      return union([expression.yes, expression.no], place, depth);
    case "match":
      return union(partsOf(expression).slice(1), place, depth);
    case "list":
      return [expression.items.length, expression.items.length];
    case "call":
      return ofCall(
        expression.fn,
        expression.args.map((each) => spanOf(each, place, depth + 1)),
      );
    case "field": {
      const [least, most] = ofSchema(schemaOf(expression, place, depth), place.program);
      return [least, Math.min(most, ensuredMost(expression, place, depth))];
    }
    case "fold":
      return expression.fn === "map" || expression.fn === "filter" || expression.fn === "sort_by"
        ? [
            expression.fn === "filter" ? 0 : spanOf(expression.list, place, depth + 1)[0],
            spanOf(expression.list, place, depth + 1)[1],
          ]
        : anything;
    default:
      return anything;
  }
}

/** What a capability ensures of a field of its result, or of the size of a list there: `result.found.size <= limit`. */
function ensuredMost(field: Expression, place: Place, depth: number): number {
  let of = field;
  while (of.op === "field") of = of.of;
  const node = of.op === "read" && of.from === "node" ? place.within.nodes.get(of.name) : undefined;
  if (node?.kind !== "call" || node.rescues.length > 0 || !("capability" in node.attempt.target))
    return anything[1];
  const capability = place.program.plan.capabilities[node.attempt.target.capability];
  const clauses = (capability?.ensures ?? []).flatMap((each) => (each.op === "and" ? each.items : [each]));
  const asked = canonical(asJson(withBase(field, { op: "read", from: "local", name: "result" })));
  const limits = clauses.flatMap((clause) => {
    if (clause.op !== "call" || !/\.less(OrEqual)?$/.test(clause.fn)) return [];
    const [left, right] = clause.args;
    const said = left?.op === "call" && left.fn === "list.size" ? left.args[0] : left;
    if (said === undefined || right === undefined || canonical(asJson(said)) !== asked) return [];
    const clausesPlace = clausePlace(inside(place), capability?.params ?? [], node.attempt.args);
    return [spanOf(right, clausesPlace, depth + 1)[1]];
  });
  return Math.min(anything[1], ...limits);
}

function withBase(field: Expression, base: Expression): Expression {
  return field.op === "field" ? { ...field, of: withBase(field.of, base) } : base;
}

/** The same place, read from inside a statement that stands elsewhere: none of the locals are its own. */
function inside({ program, within }: Place): Place {
  return { program, within, locals: {} };
}

function union(parts: readonly Expression[], place: Place, depth: number): Span {
  const spans = parts.map((part) => spanOf(part, place, depth + 1));
  return [Math.min(...spans.map(([least]) => least)), Math.max(...spans.map(([, most]) => most))];
}

function ofValue(value: Json, { plan }: Program): Span {
  if (typeof value === "number") return [value, value];
  if (isMoney(value))
    return value.currency === plan.settings.currency
      ? [Number(value.amount), Number(value.amount)]
      : anything;
  return Array.isArray(value) ? [value.length, value.length] : anything;
}

/** Rounded away from the middle, so that no sum of doubles hides a cent. */
const slack = 1e-12;

function ofCall(fn: string, spans: readonly Span[]): Span {
  const [[a, b], [c, d]] = [spans[0] ?? anything, spans[1] ?? anything];
  switch (fn) {
    case "number.add":
    case "money.add":
      return outward(a + c, b + d);
    case "number.subtract":
    case "money.subtract":
      return outward(a - d, b - c);
    case "number.multiply":
    case "money.times": {
      const ends = [times(a, c), times(a, d), times(b, c), times(b, d)];
      return outward(Math.min(...ends), Math.max(...ends));
    }
    case "money.over":
    case "number.divide": {
      if (c <= 0) return anything;
      const ends = [a / c, a / d, b / c, b / d].map((end) => (Number.isNaN(end) ? 0 : end));
      return outward(Math.min(...ends), Math.max(...ends));
    }
    case "list.size":
      return [Math.max(0, a), b];
    case "label.endorse":
    case "label.declassify":
      return spans[0] ?? anything;
    case "number.min":
    case "money.min":
      return spans.length === 2 ? [Math.min(a, c), Math.min(b, d)] : anything;
    case "number.max":
    case "money.max":
      return spans.length === 2 ? [Math.max(a, c), Math.max(b, d)] : anything;
    default:
      return anything;
  }
}

function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

function outward(least: number, most: number): Span {
  return [least - Math.abs(least) * slack, most + Math.abs(most) * slack];
}

export function resolveSchema(
  schema: Schema | undefined,
  { plan }: Program,
): Exclude<Schema, boolean> | undefined {
  let found = schema;
  for (let hops = 0; hops < depthMax && typeof found === "object"; hops++) {
    const name = typeNamed(found);
    if (name !== undefined) found = plan.schemas[name];
    else if (Array.isArray(found.anyOf) && found["x-orch"] === "Optional") found = asSchema(found.anyOf[0]);
    else return found;
  }
  return undefined;
}

function record(json: Json | undefined): JsonObject | undefined {
  return isRecord(json) ? json : undefined;
}

function isRecord(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function asSchema(json: Json | undefined): Schema | undefined {
  return typeof json === "boolean" ? json : record(json);
}

function ofSchema(given: Schema | undefined, program: Program): Span {
  const schema = resolveSchema(given, program);
  if (schema === undefined) return anything;
  const number = (json: Json | undefined, or: number) => (typeof json === "number" ? json : or);
  if (schema.type === "array") return [number(schema.minItems, 0), number(schema.maxItems, anything[1])];
  const bounds = record(record(schema["x-orch"])?.money);
  if (bounds !== undefined) {
    const { minimum, maximum } = bounds;
    return [
      minimum === undefined ? anything[0] : Number(minimum),
      maximum === undefined ? anything[1] : Number(maximum),
    ];
  }
  return [number(schema.minimum, anything[0]), number(schema.maximum, anything[1])];
}

/** The type of a value, where the plan says it. */
export function schemaOf(expression: Expression, place: Place, depth = 0): Schema | undefined {
  if (depth > depthMax) return undefined;
  if (expression.op === "field") {
    const of = resolveSchema(schemaOf(expression.of, place, depth + 1), place.program);
    const properties = record(of?.properties) ?? {};
    return Object.hasOwn(properties, expression.name) ? asSchema(properties[expression.name]) : undefined;
  }
  if (expression.op === "call" && expression.fn.startsWith("label.")) {
    const [value] = expression.args;
    return value && schemaOf(value, place, depth + 1);
  }
  if (expression.op === "coalesce") {
    const [left, right] = [expression.left, expression.right].map((side) => schemaOf(side, place, depth + 1));
    return left !== undefined && right !== undefined && equal(schemaJson(left), schemaJson(right))
      ? left
      : undefined;
  }
  if (expression.op !== "read") return undefined;
  const { from, name } = expression;
  if (from === "input") return place.within.routine.params.find((param) => param.name === name)?.schema;
  if (from === "node") return schemaOfNode(place.within.nodes.get(name), inside(place), depth);
  const local = from === "local" ? place.locals[name] : undefined;
  if (local === undefined) return from === "local" ? schemaOfVariable(name, place, depth) : undefined;
  return "schema" in local ? local.schema : schemaOf(local.is, local.at, depth + 1);
}

function schemaJson(schema: Schema): Json {
  return schema;
}

/** A loop's variable is an item of its list; names of two loops that are alike are not told apart. */
function schemaOfVariable(name: string, place: Place, depth: number): Schema | undefined {
  const loops = place.within.routine.nodes.filter((node) => "variable" in node && node.variable === name);
  const [loop] = loops;
  if (loops.length !== 1 || loop?.kind !== "loop" || loop.over.kind !== "list") return undefined;
  const list = resolveSchema(schemaOf(loop.over.list, inside(place), depth + 1), place.program);
  return asSchema(list?.items);
}

function schemaOfNode(node: Node | undefined, place: Place, depth: number): Schema | undefined {
  if (node?.kind === "let") return schemaOf(node.value, place, depth + 1);
  if (node?.kind !== "call" || node.rescues.length > 0) return undefined;
  return schemaOfResult(node.attempt, place);
}

function schemaOfResult({ target }: Attempt, { program }: Place): Schema | undefined {
  if ("capability" in target) return program.plan.capabilities[target.capability]?.result?.schema;
  if ("goal" in target) return program.plan.goals[target.goal]?.result?.schema;
  return calledBy(program, target)[0]?.routine.result?.schema;
}

/** What a capability's clause reads: each parameter is what it was given, else its default. */
export function clausePlace(
  place: Place,
  params: readonly { readonly name: string; readonly default?: Expression }[],
  args: Readonly<Record<string, Expression>>,
): Place {
  const locals: Record<string, Known> = {};
  const inner: Place = { program: place.program, within: place.within, locals };
  for (const { name, default: own } of params) {
    const given = args[name];
    if (given !== undefined) locals[name] = { is: given, at: place };
    else if (own !== undefined) locals[name] = { is: own, at: inner };
  }
  return inner;
}

import { type Expression, freeReads } from "@orchlang/plan/expressions";
import { pathKey } from "../expression/path.ts";
import { qualified } from "../expression/qualify.ts";
import type { RoutineTree } from "../tree.ts";
import type { Abstract } from "./abstract.ts";
import type { Ceilings } from "./ceilings.ts";
import type { Environment } from "./environment.ts";
import { evaluateAbstractly } from "./evaluate.ts";

/** Environment of a routine's values, for expressing their upper bounds. */
interface Grounds {
  readonly tree: RoutineTree;
  readonly ceilings: Ceilings;
}

/**
 * An expression over the routine's parameters alone that the given one never exceeds, whatever calls return;
 * `undefined` if there is none, or if it does not depend on a parameter. Parameters stay, `let`s are expanded, results
 * are replaced by their ensured bounds, and everything else by its greatest possible value.
 */
export function overInputs(
  expression: Expression,
  grounds: Grounds,
  environment: Environment,
): Expression | undefined {
  const result = ceiling(expression, { ...grounds, environment }, depthMax);
  return result === undefined || !readsInput(result) ? undefined : result;
}

/** Lets of lets, ensured by what is ensured. */
const depthMax = 32;

interface Search extends Grounds {
  readonly environment: Environment;
}

function readsInput(expression: Expression): boolean {
  return freeReads(expression).some(({ from }) => from === "input");
}

function ceiling(expression: Expression, search: Search, depth: number): Expression | undefined {
  if (depth === 0) return undefined;
  if (freeReads(expression).every(({ from }) => from === "input")) return expression;
  return byParts(expression, search, depth - 1) ?? greatest(expression, search);
}

function byParts(expression: Expression, search: Search, depth: number): Expression | undefined {
  const key = pathKey(expression);
  const ensured = key === undefined ? undefined : search.ceilings.get(key);
  if (ensured !== undefined) return ceiling(ensured, search, depth);
  switch (expression.op) {
    case "read": {
      if (expression.from !== "node") return undefined;
      const linked = search.tree.byId.get(expression.name);
      const node = linked?.statement.node;
      if (linked === undefined || node?.kind !== "let") return undefined;
      return ceiling(qualified(node.value, linked), search, depth);
    }
    case "if": {
      const sides = [ceiling(expression.yes, search, depth), ceiling(expression.no, search, depth)];
      return greater(sides, kindOf(expression, search));
    }
    case "coalesce": {
      const sides = [ceiling(expression.left, search, depth), ceiling(expression.right, search, depth)];
      return greater(sides, kindOf(expression, search));
    }
    case "call":
      return ofCall(expression, search, depth);
    default:
      return undefined;
  }
}

function greater(sides: readonly (Expression | undefined)[], kind: Abstract["kind"]): Expression | undefined {
  const [one, other] = sides;
  if (one === undefined || other === undefined || (kind !== "number" && kind !== "money")) return undefined;
  return { op: "call", fn: `${kind}.max`, args: [one, other] };
}

/** Functions that rise with each of their arguments, wherever they are. */
const rising: ReadonlySet<string> = new Set([
  "number.add",
  "number.min",
  "number.max",
  "number.round",
  "number.floor",
  "number.ceil",
  "money.add",
  "money.min",
  "money.max",
]);

/** Those that rise with each where none is below zero. */
const risingAboveZero: ReadonlySet<string> = new Set(["number.multiply", "money.times"]);

/** Those that rise with their first argument, by as much as the second, never below zero, says. */
const risingInFirst: ReadonlySet<string> = new Set(["number.divide", "money.over"]);

function ofCall(
  expression: Extract<Expression, { readonly op: "call" }>,
  search: Search,
  depth: number,
): Expression | undefined {
  const { fn, args } = expression;
  const [first, second] = args;
  if (rising.has(fn) || (risingAboveZero.has(fn) && args.every((arg) => isAboveZero(arg, search)))) {
    const inner = args.map((arg) => ceiling(arg, search, depth));
    return inner.every((arg) => arg !== undefined) ? { ...expression, args: inner } : undefined;
  }
  if (first === undefined || second === undefined) return undefined;
  if (risingInFirst.has(fn) && second.op === "constant" && isAboveZero(second, search)) {
    const inner = ceiling(first, search, depth);
    return inner === undefined ? undefined : { ...expression, args: [inner, second] };
  }
  // A subtrahend is at least zero.
  const isLess = fn === "number.subtract" || fn === "money.subtract";
  return isLess && isAboveZero(second, search) ? ceiling(first, search, depth) : undefined;
}

function isAboveZero(expression: Expression, { environment }: Search): boolean {
  const range = evaluateAbstractly(expression, environment);
  if (range.kind === "number") return range.low >= 0;
  return range.kind === "money" && range.low !== undefined && !range.low.amount.startsWith("-");
}

function kindOf(expression: Expression, { environment }: Search): Abstract["kind"] {
  return evaluateAbstractly(expression, environment).kind;
}

/** The greatest that it can be, as a constant. */
function greatest(expression: Expression, { environment }: Search): Expression | undefined {
  const range = evaluateAbstractly(expression, environment);
  if (range.kind === "number" && Number.isFinite(range.high)) return { op: "constant", value: range.high };
  if (range.kind !== "money" || range.high === undefined) return undefined;
  const { amount, currency } = range.high;
  return { op: "constant", value: { amount, currency } };
}

import { canonical, compareMoney, type Expression, isMoney, type Json, type Money } from "@orchlang/plan";
import { isConstant, pathKey } from "../expression/path.ts";
import type { Abstract } from "../interval/abstract.ts";
import { decided } from "../interval/evaluate.ts";

/** A condition over a choice of one cell for each variable. */
export type Formula = (cells: readonly number[]) => boolean;

/**
 * The variables of a question. A path that is compared with constants has a cell for each of them and for each
 * stretch between; every other condition is a variable of its own, false in cell 0 and true in cell 1.
 */
export class Variables {
  readonly #byKey = new Map<string, Variable>();

  of(path: Expression, key: string, sort: Variable["sort"]): Variable {
    const name = `${sort} ${key}`;
    const found = this.#byKey.get(name);
    if (found !== undefined) return found;
    const made: Variable = { at: this.#byKey.size, path, sort, points: [] };
    this.#byKey.set(name, made);
    return made;
  }

  get count(): number {
    return this.#byKey.size;
  }

  /** The cells that each variable can be in. */
  cells(known: Known): readonly (readonly number[])[] {
    return [...this.#byKey.values()].map((variable) => cellsOf(variable, known));
  }
}

/** What a path can be. */
export type Known = (path: Expression) => Abstract;

interface Variable {
  readonly at: number;
  readonly path: Expression;
  /** `truth`: false or true. `order`: around points with an order. `words`: one of some texts, or another. */
  readonly sort: "truth" | "order" | "words";
  readonly points: Json[];
}

function cellsOf({ path, sort, points }: Variable, knownOf: Known): readonly number[] {
  const known = knownOf(path);
  if (sort === "truth") {
    const truth = decided(known);
    return truth === undefined ? [0, 1] : [truth ? 1 : 0];
  }
  if (sort === "order") {
    const cells = Array.from({ length: 2 * points.length + 1 }, (_, cell) => cell);
    return cells.filter((cell) => isWithin(known, points, cell));
  }
  const texts = Array.from({ length: points.length + 1 }, (_, cell) => cell);
  if (known.kind !== "text") return texts;
  const covered = known.oneOf.every((text) => points.includes(text));
  return texts.filter((cell) =>
    cell === points.length ? !covered : known.oneOf.includes(String(points[cell])),
  );
}

/** Whether a value that is known so far can lie in a cell: on a point, or between two. */
function isWithin(known: Abstract, points: readonly Json[], cell: number): boolean {
  if (known.kind !== "number" && known.kind !== "money") return true;
  const { low, high } = known;
  const onPoint = cell % 2 === 1;
  const least = points[onPoint ? (cell - 1) / 2 : cell / 2 - 1];
  const most = points[onPoint ? (cell - 1) / 2 : cell / 2];
  const below = low !== undefined && most !== undefined ? ordered(most, low) : 1;
  const above = high !== undefined && least !== undefined ? ordered(high, least) : 1;
  return onPoint ? below >= 0 && above >= 0 : below > 0 && above > 0;
}

export function formulaOf(expression: Expression, variables: Variables): Formula {
  switch (expression.op) {
    case "constant":
      return () => expression.value === true;
    case "and": {
      const items = expression.items.map((item) => formulaOf(item, variables));
      return (cells) => items.every((item) => item(cells));
    }
    case "or": {
      const items = expression.items.map((item) => formulaOf(item, variables));
      return (cells) => items.some((item) => item(cells));
    }
    case "not": {
      const of = formulaOf(expression.of, variables);
      return (cells) => !of(cells);
    }
    case "call":
      return comparison(expression.fn, expression.args, variables) ?? atom(expression, variables);
    default:
      return atom(expression, variables);
  }
}

function atom(expression: Expression, variables: Variables): Formula {
  const key = pathKey(expression) ?? keyOf(expression);
  const { at } = variables.of(expression, key, "truth");
  return (cells) => cells[at] === 1;
}

const keys = new WeakMap<Expression, string>();

/** The same for expressions that are alike; the facts of a plan are asked for again and again. */
function keyOf(expression: Expression): string {
  const known = keys.get(expression);
  if (known !== undefined) return known;
  const made = canonical(expression as unknown as Json);
  keys.set(expression, made);
  return made;
}

type Relation = "less" | "lessOrEqual" | "greater" | "greaterOrEqual" | "equal" | "notEqual";

const mirrored: Readonly<Record<Relation, Relation>> = {
  less: "greater",
  lessOrEqual: "greaterOrEqual",
  greater: "less",
  greaterOrEqual: "lessOrEqual",
  equal: "equal",
  notEqual: "notEqual",
};

function comparison(fn: string, args: readonly Expression[], variables: Variables): Formula | undefined {
  const [left, right, third] = args;
  if (left === undefined || right === undefined) return undefined;
  if (fn === "range.contains" && third !== undefined) {
    const above = relation(left, "greaterOrEqual", right, variables);
    const below = relation(left, "lessOrEqual", third, variables);
    return above && below && ((cells) => above(cells) && below(cells));
  }
  const said = fn.slice(fn.indexOf(".") + 1);
  if (!isRelation(said)) return undefined;
  return relation(left, said, right, variables) ?? relation(right, mirrored[said], left, variables);
}

function isRelation(word: string): word is Relation {
  return Object.hasOwn(mirrored, word);
}

function relation(
  left: Expression,
  said: Relation,
  right: Expression,
  variables: Variables,
): Formula | undefined {
  const key = pathKey(left);
  if (key === undefined || !isConstant(right)) return undefined;
  const value = right.value;
  if (typeof value === "number" || isMoney(value)) {
    return orderRelation(variables.of(left, key, "order"), said, value);
  }
  if (said !== "equal" && said !== "notEqual") return undefined;
  if (typeof value === "boolean") {
    const { at } = variables.of(left, key, "truth");
    const wanted = value === (said === "equal") ? 1 : 0;
    return (cells) => cells[at] === wanted;
  }
  if (typeof value !== "string") return undefined;
  const { at, points } = variables.of(left, key, "words");
  if (!points.includes(value)) points.push(value);
  return (cells) => (points[cells[at] ?? -1] === value) === (said === "equal");
}

/** Cell `2 n + 1` is the nth point in order, the even ones what lies between. */
function orderRelation({ at, points }: Variable, said: Relation, value: Json): Formula {
  if (!points.some((point) => ordered(point, value) === 0)) {
    points.push(value);
    points.sort(ordered);
  }
  let own = 0;
  let among = 0;
  return (cells) => {
    const cell = cells[at] ?? 0;
    // Its place changes only when points are added; it is asked for in every combination.
    if (among !== points.length) {
      among = points.length;
      own = 2 * points.findIndex((point) => ordered(point, value) === 0) + 1;
    }
    switch (said) {
      case "less":
        return cell < own;
      case "lessOrEqual":
        return cell <= own;
      case "greater":
        return cell > own;
      case "greaterOrEqual":
        return cell >= own;
      case "equal":
        return cell === own;
      case "notEqual":
        return cell !== own;
    }
  };
}

function ordered(left: Json | Money, right: Json | Money): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (isMoney(left) && isMoney(right)) {
    if (left.currency === right.currency) return compareMoney(left, right);
    return left.currency < right.currency ? -1 : 1;
  }
  return typeof left === "number" ? -1 : 1;
}

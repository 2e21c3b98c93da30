import type { Json, Money } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";
import { compareMoney, isMoney } from "@orchlang/plan/quantities";
import { isConstant, pathKey } from "../expression/path.ts";
import { type Abstract, unknown } from "../interval/abstract.ts";
import { decided } from "../interval/evaluate.ts";
import { type Diagram, type Diagrams, no, yes } from "./diagram.ts";

/** The abstract value of a path. */
export type Known = (path: Expression) => Abstract;

/** The variable for one path, or for one condition that is no comparison. */
interface Variable {
  readonly path: Expression;
  /** `truth`: false or true. `order`: around points with an order. `words`: one of some texts, or another. */
  readonly sort: "truth" | "order" | "words";
  /** The constants it is compared with; ordered ones from the least to the greatest, once they are numbered. */
  readonly points: Json[];
  /** Where each of them stands, by its name. */
  readonly places: Map<string | number, number>;
  /** The first of its numbers in the diagram. */
  first: number;
  known: Abstract;
}

/**
 * The boolean variables of a question's conditions. A path that is compared with constants has two for each of them:
 * whether it is less, and whether it is not greater. A path that is matched with texts has one for each text; any other
 * condition has one of its own.
 */
export class Variables {
  /** Conditions share their parts: each is made a formula once, and a diagram once. */
  readonly formulas = new Map<Expression, Formula>();
  readonly #bySort: Readonly<Record<Variable["sort"], Map<string, Variable>>> = {
    truth: new Map(),
    order: new Map(),
    words: new Map(),
  };
  readonly #all: Variable[] = [];
  #count = 0;

  of(path: Expression, key: string, sort: Variable["sort"]): Variable {
    const variable = this.#bySort[sort].get(key);
    if (variable !== undefined) return variable;
    const made: Variable = { path, sort, points: [], places: new Map(), first: 0, known: unknown };
    this.#bySort[sort].set(key, made);
    this.#all.push(made);
    if (sort === "truth") this.#count += 1;
    return made;
  }

  /** A path that is held against a constant. */
  against(path: Expression, key: string, sort: "order" | "words", point: Json): Variable {
    const variable = this.of(path, key, sort);
    const { points, places } = variable;
    if (places.has(nameOf(point))) return variable;
    places.set(nameOf(point), points.push(point) - 1);
    this.#count += sort === "order" ? 2 : 1;
    return variable;
  }

  /** How many numbers there are in the diagram. */
  get count(): number {
    return this.#count;
  }

  /** Numbers what is asked, once all of it is known; what can be of all of it together is a condition of its own. */
  among(over: Diagrams, known: Known): Diagram {
    let next = 0;
    for (const variable of this.#all) {
      variable.first = next;
      variable.known = known(variable.path);
      const { points, places, sort } = variable;
      if (sort === "order")
        for (const [at, point] of points.sort(ordered).entries()) places.set(nameOf(point), at);
      next += widthOf(variable);
    }
    let among = yes;
    for (const variable of this.#all.toReversed()) among = over.and(canBe(variable, over), among);
    return among;
  }
}

function nameOf(point: Json): string | number {
  return isMoney(point)
    ? `${point.currency} ${point.amount}`
    : typeof point === "number"
      ? point
      : String(point);
}

function widthOf({ sort, points }: Variable): number {
  return sort === "truth" ? 1 : sort === "order" ? 2 * points.length : points.length;
}

/** The constraints between the variables of one path, whatever its value. */
function canBe(variable: Variable, over: Diagrams): Diagram {
  const { sort, points } = variable;
  const last = points.length - 1;
  let result = yes;
  if (sort === "order") {
    for (let at = last; at >= 0; at--) {
      const [less, most] = [isLess(variable, at, over), isMost(variable, at, over)];
      if (at < last) result = over.and(over.ite(most, isLess(variable, at + 1, over), yes), result);
      result = over.and(over.ite(less, most, yes), result);
    }
    return result;
  }
  if (sort !== "words") return yes;
  let none = yes;
  let atMostOne = yes;
  for (let at = last; at >= 0; at--) {
    const is = isText(variable, at, over);
    atMostOne = over.ite(is, none, atMostOne);
    none = over.and(over.not(is), none);
  }
  return mayBeAnother(variable) ? atMostOne : over.and(atMostOne, over.not(none));
}

/** The diagram of “a path is less than the nth of its points”. */
function isLess({ first, points, known }: Variable, at: number, over: Diagrams): Diagram {
  const point = points[at] ?? null;
  if (known.kind === "number" || known.kind === "money") {
    if (known.high !== undefined && ordered(known.high, point) < 0) return yes;
    if (known.low !== undefined && ordered(known.low, point) >= 0) return no;
  }
  return over.variable(first + 2 * at);
}

/** The same of less or equal. */
function isMost({ first, points, known }: Variable, at: number, over: Diagrams): Diagram {
  const point = points[at] ?? null;
  if (known.kind === "number" || known.kind === "money") {
    if (known.high !== undefined && ordered(known.high, point) <= 0) return yes;
    if (known.low !== undefined && ordered(known.low, point) > 0) return no;
  }
  return over.variable(first + 2 * at + 1);
}

function isText({ first, points, known }: Variable, at: number, over: Diagrams): Diagram {
  if (known.kind === "text" && !known.oneOf.includes(String(points[at]))) return no;
  return over.variable(first + at);
}

function mayBeAnother({ places, known }: Variable): boolean {
  return known.kind !== "text" || known.oneOf.some((text) => !places.has(text));
}

/** A condition as a diagram, once what the question asks has numbers. */
export type Formula = (over: Diagrams) => Diagram;

export function formulaOf(expression: Expression, variables: Variables): Formula {
  const known = variables.formulas.get(expression);
  if (known !== undefined) return known;
  const made = remembered(formulaFor(expression, variables));
  variables.formulas.set(expression, made);
  return made;
}

function remembered(formula: Formula): Formula {
  let last: { readonly over: Diagrams; readonly found: Diagram } | undefined;
  return (over) => {
    if (last?.over !== over) last = { over, found: formula(over) };
    return last.found;
  };
}

function formulaFor(expression: Expression, variables: Variables): Formula {
  switch (expression.op) {
    case "constant":
      return () => (expression.value === true ? yes : no);
    case "and": {
      const items = expression.items.map((item) => formulaOf(item, variables));
      return (over) => items.reduceRight((found, item) => over.and(item(over), found), yes);
    }
    case "or": {
      const items = expression.items.map((item) => formulaOf(item, variables));
      return (over) => items.reduceRight((found, item) => over.or(item(over), found), no);
    }
    case "not": {
      const of = formulaOf(expression.of, variables);
      return (over) => over.not(of(over));
    }
    case "if": {
      const when = formulaOf(expression.condition, variables);
      const then = formulaOf(expression.yes, variables);
      const otherwise = formulaOf(expression.no, variables);
      return (over) => over.ite(when(over), then(over), otherwise(over));
    }
    case "call":
      return comparison(expression.fn, expression.args, variables) ?? atom(expression, variables);
    default:
      return atom(expression, variables);
  }
}

function atom(expression: Expression, variables: Variables): Formula {
  return truthOf(variables.of(expression, pathKey(expression) ?? keyOf(expression), "truth"));
}

function truthOf(variable: Variable): Formula {
  return (over) => {
    const truth = decided(variable.known);
    if (truth !== undefined) return truth ? yes : no;
    return over.variable(variable.first);
  };
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
    return above && below && ((over) => over.and(above(over), below(over)));
  }
  const text = fn.slice(fn.indexOf(".") + 1);
  if (!isRelation(text)) return undefined;
  return relation(left, text, right, variables) ?? relation(right, mirrored[text], left, variables);
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
    return orderRelation(variables.against(left, key, "order", value), said, value);
  }
  if (said !== "equal" && said !== "notEqual") return undefined;
  if (typeof value === "boolean") {
    const truth = truthOf(variables.of(left, key, "truth"));
    return value === (said === "equal") ? truth : (over) => over.not(truth(over));
  }
  if (typeof value !== "string") return undefined;
  const variable = variables.against(left, key, "words", value);
  return (over) => {
    const is = isText(variable, variable.places.get(value) ?? 0, over);
    return said === "equal" ? is : over.not(is);
  };
}

function orderRelation(variable: Variable, said: Relation, value: Json): Formula {
  return (over) => {
    const at = variable.places.get(nameOf(value)) ?? 0;
    const [less, most] = [isLess(variable, at, over), isMost(variable, at, over)];
    switch (said) {
      case "less":
        return less;
      case "lessOrEqual":
        return most;
      case "greater":
        return over.not(most);
      case "greaterOrEqual":
        return over.not(less);
      case "equal":
        return over.and(over.not(less), most);
      case "notEqual":
        return over.not(over.and(over.not(less), most));
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

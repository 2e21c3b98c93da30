import { equal } from "../evaluate/compare.ts";
import { matches } from "../evaluate/pattern.ts";
import type { Expression } from "../shapes/expression.ts";
import type { Json } from "../shapes/json.ts";
import type { Selector } from "../shapes/rule.ts";
import { beginsOf, type Indexed, type Program, reached, selects } from "./program.ts";
import { clausePlace, type Place, spanOf } from "./ranges.ts";
import { type Rejection, rejected } from "./report.ts";

/** A condition over actions that comes out the same whatever the data (semantics, rules 13 and 35). */
export interface DecidedClaim {
  readonly program: Program;
  readonly roots: readonly Indexed[];
  readonly on: readonly Selector[];
  readonly when: Expression;
  readonly is: boolean;
  /** What takes back and asks is not meant. */
  readonly callsOnly: boolean;
}

/** Whether the condition is decided as claimed by the arguments of each action, and by what is around it. */
export function checkDecided({
  program,
  roots,
  on,
  when,
  is,
  callsOnly,
}: DecidedClaim): Rejection | undefined {
  for (const within of reached(program, roots)) {
    for (const { name, how, args, place } of beginsOf(program, within)) {
      if (!on.some((selector) => selects(program, selector, name)) || (callsOnly && how !== "call")) continue;
      const params = program.plan.capabilities[name]?.params ?? program.plan.routines[name]?.params ?? [];
      // What an undo is given is not looked into: its arguments are of another place.
      const given = clausePlace({ program, within, locals: {} }, params, how === "call" ? args : {});
      if (truth(when, given) !== is) return rejected(place, "what the rule asks is not decided here");
    }
  }
  return undefined;
}

/** Three-valued: what is not sure is undefined. */
function truth(condition: Expression, args: Place): boolean | undefined {
  switch (condition.op) {
    case "and":
    case "or": {
      const decides = condition.op === "or";
      const parts = condition.items.map((item) => truth(item, args));
      if (parts.includes(decides)) return decides;
      return parts.includes(undefined) ? undefined : !decides;
    }
    case "not": {
      const inner = truth(condition.of, args);
      return inner === undefined ? undefined : !inner;
    }
    case "call":
      return compared(
        condition.fn,
        condition.args.map((each) => resolved(each, args)),
        args,
      );
    default: {
      const value = constantOf(resolved(condition, args));
      return typeof value === "boolean" ? value : undefined;
    }
  }
}

/** `args.x` is what was given as `x`. */
function resolved(expression: Expression, args: Place): Expression {
  if (expression.op === "field" && expression.of.op === "read") {
    const { from, name } = expression.of;
    if (from === "local" && name === "args" && Object.hasOwn(args.locals, expression.name))
      return given({ op: "read", from: "local", name: expression.name }, args);
  }
  return expression;
}

function given(read: Extract<Expression, { readonly op: "read" }>, place: Place): Expression {
  const known = place.locals[read.name];
  return known !== undefined && "is" in known && known.is.op === "constant" ? known.is : read;
}

function constantOf(expression: Expression | undefined): Json | undefined {
  return expression?.op === "constant" ? expression.value : undefined;
}

function compared(fn: string, operands: readonly Expression[], args: Place): boolean | undefined {
  const [left, right] = operands;
  if (left === undefined || right === undefined) return undefined;
  const [a, b] = [constantOf(left), constantOf(right)];
  if (fn === "any.equal" || fn === "any.notEqual") {
    if (a === undefined || b === undefined) return undefined;
    return equal(a, b) === (fn === "any.equal");
  }
  if (fn === "list.contains")
    return Array.isArray(a) && b !== undefined
      ? matches(
          [...a].map((is) => ({ is })),
          b,
        )
      : undefined;
  const order = /^(?:number|money)\.(less|lessOrEqual|greater|greaterOrEqual)$/.exec(fn)?.[1];
  if (order === undefined) return undefined;
  const [l, r] = [spanOf(left, args), spanOf(right, args)];
  const [low, high] = order.startsWith("less") ? [l, r] : [r, l];
  if (order.endsWith("OrEqual")) return low[1] <= high[0] ? true : low[0] > high[1] ? false : undefined;
  return low[1] < high[0] ? true : low[0] >= high[1] ? false : undefined;
}

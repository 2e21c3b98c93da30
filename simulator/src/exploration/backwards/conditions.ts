import type { Json } from "@orchlang/plan";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import { generate } from "../../answers/generate.ts";
import type { Origin, Place } from "../origin.ts";
import { isDecided, satisfyFold } from "./folds.ts";
import { inverse } from "./inverses.ts";
import { neighbours } from "./neighbours.ts";
import { applied, inTurn, maybe, type Solver, valueAt, type Ways } from "./solver.ts";

/** The number of values tried for one argument. */
const valuesMax = 5;

/** Ways in which a condition is met, or is not met. */
export function* satisfy(solver: Solver, condition: Expression, wanted: boolean, at: Place): Ways {
  const { given } = solver;
  if (valueAt(solver, condition, at) === wanted) {
    yield given.changes;
    return;
  }
  switch (condition.op) {
    case "not":
      yield* solver.satisfy(condition.of, !wanted, at);
      return;
    case "and":
    case "or": {
      const isAll = (condition.op === "and") === wanted;
      const steps = condition.items.map((item) => () => solver.satisfy(item, wanted, at));
      if (isAll) yield* maybe(inTurn(given, steps));
      for (const item of condition.items)
        if (valueAt(solver, item, at) !== wanted) yield* solver.satisfy(item, wanted, at);
      return;
    }
    case "isNone":
      if (wanted) yield* solver.put(condition.of, at, null);
      else for (const origin of unknownIn(solver, condition.of, at)) yield* madeKnown(solver, origin);
      return;
    case "fold":
      if (isDecided(condition)) yield* satisfyFold(solver, condition, wanted, at);
      else yield* solver.put(condition, at, wanted);
      return;
    case "call":
      yield* satisfyCall(solver, condition, wanted, at);
      return;
    default:
      yield* solver.put(condition, at, wanted);
  }
}

/** Each argument in its turn is another value, with which the function says so. */
function* satisfyCall(
  solver: Solver,
  { fn, args }: Extract<Expression, { readonly op: "call" }>,
  wanted: boolean,
  at: Place,
): Ways {
  const values = args.map((arg) => valueAt(solver, arg, at));
  if (fn.startsWith("label.")) {
    for (const arg of args) yield* solver.put(arg, at, wanted);
    return;
  }
  if (values.includes(undefined)) {
    const told = args.flatMap((arg) => unknownIn(solver, arg, at));
    const steps = told.map((origin) => () => madeKnown(solver, origin));
    if (told.length > 0)
      yield* maybe(
        inTurn(solver.given, [...steps, () => solver.satisfy({ op: "call", fn, args }, wanted, at)]),
      );
    return;
  }
  for (const [nth, arg] of args.entries()) {
    if (arg.op === "constant") continue;
    const given = inverse(fn, nth, wanted, values);
    if (given !== undefined) yield* solver.put(arg, at, given);
    const others = values.flatMap((value, place) => (place === nth || value === undefined ? [] : [value]));
    let tried = 0;
    const seen = new Set<string>();
    for (const other of candidates(values[nth], others)) {
      const key = JSON.stringify(other);
      if (seen.has(key)) continue;
      seen.add(key);
      if (applied(fn, ...values.map((value, place) => (place === nth ? other : value))) !== wanted) continue;
      yield* solver.put(arg, at, other);
      tried += 1;
      if (tried >= valuesMax) break;
    }
  }
}

/** Values beside the others, and beside what they hold. */
function* candidates(current: Json | undefined, others: readonly Json[]): Generator<Json> {
  yield* neighbours(current, others);
  for (const other of others) if (Array.isArray(other)) yield* neighbours(current, other as readonly Json[]);
}

type LeafOrigin = Extract<Origin, { readonly kind: "leaf" }>;

/** The signals that an expression reads and of which nothing is known. */
function unknownIn(solver: Solver, of: Expression, at: Place): readonly LeafOrigin[] {
  const { given } = solver;
  return freeReads(of).flatMap((read): readonly LeafOrigin[] => {
    const origin = given.origin(read, at);
    if (origin?.kind === "expression") return unknownIn(solver, origin.of, origin.at);
    return origin?.kind === "leaf" && !("value" in given.valueOf(origin)) ? [origin] : [];
  });
}

/** Something is known of it, the plainest. */
function* madeKnown({ given }: Solver, { key, leaf }: LeafOrigin): Ways {
  if (given.changes.has(key)) yield given.changes;
  const value = generate(leaf.schema, leaf.source(), key);
  if (value !== undefined) yield new Map(given.changes).set(key, value);
}

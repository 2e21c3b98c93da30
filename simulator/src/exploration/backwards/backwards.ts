import type { Json, JsonObject } from "@orchlang/plan";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import { formatInstant, parseInstant } from "@orchlang/plan/quantities";
import { generate } from "../../answers/generate.ts";
import type { Given } from "../given.ts";
import type { Origin, Place } from "../origin.ts";
import { isDecided, satisfyFold } from "./folds.ts";
import { inverse } from "./inverses.ts";
import { put, resize } from "./put.ts";
import { applied, inTurn, isListed, maybe, type Solver, valueAt, type Ways } from "./solver.ts";

/** The number of values tried for one argument. */
const valuesMax = 5;

/** Ways in which a condition is met, or is not met. */
function* satisfy(solver: Solver, condition: Expression, wanted: boolean, at: Place): Ways {
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
    const results = args.flatMap((arg) => unknownIn(solver, arg, at));
    const steps = results.map((origin) => () => madeKnown(solver, origin));
    if (results.length > 0)
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
    let result = 0;
    const seen = new Set<string>();
    for (const other of candidates(values[nth], others)) {
      const key = JSON.stringify(other);
      if (seen.has(key)) continue;
      seen.add(key);
      if (applied(fn, ...values.map((value, place) => (place === nth ? other : value))) !== wanted) continue;
      yield* solver.put(arg, at, other);
      result += 1;
      if (result >= valuesMax) break;
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

/** Values beside others: on either side of what something is compared with. */
function* neighbours(current: Json | undefined, others: readonly Json[]): Generator<Json> {
  if (typeof current === "boolean") yield !current;
  yield* others;
  for (const other of [...others, ...(current === undefined ? [] : [current])]) {
    if (typeof other === "number") yield* aroundNumber(other);
    else if (typeof other === "string") yield* aroundText(other, current);
    else if (isAmount(other))
      for (const amount of aroundNumber(Number(other.amount))) yield { ...other, amount: String(amount) };
  }
  if (!isListed(current)) return;
  for (const other of others) {
    yield [...current, other];
    yield [other, ...current.slice(1)];
    yield current.filter((item) => JSON.stringify(item) !== JSON.stringify(other));
  }
}

function* aroundNumber(value: number): Generator<number> {
  for (const by of [1, 0.01]) {
    yield exact(value + by);
    yield exact(value - by);
  }
  yield exact(value * 1.1);
  yield exact(value * 0.9);
}

function exact(value: number): number {
  return Number(value.toPrecision(12));
}

const day = 86_400_000;

function* aroundText(other: string, current: Json | undefined): Generator<string> {
  const instant = /^\d{4}-\d\d-\d\dT/.test(other) ? parseInstant(other) : undefined;
  if (instant !== undefined && "ok" in instant) {
    for (const by of [1_000, -1_000, day, -day]) yield formatInstant(instant.ok + by);
    return;
  }
  if (/^\d{4}-\d\d-\d\d$/.test(other)) {
    for (const by of [1, -1]) {
      const beside = applied("date.add_days", other, by);
      if (typeof beside === "string") yield beside;
    }
    return;
  }
  if (/^\d\d:\d\d(:\d\d)?$/.test(other)) {
    for (const by of [60, -60, 1_800, -1_800]) yield timeAt(other, by);
    return;
  }
  if (typeof current === "string" && current !== other) {
    yield other + current.slice(other.length);
    yield current.slice(0, Math.max(0, current.length - other.length)) + other;
    yield other + current;
    yield current + other;
    yield current.replaceAll(other, "");
  }
  yield `${other}a`;
  yield "";
}

function timeAt(time: string, by: number): string {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  const all = ((hours * 60 + minutes) * 60 + seconds + by + 86_400) % 86_400;
  const written = [Math.floor(all / 3_600), Math.floor(all / 60) % 60, all % 60];
  return written.map((part) => String(part).padStart(2, "0")).join(":");
}

function isAmount(value: Json): value is JsonObject & { readonly amount: string } {
  return typeof value === "object" && value !== null && !isListed(value) && typeof value.amount === "string";
}

/** So many expressions are gone into for one question. */
const stepsMax = 600;
const depthMax = 40;

/** A solver over the data of one run. */
export function backwards(given: Given): Solver {
  let steps = 0;
  let depth = 0;
  function* limited(ways: () => Ways): Ways {
    steps += 1;
    if (steps > stepsMax || depth > depthMax || given.isOver) return;
    const inner = ways();
    for (;;) {
      depth += 1;
      const { value, done } = inner.next();
      depth -= 1;
      if (done === true || value === undefined) return;
      yield value;
    }
  }
  const solver: Solver = {
    given,
    put: (of, at, value) => limited(() => put(solver, of, at, value)),
    satisfy: (condition, wanted, at) => limited(() => satisfy(solver, condition, wanted, at)),
    resize: (list, at, size) => limited(() => resize(solver, list, at, size)),
  };
  return solver;
}

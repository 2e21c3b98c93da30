import type { Json, JsonObject, Schema } from "@orchlang/plan";
import type { Expression, Pattern } from "@orchlang/plan/expressions";
import { generate, opened } from "../../answers/generate.ts";
import type { Leaf } from "../leaf.ts";
import type { Origin, Place } from "../origin.ts";
import { putFold, withSoMany } from "./folds.ts";
import { inverse } from "./inverses.ts";
import {
  boundKey,
  inTurn,
  isListed,
  isSameValue,
  maybe,
  replacedAt,
  type Solver,
  valueAt,
  type Ways,
} from "./solver.ts";

type Of<Op extends Expression["op"]> = Extract<Expression, { readonly op: Op }>;

/** Ways in which an expression gives a value. */
export function* put(solver: Solver, of: Expression, at: Place, value: Json): Ways {
  const { given } = solver;
  if (isSameValue(valueAt(solver, of, at), value)) {
    yield given.changes;
    return;
  }
  switch (of.op) {
    case "read":
      yield* putOrigin(solver, given.origin(of, at), value);
      return;
    case "field":
      yield* putField(solver, of, at, value);
      return;
    case "coalesce":
      yield* solver.put(of.left, at, value);
      yield* solver.put(of.right, at, value);
      return;
    case "if":
      yield* putEither(solver, of, at, value);
      return;
    case "match":
      yield* putMatched(solver, of, at, value);
      return;
    case "record":
      yield* putRecord(solver, of, at, value);
      return;
    case "list":
      yield* putList(solver, of, at, value);
      return;
    case "fold":
      yield* putFold(solver, of, at, value);
      return;
    case "call":
      yield* putCall(solver, of, at, value);
      return;
    case "and":
    case "or":
    case "not":
    case "isNone":
      if (typeof value === "boolean") yield* solver.satisfy(of, value, at);
      return;
    default:
      // Nothing changes a constant, and texts of many parts are not taken apart.
      return;
  }
}

function* putOrigin(solver: Solver, origin: Origin | undefined, value: Json): Ways {
  const { given } = solver;
  switch (origin?.kind) {
    case undefined:
      return;
    case "leaf": {
      const fits = origin.leaf.nearest(value);
      if (fits !== undefined) yield new Map(given.changes).set(origin.key, fits);
      return;
    }
    case "bound":
      yield new Map(given.changes).set(boundKey(origin.name), value);
      return;
    case "expression":
      yield* solver.put(origin.of, origin.at, value);
      return;
    case "either":
      for (const one of origin.of) if ("value" in given.valueOf(one)) yield* putOrigin(solver, one, value);
      return;
    case "item": {
      const evaluated = given.valueOf(origin.list);
      if (!("value" in evaluated) || !isListed(evaluated.value)) return;
      yield* putOrigin(solver, origin.list, [...replacedAt(evaluated.value, origin.index, value)]);
      return;
    }
    case "record":
      yield* putEntries(solver, origin.entries, value);
      return;
    case "rounds":
      yield* putRounds(solver, origin, value);
      return;
    default:
      origin satisfies never;
  }
}

function* putEntries(
  solver: Solver,
  entries: readonly (readonly [name: string, value: Origin])[],
  value: Json,
): Ways {
  if (typeof value !== "object" || value === null || isListed(value)) return;
  const steps = entries.map(
    ([name, origin]) =>
      () =>
        same(solver, origin, (value as JsonObject)[name] ?? null),
  );
  yield* maybe(inTurn(solver.given, steps));
}

/** Puts the required value into each round. Missing rounds are not created: {@link Solver.resize} does that. */
function* putRounds(
  solver: Solver,
  { rounds, loop, at }: Extract<Origin, { readonly kind: "rounds" }>,
  value: Json,
): Ways {
  if (!isListed(value)) return;
  const { given } = solver;
  const steps: (() => Ways)[] = [];
  if (value.length !== rounds.length)
    steps.push(() => solver.resize({ op: "read", from: "node", name: loop.id }, at, value.length));
  for (const [nth, item] of value.entries()) {
    const round = rounds[nth];
    if (round !== undefined) steps.push(() => same(solver, round, item));
  }
  yield* maybe(inTurn(given, steps));
}

function* same(solver: Solver, origin: Origin, value: Json): Ways {
  const evaluated = solver.given.valueOf(origin);
  if ("value" in evaluated && isSameValue(evaluated.value, value)) yield solver.given.changes;
  else yield* putOrigin(solver, origin, value);
}

function* putField(solver: Solver, { of, name }: Of<"field">, at: Place, value: Json): Ways {
  const whole = valueAt(solver, of, at);
  if (whole === undefined || whole === null || typeof whole !== "object" || isListed(whole)) return;
  const { [name]: _, ...others } = whole as JsonObject;
  yield* solver.put(of, at, value === null ? others : { ...others, [name]: value });
}

/** The side that is taken, or the other. */
function* putEither(solver: Solver, { condition, yes, no }: Of<"if">, at: Place, value: Json): Ways {
  const isYes = valueAt(solver, condition, at) === true;
  yield* solver.put(isYes ? yes : no, at, value);
  const turn = (): Ways => solver.satisfy(condition, !isYes, at);
  yield* maybe(inTurn(solver.given, [turn, () => solver.put(isYes ? no : yes, at, value)]));
}

/** Makes the matched value fit a pattern; only the race itself decides its winner. */
export function putPattern(solver: Solver, subject: Expression, at: Place, pattern: Pattern): Ways {
  if ("present" in pattern) return nowhere();
  if ("case" in pattern) return solver.put({ op: "field", of: subject, name: "case" }, at, pattern.case);
  return solver.put(subject, at, "is" in pattern ? pattern.is : pattern.from);
}

function* nowhere(): Ways {}

/** The arm that gives it already, or any. */
function* putMatched(solver: Solver, { subject, arms }: Of<"match">, at: Place, value: Json): Ways {
  for (const { patterns, value: arm } of arms)
    for (const pattern of patterns) {
      if ("present" in pattern) continue;
      const turn = (): Ways => putPattern(solver, subject, at, pattern);
      yield* maybe(inTurn(solver.given, [turn, () => solver.put(arm, at, value)]));
    }
}

function* putRecord(solver: Solver, { entries }: Of<"record">, at: Place, value: Json): Ways {
  if (typeof value !== "object" || value === null || isListed(value)) return;
  const steps = entries.map((entry) => (): Ways => {
    if ("spread" in entry) return solver.put(entry.spread, at, value);
    return solver.put(entry.value, at, (value as JsonObject)[entry.name] ?? null);
  });
  yield* maybe(inTurn(solver.given, steps));
}

function* putList(solver: Solver, { items }: Of<"list">, at: Place, value: Json): Ways {
  if (!isListed(value) || value.length !== items.length) return;
  const steps = items.map((item, nth) => () => solver.put(item, at, value[nth] ?? null));
  yield* maybe(inTurn(solver.given, steps));
}

function* putCall(solver: Solver, of: Of<"call">, at: Place, value: Json): Ways {
  const { fn, args } = of;
  if (typeof value === "boolean") {
    yield* solver.satisfy(of, value, at);
    return;
  }
  const [first] = args;
  if (fn === "list.size" && first !== undefined && typeof value === "number") {
    yield* solver.resize(first, at, value);
    return;
  }
  if (fn === "text.size" && first !== undefined && typeof value === "number") {
    const text = valueAt(solver, first, at);
    if (typeof text === "string") yield* solver.put(first, at, text.slice(0, value).padEnd(value, "a"));
    return;
  }
  const values = args.map((arg) => valueAt(solver, arg, at));
  for (const [nth, arg] of args.entries()) {
    const wanted = inverse(fn, nth, value, values);
    if (wanted !== undefined && !isSameValue(values[nth], wanted)) yield* solver.put(arg, at, wanted);
  }
}

/** Longer lists are not made. */
const sizeMax = 300;

/** Ways in which a list has so many items: those that it has, and further ones like the last. */
export function* resize(solver: Solver, list: Expression, at: Place, size: number): Ways {
  if (!Number.isInteger(size) || size < 0 || size > sizeMax) return;
  switch (list.op) {
    case "fold":
      if (list.fn === "filter") yield* withSoMany(solver, list, at, size);
      else yield* solver.resize(list.list, at, size);
      return;
    case "read":
      yield* resizeOrigin(solver, solver.given.origin(list, at), size);
      return;
    case "call": {
      const now = valueAt(solver, list, at);
      for (const arg of list.args) {
        const own = valueAt(solver, arg, at);
        if (isListed(now) && isListed(own))
          yield* solver.resize(arg, at, Math.max(0, own.length + size - now.length));
      }
      return;
    }
    default: {
      const now = valueAt(solver, list, at);
      if (!isListed(now)) return;
      const items = resized(now, size, () => madeUp(solver, list, at));
      if (items !== undefined) yield* solver.put(list, at, items);
    }
  }
}

function* resizeOrigin(solver: Solver, origin: Origin | undefined, size: number): Ways {
  const { given } = solver;
  switch (origin?.kind) {
    case "expression":
      yield* solver.resize(origin.of, origin.at, size);
      return;
    case "either":
      for (const one of origin.of) yield* resizeOrigin(solver, one, size);
      return;
    case "rounds": {
      const { over, id } = origin.loop;
      if (over.kind === "list") yield* solver.resize(over.list, origin.at, size);
      if (over.kind !== "occurrences") return;
      const more = given.moreOf(id, origin.at);
      const now = given.valueOf(more);
      const had = "value" in now && isListed(now.value) ? now.value.length : 0;
      yield* resizeOrigin(solver, more, had + size - origin.rounds.length);
      return;
    }
    case "leaf": {
      const evaluated = given.valueOf(origin);
      const now = "value" in evaluated && isListed(evaluated.value) ? evaluated.value : [];
      const items = resized(now, size, () => itemOf(origin.leaf, origin.leaf.schema));
      const fits = items === undefined ? undefined : origin.leaf.nearest(items);
      if (fits !== undefined) yield new Map(given.changes).set(origin.key, fits);
      return;
    }
    default:
      return;
  }
}

function resized(now: readonly Json[], size: number, make: () => Json | undefined): Json[] | undefined {
  if (size < 0) return undefined;
  if (size <= now.length) return now.slice(0, size);
  const like = now.at(-1) ?? make();
  return like === undefined ? undefined : [...now, ...Array.from({ length: size - now.length }, () => like)];
}

/** An item of an empty list, by the type of what it stands in. */
function madeUp(solver: Solver, list: Expression, at: Place): Json | undefined {
  const typed = typeOf(solver, list, at);
  return typed === undefined ? undefined : itemOf(typed.leaf, typed.schema);
}

interface Typed {
  readonly leaf: Leaf;
  readonly schema: Schema;
}

function typeOf({ given }: Solver, of: Expression, at: Place): Typed | undefined {
  if (of.op === "read") {
    const origin = given.origin(of, at);
    if (origin?.kind === "expression") return typeOf({ given } as Solver, origin.of, origin.at);
    return origin?.kind === "leaf" ? { leaf: origin.leaf, schema: origin.leaf.schema } : undefined;
  }
  if (of.op !== "field") return undefined;
  const whole = typeOf({ given } as Solver, of.of, at);
  if (whole === undefined) return undefined;
  const { properties } = opened(whole.schema, whole.leaf.source().defs);
  const schema = (properties as Readonly<Record<string, Schema>> | undefined)?.[of.name];
  return schema === undefined ? undefined : { leaf: whole.leaf, schema };
}

function itemOf({ source }: Leaf, schema: Schema): Json | undefined {
  const from = source();
  const { items } = opened(schema, from.defs);
  return items === undefined ? undefined : generate(items as Schema, from, "item");
}

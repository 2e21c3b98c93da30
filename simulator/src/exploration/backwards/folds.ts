/** List functions with a lambda, backwards. */
import type { Json } from "@orchlang/plan";
import type { Expression, Fold } from "@orchlang/plan/expressions";
import type { Place } from "../origin.ts";
import {
  applied,
  boundKey,
  type Changes,
  inTurn,
  isListed,
  maybe,
  replacedAt,
  type Solver,
  valueAt,
  type Ways,
} from "./solver.ts";

/** So many items of a list are changed by themselves. */
const itemsTried = 3;

export function isDecided({ fn }: Fold): boolean {
  return fn === "any" || fn === "all";
}

export function* satisfyFold(solver: Solver, fold: Fold, wanted: boolean, at: Place): Ways {
  const list = valueAt(solver, fold.list, at);
  if (!isListed(list)) return;
  if (list.length === 0) {
    yield* growing(solver, fold.list, at, () => satisfyFold(solver, fold, wanted, at));
    return;
  }
  // `any` is met, and `all` is not, by a single item.
  if ((fold.fn === "any") === wanted) {
    for (const index of list.slice(0, itemsTried).keys())
      yield* changing(solver, fold, at, {
        list,
        index,
        want: (body, there) => solver.satisfy(body, wanted, there),
      });
    return;
  }
  const items = list.map((item) => itemWith(solver, fold, at, item, wanted));
  if (items.every((item) => item !== undefined)) yield* solver.put(fold.list, at, items);
}

/** With one item more to begin with. */
function* growing(solver: Solver, list: Expression, at: Place, then: () => Ways): Ways {
  const { given } = solver;
  yield* maybe(inTurn(given, [() => solver.resize(list, at, 1), then]));
}

interface Changing {
  readonly list: readonly Json[];
  readonly index: number;
  readonly want: (body: Expression, at: Place) => Ways;
}

/** One item is another, or whatever else the lambda reads. */
function* changing(solver: Solver, fold: Fold, at: Place, { list, index, want }: Changing): Ways {
  const item = list[index];
  const { as = "", body } = fold;
  if (item === undefined || body === undefined) return;
  for (const changes of want(body, withLocal(at, as, item))) {
    const to = changes.get(boundKey(as));
    if (to === undefined) {
      yield changes;
      continue;
    }
    yield* underneath(solver, unbound(changes, as), () =>
      solver.put(fold.list, at, [...replacedAt(list, index, to)]),
    );
  }
}

/** The item, so changed that the lambda says so; undefined: not that way. */
function itemWith(solver: Solver, fold: Fold, at: Place, item: Json, wanted: Json): Json | undefined {
  const { as = "", body } = fold;
  if (body === undefined) return undefined;
  const there = withLocal(at, as, item);
  const ways =
    typeof wanted === "boolean" ? solver.satisfy(body, wanted, there) : solver.put(body, there, wanted);
  const { value } = ways.next();
  if (value === undefined) return undefined;
  return value.get(boundKey(as)) ?? item;
}

function withLocal(at: Place, as: string, item: Json): Place {
  return { ...at, local: new Map(at.local).set(as, item) };
}

function unbound(changes: Changes, as: string): Changes {
  const others = new Map(changes);
  others.delete(boundKey(as));
  return others;
}

function* underneath({ given }: Solver, changes: Changes, then: () => Ways): Ways {
  yield* maybe(inTurn(given, [() => maybe(changes), then]));
}

export function* putFold(solver: Solver, fold: Fold, at: Place, value: Json): Ways {
  const list = valueAt(solver, fold.list, at);
  if (!isListed(list)) return;
  switch (fold.fn) {
    case "any":
    case "all":
      if (typeof value === "boolean") yield* satisfyFold(solver, fold, value, at);
      return;
    case "count":
      if (typeof value === "number" && fold.body === undefined) yield* solver.resize(fold.list, at, value);
      else if (typeof value === "number") yield* withSoMany(solver, fold, at, value);
      return;
    case "sum":
      yield* summingUp(solver, fold, at, { list, value });
      return;
    case "min":
    case "max": {
      const items = list.map((item) =>
        fold.body === undefined ? value : itemWith(solver, fold, at, item, value),
      );
      if (items.every((item) => item !== undefined)) yield* solver.put(fold.list, at, items);
      return;
    }
    case "map": {
      if (!isListed(value)) return;
      const items = value.map((to, nth) => itemWith(solver, fold, at, list[nth] ?? list.at(-1) ?? null, to));
      if (items.every((item) => item !== undefined)) yield* solver.put(fold.list, at, items);
      return;
    }
    case "find":
      yield* changing(solver, fold, at, {
        list,
        index: 0,
        want: () => solver.put(fold.list, at, [value, ...list]),
      });
      return;
    default:
      yield* solver.put(fold.list, at, value);
  }
}

/** So many items of which the lambda says so: of `filter` and `count`. */
export function* withSoMany(solver: Solver, fold: Fold, at: Place, count: number): Ways {
  const list = valueAt(solver, fold.list, at);
  const { as = "", body } = fold;
  if (!isListed(list) || body === undefined || count < 0 || !Number.isInteger(count)) return;
  const [sample] = list;
  if (sample === undefined) {
    if (count > 0) yield* growing(solver, fold.list, at, () => withSoMany(solver, fold, at, count));
    return;
  }
  const isMeant = (item: Json): boolean => valueAt(solver, body, withLocal(at, as, item)) === true;
  const filter = list.filter(isMeant);
  const others = list.filter((item) => !isMeant(item));
  if (filter.length > count) {
    const turned = filter.slice(count).map((item) => itemWith(solver, fold, at, item, false));
    const items = [...filter.slice(0, count), ...others, ...turned];
    if (items.every((item) => item !== undefined)) yield* solver.put(fold.list, at, items);
    yield* solver.put(fold.list, at, [...filter.slice(0, count), ...others]);
    return;
  }
  const missing = count - filter.length;
  const turned = others.slice(0, missing).map((item) => itemWith(solver, fold, at, item, true));
  const like = filter[0] ?? turned[0];
  if (like === undefined) return;
  const more = Array.from({ length: Math.max(0, missing - turned.length) }, () => like);
  const items = [...filter, ...turned, ...more, ...others.slice(missing)];
  if (items.every((item) => item !== undefined)) yield* solver.put(fold.list, at, items);
}

interface Sum {
  readonly list: readonly Json[];
  readonly value: Json;
}

/** All items alike, as far as they are whole; or the first alone. */
function* summingUp(solver: Solver, fold: Fold, at: Place, { list, value }: Sum): Ways {
  if (list.length === 0) {
    yield* growing(solver, fold.list, at, () => putFold(solver, fold, at, value));
    return;
  }
  yield* alike(solver, fold, at, { list, value });
  // Two or three items may reach a value that one item can't.
  for (const size of [list.length * 2, list.length * 4, list.length * 8])
    yield* maybe(
      inTurn(solver.given, [
        () => solver.resize(fold.list, at, size),
        () => {
          const more = valueAt(solver, fold.list, at);
          return isListed(more) && more.length > list.length
            ? alike(solver, fold, at, { list: more, value })
            : maybe(undefined);
        },
      ]),
    );
}

function* alike(solver: Solver, fold: Fold, at: Place, { list, value }: Sum): Ways {
  const parts = partsOf(value, list.length);
  const items = list.map((item, nth) => {
    const part = parts[nth] ?? value;
    return fold.body === undefined ? part : itemWith(solver, fold, at, item, part);
  });
  if (items.every((item) => item !== undefined)) yield* solver.put(fold.list, at, items);
}

function partsOf(value: Json, count: number): readonly Json[] {
  if (typeof value === "number") {
    if (!Number.isInteger(value)) return Array.from({ length: count }, () => value / count);
    const base = Math.floor(value / count);
    const rest = value - base * count;
    return Array.from({ length: count }, (_, nth) => base + (nth < rest ? 1 : 0));
  }
  const part = applied("money.over", value, count);
  return Array.from({ length: count }, () => part ?? value);
}

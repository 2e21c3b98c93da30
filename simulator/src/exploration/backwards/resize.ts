import type { Json, Schema } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { generate, opened } from "../../answers/generate.ts";
import type { Leaf } from "../leaf.ts";
import type { Origin, Place } from "../origin.ts";
import { withSoMany } from "./folds.ts";
import { isListed, type Solver, valueAt, type Ways } from "./solver.ts";

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
      const found = given.valueOf(origin);
      const now = "value" in found && isListed(found.value) ? found.value : [];
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

import type { Json } from "@orchlang/plan";
import type { Evaluated, Expression } from "@orchlang/plan/expressions";
import { decider, functionOf } from "@orchlang/plan/expressions";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Stop } from "../../src/evaluate/outcome.ts";
import {
  and,
  call,
  field,
  fold,
  it as item,
  list,
  not,
  or,
  read,
  result,
  scopeOf,
  usd,
  value,
  when,
} from "./expression.ts";

/**
 * The compiled evaluator beside a plain walk over the tree that follows the definition word by word: bindings in
 * a record, unknown and fault as exceptions gathered by hand.
 */
type Env = Readonly<Record<string, Json>>;

function naive(e: Expression, known: Env, bound: Env): Evaluated {
  switch (e.op) {
    case "constant":
      return { value: e.value };
    case "read":
      if (e.from === "local" && Object.hasOwn(bound, e.name)) return { value: bound[e.name] ?? null };
      return Object.hasOwn(known, e.name) ? { value: known[e.name] ?? null } : { unknown: [e.name] };
    case "field":
      return then(naive(e.of, known, bound), (of) => {
        if (of === null && e.optional) return { value: null };
        if (typeof of !== "object" || of === null || Array.isArray(of)) return { fault: "field" };
        return { value: (Object.entries(of).find(([name]) => name === e.name)?.[1] as Json) ?? null };
      });
    case "list":
      return every(
        e.items.map((each) => () => naive(each, known, bound)),
        (values) => ({ value: values }),
      );
    case "record":
      return every(
        e.entries.map((entry) => () => {
          if (!("spread" in entry)) return naive(entry.value, known, bound);
          return then(naive(entry.spread, known, bound), (spread) =>
            spread === null || (typeof spread === "object" && !Array.isArray(spread))
              ? { value: spread }
              : { fault: "spread" },
          );
        }),
        (values) => {
          const record = new Map<string, Json>();
          e.entries.forEach((entry, index) => {
            if ("spread" in entry) {
              for (const [name, each] of Object.entries((values[index] ?? {}) as Env)) record.set(name, each);
            } else record.set(entry.name, values[index] ?? null);
          });
          return { value: Object.fromEntries(record) };
        },
      );
    case "call":
      return every(
        e.args.map((each) => () => naive(each, known, bound)),
        (values) => {
          const outcome = functionOf(e.fn)?.apply(values) ?? null;
          return outcome instanceof Stop ? outcome.because : { value: outcome };
        },
      );
    case "not":
      return then(naive(e.of, known, bound), (of) =>
        typeof of === "boolean" ? { value: !of } : { fault: "not" },
      );
    case "and":
    case "or": {
      const unknown: string[] = [];
      for (const each of e.items) {
        const found = naive(each, known, bound);
        if ("fault" in found) return found;
        if ("unknown" in found) unknown.push(...found.unknown);
        else if (found.value === (e.op === "or")) return found;
        else if (typeof found.value !== "boolean") return { fault: "connective" };
      }
      return unknown.length > 0 ? { unknown: [...new Set(unknown)] } : { value: e.op === "and" };
    }
    case "if":
      return then(naive(e.condition, known, bound), (condition) => {
        if (typeof condition !== "boolean") return { fault: "if" };
        return naive(condition ? e.yes : e.no, known, bound);
      });
    case "coalesce":
      return then(naive(e.left, known, bound), (left) =>
        left === null ? naive(e.right, known, bound) : { value: left },
      );
    case "isNone":
      return then(naive(e.of, known, bound), (of) => ({ value: of === null }));
    case "fold":
      return then(naive(e.list, known, bound), (items) => {
        if (!Array.isArray(items)) return { fault: "fold" };
        const { as = "", body = item } = e;
        const each = (items as Json[]).map((one) => () => naive(body, known, { ...bound, [as]: one }));
        if (e.fn === "map") return every(each, (values) => ({ value: values }));
        return every(each, (values) =>
          values.every((one) => typeof one === "boolean")
            ? { value: (items as Json[]).filter((_, index) => values[index]) }
            : { fault: "filter" },
        );
      });
    default:
      throw new Error(`the oracle knows no ${e.op}`);
  }
}

function then(found: Evaluated, next: (value: Json) => Evaluated): Evaluated {
  return "value" in found ? next(found.value) : found;
}

/** The first fault of several, else all that isn't known, else their values. */
function every(parts: readonly (() => Evaluated)[], made: (values: readonly Json[]) => Evaluated): Evaluated {
  const values: Json[] = [];
  const unknown: string[] = [];
  for (const part of parts) {
    const found = part();
    if ("fault" in found) return found;
    if ("unknown" in found) unknown.push(...found.unknown);
    else values.push(found.value);
  }
  return unknown.length > 0 ? { unknown: [...new Set(unknown)] } : made(values);
}

const expressions: fc.Arbitrary<Expression> = fc.letrec<{ any: Expression }>((tie) => {
  const any = tie("any");
  const some = fc.array(any, { maxLength: 3 });
  return {
    any: fc.oneof(
      { maxDepth: 5, depthSize: "medium" },
      fc
        .constantFrom<Json>(
          null,
          true,
          false,
          0,
          2,
          -1.5,
          "a",
          "b",
          [1, 2],
          [true],
          { a: 1, b: null },
          usd("0.5"),
        )
        .map(value),
      fc.constantFrom(read("x"), read("y"), read("z"), item, read("other", "local")),
      fc.tuple(any, fc.constantFrom("a", "b", "toString")).map(([of, name]) => field(of, name)),
      some.map((items) => list(...items)),
      some.map((items) => and(...items)),
      some.map((items) => or(...items)),
      any.map(not),
      fc.tuple(any, any, any).map(([a, b, c]) => when(a, b, c)),
      fc.tuple(any, any).map(([left, right]): Expression => ({ op: "coalesce", left, right })),
      any.map((of): Expression => ({ op: "isNone", of })),
      fc.tuple(any, any).map(
        ([a, b]): Expression => ({
          op: "record",
          entries: [{ name: "a", value: a }, { spread: b }, { name: "b", value: a }],
        }),
      ),
      fc
        .tuple(
          fc.constantFrom(
            "number.add",
            "number.less",
            "any.equal",
            "money.add",
            "list.contains",
            "text.concat",
          ),
          any,
          any,
        )
        .map(([fn, a, b]) => call(fn, a, b)),
      fc
        .tuple(fc.constantFrom("map", "filter"), any, any, fc.constantFrom("it", "other"))
        .map(([fn, of, body, as]) => fold(fn, of, body, as)),
    ),
  };
}).any;

const knowledge = fc.dictionary(
  fc.constantFrom("x", "y", "it"),
  fc.constantFrom<Json>(true, false, 1, "a", [1, 2, 3], { a: [true] }, usd("2"), null),
);

test("compiled and plainly walked are the same", () => {
  fc.assert(
    fc.property(expressions, knowledge, (expression, known) => {
      const expected = naive(expression, known, {});
      const found = result(expression, known);
      // Twice: the second time from the compiled form that was kept.
      expect(result(expression, known)).toEqual(found);
      if ("fault" in expected) expect(found).toHaveProperty("fault");
      else expect(found).toEqual(expected);
      const said = "value" in found && typeof found.value === "boolean" ? found.value : undefined;
      const decides = decider(expression, scopeOf(known));
      expect([decides(), decides()]).toEqual([said, said]);
    }),
    { numRuns: 10_000 },
  );
});

import type { Diagnostic } from "@orchlang/language";
import type { Json } from "@orchlang/plan";
import { admit } from "@orchlang/plan/boundary";
import { type Evaluated, equal, evaluate } from "@orchlang/plan/expressions";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { narrow } from "../../src/3-check/expression/narrow.ts";
import type { Typed } from "../../src/3-check/expression/typed.ts";
import type { Type } from "../../src/3-check/type.ts";
import { widen } from "../../src/3-check/types/join.ts";
import { schemaOf } from "../../src/3-check/types/schema.ts";
import { around, expressions, type Values, values } from "./generated.ts";
import { expressionOf, understand, units, world } from "./understand.ts";

/** The value of an expression whose names are read from the run. */
function evaluated(typed: Typed, given: Values): Evaluated {
  return evaluate(typed.expression, {
    read: ({ name }) => (name in given ? { value: given[name] ?? null } : { unknown: [name] }),
  });
}

const constants = (given: Values): string =>
  around.map((line) => `${line} = ${JSON.stringify(given[line.slice(0, line.indexOf(":"))])}`).join("\n");

/** Whether JSON is a value of a type. Bounds of money are doubles, amounts exact: those are not compared. */
function fits(type: Type, value: Json): boolean {
  const plain = type.kind === "quantity" && type.dimension.Money === 1 ? widen(type) : type;
  return "ok" in admit(schemaOf(plain, units, new Map()), value, {});
}

function errorsOf({ diagnostics }: ReturnType<typeof understand>): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === "error");
}

const kinds = ["int", "float", "duration", "money", "bool", "text", "list"] as const;

describe("what is emitted does what is folded", () => {
  for (const kind of kinds) {
    test(kind, () => {
      fc.assert(
        fc.property(expressions[kind], values, (text, given) => {
          const read = understand(text, around.join("\n"));
          const folded = understand(text, constants(given));
          const outcome = evaluated(read, given);
          if (errorsOf(read).length > 0) {
            // An expression without a value for all inputs has none for these.
            expect(errorsOf(folded).length).toBeGreaterThan(0);
            return;
          }
          if (errorsOf(folded).length > 0) {
            expect([text, errorsOf(folded).map(({ code }) => code), "fault" in outcome]).toEqual([
              text,
              ["ORCH3217"],
              true,
            ]);
            return;
          }
          const known = folded.constant ?? evaluated(folded, {});
          expect([text, "fault" in known]).toEqual([text, "fault" in outcome]);
          const value = "value" in outcome ? outcome.value : undefined;
          if ("value" in known) expect([text, equal(known.value, value)]).toEqual([text, true]);
          if (read.constant !== undefined) expect(equal(read.constant.value, value)).toBe(true);
        }),
        { numRuns: 100 },
      );
    });
  }

  test("a value lies in the ranges of its type", () => {
    fc.assert(
      fc.property(fc.oneof(...kinds.map((kind) => expressions[kind])), values, (text, given) => {
        const typed = understand(text, around.join("\n"));
        const outcome = evaluated(typed, given);
        if (typed.diagnostics.length > 0 || !("value" in outcome)) return;
        expect([text, outcome.value, fits(typed.type, outcome.value)]).toEqual([text, outcome.value, true]);
      }),
      { numRuns: 100 },
    );
  });
});

describe("what a condition says of a name is true of its value", () => {
  for (const truth of [true, false]) {
    test(`where it is ${truth}`, () => {
      fc.assert(
        fc.property(expressions.bool, values, (text, given) => {
          const { ctx, env } = world(around.join("\n"));
          const { ast } = expressionOf(text);
          const outcome = evaluated(understand(text, around.join("\n")), given);
          fc.pre("value" in outcome && outcome.value === truth);
          const inside = narrow(env, ast, truth, ctx);
          for (const name of Object.keys(given)) {
            const type = inside.lookup(name)?.type;
            const value = given[name] ?? null;
            if (type !== undefined && type !== env.lookup(name)?.type)
              expect([text, name, value, fits(type, value)]).toEqual([text, name, value, true]);
          }
        }),
        { numRuns: 100 },
      );
    });
  }
});

import type { Schema } from "@orchlang/plan";
import { admit } from "@orchlang/plan/boundary";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Type } from "../../src/3-check/type.ts";
import { assignable } from "../../src/3-check/types/assignable.ts";
import { join, widen } from "../../src/3-check/types/join.ts";
import { schemaOf } from "../../src/3-check/types/schema.ts";
import { showType } from "../../src/3-check/types/show.ts";
import { units, world } from "../expressions/understand.ts";
import { types, valuesOf, wider } from "./generated.ts";

const fits = (from: Type, to: Type): boolean => assignable(from, to) === undefined;

describe("assignable", () => {
  test("every type fits itself", () => {
    fc.assert(fc.property(types, (type) => fits(type, type)));
  });

  test("a wider type takes what a narrower gives, over any number of steps", () => {
    const chains = types.chain((a) => wider(a).chain((b) => wider(b).map((c) => [a, b, c] as const)));
    fc.assert(
      fc.property(chains, ([a, b, c]) => {
        expect([fits(a, b), fits(b, c), fits(a, c)]).toEqual([true, true, true]);
      }),
      { numRuns: 500 },
    );
  });

  test("is transitive for any three types", () => {
    fc.assert(
      fc.property(types, types, types, (a, b, c) => !(fits(a, b) && fits(b, c)) || fits(a, c)),
      { numRuns: 2_000 },
    );
  });

  test("a value of a type that fits is one that the wider type's schema admits", () => {
    const pairs = types.chain((from) => fc.tuple(fc.constant(from), wider(from), valuesOf(from)));
    fc.assert(
      fc.property(pairs, ([from, to, value]) => {
        fc.pre(fits(from, to));
        const defs = new Map<string, Schema>();
        const schema = schemaOf(to, units, defs);
        expect(admit(schema, value, Object.fromEntries(defs), { extra: "drop" })).toHaveProperty("ok");
      }),
      { numRuns: 300 },
    );
  });

  test("an error fits everywhere, and takes everything", () => {
    fc.assert(fc.property(types, (type) => fits({ kind: "error" }, type) && fits(type, { kind: "error" })));
  });
});

describe("join", () => {
  test("is an upper bound of both", () => {
    fc.assert(
      fc.property(types, types, (a, b) => {
        const both = join(a, b);
        return both === undefined || (fits(a, both) && fits(b, both));
      }),
      { numRuns: 1_000 },
    );
  });

  test("does not mind which comes first", () => {
    fc.assert(
      fc.property(types, types, (a, b) => {
        const [one, other] = [join(a, b), join(b, a)];
        if (one === undefined || other === undefined) return one === other;
        return fits(one, other) && fits(other, one);
      }),
      { numRuns: 1_000 },
    );
  });

  // `Json` takes anything, and nothing becomes it unless somebody says so.
  test("is no more than any other upper bound, but for Json", () => {
    const bounds = types
      .chain((a) => fc.tuple(fc.constant(a), fc.oneof(types, wider(a)), wider(a)))
      .filter(([, , c]) => !JSON.stringify(c).includes('"json"'));
    fc.assert(
      fc.property(bounds, ([a, b, c]) => {
        const both = join(a, b);
        return both === undefined || !fits(b, c) || fits(both, c);
      }),
      { numRuns: 2_000 },
    );
  });

  test("of a type with itself is that type", () => {
    fc.assert(
      fc.property(types, (type) => {
        const both = join(type, structuredClone(type));
        return both !== undefined && fits(both, type) && fits(type, both);
      }),
    );
  });

  test("widening gives an upper bound that widens no further", () => {
    fc.assert(
      fc.property(types, (type) => {
        const wide = widen(type);
        expect(fits(type, wide)).toBe(true);
        expect(widen(wide)).toEqual(wide);
      }),
    );
  });
});

const around = [
  "type Mood = happy | sad",
  "type Other = happy | sad",
  "type Job { id: String, status: ok | bad }",
].join("\n");

/** `from -> to: join`, or why not. */
const table = `
Int -> Float: Float
Int in 1..5 -> Int in 1..10: Int in 1..10
Int in 1..5 -> Int in 4..10: it is 1..5, not 4..10
Int -> Int in 1..10: it need not be in 1..10
Int -> String: \`Int\` is not \`String\`
Int -> Ratio: \`Int\` is not \`Ratio\`
Ratio -> Float: Float
Email -> String: String
String -> Email: not every \`String\` is an \`Email\`
Mood -> String: String
Mood -> Other: \`Mood\` is not \`Other\`
String -> Mood: \`String\` is not \`Mood\`
Duration -> Energy: \`Duration\` is not \`Energy\`
Money<EUR> -> Money<USD>: it is in EUR, not in USD
Int -> Int?: Int?
Int? -> Int: it may be \`none\`
[Int] size 1..3 -> [Int]: [Int]
[Int] -> [Int] size 1..3: its size is not known to be 1..3
[Int] size 2..9 -> [Int] size 1..3: its size is 2..9, not 1..3
[Job] -> [{ id: String }]: [{ id: String }]
{ id: String } -> Job: field \`status\` is missing
{ id: Int, status: String } -> { id: String }: .id \`Int\` is not \`String\`
[[Int]] -> [[String]]: [][] \`Int\` is not \`String\`
Map<String, Int> -> Map<String, Float>: Map<String, Float>
Job -> Json: Json
Json -> Job: \`Json\` is not \`Job\`
`;

describe("pairs", () => {
  for (const line of table.trim().split("\n")) {
    const [, from = "", to = "", says = ""] = /^(.*?) -> (.*?)(?<!\{[^}]*): (.*)$/.exec(line) ?? [];
    test(line, () => {
      const { type } = world(around);
      const [left, right] = [type(from).type, type(to).type];
      const wrong = assignable(left, right);
      const path = wrong?.path.map((part) => (part === "[]" ? "[]" : `.${part}`)).join("") ?? "";
      const found =
        wrong === undefined ? showType(join(left, right) ?? left) : `${path} ${wrong.because}`.trim();
      expect(found).toBe(says);
    });
  }
});

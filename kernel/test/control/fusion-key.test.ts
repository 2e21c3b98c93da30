import { compile } from "@orchlang/compiler";
import type { Json } from "@orchlang/plan";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { describe, expect, test } from "vitest";
import { Installation, of } from "./installation.ts";

/*
 * Keys of fusions, in any two types: the compiler accepts those with which some two occurrences match, and for those
 * that it rejects no two do. Amounts of different kinds are equal numbers now and then, which means nothing.
 */

const counts = [0, 5, 7, 10];
const spot = { row: 1, seat: 2 };

type Sample = readonly [type: string, values: readonly Json[], kind?: string];

const named: readonly Sample[] = [
  ["Bool", [true, false]],
  ["Int", counts],
  ["Int in 0..5", [0, 5]],
  ["Int in 10..20", [10, 12]],
  ["Float", [0.5, ...counts]],
  ["Ratio", [0.5, ...counts]],
  ["String", ["red", "blue", "2026-01-01"]],
  ["Colour", ["red", "blue"], "enum"],
  ["Mood", ["blue", "glad"], "another enum"],
  ["Length", counts, "length"],
  ["Duration", counts, "time"],
  ["Date", ["2026-01-01"], "date"],
  ["Geo", [{ lat: 1, lon: 2 }]],
  ["Spot", [spot]],
  ["Other", [{ seat: 2, row: 1 }]],
  // Additional fields are passed on.
  ["Narrow", [spot]],
  ["[Int]", [[], [1]]],
  ["[String]", [[], ["a"]], "texts"],
  ["Int?", [...counts, null]],
];
const types = [...named, ["Json", named.flatMap(([, values]) => values)] as const].map(
  ([type, values, kind = ""]) => [type, values, kind] as const,
);

const program = (one: string, other: string) => `module m
type Colour = red | blue
type Mood = blue | glad
type Spot { row: Int, seat: Int }
type Other { seat: Int, row: Int }
type Narrow { row: Int }
event a(key: ${one}) { from a }
event b(key: ${other}) { from b }
fusion both(n: Int) { join a as x, b as y  within 1m  by x.key  emit { n: 1 } }
`;

function isTaken(text: string): boolean {
  const host = {
    read: (file: string) =>
      file === "/m.orch" ? { text } : ({ fault: "missing", message: "there is no such file" } as const),
    list: () => [],
    standard: standardModule,
    standardModules,
  };
  const { diagnostics } = compile({ files: ["/m.orch"], root: "/" }, host);
  const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
  expect(["", "ORCH3624"]).toContain(errors.join());
  return errors.length === 0;
}

/** Whether two go together; what the compiler refuses is tried under keys of which nothing is known. */
function fuses(text: string, one: Json, other: Json): boolean {
  const world = new Installation(text);
  world.occur("m.a", { key: one });
  return of(world.occur("m.b", { key: other }), "Fused").length > 0;
}

describe.each(types)("a key that is %s of one", (one, values, kind) => {
  test.each(types)("and %s of the other", (other, others, otherKind) => {
    const text = program(one, other);
    const taken = isTaken(text);
    const asked = taken ? text : program("Json", "Json");
    const meets = values.some((value) => others.some((each) => fuses(asked, value, each)));
    const isChance = kind !== otherKind && meets && !taken;
    if (!isChance) expect(meets).toBe(taken);
  });
});

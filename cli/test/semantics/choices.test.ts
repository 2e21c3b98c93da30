import { decodePlanFile, encodePlanFile, type PlanFile } from "@orchlang/plan";
import { type Behaviour, simulate } from "@orchlang/simulator";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compiled } from "./program.ts";

/* Names that the sides of choices, handlers and races give, however these are nested. */

const head = `module m
type Size = small | large
tool t(n: Int) -> Int { effect pure  latency <= 1s  fails odd }
tool slow(n: Int) -> Int { effect pure  latency <= 1h }
type Van { id: String }
resource vans: Van { at edge  lease 10m  members [{ id: "v" }] }
`;

const name = fc.constantFrom("a", "b");
const { block } = fc.letrec<{ block: string; statement: string }>((tie) => ({
  statement: fc.oneof(
    { maxDepth: 4 },
    name.map((step) => `step ${step} = t(n)`),
    fc.tuple(name, tie("block")).map(([step, rest]) => `step ${step} = t(n) else ${rest}`),
    fc.tuple(tie("block"), tie("block")).map(([yes, no]) => `when n > 3 ${yes} else ${no}`),
    tie("block").map((yes) => `when n > 4 ${yes}`),
    fc.tuple(tie("block"), tie("block")).map(([one, two]) => `match size { small ${one} large ${two} }`),
    tie("block").map((held) => `with van = vans wait 1m for 5m ${held}`),
    tie("block").map((rounds) => `step a = for x in [n] up to 2 ${rounds}`),
    fc.tuple(tie("block"), tie("block")).map(([x, y]) => `step b = first of { x = ${x}, y = ${y} }`),
    fc.tuple(name, name).map(([to, from]) => `let ${to} = ${from}`),
    name.map((read) => `step b = t(${read} ?? n)`),
    fc.constant("return 1"),
    fc.constant('fail odd "so"'),
  ),
  block: fc.array(tie("statement"), { minLength: 1, maxLength: 2 }).map((all) => `{\n${all.join("\n")}\n}`),
}));

function statusOf(plan: PlanFile, n: number, size: string, everyOtherFails: boolean): string | undefined {
  let calls = 0;
  const t = (): Behaviour =>
    everyOtherFails && ++calls % 2 === 1 ? { fails: "permanent", name: "odd" } : { ok: 1 };
  const world = { input: { n, size }, answers: { "m.t": t }, variation: 0 };
  return simulate(plan, world).state.closed?.outcome.status;
}

test("a plan of nested choices is refused, or is well formed and comes to its end", () => {
  let clean = 0;
  const drawn = fc.tuple(block, fc.constantFrom("a", "b ?? 0", "1"));
  fc.assert(
    fc.property(drawn, ([body, result]) => {
      const written = `${head}plan p(n: Int, size: Size) -> Int {\nfails odd\n${body.slice(2, -1)}return ${result}\n}\n`;
      const plan = compiled(written).plan("m.p");
      if (plan === undefined) return;
      clean += 1;
      expect(decodePlanFile(encodePlanFile(plan.plan, plan.about))).toEqual({ ok: plan });
      for (const n of [1, 4, 9])
        for (const size of ["small", "large"])
          for (const fails of [false, true]) expect(statusOf(plan, n, size, fails)).toBeDefined();
    }),
    { seed: 20_261_123, numRuns: Number(process.env.CHOICES ?? 1_200) },
  );
  expect(clean).toBeGreaterThan(50);
});

describe("what the branches of a race give under one name", () => {
  const plan = compiled(`${head}plan p() -> Int {
  step won = first of {
    x = { step a = t(1)  step c = slow(a)  yield c },
    y = { step a = t(2)  step d = t(a)  yield d }
  }
  return (a ?? 300) * 1000 + (c ?? 7)
}
plan q() -> Int {
  step won = first of {
    x = { step a = slow(1) },
    y = { step b = t(2) }
  }
  step c = t(a ?? 5)
  return c
}
`).plan;
  const value = (entry: string): unknown => {
    const file = plan(entry);
    if (file === undefined) throw new Error(`${entry} is a plan`);
    const answers = { "m.t": ({ args }: { args: unknown }) => ({ ok: (args as { n: number }).n + 10 }) };
    return simulate(file, { answers, variation: 0 }).state.closed?.outcome;
  };

  test("is that of the one that has won, though the other was done with it sooner", () => {
    expect(value("m.p")).toEqual({ status: "completed", value: 12_007 });
  });

  test("is missing where a branch has lost, and nothing waits for it", () => {
    expect(value("m.q")).toEqual({ status: "completed", value: 15 });
  });
});

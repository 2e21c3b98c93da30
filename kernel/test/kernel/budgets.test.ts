import { describe, expect, test } from "vitest";
import { capability, constant, noBounds, plan, routine, step } from "./building.ts";
import { failure, run } from "./ruled.ts";
import type { TestWorld } from "./world.ts";

describe("budgets (rule 14)", () => {
  const spends = capability("think", "pure", { tokens: constant(40), energy: constant(0.1) });
  const chain = (count: number, of: "tokens" | "energy", limit: number): TestWorld => {
    const nodes = Array.from({ length: count }, (_, index) =>
      step(`s${index}`, "think", { needs: index === 0 ? [] : [`s${index - 1}`] }),
    );
    const rules = [{ kind: "bound" as const, of, limit: constant(limit) }];
    const guardrails = [{ name: "g", severity: "blocking" as const, rules }];
    return run(plan([routine("main", nodes)], [spends], { guardrails }));
  };

  test.each([
    ["tokens", 40],
    ["energy", 0.1],
  ] as const)("of %s: what was set aside is free again when it was used or not", (of, each) => {
    expect(chain(3, of, each * 3).closed?.outcome.status).toBe("completed");
    const short = chain(3, of, each * 2.9);
    expect(short.closed?.outcome.failure?.class).toBe("budget");
    expect(short.dispatched).toHaveLength(2);
  });

  test("what it would come to is said as people say it", () => {
    expect(failure(chain(1, "energy", 0.05))).toBe(
      "budget: with `think` energy could come to 0.1 J, and `g` allows 0.05 J",
    );
  });

  test("a model without a bound does not begin where there is one", () => {
    const model = capability("think", "pure", { kind: "llm" });
    const guardrails = [
      {
        name: "g",
        severity: "blocking" as const,
        rules: [{ kind: "bound" as const, of: "tokens" as const, limit: constant(9) }],
      },
    ];
    const world = run(plan([routine("main", [step("s", "think")])], [model], { guardrails }));
    expect(failure(world)).toBe("budget: `think` has no upper bound of tokens, and `g` sets one");
  });

  test("what `finally` may use is kept for it", () => {
    const finallyBounds = { ...noBounds, tokens: { best: 0, worst: { value: 40 } } };
    const nodes = [step("s", "think"), step("last", "think", { block: "last" })];
    const of = (limit: number): TestWorld =>
      run(
        plan([routine("main", nodes, { finally: "last", nodeBounds: { last: finallyBounds } })], [spends], {
          guardrails: [
            {
              name: "g",
              severity: "blocking",
              rules: [{ kind: "bound", of: "tokens", limit: constant(limit) }],
            },
          ],
        }),
      );
    expect(of(80).closed?.outcome.status).toBe("completed");
    const short = of(79);
    expect(short.closed?.outcome.failure?.class).toBe("budget");
    expect(short.dispatched.map(({ key }) => short.state.intents.get(key)?.intent.call.node)).toEqual([
      "last",
    ]);
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Call,
  compareCosts,
  isMet,
  type Need,
  type Problem,
  solutions,
} from "../../src/synthesis/search.ts";

const calls = 7;

const number = fc.nat(calls - 1);
const need: fc.Arbitrary<Need> = fc.array(fc.array(number, { maxLength: 2 }), { minLength: 1, maxLength: 3 });
const call: fc.Arbitrary<Call> = fc.record({
  cost: fc.tuple(fc.nat(4), fc.constant(1)),
  needs: fc.array(need, { maxLength: 2 }),
});
const problems: fc.Arbitrary<Problem> = fc.record({
  calls: fc.array(call, { minLength: calls, maxLength: calls }),
  goal: fc.array(need, { minLength: 1, maxLength: 2 }),
  depth: fc.integer({ min: 1, max: 5 }),
  looks: fc.constant(10_000),
});

/** True if the calls of the set can be made one after another. */
function canBeMade(set: readonly number[], { calls }: Problem): boolean {
  const made = new Set<number>();
  for (let rounds = 0; rounds < set.length; rounds += 1)
    for (const one of set) if (calls[one]?.needs.every((each) => isMet(each, made)) === true) made.add(one);
  return made.size === set.length;
}

/** Every set of calls that reaches the goal and can be made, without supersets of another. */
function bruteForce(problem: Problem): readonly { readonly set: readonly number[]; readonly cost: number }[] {
  const all = Array.from({ length: 2 ** calls }, (_, bits) =>
    Array.from({ length: calls }, (_unused, at) => at).filter((at) => (bits >> at) % 2 === 1),
  )
    .filter((set) => set.length <= problem.depth && canBeMade(set, problem))
    .filter((set) => problem.goal.every((each) => isMet(each, new Set(set))));
  return all
    .filter(
      (set) => !all.some((other) => other.length < set.length && other.every((one) => set.includes(one))),
    )
    .map((set) => ({ set, cost: set.reduce((sum, one) => sum + (problem.calls[one]?.cost[0] ?? 0), 0) }));
}

describe("the search", () => {
  it("finds what an exhaustive search finds, by rising cost", () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const found = [...solutions(problem)];
        const wanted = bruteForce(problem);
        const keys = (sets: readonly (readonly number[])[]) =>
          sets.map((set) => set.toSorted().join()).toSorted();
        expect(keys(found.map(({ calls: set }) => set))).toEqual(keys(wanted.map(({ set }) => set)));
        for (const [at, { cost }] of found.entries())
          expect(compareCosts(found[at - 1]?.cost ?? [], cost)).toBeLessThanOrEqual(0);
        if (found[0] !== undefined)
          expect(found[0].cost[0]).toBe(Math.min(...wanted.map(({ cost }) => cost)));
        for (const { calls: set } of found) expect(canBeMade(set, problem)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it("says whether it was given up", () => {
    const chain = Array.from(
      { length: calls },
      (_, at): Call => ({ cost: [1], needs: at === 0 ? [] : [[[at - 1]]] }),
    );
    const problem: Problem = { calls: chain, goal: [[[calls - 1]]], depth: calls, looks: 3 };
    expect(solutions(problem).next()).toEqual({ done: true, value: "spent" });
    expect(solutions({ ...problem, depth: calls - 1, looks: 100 }).next()).toEqual({
      done: true,
      value: "none left",
    });
    expect(solutions({ ...problem, looks: 100 }).next().value).toEqual({
      calls: [0, 1, 2, 3, 4, 5, 6],
      cost: [calls],
    });
  });
});

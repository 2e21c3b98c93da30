/** Which action counts for which other one if plans call plans (semantics, rule 34). */
import type { Goal, Plan } from "@orchlang/plan";
import type { Node } from "@orchlang/plan/nodes";
import { describe, expect, test } from "vitest";
import { constant, equals, failNode, forEach, input, local, routine, step, when } from "./building.ts";
import { about, failure, guardrail, planOf, run } from "./ruled.ts";

const reviewed = guardrail({ kind: "before", first: about("review"), second: about("send") });
const round = { block: "all/round" };
const rounds = forEach("all", "x", constant([1, 2]));
const review = step("r", "review");
const send = (more: Parameters<typeof step>[2] = {}): Node => step("s", "send", { checks: ["g.0"], ...more });

function calling(
  main: readonly Node[],
  plans: Readonly<Record<string, readonly Node[]>>,
  goal?: readonly string[],
): Plan {
  const of = planOf(() => main, reviewed);
  const achieves = goal === undefined ? {} : { achieves: "wanted" };
  const made = Object.entries(plans).map(([name, nodes]) => [
    name,
    routine(name, nodes, goal?.includes(name) ? achieves : {}),
  ]);
  const goals = goal === undefined ? {} : { wanted: goalOf(goal) };
  return { ...of, routines: { ...of.routines, ...Object.fromEntries(made) }, goals };
}

function goalOf(alternatives: readonly string[]): Goal {
  return {
    name: "wanted",
    params: [],
    result: null,
    intents: [],
    success: [],
    budget: [],
    optimize: "balanced",
    keep: [],
    fails: [],
    alternatives,
  };
}

const denied = "denied: `g`: `review` has to come before `send`";
const fails = failNode("no", constant("no"), { needs: ["r"] });

describe("an A of a plan that is called", () => {
  test("counts in what comes after it", () => {
    const of = calling([step("a", { routine: "one" }), send({ needs: ["a"] })], { one: [review] });
    expect(run(of).closed?.outcome.status).toBe("completed");
  });

  const isFirst = when("v", equals(local("x"), constant(1)), round);

  test("counts if each round of a loop in it has done it", () => {
    const of = calling([step("a", { routine: "one" }), step("b", { routine: "two" }, { needs: ["a"] })], {
      one: [rounds, step("r", "review", round)],
      two: [rounds, send(round)],
    });
    expect(run(of).closed?.outcome.status).toBe("completed");
  });

  test("does not count from one round of it, in a round of another whose loop has the same name", () => {
    const of = calling([step("a", { routine: "one" }), step("b", { routine: "two" }, { needs: ["a"] })], {
      one: [rounds, isFirst, step("r", "review", { block: "v/then" })],
      two: [rounds, send(round)],
    });
    expect(failure(run(of))).toBe(denied);
  });

  test("does not count from one round of it when it is called once more", () => {
    const called = (id: string, first: boolean, needs: readonly string[] = []): Node =>
      step(id, { routine: "one" }, { args: { first: constant(first) }, needs });
    const of = calling([called("a", true), called("b", false, ["a"])], {
      one: [
        rounds,
        when("w", input("first"), { ...round, otherwise: true }),
        when("v", equals(local("x"), constant(1)), { block: "w/then" }),
        step("r", "review", { block: "v/then" }),
        send({ block: "w/else" }),
      ],
    });
    expect(failure(run(of))).toBe(denied);
  });

  test("counts where it is the second plan of its goal", () => {
    const of = calling(
      [step("a", { goal: "wanted" }), send({ needs: ["a"] })],
      { first: [failNode("no", constant("no"))], second: [review] },
      ["first", "second"],
    );
    expect(run(of).closed?.outcome.status).toBe("completed");
  });

  test("does not count for the plan that has taken its place", () => {
    const of = calling([step("a", { goal: "wanted" })], { first: [review, fails], second: [send()] }, [
      "first",
      "second",
    ]);
    expect(failure(run(of))).toBe(denied);
  });

  test("counts where the next plan has taken it over", () => {
    const sent = step("r", "send");
    const of = calling(
      [step("a", { goal: "wanted" })],
      { first: [sent, fails], second: [sent, step("s", "review", { needs: ["r"], checks: ["g.0"] })] },
      ["first", "second"],
    );
    const world = run({
      ...of,
      ...guardrail({ kind: "before", first: about("send"), second: about("review") }),
    });
    expect(world.dispatched.map(({ capability }) => capability)).toEqual(["send", "review"]);
    expect(world.closed?.outcome.status).toBe("completed");
  });
});

import { describe, expect, test } from "vitest";
import { redecide } from "../../src/kernel/run/redecide.ts";
import { waitingOf } from "../../src/kernel/run/view.ts";
import { constant, forEach, input, local, type routine, step, when } from "./building.ts";
import { about, guardrail, planOf, run } from "./ruled.ts";

describe("debts (rule 40)", () => {
  const followed = guardrail({
    kind: "followed",
    every: about("send"),
    by: [about("file")],
    within: constant(60_000),
  });

  test("owed at the end of the one, paid by the other", () => {
    const world = run(planOf(() => [step("s", "send"), step("f", "file", { needs: ["s"] })], followed));
    expect(world.story()).toEqual([
      "Started",
      "Began s send attempt 1",
      "Ended ok",
      "Owed",
      "Began f file attempt 1",
      "Ended ok",
      "Paid",
      "Closed completed",
    ]);
  });

  test("not paid from another round", () => {
    const nodes = (): Parameters<typeof routine>[1] => [
      forEach("all", "x", input("xs")),
      step("s", "send", { block: "all/round" }),
      when("when@1", local("x"), { block: "all/round", needs: ["s"] }),
      step("f", "file", { block: "when@1/then" }),
    ];
    const world = run(planOf(nodes, followed), { input: { xs: [false, true] } });
    expect(world.story().filter((line) => line === "Paid")).toHaveLength(1);
    expect(waitingOf(world.plan, world.state)).toMatchObject([{ step: "s[1]" }]);
  });

  test("waived where it is undone", () => {
    const world = run(planOf(() => [step("s", "send"), step("x", "break", { needs: ["s"] })], followed));
    expect(world.story()).toContain("Waived");
    expect(world.closed?.outcome.status).toBe("failed");
  });

  test("breached in time, and still owed: the run does not close", () => {
    const of = planOf(() => [step("s", "send")], followed);
    const world = run(of);
    expect(world.story().slice(-3)).toEqual(["Branched finally -1", "Woke", "Breached"]);
    expect(waitingOf(of, world.state)).toMatchObject([
      { for: "operator", step: "s", why: "`file` has not been done after it, as `g` asks" },
    ]);
    world.order({ order: "skip", key: world.keyOf("s") });
    expect(world.closed?.outcome.status).toBe("completed");
    expect(redecide(of, world.events)).toMatchObject({ same: true });
  });

  test("a debt of a rule that does not block holds nothing up", () => {
    const world = run(
      planOf(() => [step("s", "send")], {
        guardrails: [{ ...followed.guardrails[0]!, severity: "warning" }],
      }),
    );
    expect(world.closed?.outcome.status).toBe("completed");
  });
});

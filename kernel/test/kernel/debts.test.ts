import { describe, expect, test } from "vitest";
import { redecide } from "../../src/run/redecide.ts";
import { waitingOf } from "../../src/run/view.ts";
import {
  attempt,
  constant,
  equals,
  field,
  forEach,
  input,
  local,
  type routine,
  step,
  when,
} from "./building.ts";
import { about, guardrail, planOf, run } from "./ruled.ts";
import type { Handlers } from "./world.ts";

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

  describe("by rounds of another loop", () => {
    const paid = (xs: readonly boolean[], needs: readonly string[]): number => {
      const nodes = (): Parameters<typeof routine>[1] => [
        forEach("first", "z", constant([1, 2])),
        step("s", "send", { block: "first/round" }),
        forEach("all", "x", input("xs"), { needs }),
        when("when@1", local("x"), { block: "all/round" }),
        forEach("each", "y", constant([1, 2]), { block: "when@1/then" }),
        step("f", "file", { block: "each/round" }),
      ];
      const world = run(planOf(nodes, followed), { input: { xs: [...xs] } });
      return world.story().filter((line) => line === "Paid").length;
    };

    test.each<readonly [string, number, readonly boolean[], readonly string[]]>([
      ["each of them does it, in rounds of its own", 2, [true, true], ["first"]],
      ["one leaves it out", 0, [true, false], ["first"]],
      ["there is none", 0, [], ["first"]],
      ["the loop began before", 0, [true, true], []],
    ])("%s: paid %i times", (_, times, xs, needs) => {
      expect(paid(xs, needs)).toBe(times);
    });
  });

  test("only by what its condition may hold of, where nobody knows whether it was done", () => {
    const meant = (expected: string) =>
      guardrail({
        kind: "followed",
        every: {
          ...about("send"),
          when: equals(field(local("args"), "x"), constant(expected)),
        },
        by: [about("file")],
      });
    const failing = (expected: string): readonly string[] =>
      run(
        planOf(() => [step("s", "send", { args: { x: constant("ann") } })], meant(expected)),
        { handlers: { send: () => ({ fails: "permanent" }) } },
      ).story();
    expect(failing("ann")).toContain("Owed");
    expect(failing("bob")).not.toContain("Owed");
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

  describe("what failed of what would pay it", () => {
    const filed = (more: object = {}): ReturnType<typeof planOf> =>
      planOf(
        () => [step("s", "send"), step("f", "file", { needs: ["s"], optional: true, ...more })],
        followed,
      );
    const failing = (until: number): Handlers => ({
      file: (_, nth) =>
        nth < until ? { fails: "permanent", message: "the office is closed" } : { ok: null },
    });

    test("can be tried once more, and pays", () => {
      const of = filed();
      const world = run(of, { handlers: failing(3) });
      expect(waitingOf(of, world.state)).toMatchObject([
        { step: "s", why: "`file` has not been done after it, as `g` asks", retry: ["f"] },
      ]);
      const key = world.keyOf("f");
      for (const expected of ["Settled f failed none (permanent)", "Closed completed"]) {
        world.order({ order: "retry", key });
        world.go();
        expect(world.story().at(-1)).toBe(expected);
      }
      expect(world.story()).toContain("Paid");
      expect(world.closed?.outcome.status).toBe("completed");
      // The same call under the same key, as often as it was wanted.
      expect(
        world.dispatched.filter(({ capability }) => capability === "file").map((job) => job.key),
      ).toEqual([key, key, key]);
      expect(redecide(of, world.events)).toMatchObject({ same: true });
    });

    test("its handlers do not stand in for it a second time", () => {
      const of = filed({ rescues: [{ attempt: attempt("review") }] });
      const world = run(of, { handlers: failing(3) });
      const reviews = (): number => world.dispatched.filter((one) => one.capability === "review").length;
      expect(reviews()).toBe(1);
      const key = world.dispatched.find((one) => one.capability === "file")?.key ?? "";
      world.order({ order: "retry", key });
      world.go();
      expect(reviews()).toBe(1);
      expect(world.closed).toBeUndefined();
      world.order({ order: "retry", key });
      world.go();
      expect(world.closed?.outcome.status).toBe("completed");
      expect(redecide(of, world.events)).toMatchObject({ same: true });
    });

    test("not while the run goes on, and not once nothing is owed", () => {
      const of = filed();
      const world = run(of, { handlers: failing(2) });
      const before = world.events.length;
      world.order({ order: "skip", key: world.keyOf("s") });
      expect(world.closed?.outcome.status).toBe("completed");
      expect(world.events.length).toBeGreaterThan(before);
      expect(world.order({ order: "retry", key: world.keyOf("f") })).toEqual([]);
    });
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

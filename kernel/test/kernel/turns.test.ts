/** Laws of every turn of a run, and of a failure's reach, numbered as in the semantics. */
import { describe, expect, test } from "vitest";
import type { FailureClass } from "../../src/failure.ts";
import { redecide } from "../../src/run/redecide.ts";
import { capability, constant, context, plan, routine, step, when } from "./building.ts";
import { type Situation, TestWorld } from "./world.ts";

describe("a turn takes into account what it has decided itself (rule 3)", () => {
  const thinks = capability("think", "pure", { tokens: constant(40) });
  const bound = { kind: "bound" as const, of: "tokens" as const, limit: constant(60) };
  const guardrails = [{ name: "g", severity: "blocking" as const, rules: [bound] }];

  test("of two that begin together the second knows what the first has set aside", () => {
    const of = plan(
      [routine("main", [step("a", "think"), step("b", "think", { optional: true })])],
      [thinks],
      {
        guardrails,
      },
    );
    const world = new TestWorld(of);
    // All of this is the turn of the start.
    expect(world.story()).toEqual(["Started", "Began a think attempt 1", "Settled b failed none (budget)"]);
    expect(world.go().closed?.outcome.status).toBe("completed");
  });

  test("an ordinary step is two events; one that is judged has a third", () => {
    const plain = new TestWorld(plan([routine("main", [step("a", "think")])], [thinks])).go();
    expect(plain.story()).toEqual(["Started", "Began a think attempt 1", "Ended ok", "Closed completed"]);
    const judged = step("a", "think", { options: { accept: constant(true) } });
    const world = new TestWorld(plan([routine("main", [judged])], [thinks])).go();
    expect(world.story()).toContain("Settled a completed none");
  });
});

test("a run knows of control what was told to it, and nothing else (rule 9)", () => {
  const asks = [
    step("a", "look", { gate: "control", checks: ["p"] }),
    when("when@1", context("m.storm"), { needs: ["a"] }),
    step("b", "look", { block: "when@1/then" }),
  ];
  const of = plan([routine("main", asks)], [capability("look", "pure")], {
    policies: [
      {
        name: "calm",
        severity: "blocking",
        on: [{ any: true }],
        verdicts: [{ kind: "deny", when: context("m.storm") }],
      },
    ],
    checks: { p: { id: "p", kind: "policy", policy: "calm", verdict: 0 } },
  });
  const world = new TestWorld(of, { handlers: { look: () => ({ after: 1_000, ok: 1 }) } });
  world.sense("m.storm", false);
  world.go();
  const before = world.events.length;
  // The storm that control hears of later, and control gone altogether: the run's journal says all that it went by.
  world.sense("m.storm", true);
  expect(world.events).toHaveLength(before);
  expect(redecide(of, world.events)).toMatchObject({ same: true });
  expect(JSON.stringify(world.folded())).toBe(JSON.stringify(world.state));
});

describe("whether a failure has reached the world (rule 16)", () => {
  const effects = ["pure", "idempotent", "once"] as const;
  const failing = (effect: (typeof effects)[number], happening: ReturnType<HandlerOf>): TestWorld =>
    new TestWorld(plan([routine("main", [step("a", "act")])], [capability("act", effect)]), {
      handlers: { act: () => happening },
    }).go();
  type HandlerOf = NonNullable<Situation["handlers"]>[string];
  const standing = (world: TestWorld): string =>
    world.story().includes("Doubted")
      ? "in doubt"
      : (world.state.intents.get(world.keyOf("a"))?.standing ?? "");

  test.each<[FailureClass, "not_reached" | "unknown" | "reached", readonly string[]]>([
    ["invalid_input", "not_reached", ["none", "none", "none"]],
    ["circuit_open", "not_reached", ["none", "none", "none"]],
    ["permanent", "not_reached", ["none", "none", "none"]],
    ["permanent", "reached", ["none", "applied", "applied"]],
    ["permanent", "unknown", ["none", "maybe", "in doubt"]],
    ["transient", "unknown", ["none", "maybe", "in doubt"]],
    ["invalid_output", "reached", ["none", "applied", "applied"]],
  ])("%s, %s", (fails, reach, stands) => {
    expect(effects.map((effect) => standing(failing(effect, { fails, reach })))).toEqual(stands);
  });

  test("a worker that is lost may have done it", () => {
    const lost = effects.map((effect) => failing(effect, { lost: true, after: 1 }));
    expect(lost.map(standing)).toEqual(["none", "maybe", "in doubt"]);
  });
});

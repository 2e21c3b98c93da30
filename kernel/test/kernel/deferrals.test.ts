import type { Plan } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Node } from "@orchlang/plan/nodes";
import type { Verdict } from "@orchlang/plan/rules";
import { describe, expect, test } from "vitest";
import { waitingOf } from "../../src/run/view.ts";
import { call, capability, constant, context, equals, parameter, plan, routine, step } from "./building.ts";
import { TestWorld } from "./world.ts";

const minute = 60_000;
const noon = Date.UTC(2026, 0, 1, 12);
const kinds = [
  capability("send", "idempotent", { params: [parameter("to")] }),
  capability("look", "pure", { params: [parameter("to")] }),
];

const firstMinute: Expression = equals(call("instant.minute", context("now"), constant("UTC")), constant(0));
const early: Verdict = { kind: "defer", when: firstMinute, within: 10 * minute, because: "too early" };
const storm: Verdict = { kind: "defer", when: context("storm"), within: 30_000, because: "it storms" };

function ruled(verdicts: readonly Verdict[], nodes: readonly Node[], more: Partial<Plan> = {}): Plan {
  return plan([routine("main", nodes)], kinds, {
    policies: [{ name: "m.calm", severity: "blocking", on: [{ any: true }], verdicts }],
    checks: Object.fromEntries(
      verdicts.map((_, verdict) => [
        `policy calm ${verdict}`,
        { id: `policy calm ${verdict}`, kind: "policy", policy: "m.calm", verdict },
      ]),
    ),
    ...more,
  });
}

function sent(verdicts: readonly Verdict[], more: Partial<Parameters<typeof step>[2]> = {}): Plan {
  const checks = verdicts.map((_, index) => `policy calm ${index}`);
  const gate = verdicts.some((one) => one.kind !== "defer" || one.when !== firstMinute) ? "control" : "local";
  return ruled(verdicts, [step("s", "send", { args: { to: constant("x") }, checks, gate, ...more })]);
}

describe("a deferral (semantics, rule 13a)", () => {
  test("holds a call back until time ends it, without a question to control", () => {
    const world = new TestWorld(sent([early])).go();
    const kindsOf = world.events.map(({ t }) => t);
    expect(kindsOf).toEqual(["Started", "Deferred", "Woke", "Began", "Ended", "Closed"]);
    expect(world.events.find(({ t }) => t === "Began")?.at).toBe(noon + minute);
    expect(world.closed?.outcome.status).toBe("completed");
  });

  test("is shown as why the run waits, with when it is asked again", () => {
    const world = new TestWorld(sent([early])).go(({ events }) => events.some(({ t }) => t === "Deferred"));
    expect(waitingOf(world.plan, world.state)).toEqual([
      {
        for: "policy",
        step: "s",
        policy: "calm",
        because: "too early",
        again: noon + minute,
        until: noon + 10 * minute,
      },
    ]);
  });

  test("denies a call for the same reason once its time is over", () => {
    const short: Verdict = { ...early, within: 20_000 };
    const world = new TestWorld(sent([short])).go();
    expect(world.closed?.outcome.failure).toMatchObject({ class: "denied", message: "too early" });
    expect(world.events.at(-1)?.at).toBe(noon + 20_000);
    expect(world.dispatched).toEqual([]);
  });

  test("ends as soon as what it reads changes", () => {
    const world = new TestWorld(sent([storm]));
    world.sense("storm", true);
    world.until(noon + 10_000);
    world.sense("storm", false);
    world.go();
    expect(world.events.find(({ t }) => t === "Began")?.at).toBe(noon + 10_000);
    expect(world.control.watches.size).toBe(0);
  });

  test("waits for what nobody knows, and says so", () => {
    const world = new TestWorld(sent([storm])).go();
    const [held] = world.events.flatMap((event) => (event.t === "Deferred" ? [event] : []));
    expect(held?.by).toMatchObject([{ because: "it storms (storm is not known)", until: noon + 30_000 }]);
    expect(world.closed?.outcome.failure?.class).toBe("denied");
  });

  test("counts only the time for which its condition held, over all attempts", () => {
    const of = sent([storm], { options: { retry: { times: 1, every: constant(5_000) } } });
    const fails = { after: 0, fails: "transient", reach: "not_reached" } as const;
    const world = new TestWorld(of, {
      handlers: { send: (_, nth) => (nth === 1 ? fails : { ok: 1 }) },
    });
    world.sense("storm", true);
    world.until(noon + 20_000);
    world.sense("storm", false);
    world.until(noon + 21_000);
    world.sense("storm", true);
    world.go();
    // Twenty of thirty seconds are spent, and at 25 it is asked about again.
    expect(world.closed?.outcome.failure?.class).toBe("denied");
    expect(world.events.at(-1)?.at).toBe(noon + 35_000);
  });

  test("comes before approvals and limits, and gives back what it finds taken", () => {
    const limit: Verdict = { kind: "limit", count: 1, per: constant(60 * minute) };
    const approval: Verdict = { kind: "approval", role: "boss" };
    const world = new TestWorld(sent([storm, limit, approval]));
    world.sense("storm", true);
    world.until(noon + 1_000);
    expect(world.control.tasks.size).toBe(0);
    world.sense("storm", false);
    world.until(noon + 2_000);
    const [task] = [...world.control.tasks.values()];
    expect(task?.task.role).toBe("boss");
    world.sense("storm", true);
    world.answer(task!.ref, { granted: true });
    world.until(noon + 3_000);
    expect(waitingOf(world.plan, world.state)).toMatchObject([{ for: "policy" }]);
    expect(world.control.limits.every((list) => list.size === 0)).toBe(true);
    world.sense("storm", false);
    world.go();
    // Nobody is asked twice.
    expect(world.closed?.outcome.status).toBe("completed");
    expect(world.control.tasks.size).toBe(0);
  });

  test("lets go of a member before a further attempt, and takes one anew", () => {
    const of = sent([storm], { options: { retry: { times: 1, every: constant(0) } } });
    const nodes = (of.routines.main?.nodes ?? []).map((node) =>
      node.kind === "call" ? { ...node, attempt: { ...node.attempt, using: { pool: "p" } } } : node,
    );
    const world = new TestWorld(
      { ...of, routines: { main: { ...of.routines.main!, nodes } }, pools: { p: { name: "p", count: 1 } } },
      {
        handlers: {
          send: (_, nth) => (nth === 1 ? { after: 1_000, fails: "transient" } : { ok: 1 }),
        },
      },
    );
    world.sense("storm", false);
    world.until(noon + 500);
    expect(world.control.holds.size).toBe(1);
    world.sense("storm", true);
    world.until(noon + 2_000);
    expect(waitingOf(world.plan, world.state)).toMatchObject([{ for: "policy" }]);
    expect(world.state.holds.size).toBe(0);
    world.sense("storm", false);
    world.go();
    expect(world.closed?.outcome.status).toBe("completed");
    expect(world.control.holds.size).toBe(0);
  });

  test("ends with a cancel, and by an operator's `skip`", () => {
    const waiting = ({ events }: TestWorld): boolean => events.some(({ t }) => t === "Deferred");
    for (const verdict of [early, storm]) {
      const world = new TestWorld(sent([verdict], { optional: true })).go(waiting);
      world.order({ order: "cancel", undo: true });
      world.go();
      expect(world.closed?.outcome.status).toBe("cancelled");
      expect(world.control.watches.size).toBe(0);
      const skipped = new TestWorld(sent([verdict], { optional: true })).go(waiting);
      skipped.order({ order: "skip", key: skipped.keyOf("s") });
      skipped.go();
      expect(skipped.closed?.outcome.status).toBe("completed");
      expect(skipped.dispatched).toEqual([]);
    }
  });

  test("survives a crash at any event", () => {
    const of = sent([early, storm]);
    const whole = new TestWorld(of);
    whole.sense("storm", false);
    const length = whole.go().events.length;
    expect(length).toBeGreaterThan(6);
    for (let at = 1; at < length; at++) {
      const world = new TestWorld(of);
      world.sense("storm", false);
      world
        .go(({ events }) => events.length >= at)
        .crash()
        .go();
      expect(world.closed?.outcome.status).toBe("completed");
      expect(world.effects).toHaveLength(1);
    }
  });

  test("of another severity holds nothing back", () => {
    const of = sent([early]);
    const policies = of.policies.map((policy) => ({ ...policy, severity: "warning" as const }));
    const world = new TestWorld({ ...of, policies }).go();
    expect(world.events.find(({ t }) => t === "Began")).toMatchObject({
      at: noon,
      checks: [{ holds: false, because: "too early" }],
    });
  });
});

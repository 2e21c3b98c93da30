import type { Json, Plan } from "@orchlang/plan";
import type { Node } from "@orchlang/plan/nodes";
import type { Verdict } from "@orchlang/plan/rules";
import { describe, expect, test } from "vitest";
import { waitingOf } from "../../src/run/view.ts";
import {
  attempt,
  capability,
  constant,
  context,
  field,
  forEach,
  local,
  parameter,
  plan,
  routine,
  step,
} from "./building.ts";
import type { Situation } from "./situation.ts";
import { anybody } from "./situation.ts";
import { TestWorld } from "./world.ts";

const kinds = [capability("send", "idempotent", { params: [parameter("to")] }), capability("look", "pure")];

function ruled(verdicts: readonly Verdict[], nodes: readonly Node[], more: Partial<Plan> = {}): Plan {
  return plan([routine("main", nodes)], kinds, {
    policies: [{ name: "calm", severity: "blocking", on: [{ any: true }], verdicts }],
    checks: Object.fromEntries(
      verdicts.map((_, verdict) => [
        `policy calm ${verdict}`,
        { id: `policy calm ${verdict}`, kind: "policy", policy: "calm", verdict },
      ]),
    ),
    ...more,
  });
}

const gated = (verdicts: number) => ({
  gate: "control" as const,
  checks: Array.from({ length: verdicts }, (_, index) => `policy calm ${index}`),
});

const limit: Verdict = { kind: "limit", count: 2, per: constant(60_000), by: field(local("args"), "to") };
const approval: Verdict = { kind: "approval", role: "boss", within: constant(10_000) };

const each = (to: readonly Json[]): Node[] => [
  forEach("all", "x", constant(to), { tolerated: constant(1) }),
  step("s", "send", { block: "all/round", args: { to: local("x") }, ...gated(1) }),
];

describe("a limit (rule 12)", () => {
  test("counts by what it says, and refuses what is too much", () => {
    const world = new TestWorld(ruled([limit], each(["a", "a", "b", "a", "b"]))).go();
    expect(world.dispatched.map(({ args }) => args)).toEqual(["a", "a", "b", "b"].map((to) => ({ to })));
    const refused = world.events.find((event) => event.t === "Settled" && event.failure !== undefined);
    expect(refused).toMatchObject({ failure: { class: "denied", message: "`calm` allows 2 in 1 m" } });
  });

  test("is open again when the window has moved on", () => {
    const of = ruled(
      [limit],
      [
        ...["a", "b", "c"].map((id, index) =>
          step(id, "send", {
            args: { to: constant("x") },
            needs: index === 0 ? [] : [["a", "b"][index - 1]!],
            ...gated(1),
          }),
        ),
      ],
    );
    const slow = new TestWorld(of, { handlers: { send: () => ({ after: 40_000, ok: 1 }) } }).go();
    expect(slow.closed?.outcome.status).toBe("completed");
    expect(new TestWorld(of).go().closed?.outcome.failure?.class).toBe("denied");
  });

  test("what was refused for another reason has not been counted", () => {
    const storm: Verdict = { kind: "deny", when: context("storm") };
    const of = ruled(
      [limit, storm],
      [
        ...["a", "b", "c"].map((id, index) =>
          step(id, "send", {
            args: { to: constant("x") },
            needs: index === 0 ? [] : [{ node: ["a", "b"][index - 1]!, why: "after" }],
            optional: true,
            ...gated(2),
          }),
        ),
      ],
    );
    const world = new TestWorld(of);
    // Twice denied since nothing is known of the storm; the third time it is over, and both places are free.
    expect(world.go().dispatched).toEqual([]);
    expect(world.control.limits.every((list) => list.size === 0)).toBe(true);
  });

  test("what began with a member of a pool counts once that is let go of; what did not begin, doesn't", () => {
    const steps = ["a", "b", "c"].map((id, index) => {
      const args = { to: constant("x") };
      const needs = index === 0 ? [] : [["a", "b"][index - 1]!];
      const made = step(id, "send", { args, needs, ...gated(2) });
      return made.kind === "call" ? { ...made, attempt: { ...made.attempt, using: { pool: "p" } } } : made;
    });
    const storm: Verdict = { kind: "deny", when: context("storm") };
    const of = (verdicts: readonly Verdict[]): Plan =>
      ruled(verdicts, steps, { pools: { p: { name: "p", count: 1 } } });
    const never: Verdict = { kind: "deny", when: constant(false) };
    const world = new TestWorld(of([limit, never])).go();
    expect(world.dispatched).toHaveLength(2);
    expect(world.closed?.outcome.failure?.class).toBe("denied");
    const stormy = new TestWorld(of([limit, storm])).go();
    expect(stormy.dispatched).toEqual([]);
    expect(stormy.control.limits.every((list) => list.size === 0)).toBe(true);
  });

  test("a crash takes no second place", () => {
    const of = ruled([limit], each(["a", "a"]));
    const whole = new TestWorld(of).go().events.length;
    for (let at = 1; at < whole; at++) {
      const world = new TestWorld(of)
        .go(({ events }) => events.length >= at)
        .crash()
        .go();
      expect(world.effects).toHaveLength(2);
      expect(world.controlEvents.filter(({ t }) => t === "Took")).toHaveLength(2);
    }
  });
});

describe("an approval (rule 12)", () => {
  const of = ruled(
    [approval],
    [
      step("s", "send", {
        args: { to: constant("x") },
        options: { retry: { times: 1, every: constant(10) } },
        rescues: [{ attempt: attempt("look") }],
        ...gated(1),
      }),
    ],
  );
  const asked = (value: Json, after = 1_000, more: Situation = {}): TestWorld =>
    new TestWorld(of, { people: { send: { after, value } }, ...more }).go();

  test("lets it go ahead", () => {
    const world = asked({ granted: true });
    expect(world.dispatched.map(({ capability: name }) => name)).toEqual(["send"]);
    expect(world.control.tasks.size).toBe(0);
  });

  test("says who is asked and until when, one after another", () => {
    const waits = (plan: Plan) => waitingOf(plan, new TestWorld(plan).state);
    const [one] = waits(of);
    const asked = new TestWorld(of).events.find((event) => event.t === "Asked");
    expect(one).toMatchObject({ for: "answer", approval: true, due: (asked?.at ?? 0) + 10_000 });
    const send = step("s", "send", { args: { to: constant("x") }, ...gated(2) });
    const two = new TestWorld(ruled([approval, { ...approval, role: "owner" }], [send]));
    const seq = two.events.findIndex((event) => event.t === "Asked");
    expect(waitingOf(two.plan, two.state)).toMatchObject([
      { role: approval.role, due: (asked?.at ?? 0) + 10_000 },
    ]);
    two.answer({ stream: `run/${two.run}`, seq }, { granted: true });
    expect(waitingOf(two.plan, two.state)).toMatchObject([
      { role: "owner", people: { of: 2, signed: [expect.any(String)] } },
    ]);
  });

  test("is asked for once, whatever how often it is tried", () => {
    const world = asked({ granted: true }, 1_000, {
      handlers: { send: (_, nth) => (nth === 1 ? { fails: "transient" } : { ok: 1 }) },
    });
    expect(world.dispatched).toHaveLength(2);
    expect(world.controlEvents.filter(({ t }) => t === "Opened")).toHaveLength(1);
  });

  test.each([
    ["refused", { granted: false }, 1_000, "ada did not agree"],
    ["late", { granted: true }, 60_000, "no `boss` agreed within 10 s"],
  ])("%s: denied, and the handler may go on", (_, value, after, message) => {
    const world = asked(value, after);
    expect(world.dispatched.map(({ capability: name }) => name)).toEqual(["look"]);
    const settled = world.events.find((event) => event.t === "Settled" && event.failure !== undefined);
    expect(settled).toMatchObject({ failure: { class: "denied", message } });
  });

  test("only by whoever has the role", () => {
    const clerk = { ...anybody, id: "eve", roles: ["clerk"] };
    const world = new TestWorld(of, {
      people: { send: { after: 1_000, value: { granted: true }, by: clerk } },
    }).go();
    expect(world.dispatched.map(({ capability: name }) => name)).toEqual(["look"]);
  });

  test("comes before what is held: nobody holds anything while a person thinks", () => {
    const [main] = [step("s", "send", { args: { to: constant("x") }, ...gated(1) })];
    const using =
      main?.kind === "call" ? { ...main, attempt: { ...main.attempt, using: { pool: "p" } } } : main!;
    const world = new TestWorld(ruled([approval], [using], { pools: { p: { name: "p", count: 1 } } }), {
      people: { send: { after: 5_000, value: { granted: true } } },
    });
    world.until(world.now + 2_000);
    expect(world.control.holds.size).toBe(0);
    expect(world.go().dispatched[0]?.fence).toBe(1);
  });

  test("cancelling withdraws the question", () => {
    const world = new TestWorld(of).go(({ control }) => control.gates.size > 0);
    world.order({ order: "cancel", undo: true });
    expect(world.go().closed?.outcome.status).toBe("cancelled");
    expect(world.control.gates.size).toBe(0);
  });
});

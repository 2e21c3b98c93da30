import type { Json, Plan } from "@orchlang/plan";
import type { Node } from "@orchlang/plan/nodes";
import { describe, expect, test } from "vitest";
import {
  attempt,
  call,
  capability,
  constant,
  dollars,
  failNode,
  field,
  giveBack,
  input,
  local,
  node,
  parameter,
  plan,
  routine,
  step,
  withHold,
} from "./building.ts";
import type { Handlers, Situation } from "./situation.ts";
import { TestWorld } from "./world.ts";

const id = field(local("r"), "id");
const kinds = [
  capability("fly", "idempotent", { params: [parameter("drone")] }),
  capability("recall", "idempotent", { params: [parameter("drone")] }),
  capability("look", "pure"),
  capability("fall", "pure"),
];
const body = { block: "with@1/held" };
const undo = { undo: { capability: "recall", args: { drone: id } } };

function planOf(
  nodes: readonly Node[],
  more: Parameters<typeof routine>[2] = {},
  pools: Plan["pools"] = {},
): Plan {
  return plan([routine("main", nodes, more)], kinds, {
    pools: { "a.drones": { name: "a.drones", count: 2 }, ...pools },
  });
}

const hold = (pick: Record<string, unknown> = {}, more: { otherwise?: true } = {}, time = 60_000): Node =>
  withHold("with@1", "r", { pool: "a.drones", ...pick } as Parameters<typeof withHold>[2], time, more);

function run(of: Plan, situation: Situation = {}): TestWorld {
  return new TestWorld(of, situation).go();
}

const heldNow = (world: TestWorld): readonly string[] =>
  [...world.control.pools.values()].flatMap((pool) =>
    [...pool.members.values()].flatMap((member) => (member.holder === undefined ? [] : [member.id])),
  );

const fails: Handlers = { fall: () => ({ fails: "permanent" }) };

describe("with (rule 31)", () => {
  const flying = planOf([
    hold(),
    step("flight", "fly", { ...body, args: { drone: id } }),
    giveBack(node("flight"), { needs: ["flight"] }),
  ]);

  test("gives a member to what is in it, and gives it back at its end", () => {
    const world = run(flying, { handlers: { fly: ({ args }) => ({ ok: args }) } });
    expect(world.story()).toEqual([
      "Started",
      "Asked hold",
      "Told held",
      "Branched with@1 0",
      "Began flight fly attempt 1",
      "Ended ok",
      "Settled return@1 completed none",
      "Asked release",
      "Closed completed",
    ]);
    expect(world.closed?.outcome.value).toEqual({ drone: "drones[1]" });
    expect(heldNow(world)).toEqual([]);
  });

  test("a crash at any point neither loses nor doubles it", () => {
    const whole = run(flying).events.length;
    for (let at = 1; at < whole; at++) {
      const world = new TestWorld(flying).go(({ events }) => events.length >= at);
      world.crash().go();
      expect(world.closed?.outcome.status).toBe("completed");
      expect(world.controlEvents.filter(({ t }) => t === "Granted")).toHaveLength(1);
      expect(heldNow(world)).toEqual([]);
    }
  });

  test("else, when nobody comes free in time", () => {
    const of = planOf([
      hold(
        {
          wait: constant(5_000),
          where: call("number.greater", field(local("resource"), "battery"), constant(0.5)),
        },
        { otherwise: true },
      ),
      step("flight", "fly", { ...body, args: { drone: id } }),
      step("seen", "look", { block: "with@1/else" }),
    ]);
    const flat = { members: { "drones[1]": { pool: "a.drones", fields: { battery: 0.4 } } } };
    const world = run(of, flat);
    expect(world.story()).toContain("Branched with@1 1");
    expect(world.dispatched.map(({ capability: name }) => name)).toEqual(["look"]);
    expect((world.closed?.at ?? 0) - (world.events[0]?.at ?? 0)).toBe(5_001);
    const waiting = new TestWorld(of, flat);
    waiting.later(2_000, () => waiting.member("a.drones", "drones[2]", { fields: { battery: 0.9 } }));
    expect(waiting.go().dispatched.map(({ args }) => args)).toEqual([{ drone: "drones[2]" }]);
  });

  test("without an else the plan fails as resource_lost", () => {
    const of = planOf([hold({ count: constant(3), wait: constant(0) }), step("a", "look", body)]);
    expect(run(of).closed?.outcome.failure).toEqual({
      class: "resource_lost",
      name: "resource_lost",
      message: "no `drones` is free",
    });
  });

  test("several at once are a list, and all of one pool (rule 33)", () => {
    const of = planOf([
      hold({ count: constant(2) }),
      step("a", "fly", { ...body, args: { drone: local("r") } }),
    ]);
    expect(run(of).dispatched[0]?.args).toEqual({
      drone: [
        { id: "drones[1]", online: true },
        { id: "drones[2]", online: true },
      ],
    });
  });

  test("the nearest of those that are near enough; further off is no member", () => {
    const at = (lat: number): Json => ({ lat, lon: 0 });
    const members = {
      "drones[1]": { pool: "a.drones", fields: { location: at(0.9) } },
      "drones[2]": { pool: "a.drones", fields: { location: at(0.1) } },
    };
    const near = (distance: number): Plan =>
      planOf([
        hold(
          { nearest: constant(at(0)), distance: constant(distance), wait: constant(0) },
          { otherwise: true },
        ),
        step("a", "fly", { ...body, args: { drone: id } }),
      ]);
    expect(run(near(200_000), { members }).dispatched[0]?.args).toEqual({ drone: "drones[2]" });
    expect(run(near(1_000), { members }).dispatched).toEqual([]);
  });

  test("what a condition reads of the run goes with the question", () => {
    const where = call("any.equal", field(local("resource"), "id"), input("wanted"));
    const of = planOf([hold({ where }), step("a", "fly", { ...body, args: { drone: id } })]);
    expect(run(of, { input: { wanted: "drones[2]" } }).dispatched[0]?.args).toEqual({ drone: "drones[2]" });
  });

  test("runs over into the next pool when the first has nobody", () => {
    const of = planOf(
      [
        hold({ where: call("any.equal", field(local("resource"), "id"), constant("more[1]")) }),
        step("a", "fly", { ...body, args: { drone: id } }),
      ],
      {},
      {
        "a.drones": { name: "a.drones", count: 1, overflow: "a.more" },
        "a.more": { name: "a.more", count: 1 },
      },
    );
    expect(run(of).dispatched[0]?.args).toEqual({ drone: "more[1]" });
  });

  test("its time is over: the block fails, and its undo is retired", () => {
    const of = planOf([
      hold({}, {}, 10_000),
      step("flight", "fly", { ...body, args: { drone: id }, options: undo }),
      step("b", "look", { ...body, needs: ["flight"] }),
    ]);
    const world = run(of, { handlers: { look: () => ({ after: 60_000, ok: 1 }) } });
    expect(world.closed?.outcome.failure?.message).toBe("its 10 s are over");
    expect((world.closed?.at ?? 0) - (world.events[0]?.at ?? 0)).toBe(9_000);
    expect(world.dispatched.map(({ capability: name }) => name)).toEqual(["fly", "look"]);
    expect(heldNow(world)).toEqual([]);
  });

  test("its time is over in `finally`: what is in it stops, and what it did is kept (rule 25)", () => {
    const last = { block: "with@1/held" };
    const of = planOf(
      [
        step("main_one", "look"),
        withHold("with@1", "r", { pool: "a.drones" } as Parameters<typeof withHold>[2], 10_000, {
          block: "last",
        }),
        step("flight", "fly", { ...last, args: { drone: id }, options: undo }),
        step("b", "fall", { ...last, needs: ["flight"] }),
        step("c", "look", { ...last, needs: ["b"] }),
        step("log", "look", { block: "last", needs: [{ node: "with@1", why: "after" }] }),
      ],
      { finally: "last" },
    );
    const handlers: Handlers = { fall: () => ({ after: 60_000, ok: 1 }) };
    const world = run(of, { handlers });
    expect(world.closed?.outcome.status).toBe("completed");
    expect((world.closed?.at ?? 0) - (world.events[0]?.at ?? 0)).toBe(9_002);
    expect(world.dispatched.map(({ capability: name }) => name)).toEqual(["look", "fly", "fall", "look"]);
    expect(heldNow(world)).toEqual([]);
  });

  test("a member that is lost fails the block where nobody else would do", () => {
    const of = planOf([hold(), step("a", "look", body)], {}, { "a.drones": { name: "a.drones", count: 1 } });
    const world = new TestWorld(of, { handlers: { look: () => ({ after: 60_000, ok: 1 }) } });
    world.later(5_000, () => world.member("a.drones", "drones[1]", { health: "lost" }));
    expect(world.go().closed?.outcome.failure).toMatchObject({
      class: "resource_lost",
      message: "`drones[1]` is lost, and there is no other",
    });
    expect((world.closed?.at ?? 0) - (world.events[0]?.at ?? 0)).toBe(5_000);
  });
});

describe("undo and hold (rule 28)", () => {
  test("an undo that needs what is held runs before it is let go", () => {
    const of = planOf([
      hold(),
      step("flight", "fly", { ...body, args: { drone: id }, options: undo }),
      step("b", "fall", { ...body, needs: ["flight"] }),
    ]);
    const world = run(of, { handlers: fails });
    expect(world.effects.map(({ capability: name }) => name)).toEqual(["fly", "recall"]);
    const story = world.story();
    expect(story.indexOf("Asked release")).toBeGreaterThan(
      story.indexOf("Began flight/undo recall attempt 1"),
    );
    expect(heldNow(world)).toEqual([]);
  });

  test("once the block is complete such an undo is retired", () => {
    const of = planOf([
      hold(),
      step("flight", "fly", { ...body, args: { drone: id }, options: undo }),
      failNode("fail@1", constant("no"), { needs: ["flight", { node: "with@1", why: "after" }] }),
    ]);
    const world = run(of);
    expect(world.closed?.outcome.status).toBe("failed");
    expect(world.effects.map(({ capability: name }) => name)).toEqual(["fly"]);
  });

  test("cancelling while standing in line leaves the line", () => {
    const of = planOf([hold({ count: constant(3) }), step("a", "look", body)]);
    const world = new TestWorld(of).go();
    expect(world.closed).toBeUndefined();
    world.order({ order: "cancel", undo: true });
    expect(world.go().closed?.outcome.status).toBe("cancelled");
    expect(world.control.lines.size).toBe(0);
  });

  test("it does so at once, whatever is undone before: nobody's coming is not heard any more (rule 23)", () => {
    const of = planOf([
      hold({ count: constant(3), wait: constant(1_000) }, { otherwise: true }),
      step("alone", "look", { block: "with@1/else" }),
      {
        id: "when@1",
        kind: "branch",
        block: "root",
        needs: [],
        arms: [{ condition: constant(false), block: "when@1/then" }],
      },
      step("never", "look", { block: "when@1/then", needs: ["alone"] }),
      step("flight", "fly", {
        args: { drone: constant("own") },
        needs: ["when@1"],
        options: { undo: { capability: "recall", args: { drone: constant("own") } } },
      }),
    ]);
    const world = new TestWorld(of, { handlers: { recall: () => ({ after: 5_000, ok: null }) } });
    const start = world.now;
    world.until(start + 900);
    world.order({ order: "cancel", undo: true });
    expect(world.control.lines.size).toBe(0);
    expect(world.go().closed?.outcome.status).toBe("cancelled");
    expect(world.dispatched.map(({ capability: name }) => name)).toEqual(["fly", "recall"]);
  });
});

describe("what a hold costs (rule 46)", () => {
  const pools = {
    "a.drones": { name: "a.drones", count: 1, cost: { amount: "0.6", currency: "USD", per: 60_000 } },
  };
  const budget = (limit: string): Plan => ({
    ...planOf([hold(), step("a", "look", body)], {}, pools),
    guardrails: [
      {
        name: "cheap",
        severity: "blocking",
        rules: [{ kind: "bound", of: "cost", limit: constant(dollars(limit)) }],
      },
    ],
  });

  test("for all of its time it has to fit into the budget", () => {
    expect(run(budget("0.59")).closed?.outcome.failure?.class).toBe("budget");
    expect(run(budget("0.60")).closed?.outcome.status).toBe("completed");
  });

  test("it may cost exactly what the budget allows, whatever the price's unit of time", () => {
    const priced = (amount: string): Plan => ({
      ...planOf(
        [hold({}, {}, 10_800_000), step("a", "look", body)],
        {},
        { "a.drones": { name: "a.drones", count: 1, cost: { amount, currency: "USD", per: 189_000 } } },
      ),
      guardrails: budget("108").guardrails,
    });
    expect(run(priced("1.89")).closed?.outcome.status).toBe("completed");
    expect(run(priced("1.890001")).closed?.outcome.failure?.class).toBe("budget");
  });

  test("a pool without a price costs nothing", () => {
    const free = { ...budget("0.01"), pools: { "a.drones": { name: "a.drones", count: 1 } } };
    expect(run(free).closed?.outcome.status).toBe("completed");
  });

  test("for its real time it is spent", () => {
    const world = run(budget("1"), { handlers: { look: () => ({ after: 30_000, ok: 1 }) } });
    expect(world.state.ledgers.get(-1)).toMatchObject({
      spent: { cost: [dollars("0.3")] },
      reserved: { cost: [] },
    });
  });
});

describe("using", () => {
  const uses = (more: Parameters<typeof step>[2] = {}): Node => {
    const made = step("a", "fly", { args: { drone: constant("x") }, ...more });
    return made.kind === "call"
      ? { ...made, attempt: { ...made.attempt, using: { pool: "a.drones" } } }
      : made;
  };

  test("holds from the gate to the end of a step, through all of its tries, with one fence", () => {
    const world = run(planOf([uses({ options: { retry: { times: 2, every: constant(10) } } })]), {
      handlers: { fly: (_, nth) => (nth < 3 ? { fails: "transient" } : { ok: 1 }) },
    });
    expect(world.dispatched.map(({ fence }) => fence)).toEqual([1, 1, 1]);
    expect(world.story().filter((line) => line === "Asked gate")).toHaveLength(1);
    expect(world.story().at(-2)).toBe("Asked release");
    expect(heldNow(world)).toEqual([]);
  });

  test("nobody is there: the step fails, and its handler may go on", () => {
    const world = run(
      planOf(
        [uses({ rescues: [{ attempt: attempt("look") }] })],
        {},
        { "a.drones": { name: "a.drones", count: 0 } },
      ),
    );
    expect(world.closed).toBeUndefined();
    const late = run(
      planOf(
        [uses({ rescues: [{ attempt: attempt("look") }] })],
        { timeout: constant(5_000) },
        { "a.drones": { name: "a.drones", count: 0 } },
      ),
    );
    expect(late.closed?.outcome.failure?.class).toBe("timeout");
  });

  test("fences rise from holder to holder", () => {
    const of = planOf(
      [uses(), { ...uses({ needs: ["a"] }), id: "b" }],
      {},
      { "a.drones": { name: "a.drones", count: 1 } },
    );
    expect(run(of).dispatched.map(({ fence }) => fence)).toEqual([1, 2]);
  });
});

import type { Goal, Json, Plan } from "@orchlang/plan";
import type { Node } from "@orchlang/plan/nodes";
import { describe, expect, test } from "vitest";
import { redecide } from "../../src/run/redecide.ts";
import {
  call,
  capability,
  constant,
  dollars,
  failNode,
  field,
  forEach,
  giveBack,
  goal,
  human,
  input,
  letNode,
  local,
  node,
  parameter,
  plan,
  routine,
  step,
  waitFor,
  withHold,
} from "./building.ts";
import type { Situation } from "./situation.ts";
import { TestWorld } from "./world.ts";

const kinds = [
  capability("make", "idempotent", {
    params: [parameter("name"), parameter("size", { default: constant(1) })],
    cost: constant(dollars("0.10")),
    undo: { capability: "unmake", args: { name: local("name") } },
  }),
  capability("unmake", "idempotent", { params: [parameter("name")] }),
  capability("send", "once", { params: [parameter("name")] }),
  capability("look", "pure", { params: [parameter("name", { default: constant("") })] }),
  capability("play", "idempotent", { params: [parameter("device")] }),
  human("ask", "boss", { params: [parameter("name", { default: constant("") })] }),
];
const after = (...names: string[]) => names.map((name) => ({ node: name, why: "after" as const }));
const made = (id: string, more: Parameters<typeof step>[2] = {}): Node =>
  step(id, "make", { args: { name: constant(id) }, ...more });
const fails = (...needs: string[]): Node => failNode("fail@1", constant("no"), { needs: after(...needs) });

function planOf(
  one: readonly Node[],
  two: readonly Node[],
  more: Partial<Plan> = {},
  of: Partial<Goal> = {},
): Plan {
  const achieves = { achieves: "wanted", params: [parameter("n")] };
  return plan([routine("one", one, achieves), routine("two", two, achieves)], kinds, {
    entry: "wanted",
    goals: { wanted: goal("wanted", ["one", "two"], of) },
    ...more,
  });
}

function run(of: Plan, situation: Situation = {}): TestWorld {
  const world = new TestWorld(of, { input: { n: 7 }, obedient: true, ...situation }).go();
  expect(redecide(of, world.events)).toMatchObject({ same: true });
  return world;
}

const carried = (world: TestWorld): Json =>
  world.events.flatMap((event) =>
    event.t === "Chose" && event.plan > 0 ? [event.carried.map((one) => one.node)] : [],
  );
const effects = (world: TestWorld): Json =>
  world.effects.map(({ capability: name, args }) =>
    `${name} ${(args as { name?: string }).name ?? ""}`.trim(),
  );

describe("the next plan of a goal (rule 26)", () => {
  test("The projector drops out", () => {
    const projector = [
      withHold("with@1", "beam", { pool: "projector", wait: constant(30_000) }, 3_600_000),
      made("dim", { block: "with@1/held" }),
      made("warm", { block: "with@1/held", args: { name: constant("living_room") } }),
      step("play", "play", {
        block: "with@1/held",
        args: { device: field(local("beam"), "id") },
        needs: after("dim"),
      }),
    ];
    const tv = [
      made("warm", { args: { name: constant("living_room") } }),
      step("play", "play", { args: { device: constant("tv") } }),
      giveBack(node("warm"), { needs: ["warm", "play"] }),
    ];
    const of = planOf(projector, tv, { pools: { projector: { name: "projector", count: 1 } } });
    const world = new TestWorld(of, {
      input: { n: 7 },
      obedient: true,
      handlers: {
        make: ({ args }) => ({ after: (args as { name: string }).name === "dim" ? 1_000 : 10_000, ok: args }),
        play: ({ args }) => ({ after: 10_000, ok: args }),
      },
    });
    world.later(5_000, () => world.member("projector", "projector[1]", { health: "lost" }), false);
    world.go();
    expect(world.story()).toEqual([
      "Started",
      "Asked survey",
      "Told surveyed",
      "Chose wanted 0",
      "Asked hold",
      "Told held",
      "Branched with@1 0",
      "Began dim make attempt 1",
      "Began warm make attempt 1",
      "Ended ok",
      "Began play play attempt 1",
      "Told holdLost",
      "Aborted rebound",
      "Asked release",
      "Asked hold",
      "Told refused",
      "Settled with@1 failed none (resource_lost)",
      "Chose wanted 1",
      "Unwinding resource_lost",
      "Settled play cancelled maybe (cancelled)",
      "Began dim/undo unmake attempt 1",
      "Lost",
      "Ended ok",
      "Settled dim completed undone",
      "Switched",
      "Began play play attempt 1",
      "Ended ok",
      "Ended ok",
      "Settled return@1 completed none",
      "Closed completed",
    ]);
    expect(carried(world)).toEqual([["warm"]]);
    const keys = (name: string): number =>
      new Set(
        world.dispatched.filter(({ args }) => JSON.stringify(args).includes(name)).map(({ key }) => key),
      ).size;
    expect([keys("living_room"), keys("projector[1]"), keys('"tv"')]).toEqual([1, 1, 1]);
    expect(world.dispatched.filter(({ capability: name }) => name === "make")).toHaveLength(2);
    // It ran on: ten seconds after it began, and not ten after the switch.
    expect((world.closed?.at ?? 0) - (world.events[0]?.at ?? 0)).toBeLessThan(16_000);
  });

  test("takes over what stands, with its result, key and place on the undo stack", () => {
    const two = [made("a"), step("b", "look", { needs: after("a") }), fails("b")];
    const world = run(planOf([made("a"), fails("a")], two));
    expect(carried(world)).toEqual([["a"]]);
    expect(effects(world)).toEqual(["make a", "look", "unmake a"]);
    const kept = run(planOf([made("a"), fails("a")], [made("a"), giveBack(node("a"), { needs: ["a"] })]), {
      handlers: { make: () => ({ ok: "made" }) },
    });
    expect([kept.closed?.outcome.value, effects(kept)]).toEqual(["made", ["make a"]]);
  });

  test("knows parameters, constants, lets of them, and results of what it takes over", () => {
    const of = (more: readonly Node[]): readonly Node[] => [
      made("a"),
      letNode("l", call("number.add", input("n"), constant(1))),
      step("b", "make", { args: { name: node("l"), size: constant(1) }, needs: ["l"] }),
      step("c", "make", { args: { name: field(node("a"), "id") }, needs: ["a"] }),
      ...more,
    ];
    const world = run(planOf(of([fails("a", "b", "c")]), of([])), {
      handlers: { make: ({ key }) => ({ ok: { id: key } }) },
    });
    expect(carried(world)).toEqual([["a", "b", "c"]]);
    expect(world.dispatched).toHaveLength(3);
  });

  test.each<[string, readonly Node[], readonly Node[]]>([
    ["of other arguments", [made("a"), fails("a")], [made("a", { args: { name: constant("b") } })]],
    [
      "after something that is still to come",
      [made("a"), fails("a")],
      [step("x", "look"), made("a", { needs: after("x") })],
    ],
    ["that leaves nothing standing", [step("a", "look"), fails("a")], [step("a", "look")]],
    ["on another tier", [made("a"), fails("a")], [made("a", { options: { tier: "edge" } })]],
    [
      "whose result is still to be judged",
      [made("a"), fails("a")],
      [made("a", { options: { accept: constant(true) } })],
    ],
    [
      "in a round of the next plan",
      [made("a"), fails("a")],
      [forEach("all", "x", constant([1])), made("a", { block: "all/round" })],
    ],
  ])("not what is %s", (_, one, two) => {
    const world = run(planOf(one, two));
    expect(carried(world)).toEqual([[]]);
    expect(world.closed?.outcome.status).toBe("completed");
  });

  test("takes over what was done in a round, and each call once", () => {
    const rounds = [
      forEach("all", "x", constant(["a", "a", "b"])),
      step("m", "make", { block: "all/round", args: { name: local("x") } }),
      fails("all"),
    ];
    const again = (id: string, name: string): Node => step(id, "make", { args: { name: constant(name) } });
    const world = run(planOf(rounds, [again("p", "a"), again("q", "a"), again("r", "a"), again("s", "b")]));
    expect(carried(world)).toEqual([["p", "q", "s"]]);
    expect(world.dispatched.filter(({ capability: name }) => name === "make")).toHaveLength(4);
  });

  test("never uses again what was undone", () => {
    const once = run(
      planOf([made("a"), fails("a")], [made("b"), fails("b")], {}, { alternatives: ["one", "two", "one"] }),
    );
    expect(carried(once)).toEqual([[], []]);
    expect(effects(once)).toEqual(["make a", "unmake a", "make b", "unmake b", "make a", "unmake a"]);
    const keys = once.dispatched.filter(
      ({ capability: name, args }) => name === "make" && JSON.stringify(args).includes('"a"'),
    );
    expect(new Set(keys.map(({ key }) => key)).size).toBe(2);
  });

  test("what runs on may fail: then it is the next plan's step that has failed, with its handlers", () => {
    const one = [
      step("a", "send", { args: { name: constant("a") } }),
      waitFor("w", constant(10)),
      fails("w"),
    ];
    const two = [
      step("a", "send", {
        args: { name: constant("a") },
        rescues: [{ attempt: { ...plainAttempt("look"), args: { name: constant("instead") } } }],
      }),
      giveBack(node("a"), { needs: ["a"] }),
    ];
    const world = run(planOf(one, two), {
      handlers: {
        send: () => ({ after: 5_000, fails: "transient", reach: "not_reached" }),
        look: ({ args }) => ({ ok: (args as { name: string }).name }),
      },
    });
    expect(carried(world)).toEqual([["a"]]);
    expect(world.closed?.outcome.value).toBe("instead");
  });

  test("a person who is being asked is not asked again", () => {
    const one = [step("q", "ask"), waitFor("w", constant(10)), fails("w")];
    const two = [step("q", "ask"), giveBack(node("q"), { needs: ["q"] })];
    const world = run(planOf(one, two), { people: { ask: { after: 60_000, value: "yes" } } });
    expect([carried(world), world.closed?.outcome.value]).toEqual([[["q"]], "yes"]);
    expect(world.story().filter((line) => line === "Asked task")).toHaveLength(1);
  });

  test("doubt blocks the change of plan", () => {
    const one = [
      step("a", "send", { args: { name: constant("a") } }),
      waitFor("w", constant(10)),
      fails("w"),
    ];
    const world = run(planOf(one, [step("b", "look")]), {
      handlers: { send: () => ({ after: 100, lost: true }) },
    });
    expect([world.closed, world.story().at(-1)]).toEqual([undefined, "Doubted"]);
    world.resolve("a", { failed: "not there" });
    expect(world.go().closed?.outcome.status).toBe("completed");
  });

  test("a cancel in between stops and undoes what was taken over", () => {
    const slow: Situation = {
      input: { n: 7 },
      obedient: true,
      handlers: { make: () => ({ after: 1_000, ok: 1 }), unmake: () => ({ after: 10_000, ok: 1 }) },
    };
    const of = planOf([made("a"), made("x"), fails("a", "x")], [made("a"), made("b")]);
    const world = new TestWorld(of, slow);
    world.until(Date.UTC(2026, 0, 1, 12) + 5_000);
    expect(world.story().at(-1)).toBe("Began x/undo unmake attempt 1");
    world.order({ order: "cancel", undo: true });
    expect(world.go().closed?.outcome.status).toBe("cancelled");
    expect(effects(world)).toEqual(["make a", "make x", "unmake x", "unmake a"]);
    expect(world.state.parked).toEqual([]);
  });

  test("a cancel in between of a goal that a step wants undoes it after what came after it", () => {
    const { routines, goals } = planOf(
      [made("a"), made("x", { needs: after("a") }), fails("x")],
      [made("a")],
    );
    const main = routine("main", [step("g", { goal: "wanted" }, { args: { n: constant(7) } })]);
    const of = plan([main, ...Object.values(routines)], kinds, { goals });
    const world = new TestWorld(of, {
      obedient: true,
      handlers: { make: () => ({ after: 1_000, ok: 1 }), unmake: () => ({ after: 10_000, ok: 1 }) },
    });
    world.until(Date.UTC(2026, 0, 1, 12) + 5_000);
    expect([carried(world), world.story().at(-1)]).toEqual([[["a"]], "Began x/undo unmake attempt 1"]);
    world.order({ order: "cancel", undo: true });
    expect(world.go().closed?.outcome.status).toBe("cancelled");
    expect(effects(world)).toEqual(["make a", "make x", "unmake x", "unmake a"]);
  });

  test("a crash between the choice and the start changes nothing", () => {
    const of = planOf([made("a"), made("x"), fails("a", "x")], [made("a"), made("b", { needs: after("a") })]);
    const world = new TestWorld(of, {
      input: { n: 7 },
      handlers: { make: () => ({ after: 1_000, ok: 1 }), unmake: () => ({ after: 10_000, ok: 1 }) },
    });
    world.until(Date.UTC(2026, 0, 1, 12) + 5_000).crash();
    expect(world.go().closed?.outcome.status).toBe("completed");
    expect(effects(world)).toEqual(["make a", "make x", "unmake x", "make b"]);
  });
});

describe("the budget of a goal", () => {
  const limited = (limit: string): Partial<Goal> => ({
    budget: [{ of: "cost", limit: constant(dollars(limit)) }],
  });
  const two = (name: string): readonly Node[] => [made("a", { args: { name: constant(name) } })];

  test("is one for all of its plans", () => {
    const one = [made("a", { args: { name: constant("first") } }), fails("a")];
    expect(run(planOf(one, two("second"), {}, limited("0.20"))).closed?.outcome.status).toBe("completed");
    expect(run(planOf(one, two("second"), {}, limited("0.19"))).closed?.outcome.failure?.class).toBe(
      "budget",
    );
    expect(
      run(planOf([made("a"), fails("a")], [made("a")], {}, limited("0.10"))).closed?.outcome.status,
    ).toBe("completed");
  });

  test("so is its time: past it no other plan is tried", () => {
    const latency: Partial<Goal> = { budget: [{ of: "latency", limit: constant(60_000) }] };
    const late = run(planOf([waitFor("w", constant(90_000))], [], {}, latency));
    expect([late.closed?.outcome.failure?.class, carried(late)]).toEqual(["timeout", []]);
    const rest = run(
      planOf([waitFor("w", constant(50_000)), fails("w")], [waitFor("w", constant(20_000))], {}, latency),
    );
    expect([rest.closed?.outcome.failure?.class, (rest.closed?.at ?? 0) - (rest.events[0]?.at ?? 0)]).toEqual(
      ["timeout", 60_000],
    );
  });
});

function plainAttempt(name: string): Extract<Node, { kind: "call" }>["attempt"] {
  const made = step("x", name);
  if (made.kind !== "call") throw new Error("a call");
  return made.attempt;
}

import type { Json, Plan } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Node } from "@orchlang/plan/nodes";
import { describe, expect, test } from "vitest";
import {
  call,
  capability,
  constant,
  dollars,
  field,
  forEach,
  giveBack,
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
  yieldNode,
} from "./building.ts";
import type { Happening, Job, Situation } from "./situation.ts";
import { TestWorld } from "./world.ts";

const id = field(local("r"), "id");
const kinds = [
  capability("fly", "idempotent", {
    params: [parameter("drone"), parameter("to", { default: constant("home") })],
  }),
  capability("launch", "once", { params: [parameter("drone")] }),
  capability("recall", "idempotent", { params: [parameter("drone")] }),
  capability("land", "idempotent", {
    params: [parameter("drone")],
    undo: { capability: "recall", args: { drone: local("drone") } },
  }),
  capability("look", "pure"),
  human("ask", "boss", { params: [parameter("drone")] }),
];
const body = { block: "with@1/held" };

function planOf(nodes: readonly Node[], count = 2, more: Partial<Plan> = {}): Plan {
  return plan(
    [
      routine("main", nodes),
      routine("sub", [step("s", "look")], { params: [parameter("drone")] }),
      routine("landed", [step("land", "land", { args: { drone: input("drone") } })], {
        params: [parameter("drone")],
      }),
    ],
    kinds,
    {
      pools: { "a.drones": { name: "a.drones", count } },
      ...more,
    },
  );
}

const hold = (pick: Record<string, unknown> = {}, time = 3_600_000): Node =>
  withHold("with@1", "r", { pool: "a.drones", ...pick } as Parameters<typeof withHold>[2], time);
const flight = (more: Parameters<typeof step>[2] = {}): Node =>
  step("flight", "fly", { ...body, args: { drone: id }, ...more });
const return1 = giveBack(node("flight"), { needs: ["flight"] });

const echo = ({ args }: Job): Happening => ({ after: 20_000, ok: args });
const slow: Situation = {
  handlers: { fly: echo, launch: echo, look: () => ({ after: 20_000, ok: "seen" }) },
};

const stubborn = { obedient: undefined } as unknown as Situation;

/** Members are lost one after another, every five seconds. */
function losing(of: Plan, ids: readonly string[], situation: Situation = slow): TestWorld {
  const world = new TestWorld(of, { obedient: true, ...situation });
  ids.forEach((member, index) => {
    world.later(5_000 * (index + 1), () => world.member("a.drones", member, { health: "lost" }), false);
  });
  return world;
}

const told = (world: TestWorld): readonly Json[] =>
  world.dispatched.map(({ args, attempt, fence }) => [
    (args as { drone?: string }).drone ?? null,
    attempt,
    fence ?? 0,
  ]);

describe("a block whose member is lost (rule 32)", () => {
  test("goes on with another: the same keys, a new fence, and only what reads the member changes", () => {
    const world = losing(planOf([hold(), flight(), step("b", "look", body), return1]), ["drones[1]"]).go();
    expect(world.story()).toEqual([
      "Started",
      "Asked hold",
      "Told held",
      "Branched with@1 0",
      "Began flight fly attempt 1",
      "Began b look attempt 1",
      "Told holdLost",
      "Aborted rebound",
      "Asked release",
      "Asked hold",
      "Told held",
      "Began flight fly attempt 2",
      "Lost",
      "Ended ok",
      "Ended ok",
      "Settled return@1 completed none",
      "Asked release",
      "Closed completed",
    ]);
    expect(told(world)).toEqual([
      ["drones[1]", 1, 1],
      [null, 1, 0],
      ["drones[2]", 2, 1],
    ]);
    expect(new Set(world.dispatched.map(({ key }) => key)).size).toBe(2);
    expect(world.dispatched[2]?.args).toEqual({ drone: "drones[2]", to: "home" });
    expect(world.closed?.outcome.value).toEqual({ drone: "drones[2]", to: "home" });
  });

  test("what the first member did after all counts, and once", () => {
    const world = losing(planOf([hold(), flight(), return1]), ["drones[1]"], {
      handlers: { fly: (job) => ({ ...echo(job), after: job.attempt === 1 ? 6_000 : 20_000 }) },
      ...stubborn,
    }).go();
    expect(world.closed?.outcome.value).toEqual({ drone: "drones[1]", to: "home" });
    expect(world.effects).toHaveLength(1);
  });

  test("takes no retry away, and no more often than `limits.rebind`", () => {
    const of = planOf(
      [hold(), flight({ options: { retry: { times: 1, every: constant(10) } } }), return1],
      6,
    );
    const ids = [1, 2, 3, 4].map((index) => `drones[${index}]`);
    const failing: Situation = {
      handlers: { fly: (job, nth) => (nth === 4 ? { fails: "transient" } : echo(job)) },
    };
    expect(losing(of, ids.slice(0, 3), failing).go().closed?.outcome.value).toMatchObject({
      drone: "drones[4]",
    });
    expect(losing(of, ids, slow).go().closed?.outcome.failure?.class).toBe("resource_lost");
  });

  test("waits for another that is busy, and begins nothing that reads it meanwhile", () => {
    const busy = [
      withHold("with@2", "q", { pool: "a.drones" }, 60_000),
      waitFor("wait@1", constant(30_000), { block: "with@2/held" }),
    ];
    const second = step("second", "fly", { ...body, args: { drone: id }, needs: ["short"] });
    const world = losing(
      planOf([hold(), flight(), step("short", "look", body), second, ...busy, return1]),
      ["drones[1]"],
      { handlers: { fly: echo, look: () => ({ after: 10_000, ok: 1 }) } },
    );
    world.until(Date.UTC(2026, 0, 1, 12) + 29_000);
    expect(world.dispatched).toHaveLength(2);
    expect(world.state.parked).toHaveLength(2);
    world.go();
    expect(told(world).slice(2)).toEqual([
      ["drones[2]", 2, 2],
      ["drones[2]", 1, 2],
    ]);
    expect(world.closed?.outcome.status).toBe("completed");
  });

  test("what a try may still be using is let go of as doubtful", () => {
    const world = losing(planOf([hold(), flight(), return1]), ["drones[1]"]).go();
    const freed = world.controlEvents.flatMap((event) => (event.t === "Freed" ? [event.why] : []));
    expect(freed).toEqual(["doubtful", "released"]);
  });

  test("also where the block failed because the try was out of time, or said that it may have reached it", () => {
    const freed = (of: Plan, fly: () => Happening): unknown => {
      const world = losing(of, [], { handlers: { fly, land: fly } }).go();
      expect(world.closed?.outcome.status).toBe("failed");
      return world.controlEvents.flatMap((event) => (event.t === "Freed" ? [event.why] : []));
    };
    const timed = planOf([hold(), flight({ options: { timeout: constant(5_000) } }), return1]);
    const late = (): Happening => ({ after: 60_000, ok: 1 });
    expect(freed(timed, late)).toEqual(["doubtful"]);
    const plain = planOf([hold(), flight(), return1]);
    const says = (reach: "unknown" | "not_reached") => (): Happening => ({
      after: 1_000,
      fails: "permanent",
      reach,
    });
    expect(freed(plain, says("unknown"))).toEqual(["doubtful"]);
    expect(freed(plain, says("not_reached"))).toEqual(["released"]);
  });

  test("a crash while it waits changes nothing", () => {
    const world = losing(planOf([hold(), flight(), return1]), ["drones[1]"]);
    world.member("a.drones", "drones[2]", { health: "maintenance" });
    world.later(6_000, () => world.crash(), false);
    world.later(7_000, () => world.member("a.drones", "drones[2]", { health: "ready" }), false);
    // Nobody who is ready would do: it is not waited for.
    expect(world.go().closed?.outcome.failure?.message).toBe("`drones[1]` is lost, and there is no other");
    const held = [
      withHold("with@2", "q", { pool: "a.drones" }, 60_000),
      waitFor("wait@1", constant(30_000), { block: "with@2/held" }),
    ];
    const waits = losing(planOf([hold(), flight(), ...held, return1]), ["drones[1]"]);
    waits.later(6_000, () => waits.crash(), false);
    expect(waits.go().closed?.outcome.value).toMatchObject({ drone: "drones[2]" });
    expect(waits.folded().suspended).toBe(0);
  });

  test("what stands in a `let` of it is made anew, in rounds too", () => {
    const rounds = [
      forEach("all", "x", constant(["a"]), body),
      letNode("name", call("text.join", { op: "list", items: [id, local("x")] }, constant("/")), {
        block: "all/round",
      }),
      step("flight", "fly", { block: "all/round", args: { drone: node("name") }, needs: ["name"] }),
      yieldNode("yield@1", node("flight"), { block: "all/round", needs: ["flight"] }),
      giveBack(node("all"), { needs: ["all"] }),
    ];
    const world = losing(planOf([hold(), ...rounds]), ["drones[1]"]).go();
    expect(world.closed?.outcome.value).toEqual([{ drone: "drones[2]/a", to: "home" }]);
  });

  test("a try that rests goes on at once with the other", () => {
    const of = planOf([
      hold(),
      flight({ options: { retry: { times: 1, every: constant(60_000) } } }),
      return1,
    ]);
    const world = losing(of, ["drones[1]"], {
      handlers: { fly: (job, nth) => (nth === 1 ? { fails: "transient" } : echo(job)) },
    }).go();
    expect(told(world)).toEqual([
      ["drones[1]", 1, 1],
      ["drones[2]", 2, 1],
    ]);
    expect(world.dispatched).toHaveLength(2);
  });

  const recall = (drone: Expression) => ({ options: { undo: { capability: "recall", args: { drone } } } });

  test.each<[string, ...Node[]]>([
    ["something that can happen once only", step("a", "launch", { ...body, args: { drone: id } })],
    ["an undo that names the member", flight(recall(id))],
    [
      "an undo that names it through a `let`",
      letNode("name", id, body),
      flight({ args: {}, ...recall(node("name")), needs: ["name"] }),
    ],
    ["a person who is asked about it", step("a", "ask", { ...body, args: { drone: id } })],
    ["a plan that was called with it", step("a", { routine: "sub" }, { ...body, args: { drone: id } })],
    [
      "a plan that was called with it and can be undone",
      step("a", { routine: "landed" }, { ...body, args: { drone: id } }),
      flight(),
    ],
    [
      "a loop that goes over it",
      forEach("all", "one", { op: "list", items: [local("r")] }, body),
      step("flight", "fly", { block: "all/round", args: { drone: field(local("one"), "id") } }),
    ],
  ])("%s in it: the block fails", (_, ...nodes) => {
    const world = losing(planOf([hold(), ...nodes]), ["drones[1]"]).go();
    expect(world.closed?.outcome.failure).toMatchObject({
      class: "resource_lost",
      message: "`drones[1]` is lost",
    });
  });

  test("what another member costs has to fit into the budget", () => {
    const of = planOf([hold({}, 60_000), flight(), return1], 2, {
      pools: {
        "a.drones": { name: "a.drones", count: 2, cost: { amount: "1", currency: "USD", per: 60_000 } },
      },
      guardrails: [
        {
          name: "cheap",
          severity: "blocking",
          rules: [{ kind: "bound", of: "cost", limit: constant(dollars("1.05")) }],
        },
      ],
    });
    expect(losing(of, ["drones[1]"]).go().closed?.outcome.failure?.class).toBe("budget");
  });

  test("cancelled while it waits, nothing stays parked or in line", () => {
    const busy = [
      withHold("with@2", "q", { pool: "a.drones" }, 60_000),
      waitFor("wait@1", constant(30_000), { block: "with@2/held" }),
    ];
    const world = losing(planOf([hold(), flight(), ...busy]), ["drones[1]"]);
    world.later(10_000, () => world.order({ order: "cancel", undo: true }), false);
    expect(world.go().closed?.outcome.status).toBe("cancelled");
    expect([world.state.parked, world.state.suspended, world.control.lines.size]).toEqual([[], 0, 0]);
  });
});

describe("a block whose member is worse than it was (rule 32)", () => {
  const worse = (of: Plan): TestWorld => {
    const world = new TestWorld(of, { obedient: true, ...slow });
    world.later(5_000, () => world.member("a.drones", "drones[1]", { health: "degraded" }), false);
    return world.go();
  };

  test("goes on with another that is free", () => {
    const world = worse(planOf([hold(), flight(), return1]));
    expect(told(world)).toEqual([
      ["drones[1]", 1, 1],
      ["drones[2]", 2, 1],
    ]);
    expect(world.closed?.outcome.status).toBe("completed");
  });

  test("keeps it where none is", () => {
    const world = worse(planOf([hold(), flight(), return1], 1));
    expect(told(world)).toEqual([["drones[1]", 1, 1]]);
    expect(world.closed?.outcome.status).toBe("completed");
  });

  test("keeps it where what it does cannot be done again", () => {
    const world = worse(planOf([hold(), step("flight", "launch", { ...body, args: { drone: id } })]));
    expect(told(world)).toEqual([["drones[1]", 1, 1]]);
    expect(world.closed?.outcome.status).toBe("completed");
  });
});

describe("a step whose member is lost", () => {
  const uses = (target: string, more: Parameters<typeof step>[2] = {}): Node => {
    const made = step("flight", target, { args: { drone: constant("x") }, ...more });
    return made.kind === "call"
      ? { ...made, attempt: { ...made.attempt, using: { pool: "a.drones" } } }
      : made;
  };

  test("goes on with another under its key", () => {
    const world = losing(planOf([uses("fly"), return1]), ["drones[1]"]).go();
    expect(told(world)).toEqual([
      ["x", 1, 1],
      ["x", 2, 1],
    ]);
    expect(new Set(world.dispatched.map(({ key }) => key)).size).toBe(1);
    expect(world.closed?.outcome.status).toBe("completed");
  });

  test("goes on with another that is free where it is only worse than it was, and else keeps it", () => {
    const worse = (of: Plan, health: "degraded" | "maintenance" = "degraded"): TestWorld => {
      const world = new TestWorld(of, { obedient: true, ...slow });
      world.later(5_000, () => world.member("a.drones", "drones[1]", { health }), false);
      return world.go();
    };
    const moved = worse(planOf([uses("fly"), return1]));
    expect(told(moved)).toEqual([
      ["x", 1, 1],
      ["x", 2, 1],
    ]);
    expect(moved.closed?.outcome.status).toBe("completed");
    for (const kept of [worse(planOf([uses("fly"), return1], 1)), worse(planOf([uses("launch"), return1]))]) {
      expect(told(kept)).toEqual([["x", 1, 1]]);
      expect(kept.closed?.outcome.status).toBe("completed");
    }
  });

  test("fails where there is no other, and in doubt where it can happen once only", () => {
    expect(losing(planOf([uses("fly")], 1), ["drones[1]"]).go().closed?.outcome.failure).toMatchObject({
      class: "resource_lost",
      message: "there is no other",
    });
    const once = losing(planOf([uses("launch")]), ["drones[1]"], {
      handlers: { launch: () => ({ never: true }) },
    }).go();
    expect(once.story().slice(-3)).toEqual(["Woke", "TimerCleared", "Doubted"]);
  });
});

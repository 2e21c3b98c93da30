import { describe, expect, test } from "vitest";
import { redecide } from "../../src/run/redecide.ts";
import {
  attempt,
  call,
  capability,
  constant,
  dollars,
  giveBack,
  input,
  local,
  noBounds,
  node,
  parameter,
  plan,
  routine,
  step,
  when,
  withHold,
} from "./building.ts";
import { type Handlers, TestWorld } from "./world.ts";

const kinds = [
  capability("make", "idempotent", {
    params: [parameter("name")],
    cost: constant(dollars("0.10")),
    undo: { capability: "unmake", args: { name: local("name") } },
  }),
  capability("unmake", "idempotent", { params: [parameter("name")] }),
  capability("look", "pure", { params: [parameter("x", { default: constant(null) })] }),
  capability("break", "pure"),
];
const made = (name: string, needs: readonly string[] = [], more = {}): ReturnType<typeof step> =>
  step(name, "make", {
    args: { name: constant(name) },
    needs: needs.map((one) => ({ node: one, why: "after" as const })),
    ...more,
  });

function run(of: ReturnType<typeof plan>, handlers: Handlers = {}, given: object = {}): TestWorld {
  const world = new TestWorld(of, {
    input: given as never,
    handlers: {
      break: () => ({ fails: "permanent" }),
      look: ({ args }) => ({ ok: (args as { x: never }).x }),
      ...handlers,
    },
  }).go();
  expect(redecide(of, world.events)).toMatchObject({ same: true });
  return world;
}

/** A step of the same name that asks for something else. */
const other = (name: string): ReturnType<typeof step> =>
  step(name, "make", { args: { name: constant(`another ${name}`) } });

const undone = (world: TestWorld): readonly string[] =>
  world.effects.flatMap((effect) =>
    effect.capability === "unmake" ? [(effect.args as { name: string }).name] : [],
  );

describe("a goal", () => {
  const goal = (alternatives: readonly string[], more = {}): NonNullable<Parameters<typeof plan>[2]> => ({
    entry: "wanted",
    goals: {
      wanted: {
        name: "wanted",
        params: [parameter("n")],
        result: null,
        intents: [],
        success: [{ says: "it is enough", when: call("number.greaterOrEqual", local("result"), input("n")) }],
        budget: [],
        optimize: "balanced",
        keep: [],
        fails: [],
        alternatives,
        ...more,
      },
    },
  });
  const way = (
    name: string,
    value: number,
    before: ReturnType<typeof step>[] = [],
  ): ReturnType<typeof routine> =>
    routine(
      name,
      [
        ...before,
        step("s", "look", {
          args: { x: constant(value) },
          needs: before.map(({ id }) => ({ node: id, why: "after" as const })),
        }),
        giveBack(node("s"), { needs: ["s"] }),
      ],
      { achieves: "wanted", params: [parameter("n")] },
    );

  test("the first of its plans, if that is enough", () => {
    const world = run(plan([way("one", 5), way("two", 9)], kinds, goal(["one", "two"])), {}, { n: 4 });
    expect(world.story()[1]).toBe("Chose wanted 0");
    expect(world.closed?.outcome.value).toBe(5);
  });

  test("else it is undone, and the next is tried, with other keys", () => {
    const world = run(
      plan([way("one", 5, [made("m")]), way("two", 9, [other("m")])], kinds, goal(["one", "two"])),
      {},
      { n: 7 },
    );
    expect(world.closed?.outcome.value).toBe(9);
    expect(world.effects.map(({ capability: name }) => name).filter((name) => name !== "look")).toEqual([
      "make",
      "unmake",
      "make",
    ]);
    expect(
      new Set(world.dispatched.filter(({ capability: name }) => name === "make").map(({ key }) => key)).size,
    ).toBe(2);
    expect(world.story()).toContain("Unwinding unmet");
  });

  describe("is served by the first plan that can be carried out (rule 25)", () => {
    const bounded = (name: string, cost: string, latency: number): ReturnType<typeof routine> => {
      const one = way(name, 9);
      const least = { ...noBounds, cost: { ...noBounds.cost, best: dollars(cost) } };
      return { ...one, bounds: { ...least, latency: { ...noBounds.latency, best: latency } } };
    };
    const mailing = capability("mail", "pure", { scopes: ["mail"] });
    const mailed = routine("by_mail", [step("s", "mail"), giveBack(constant(9), { needs: ["s"] })], {
      achieves: "wanted",
      params: [parameter("n")],
    });
    const choices = (world: TestWorld) =>
      world.events.flatMap((event) => (event.t === "Chose" ? [[event.plan, event.because]] : []));
    const best = "the best by its bounds";
    const possible = `${best} of those that can be carried out`;

    test("one that needs what nobody has agreed to is passed over, and the journal says so", () => {
      const of = plan([mailed, way("two", 9)], [...kinds, mailing], goal(["by_mail", "two"]));
      const asked = (consents: readonly string[]): TestWorld =>
        new TestWorld(of, {
          input: { n: 7 },
          user: { id: "ada", roles: [], consents },
          handlers: { look: () => ({ ok: 9 }) },
        }).go();
      const without = asked([]);
      const why = "the user has not consented to `mail`";
      expect(choices(without)).toEqual([
        [1, { routine: "two", reason: possible, passed: [{ routine: "by_mail", why }] }],
      ]);
      expect([without.closed?.outcome.status, without.dispatched.length]).toEqual(["completed", 1]);
      expect(redecide(of, without.events)).toMatchObject({ same: true });
      expect(JSON.stringify(without.folded())).toBe(JSON.stringify(without.state));
      expect(choices(asked(["mail"]))).toEqual([[0, { routine: "by_mail", reason: best }]]);
    });

    test.each([
      ["in a hold, without which the plan fails", {}, [], 1],
      ["in a hold that another side stands in for", { otherwise: true }, [], 0],
      ["in a hold behind a choice that may end the plan", {}, ["when@1"], 0],
    ] as const)("where it stands %s", (_, hold, needs, chosen) => {
      const held = routine(
        "by_mail",
        [
          when("when@1", constant(false)),
          giveBack(constant(9), { block: "when@1/then" }),
          withHold("with@1", "c", { pool: "crane" }, 1_000, {
            ...hold,
            needs: needs.map((before) => ({ node: before, why: "branch" as const })),
          }),
          step("s", "mail", { block: "with@1/held" }),
          giveBack(constant(9), { needs: ["s"] }),
        ].slice(needs.length === 0 ? 2 : 0),
        { achieves: "wanted", params: [parameter("n")] },
      );
      const of = plan([held, way("two", 9)], [...kinds, mailing], {
        ...goal(["by_mail", "two"]),
        pools: { crane: { name: "crane" } },
      });
      const world = new TestWorld(of, {
        input: { n: 7 },
        user: { id: "ada", roles: [], consents: [] },
        members: { "crane[1]": { pool: "crane", fields: { id: "crane[1]", online: true } } },
        handlers: { look: () => ({ ok: 9 }) },
      }).go();
      expect(choices(world)[0]?.[0]).toBe(chosen);
    });

    test("but not for what it may do without: a handler, a side that is not taken", () => {
      const rescued = routine(
        "by_mail",
        [
          step("s", "mail", { rescues: [{ attempt: attempt("look", { x: constant(9) }) }] }),
          when("when@1", constant(false)),
          step("t", "mail", { block: "when@1/then" }),
          giveBack(node("s"), { needs: ["s"] }),
        ],
        { achieves: "wanted", params: [parameter("n")] },
      );
      const of = plan([rescued, way("two", 9)], [...kinds, mailing], goal(["by_mail", "two"]));
      const world = new TestWorld(of, {
        input: { n: 7 },
        user: { id: "ada", roles: [], consents: [] },
        handlers: { look: () => ({ ok: 9 }) },
      }).go();
      expect(choices(world)).toEqual([[0, { routine: "by_mail", reason: best }]]);
      expect(world.closed?.outcome.status).toBe("completed");
    });

    test("where none can the first is tried, and fails by its own check", () => {
      const of = plan([mailed], [...kinds, mailing], goal(["by_mail"]));
      const world = new TestWorld(of, { input: { n: 7 }, user: { id: "ada", roles: [], consents: [] } }).go();
      expect(choices(world)).toEqual([[0, { routine: "by_mail", reason: best }]]);
      expect(world.closed?.outcome.failure?.class).toBe("denied");
    });

    test("after a failure: what passes the money or the time that is left", () => {
      const first = routine(
        "one",
        [made("m"), step("x", "break", { needs: [{ node: "m", why: "after" }] })],
        {
          achieves: "wanted",
          params: [parameter("n")],
        },
      );
      const budget = [
        { of: "cost" as const, limit: constant(dollars("0.50")) },
        { of: "latency" as const, limit: constant(60_000) },
      ];
      const next = (...others: ReturnType<typeof routine>[]): TestWorld => {
        const names = ["one", ...others.map(({ name }) => name)];
        return run(
          plan([first, ...others], kinds, goal(names, { budget })),
          { break: () => ({ after: 20_000, fails: "permanent" }) },
          { n: 7 },
        );
      };
      // Ten cents are spent, and twenty seconds are gone.
      const world = next(
        bounded("dear", "0.41", 0),
        bounded("long", "0", 40_000),
        bounded("two", "0.40", 39_000),
      );
      expect(choices(world).at(-1)).toEqual([
        3,
        {
          routine: "two",
          reason: "the one before it failed: permanent",
          passed: [
            {
              routine: "dear",
              why: "with $0.41 at least the cost comes to $0.51, and `wanted` allows $0.50",
            },
            { routine: "long", why: "it takes 40 s at least, and 39.999 s is left" },
          ],
        },
      ]);
      expect(world.closed?.outcome.status).toBe("completed");
      // Where none of them fits, the goal has failed as the plan before.
      const none = next(bounded("dear", "0.41", 0));
      expect([choices(none).length, none.closed?.outcome.failure?.name]).toEqual([1, "permanent"]);
    });
  });

  test("with none left it has failed", () => {
    const world = run(plan([way("one", 5), way("two", 6)], kinds, goal(["one", "two"])), {}, { n: 7 });
    expect(world.closed?.outcome.failure).toMatchObject({
      class: "unmet",
      message: "`wanted` is not met: it is enough",
    });
    expect(run(plan([way("one", 5)], kinds, goal([]))).closed?.outcome.failure?.message).toBe(
      "no plan achieves `wanted`",
    );
  });

  test("called by a step", () => {
    const main = routine("main", [
      step("g", { goal: "wanted" }, { args: { n: constant(7) } }),
      giveBack(node("g"), { needs: ["g"] }),
    ]);
    const of = plan([main, way("one", 5, [made("m")]), way("two", 9)], kinds, {
      ...goal(["one", "two"]),
      entry: "main",
    });
    const world = run(of);
    expect(world.closed?.outcome.value).toBe(9);
    expect(undone(world)).toEqual(["m"]);
    expect(world.story().filter((line) => line.startsWith("Chose"))).toEqual([
      "Chose wanted 0",
      "Chose wanted 1",
    ]);
  });

  test("its budget is its own", () => {
    const main = routine("main", [
      made("a"),
      step("g", { goal: "wanted" }, { needs: [{ node: "a", why: "after" }], args: { n: constant(0) } }),
    ]);
    const limited = (limit: string): TestWorld =>
      run(
        plan([main, way("one", 5, [made("m"), made("n")])], kinds, {
          ...goal(["one"], { budget: [{ of: "cost", limit: constant(dollars(limit)) }] }),
          entry: "main",
        }),
      );
    expect(limited("0.20").closed?.outcome.status).toBe("completed");
    const short = limited("0.19");
    expect(short.closed?.outcome.failure?.class).toBe("budget");
    expect(undone(short)).toEqual(["m", "a"]);
  });

  describe("what it is allowed is allowed to all of its plans together", () => {
    const main = (more = {}): ReturnType<typeof routine> =>
      routine("main", [step("g", { goal: "wanted" }, { args: { n: constant(7) }, ...more })]);
    const both = (budget: object[], first = main()): ReturnType<typeof plan> =>
      plan([first, way("one", 5, [made("m")]), way("two", 9, [other("m")])], kinds, {
        ...goal(["one", "two"], { budget }),
        entry: "main",
      });

    test("money", () => {
      const limited = (limit: string): TestWorld =>
        run(both([{ of: "cost", limit: constant(dollars(limit)) }]));
      expect(limited("0.20").closed?.outcome.status).toBe("completed");
      expect(limited("0.19").closed?.outcome.failure?.class).toBe("budget");
    });

    const slowly: Handlers = {
      make: () => ({ after: 600, ok: null }),
      look: ({ args }) => ({ ok: (args as { x: never }).x }),
    };
    /** When the plan that was under way had to stop. */
    const stopped = ({ events }: TestWorld): number => {
      const end = events.find(
        (event) => event.t === "Unwinding" && JSON.stringify(event.why).includes("longer"),
      );
      return (end?.at ?? 0) - (events[0]?.at ?? 0);
    };

    test("time", () => {
      const limited = (ms: number): TestWorld => run(both([{ of: "latency", limit: constant(ms) }]), slowly);
      expect(limited(1_300).closed?.outcome.status).toBe("completed");
      const late = limited(1_000);
      expect(late.closed?.outcome.failure?.class).toBe("timeout");
      expect(stopped(late)).toBe(1_000);
    });

    test("and the time of the step that calls it", () => {
      const late = run(both([], main({ options: { timeout: constant(1_000) } })), slowly);
      expect(late.closed?.outcome.failure?.class).toBe("timeout");
      expect(stopped(late)).toBe(1_000);
    });

    test("and no plan comes next once the time of that step is over", () => {
      const late = run(both([], main({ options: { timeout: constant(500) } })), slowly);
      expect(late.closed?.outcome.failure?.class).toBe("timeout");
      expect(late.events.flatMap((event) => (event.t === "Chose" ? [event.plan] : []))).toEqual([0]);
    });
  });

  test("a cancel does not try another", () => {
    const of = plan([way("one", 5), way("two", 9)], kinds, goal(["one", "two"]));
    const world = new TestWorld(of, { input: { n: 7 }, handlers: { look: () => ({ after: 5_000, ok: 9 }) } });
    world.order({ order: "cancel", undo: true });
    expect(world.go().closed?.outcome.status).toBe("cancelled");
    expect(world.story().filter((line) => line.startsWith("Chose"))).toHaveLength(1);
  });
});

test("a goal that nothing achieves fails its step, and what came before it is undone", () => {
  const main = routine("main", [
    made("a"),
    step("g", { goal: "wanted" }, { needs: [{ node: "a", why: "after" }] }),
  ]);
  const none = {
    wanted: {
      name: "wanted",
      params: [],
      result: null,
      intents: [],
      success: [],
      budget: [],
      optimize: "balanced" as const,
      keep: [],
      fails: [],
      alternatives: [],
    },
  };
  const world = run(plan([main], kinds, { goals: none }));
  expect(world.closed?.outcome.failure?.message).toBe("no plan achieves `wanted`");
  expect(undone(world)).toEqual(["a"]);
});

import type { Plan } from "@orchlang/plan";
import type { Attempt } from "@orchlang/plan/nodes";
import { describe, expect, test } from "vitest";
import { redecide } from "../../src/run/redecide.ts";
import { stepsOf, waitingOf } from "../../src/run/view.ts";
import {
  attempt,
  call,
  capability,
  constant,
  dollars,
  equals,
  failNode,
  field,
  giveBack,
  local,
  node,
  parameter,
  plan,
  routine,
  step,
} from "./building.ts";
import { type Handlers, type Happening, TestWorld } from "./world.ts";

const kinds = [
  capability("make", "idempotent", {
    params: [parameter("name")],
    cost: constant(dollars("0.10")),
    undo: { capability: "unmake", args: { name: local("name") } },
  }),
  capability("unmake", "idempotent", { params: [parameter("name")] }),
  capability("look", "pure", { params: [parameter("x", { default: constant(null) })] }),
  capability("flaky", "pure"),
];

/** Makes something, then looks at something that may fail, and gives what it saw. */
const sub = routine(
  "sub",
  [
    step("p", "make", { args: { name: constant("p") } }),
    step("f", "flaky", { needs: [{ node: "p", why: "after" }] }),
    step("last", "look", { block: "last" }),
    giveBack(node("f"), { needs: ["f"] }),
  ],
  { finally: "last" },
);

type More = NonNullable<Parameters<typeof step>[2]>;

function calling(options: Attempt["options"], more: More = {}, of = sub): Plan {
  const main = routine("main", [
    step("s", { routine: "sub" }, { options, ...more }),
    giveBack(node("s"), { needs: ["s"] }),
  ]);
  return plan([main, of], kinds);
}

/** The outcome of the first, the second, … call; the last one for all that follow. */
function inTurn(...happenings: readonly Happening[]): Handlers["x"] {
  const seen = new Map<string, number>();
  return ({ key }) => {
    if (!seen.has(key)) seen.set(key, seen.size);
    return happenings[Math.min(seen.get(key) ?? 0, happenings.length - 1)] ?? { ok: null };
  };
}

function worldOf(of: Plan, flaky: Handlers["x"]): TestWorld {
  const look: Handlers["x"] = ({ args }) => ({ ok: (args as { x: never }).x });
  return new TestWorld(of, { input: {}, handlers: { look, flaky } });
}

function run(of: Plan, flaky: Handlers["x"]): TestWorld {
  const world = worldOf(of, flaky).go();
  expect(redecide(of, world.events)).toMatchObject({ same: true });
  return world;
}

const made = (world: TestWorld): readonly string[] =>
  world.effects.filter(({ capability: name }) => name.endsWith("make")).map(({ capability: name }) => name);
const entered = (world: TestWorld): number => world.events.filter(({ t }) => t === "Entered").length;
const transient: Happening = { fails: "transient" };
const at = (world: TestWorld, t: string, nth: number): number =>
  world.events.filter((event) => event.t === t)[nth]?.at ?? Number.NaN;

describe("a plan that a step calls and tries again", () => {
  test("what the first try left is undone, its finally runs, then it is entered anew", () => {
    const world = run(
      calling({ retry: { times: 1, every: constant(5_000) } }),
      inTurn(transient, { ok: "seen" }),
    );
    expect(world.closed?.outcome).toEqual({ status: "completed", value: "seen" });
    expect(made(world)).toEqual(["make", "unmake", "make"]);
    expect(world.story()).toEqual([
      "Started",
      "Entered sub",
      "Began p make attempt 1",
      "Ended ok",
      "Began f flaky attempt 1",
      "Ended transient unknown",
      "Settled f failed none (transient)",
      "Unwinding transient",
      "Began p/undo unmake attempt 1",
      "Ended ok",
      "Settled p completed undone",
      "Branched finally 0",
      "Began last look attempt 1",
      "Ended ok",
      "Settled s failed none (transient) next do",
      "TimerSet retry",
      "Woke",
      "Entered sub",
      "Began p make attempt 1",
      "Ended ok",
      "Began f flaky attempt 1",
      "Ended ok",
      "Settled return@1 completed none",
      "Branched finally 0",
      "Began last look attempt 1",
      "Ended ok",
      "Settled s completed none",
      "Settled return@1 completed none",
      "Closed completed",
    ]);
    expect(at(world, "Entered", 1) - at(world, "TimerSet", 0)).toBe(5_000);
  });

  test("its steps have new keys, and the names that they had", () => {
    const of = calling({ retry: { times: 2, every: constant(0) } });
    const world = run(of, inTurn(transient, transient, { ok: 1 }));
    expect(world.closed?.outcome.value).toBe(1);
    expect(new Set(world.dispatched.map(({ key }) => key)).size).toBe(world.dispatched.length);
    const paths = world.events.flatMap((event) =>
      event.t === "Began" && event.intent.call.node === "f" ? [event.intent.call.routine] : [],
    );
    expect(paths).toEqual(["main/s>sub", "main/s>2>sub", "main/s>3>sub"]);
    expect(new Set(stepsOf(of, world.state).map(({ step: name }) => name))).toEqual(
      new Set(["s", "s.p", "s.f", "s.last", "undo s.p"]),
    );
  });

  test("with growing pauses, half of each at least", () => {
    const world = run(calling({ retry: { times: 2 } }), inTurn(transient, transient, { ok: 1 }));
    const pauses = [0, 1].map((nth) => at(world, "Entered", nth + 1) - at(world, "TimerSet", nth));
    expect(pauses[0]).toBeGreaterThanOrEqual(500);
    expect(pauses[0]).toBeLessThanOrEqual(1_000);
    expect(pauses[1]).toBeGreaterThanOrEqual(1_000);
    expect(pauses[1]).toBeLessThanOrEqual(2_000);
  });

  test("while it rests the run waits for time", () => {
    const of = calling({ retry: { times: 1, every: constant(5_000) } });
    const world = worldOf(of, inTurn(transient, { ok: 1 })).go(
      ({ events }) => events.at(-1)?.t === "TimerSet",
    );
    expect(waitingOf(of, world.state)).toEqual([{ for: "time", step: "s", until: world.now + 5_000 }]);
  });

  test("no more often than it says; its handler hears how often", () => {
    const rescues = [{ attempt: attempt("look", { x: field(local("error"), "attempts") }) }];
    const world = run(calling({ retry: { times: 2, every: constant(100) } }, { rescues }), inTurn(transient));
    expect(world.closed?.outcome).toEqual({ status: "completed", value: 3 });
    expect(entered(world)).toBe(3);
    expect(made(world)).toEqual(["make", "unmake", "make", "unmake", "make", "unmake"]);
  });

  test.each(["permanent", "denied", "budget", "invalid_input"] as const)("%s is not tried again", (fails) => {
    const world = run(calling({ retry: { times: 2, every: constant(100) } }), () => ({ fails }));
    expect(world.closed?.outcome.failure?.class).toBe(fails);
    expect(entered(world)).toBe(1);
  });

  test.each([
    ["timeout", 1],
    ["transient", 2],
  ])("`when error == %s`: entered %s times", (name, times) => {
    const when = equals(field(local("error"), "name"), constant(name));
    const world = run(calling({ retry: { times: 1, every: constant(0), when } }), () => transient);
    expect(entered(world)).toBe(times);
  });

  test("a failure that it declares is tried again where it is asked for by name", () => {
    const failing = routine("sub", [failNode("fail@1", constant("no"), { name: "sold_out" })]);
    const when = equals(field(local("error"), "name"), constant("sold_out"));
    const retry = { times: 1, every: constant(0) };
    expect(entered(run(calling({ retry: { ...retry, when } }, {}, failing), () => ({ ok: 1 })))).toBe(2);
    expect(entered(run(calling({ retry }, {}, failing), () => ({ ok: 1 })))).toBe(1);
  });

  test("each try has the step's time limit", () => {
    const options = { timeout: constant(1_000), retry: { times: 1, every: constant(100) } };
    const world = run(calling(options), inTurn({ after: 60_000, ok: 1 }, { after: 900, ok: 2 }));
    expect(world.closed?.outcome.value).toBe(2);
  });

  test("what the budget no longer has room for is not begun", () => {
    const of = plan(
      [
        routine("main", [
          step("s", { routine: "sub" }, { options: { retry: { times: 5, every: constant(0) } } }),
        ]),
        sub,
      ],
      kinds,
      {
        guardrails: [
          {
            name: "g",
            severity: "blocking",
            rules: [{ kind: "bound", of: "cost", limit: constant(dollars("0.25")) }],
          },
        ],
      },
    );
    const world = run(of, () => transient);
    expect(world.closed?.outcome.failure?.class).toBe("budget");
    expect(made(world)).toEqual(["make", "unmake", "make", "unmake"]);
    expect(entered(world)).toBe(3);
  });

  test("a handler that calls a plan has tries of its own", () => {
    const rescues = [
      { attempt: attempt({ routine: "sub" }, {}, { retry: { times: 1, every: constant(10) } }) },
    ];
    const of = plan(
      [routine("main", [step("s", "flaky", { rescues }), giveBack(node("s"), { needs: ["s"] })]), sub],
      kinds,
    );
    const world = run(of, inTurn({ fails: "permanent" }, transient, { ok: "at last" }));
    expect(world.closed?.outcome.value).toBe("at last");
    expect(made(world)).toEqual(["make", "unmake", "make"]);
  });

  test("a handler may call the plan that has failed, under keys of its own", () => {
    const rescues = [{ attempt: attempt({ routine: "sub" }) }];
    const retry = { times: 1, every: constant(10) };
    const world = run(calling({ retry }, { rescues }), inTurn(transient, transient, { ok: "third" }));
    expect(world.closed?.outcome).toEqual({ status: "completed", value: "third" });
    expect(made(world)).toEqual(["make", "unmake", "make", "unmake", "make"]);
    expect(new Set(world.dispatched.map(({ key }) => key)).size).toBe(world.dispatched.length);
  });

  test("within one that is tried again as well", () => {
    const outer = routine("sub", [
      step("i", { routine: "inner" }, { options: { retry: { times: 1, every: constant(10) } } }),
      giveBack(node("i"), { needs: ["i"] }),
    ]);
    const inner = routine("inner", [step("f", "flaky"), giveBack(node("f"), { needs: ["f"] })]);
    const main = routine("main", [
      step("s", { routine: "sub" }, { options: { retry: { times: 1, every: constant(10) } } }),
      giveBack(node("s"), { needs: ["s"] }),
    ]);
    const world = run(
      plan([main, outer, inner], kinds),
      inTurn(transient, transient, transient, { ok: "fourth" }),
    );
    expect(world.closed?.outcome.value).toBe("fourth");
    expect(new Set(world.dispatched.map(({ key }) => key)).size).toBe(4);
  });

  test("cancelled while it rests, it is not entered again", () => {
    const world = worldOf(calling({ retry: { times: 1, every: constant(5_000) } }), inTurn(transient));
    world.go(({ events }) => events.at(-1)?.t === "TimerSet");
    world.order({ order: "cancel", undo: true });
    world.go();
    expect(world.closed?.outcome.status).toBe("cancelled");
    expect(entered(world)).toBe(1);
    expect(made(world)).toEqual(["make", "unmake"]);
  });

  test("killed after any event, it comes to the same", () => {
    const of = calling({ retry: { times: 2 } });
    const flaky = (): Handlers["x"] => inTurn(transient, transient, { ok: "seen" });
    const { length } = run(of, flaky()).events;
    for (let crashAt = 1; crashAt < length; crashAt++) {
      const world = worldOf(of, flaky())
        .go(({ events }) => events.length >= crashAt)
        .crash()
        .go();
      expect(world.closed?.outcome, `killed after event ${crashAt}`).toEqual({
        status: "completed",
        value: "seen",
      });
      expect(
        made(world).filter((name) => name === "make").length -
          made(world).filter((name) => name === "unmake").length,
      ).toBe(1);
      expect(redecide(of, world.events)).toMatchObject({ same: true });
    }
  });
});

describe("a result of a plan that the step does not accept", () => {
  const accept = call("number.greaterOrEqual", local("it"), constant(3));

  test("is undone, and the plan asked anew", () => {
    const world = run(
      calling({ accept, attempts: { times: 3, every: constant(2_000) } }),
      inTurn({ ok: 1 }, { ok: 2 }, { ok: 3 }),
    );
    expect(world.closed?.outcome).toEqual({ status: "completed", value: 3 });
    expect(made(world)).toEqual(["make", "unmake", "make", "unmake", "make"]);
    expect(at(world, "Entered", 1) - at(world, "TimerSet", 0)).toBe(2_000);
    const requests = world.events.flatMap((event) => (event.t === "Entered" ? [event.request] : []));
    expect(requests).toEqual([undefined, 2, 3]);
  });

  test("so often as it says; then the step has failed", () => {
    const rescues = [{ attempt: attempt("look", { x: field(local("error"), "last") }) }];
    const world = run(calling({ accept, attempts: { times: 2 } }, { rescues }), inTurn({ ok: 1 }, { ok: 2 }));
    expect(world.closed?.outcome).toEqual({ status: "completed", value: 2 });
    expect(made(world)).toEqual(["make", "unmake", "make", "unmake"]);
  });

  test("without `attempts` it has failed at once", () => {
    const world = run(calling({ accept }), () => ({ ok: 1 }));
    expect(world.closed?.outcome.failure).toMatchObject({ class: "exhausted", attempts: 1, last: 1 });
    expect(made(world)).toEqual(["make", "unmake"]);
  });

  test("each request has its own tries", () => {
    const world = run(
      calling({ accept, attempts: { times: 2 }, retry: { times: 1, every: constant(10) } }),
      inTurn(transient, { ok: 1 }, transient, { ok: 3 }),
    );
    expect(world.closed?.outcome).toEqual({ status: "completed", value: 3 });
    expect(entered(world)).toBe(4);
  });
});

describe("a goal that a step calls and tries again", () => {
  const way = (name: string): ReturnType<typeof routine> =>
    routine(name, [step("f", "flaky", { needs: [] }), giveBack(node("f"), { needs: ["f"] })], {
      achieves: "wanted",
    });
  const of = (options: Attempt["options"]): Plan =>
    plan(
      [
        routine("main", [step("s", { goal: "wanted" }, { options }), giveBack(node("s"), { needs: ["s"] })]),
        way("one"),
        way("two"),
      ],
      kinds,
      {
        goals: {
          wanted: {
            name: "wanted",
            params: [],
            result: null,
            intents: [],
            success: [],
            budget: [],
            optimize: "balanced",
            keep: [],
            fails: [],
            alternatives: ["one", "two"],
          },
        },
      },
    );

  test("begins with its first plan again, once none is left", () => {
    const world = run(
      of({ retry: { times: 1, every: constant(10) } }),
      inTurn(transient, transient, transient, { ok: "fourth" }),
    );
    expect(world.closed?.outcome.value).toBe("fourth");
    expect(world.story().filter((line) => line.startsWith("Chose"))).toEqual([
      "Chose wanted 0",
      "Chose wanted 1",
      "Chose wanted 0",
      "Chose wanted 1",
    ]);
    expect(new Set(world.dispatched.map(({ key }) => key)).size).toBe(4);
  });

  test("what is not accepted of one plan is asked anew of the goal", () => {
    const accept = equals(local("it"), constant("good"));
    const world = run(of({ accept, attempts: { times: 2 } }), inTurn({ ok: "bad" }, { ok: "good" }));
    expect(world.closed?.outcome.value).toBe("good");
    expect(world.story().filter((line) => line.startsWith("Chose"))).toEqual([
      "Chose wanted 0",
      "Chose wanted 0",
    ]);
  });
});

describe("a call that still stands from the call before", () => {
  const sends = (options: Attempt["options"] = {}, x: Parameters<typeof step>[2] = {}) =>
    routine(
      "sub",
      [
        step("m", "mail", { options, ...x }),
        step("f", "flaky", { needs: [{ node: "m", why: "after" }] }),
        step("last", "mail", { block: "last" }),
        giveBack(node("f"), { needs: ["f"] }),
      ],
      { finally: "last" },
    );
  const again = (sub: ReturnType<typeof sends>, retry = 2): Plan =>
    plan(
      [
        routine("main", [
          step("s", { routine: "sub" }, { options: { retry: { times: retry } } }),
          giveBack(node("s"), { needs: ["s"] }),
        ]),
        sub,
      ],
      [
        capability("mail", "idempotent", { params: [parameter("x", { default: constant(null) })] }),
        capability("flaky", "pure"),
        capability("look", "pure"),
      ],
    );
  const played = (of: Plan, flaky: Handlers["x"], mail: Handlers["x"] = () => ({ ok: null })): TestWorld => {
    const world = new TestWorld(of, { input: {}, handlers: { flaky, mail } }).go();
    expect(redecide(of, world.events)).toMatchObject({ same: true });
    return world;
  };
  const mails = (world: TestWorld, step: string) =>
    world.events.flatMap((event) =>
      event.t === "Began" && event.intent.call.node === step
        ? [[event.intent.key, event.attempt] as const]
        : [],
    );

  test("goes on under its key, call after call; what `finally` does is done each time", () => {
    const world = played(again(sends()), inTurn(transient, transient, { ok: "seen" }));
    expect(world.closed?.outcome).toEqual({ status: "completed", value: "seen" });
    const [first] = mails(world, "m");
    expect(mails(world, "m")).toEqual([1, 2, 3].map((attempt) => [first?.[0], attempt]));
    expect(new Set(mails(world, "last").map(([key]) => key)).size).toBe(3);
    expect(world.events.filter(({ t }) => t === "Resumed")).toHaveLength(2);
  });

  test("so does one that failed, and may have been done", () => {
    const seen: string[] = [];
    const world = played(
      again(sends(), 1),
      () => ({ ok: 1 }),
      (job) => {
        seen.push(job.key);
        return seen.length === 1 ? transient : { ok: null };
      },
    );
    expect(world.closed?.outcome.status).toBe("completed");
    expect(mails(world, "m")).toEqual([1, 2].map((attempt) => [seen[0], attempt]));
  });

  test("its retries are counted anew", () => {
    const mail: Handlers["x"] = ({ attempt }) => (attempt < 4 ? transient : { ok: null });
    const world = played(again(sends({ retry: { times: 1 } }), 1), () => ({ ok: 1 }), mail);
    expect(world.closed?.outcome.status).toBe("completed");
    expect(mails(world, "m").map(([, attempt]) => attempt)).toEqual([1, 2, 3, 4]);
  });

  test("has another key where its result is judged", () => {
    const world = played(again(sends({ accept: constant(true) }), 1), inTurn(transient, { ok: 1 }));
    expect(new Set(mails(world, "m").map(([key]) => key)).size).toBe(2);
  });

  test("has another key where its arguments are others", () => {
    const sub = routine("sub", [
      step("n", "look"),
      step("m", "mail", { args: { x: node("n") }, needs: ["n"] }),
      step("f", "flaky", { needs: [{ node: "m", why: "after" }] }),
      giveBack(node("f"), { needs: ["f"] }),
    ]);
    const keys = (...values: readonly number[]): number => {
      const look = inTurn(...values.map((ok) => ({ ok })));
      const handlers = { look, flaky: () => transient, mail: () => ({ ok: null }) };
      const world = new TestWorld(again(sub, 1), { input: {}, handlers }).go();
      return new Set(mails(world, "m").map(([key]) => key)).size;
    };
    expect([keys(1, 2), keys(1, 1)]).toEqual([2, 1]);
  });
});

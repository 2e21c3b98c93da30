import { describe, expect, test } from "vitest";
import { redecide } from "../../src/run/redecide.ts";
import { valueOfNode, waitingOf } from "../../src/run/view.ts";
import {
  call,
  capability,
  constant,
  context,
  field,
  giveBack,
  input,
  join,
  letNode,
  local,
  node,
  parameter,
  plan,
  type RoutineMore,
  routine,
  step,
  waitFor,
  when,
} from "./building.ts";
import { type Handlers, TestWorld } from "./world.ts";

const kinds = [
  capability("work", "pure", { params: [parameter("x", { default: constant(null) })] }),
  capability("break", "pure"),
];

function planOf(nodes: Parameters<typeof routine>[1], more: RoutineMore = {}): ReturnType<typeof plan> {
  return plan([routine("main", nodes, more)], kinds);
}

function run(of: ReturnType<typeof plan>, given: object = {}, handlers: Handlers = {}): TestWorld {
  const world = new TestWorld(of, {
    input: given as never,
    handlers: {
      work: ({ args }) => ({ ok: (args as { x: never }).x }),
      break: () => ({ fails: "permanent" }),
      ...handlers,
    },
  }).go();
  expect(redecide(of, world.events)).toMatchObject({ same: true });
  return world;
}

const began = (world: TestWorld): readonly string[] =>
  world.events.flatMap((event) => (event.t === "Began" ? [event.intent.call.node] : []));

describe("data and order (rule 11)", () => {
  test("a step runs as soon as what it uses is there", () => {
    const world = run(
      planOf([
        step("a", "work", { args: { x: constant(1) } }),
        letNode("b", call("number.add", node("a"), constant(1)), { needs: ["a"] }),
        step("c", "work", { needs: ["b"], args: { x: node("b") } }),
        giveBack(node("c"), { needs: ["c"] }),
      ]),
    );
    expect(world.closed?.outcome.value).toBe(2);
  });

  test("defaults of the plan's parameters", () => {
    const of = planOf([giveBack(input("n"))], {
      params: [parameter("m"), parameter("n", { default: call("number.add", local("m"), constant(1)) })],
    });
    expect(run(of, { m: 4 }).closed?.outcome.value).toBe(5);
    expect(run(of, { m: 4, n: 0 }).closed?.outcome.value).toBe(0);
  });

  test("a plan without anything to do completes with nothing", () => {
    expect(run(planOf([])).closed?.outcome).toEqual({ status: "completed", value: null });
  });

  test("now and the user", () => {
    const world = run(
      planOf([letNode("t", context("now")), giveBack(field(context("user"), "id"), { needs: ["t"] })]),
    );
    expect(world.closed?.outcome.value).toBe("ada");
    expect(valueOfNode(world.state, "t")).toBe("2026-01-01T12:00:00.000Z");
  });

  test("what is not known fails in words", () => {
    expect(run(planOf([letNode("t", context("tariff"))])).closed?.outcome.failure?.message).toBe(
      "`tariff` is not known now",
    );
  });
});

describe("branches (rule 11)", () => {
  const both = planOf([
    when("when@1", input("yes"), { otherwise: true }),
    step("a", "work", { block: "when@1/then", args: { x: constant("a") } }),
    step("b", "work", { block: "when@1/else", args: { x: constant("b") } }),
    join("r", ["a", "b"]),
    giveBack(node("r"), { needs: ["r"] }),
  ]);

  test("one side runs, the other is skipped, and a name given on both is one value", () => {
    expect(run(both, { yes: true }).closed?.outcome.value).toBe("a");
    expect(run(both, { yes: false }).closed?.outcome.value).toBe("b");
    expect(began(run(both, { yes: false }))).toEqual(["b"]);
  });

  test("after a skipped step holds at once; its value is none", () => {
    const of = planOf([
      when("when@1", constant(false)),
      step("a", "work", { block: "when@1/then" }),
      step("b", "work", { needs: [{ node: "a", why: "after" }], args: { x: node("a") } }),
      giveBack(node("b"), { needs: ["b"] }),
    ]);
    expect(run(of).closed?.outcome.value).toBe(null);
    expect(began(run(of))).toEqual(["b"]);
  });

  test("what stands in a branch that isn't taken is skipped, however deep", () => {
    const of = planOf([
      when("when@1", constant(false)),
      when("when@2", constant(true), { block: "when@1/then" }),
      step("a", "work", { block: "when@2/then" }),
      step("b", "work", { needs: ["a", "when@1"] }),
    ]);
    expect(began(run(of))).toEqual(["b"]);
  });

  test("statements below a branch that may end the plan wait until it has not", () => {
    const early = planOf([
      step("slow", "work", { args: { x: constant(true) } }),
      when("when@1", node("slow"), { needs: ["slow"] }),
      giveBack(constant("early"), { block: "when@1/then" }),
      step("below", "work", { needs: [{ node: "when@1", why: "branch" }] }),
      giveBack(constant("late"), { needs: [{ node: "when@1", why: "branch" }, "below"] }, "return@2"),
    ]);
    expect(run(early).closed?.outcome.value).toBe("early");
    expect(began(run(early))).toEqual(["slow"]);
    const late = run(early, {}, { work: () => ({ ok: false }) });
    expect(late.closed?.outcome.value).toBe("late");
    expect(began(late)).toEqual(["slow", "below"]);
  });

  test("match takes the first arm that fits", () => {
    const of = planOf([
      {
        id: "match@1",
        kind: "branch",
        block: "root",
        needs: [],
        subject: input("n"),
        arms: [
          { block: "match@1/1", patterns: [{ is: 1 }, { from: 3, to: 5 }], as: "v" },
          { block: "match@1/2", patterns: [] },
        ],
      },
      letNode("a", call("number.add", local("v"), constant(100)), { block: "match@1/1" }),
      letNode("b", constant("else"), { block: "match@1/2" }),
      join("r", ["a", "b"]),
      giveBack(node("r"), { needs: ["r"] }),
    ]);
    expect([1, 2, 4].map((n) => run(of, { n }).closed?.outcome.value)).toEqual([101, "else", 104]);
  });

  test("a return does not stop what runs beside it", () => {
    const world = run(
      planOf([step("slow", "work"), giveBack(constant(1))]),
      {},
      { work: () => ({ after: 5_000, ok: 1 }) },
    );
    expect(world.story().slice(-2)).toEqual(["Ended ok", "Closed completed"]);
  });
});

describe("waiting", () => {
  const of = planOf([
    waitFor("wait@1", constant(60_000)),
    step("a", "work", { needs: [{ node: "wait@1", why: "order" }] }),
  ]);

  test("for a while", () => {
    const world = run(of);
    const start = world.events[0]?.at ?? 0;
    expect(world.events.find(({ t }) => t === "Began")?.at).toBe(start + 60_000);
  });

  test("is told of, survives a crash and ends with a cancel", () => {
    const world = new TestWorld(of);
    expect(waitingOf(of, world.state)).toEqual([{ for: "time", step: "wait@1", until: world.now + 60_000 }]);
    world.until(world.now + 10_000).crash();
    expect(waitingOf(of, world.state)).toHaveLength(1);
    world.order({ order: "cancel", undo: true });
    expect(world.closed?.outcome.status).toBe("cancelled");
  });

  test("until an instant, past or to come", () => {
    const until = (instant: string): TestWorld =>
      run(
        planOf([
          {
            id: "wait@1",
            kind: "wait",
            block: "root",
            needs: [],
            for: { kind: "instant", instant: constant(instant) },
            rescues: [],
          },
        ]),
      );
    expect(until("2026-01-01T13:00:00.000Z").closed?.at).toBe(Date.UTC(2026, 0, 1, 13));
    expect(until("2020-01-01T00:00:00.000Z").closed?.at).toBe(Date.UTC(2026, 0, 1, 12));
  });
});

describe("a choice that may end the plan", () => {
  const below = (node: string) => ({ node, why: "branch" as const });
  const early = planOf([
    when("when@1", input("a")),
    giveBack(constant("first"), { block: "when@1/then" }),
    when("when@2", input("b"), { needs: [below("when@1")] }),
    giveBack(constant("second"), { block: "when@2/then" }, "return@2"),
    step("paid", "work", { needs: [below("when@2")] }),
    giveBack(constant("last"), { needs: [below("when@2"), "paid"] }, "return@3"),
  ]);

  test.each([
    [true, true, "first", []],
    [true, false, "first", []],
    [false, true, "second", []],
    [false, false, "last", ["paid"]],
  ])("names only the last before it: a %s, b %s", (a, b, value, steps) => {
    const world = run(early, { a, b });
    expect(world.closed?.outcome).toEqual({ status: "completed", value });
    expect(began(world)).toEqual(steps);
  });
});

describe("time limits of a plan", () => {
  test("its timeout stops and undoes it", () => {
    const world = run(
      planOf([step("a", "work")], { timeout: constant(1_000) }),
      {},
      { work: () => ({ after: 5_000, ok: 1 }) },
    );
    expect(world.closed?.outcome.failure).toMatchObject({
      class: "timeout",
      message: "it took longer than its `timeout` of 1 s",
    });
    expect(world.closed?.at).toBe((world.events[0]?.at ?? 0) + 1_000);
  });

  test("not what is over already, and waits only for a doubt to end", () => {
    const kindsHere = [capability("send", "once")];
    const of = plan(
      [routine("main", [step("s", "send", { optional: true })], { timeout: constant(1_000) })],
      kindsHere,
    );
    const world = new TestWorld(of, { handlers: { send: () => ({ lost: true }) } });
    world.until(world.now + 5_000);
    expect(world.closed).toBeUndefined();
    world.resolve("s", { failed: "it is not there" });
    expect(world.closed?.outcome.status).toBe("completed");
  });

  test("a latency guardrail is a deadline for the forward work; a once step that may pass it does not begin", () => {
    const limited = (name: string): ReturnType<typeof plan> =>
      plan(
        [routine("main", [step("a", "work"), step("b", name, { needs: ["a"] })])],
        [...kinds, capability("send", "once", { latency: constant(400) })],
        {
          guardrails: [
            {
              name: "swift",
              severity: "blocking",
              rules: [{ kind: "bound", of: "latency", limit: constant(1_000) }],
            },
          ],
        },
      );
    const late = { work: () => ({ after: 700, ok: 1 }) };
    expect(run(limited("work"), {}, late).closed?.outcome.failure?.message).toBe(
      "it took longer than the 1 s that its budget allows",
    );
    const refused = run(limited("send"), {}, late);
    expect(refused.closed?.outcome.failure).toMatchObject({
      class: "budget",
      message: "`send` may take 400 ms, and 300 ms is left",
    });
    expect(began(refused)).toEqual(["a"]);
  });
});

import { describe, expect, test } from "vitest";
import { redecide } from "../../src/run/redecide.ts";
import { stepsOf } from "../../src/run/view.ts";
import {
  attempt,
  call,
  capability,
  constant,
  dollars,
  failNode,
  field,
  forEach,
  giveBack,
  input,
  local,
  node,
  parameter,
  plan,
  routine,
  step,
  yieldNode,
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

const undone = (world: TestWorld): readonly string[] =>
  world.effects.flatMap((effect) =>
    effect.capability === "unmake" ? [(effect.args as { name: string }).name] : [],
  );

describe("a plan called by a step", () => {
  const sub = routine(
    "sub",
    [
      step("inner", "look", { args: { x: input("n") } }),
      giveBack(call("number.add", node("inner"), constant(1)), { needs: ["inner"] }),
    ],
    { params: [parameter("n")] },
  );

  test("gives its value; its steps bear the caller's name", () => {
    const of = plan(
      [
        routine("main", [
          step("a", { routine: "sub" }, { args: { n: constant(4) } }),
          giveBack(node("a"), { needs: ["a"] }),
        ]),
        sub,
      ],
      kinds,
    );
    const world = run(of);
    expect(world.closed?.outcome.value).toBe(5);
    expect(world.story()).toEqual([
      "Started",
      "Entered sub",
      "Began inner look attempt 1",
      "Ended ok",
      "Settled return@1 completed none",
      "Settled a completed none",
      "Settled return@1 completed none",
      "Closed completed",
    ]);
    expect(stepsOf(of, world.state).map(({ step: name, status }) => [name, status])).toEqual([
      ["a", "completed"],
      ["a.inner", "completed"],
    ]);
  });

  test("twice: two keys", () => {
    const of = plan(
      [
        routine("main", [
          step("a", { routine: "sub" }, { args: { n: constant(1) } }),
          step("b", { routine: "sub" }, { args: { n: constant(1) } }),
        ]),
        sub,
      ],
      kinds,
    );
    expect(new Set(run(of).dispatched.map(({ key }) => key)).size).toBe(2);
  });

  test("in the rounds of a loop", () => {
    const of = plan(
      [
        routine("main", [
          forEach("all", "x", input("xs"), { atOnce: 2 }),
          step("a", { routine: "sub" }, { block: "all/round", args: { n: local("x") } }),
          yieldNode("y", node("a"), { block: "all/round", needs: ["a"] }),
          giveBack(node("all"), { needs: ["all"] }),
        ]),
        sub,
      ],
      kinds,
    );
    const world = run(of, {}, { xs: [1, 2, 3] });
    expect(world.closed?.outcome.value).toEqual([2, 3, 4]);
    expect(stepsOf(of, world.state).map(({ step: name }) => name)).toContain("a.inner[2]");
  });

  const failing = routine(
    "sub",
    [
      made("p"),
      made("q", ["p"]),
      step("x", "break", { needs: ["q"] }),
      step("last", "look", { block: "last" }),
    ],
    { finally: "last" },
  );

  test("its failure is undone and goes through its finally before its caller hears of it", () => {
    const of = plan(
      [
        routine("main", [
          made("a"),
          step(
            "s",
            { routine: "sub" },
            {
              needs: [{ node: "a", why: "after" }],
              rescues: [{ attempt: attempt("look", { x: field(local("error"), "name") }) }],
            },
          ),
          giveBack(node("s"), { needs: ["s"] }),
        ]),
        failing,
      ],
      kinds,
    );
    const world = run(of);
    expect(world.closed?.outcome).toEqual({ status: "completed", value: "permanent" });
    expect(undone(world)).toEqual(["q", "p"]);
    const order = world.dispatched.map(({ capability: name }) => name);
    expect(order.slice(-2)).toEqual(["look", "look"]);
  });

  test("unhandled it takes what is around it along, in order", () => {
    const of = plan(
      [
        routine("main", [made("a"), step("s", { routine: "sub" }, { needs: [{ node: "a", why: "after" }] })]),
        failing,
      ],
      kinds,
    );
    const world = run(of);
    expect(world.closed?.outcome.status).toBe("failed");
    expect(undone(world)).toEqual(["q", "p", "a"]);
  });

  test("what it did stands until what is around it fails", () => {
    const fine = routine("sub", [made("p"), made("q", ["p"])]);
    const of = plan(
      [
        routine("main", [
          step("s", { routine: "sub" }),
          made("b", ["s"]),
          step("x", "break", { needs: ["b"] }),
        ]),
        fine,
      ],
      kinds,
    );
    expect(undone(run(of))).toEqual(["b", "q", "p"]);
  });

  test("stopped from outside it goes through its finally as well", () => {
    const slow = routine(
      "sub",
      [
        made("p"),
        step("wait", "look", { needs: ["p"] }),
        step("last", "make", { block: "last", args: { name: constant("last") } }),
      ],
      { finally: "last" },
    );
    const of = plan([routine("main", [step("s", { routine: "sub" }), step("x", "break")]), slow], kinds);
    const world = run(of, {
      break: () => ({ after: 100, fails: "permanent" }),
      look: () => ({ after: 5_000, ok: 1 }),
    });
    expect(
      world.effects.map(({ capability: name, args }) => [name, (args as { name?: string }).name]),
    ).toEqual([
      ["make", "p"],
      ["unmake", "p"],
      ["make", "last"],
    ]);
    expect(world.closed?.outcome.status).toBe("failed");
  });

  test.each([
    [1_000, 5_000],
    [5_000, 1_000],
  ])("of the step's time limit and the plan's own the lesser counts: %s, %s", (steps, plans) => {
    const sub = routine("sub", [step("slow", "look")], { timeout: constant(plans) });
    const main = routine("main", [step("s", { routine: "sub" }, { options: { timeout: constant(steps) } })]);
    const world = run(plan([main, sub], kinds), { look: () => ({ after: 60_000, ok: 1 }) });
    expect(world.closed?.at).toBe((world.events[0]?.at ?? 0) + 1_000);
  });

  test("the step's time limit is the plan's", () => {
    const of = plan(
      [
        routine("main", [
          step(
            "s",
            { routine: "sub" },
            {
              options: { timeout: constant(1_000) },
              rescues: [{ attempt: attempt("look", { x: constant("late") }) }],
            },
          ),
          giveBack(node("s"), { needs: ["s"] }),
        ]),
        routine("sub", [step("slow", "make", { args: { name: constant("slow") } })]),
      ],
      kinds,
    );
    const world = run(of, { make: () => ({ after: 60_000, ok: 1 }) });
    expect(world.closed?.outcome.value).toBe("late");
    expect(undone(world)).toEqual(["slow"]);
  });
});

test("fail ends the innermost plan", () => {
  const of = plan(
    [
      routine("main", [
        step("s", { routine: "sub" }, { optional: true }),
        step("t", "look", { needs: ["s"], args: { x: node("s") } }),
        giveBack(node("t"), { needs: ["t"] }),
      ]),
      routine("sub", [failNode("fail@1", constant("no"))]),
    ],
    kinds,
  );
  expect(run(of).closed?.outcome).toEqual({ status: "completed", value: null });
});

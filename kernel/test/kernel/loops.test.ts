import type { Json } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import { redecide } from "../../src/run/redecide.ts";
import { stepsOf, valueOfNode } from "../../src/run/view.ts";
import {
  attempt,
  call,
  capability,
  constant,
  equals,
  failedAs,
  field,
  fold,
  forEach,
  giveBack,
  input,
  type LoopMore,
  local,
  node,
  parameter,
  plan,
  routine,
  step,
  when,
  yieldNode,
} from "./building.ts";
import { type Handlers, type Happening, type Job, TestWorld } from "./world.ts";

const kinds = [
  capability("work", "idempotent", {
    params: [parameter("x")],
    undo: { capability: "unwork", args: { x: local("x") } },
  }),
  capability("unwork", "idempotent", { params: [parameter("x")] }),
  capability("look", "pure"),
];
const body = [
  step("s", "work", { block: "all/round", args: { x: local("x") } }),
  yieldNode("y", node("s"), { block: "all/round", needs: ["s"] }),
];

function over(more: LoopMore = {}): ReturnType<typeof plan> {
  return plan(
    [
      routine("main", [
        forEach("all", "x", input("xs"), { atOnce: 2, ...more }),
        ...body,
        giveBack(node("all"), { needs: ["all"] }),
      ]),
    ],
    kinds,
  );
}

const x = ({ args }: Job): number => (args as { readonly x: number }).x;

function run(
  of: ReturnType<typeof plan>,
  xs: Json,
  work: (job: Job) => Happening = (job) => ({ ok: x(job) * 10 }),
): TestWorld {
  const world = new TestWorld(of, { input: { xs }, handlers: { work } }).go();
  expect(redecide(of, world.events)).toMatchObject({ same: true });
  return world;
}

const undone = (world: TestWorld): readonly number[] =>
  world.effects.flatMap((effect) =>
    effect.capability === "unwork" ? [(effect.args as { x: number }).x] : [],
  );

describe("over a list (rule 11)", () => {
  test("results in the list's order, whatever the order in which they came", () => {
    const world = run(over(), [5, 1, 3], (job) => ({ after: x(job) * 100, ok: x(job) * 10 }));
    expect(world.closed?.outcome.value).toEqual([50, 10, 30]);
  });

  test("so many at once", () => {
    const world = new TestWorld(over(), {
      input: { xs: [1, 2, 3, 4, 5] },
      handlers: { work: (job) => ({ after: 100, ok: x(job) }) },
    });
    let most = 0;
    world.go(({ state }) => {
      most = Math.max(most, state.flying);
      return false;
    });
    expect(most).toBe(2);
    expect(world.closed?.at).toBe((world.events[0]?.at ?? 0) + 300);
  });

  test("none at all", () => {
    expect(run(over(), []).closed?.outcome.value).toEqual([]);
  });

  test("too many fail before the first", () => {
    const world = run(over({ upTo: 2 }), [1, 2, 3]);
    expect(world.closed?.outcome.failure).toMatchObject({
      class: "too_many",
      message: "`all` was given 3 items, and goes over 2 at most",
    });
    expect(world.dispatched).toEqual([]);
  });

  test("a handler of several steps begins when the rounds are undone, and is undone with the rest", () => {
    const of = plan(
      [
        routine("main", [
          forEach("all", "x", input("xs"), { atOnce: 2, rescues: [{ block: "all/else1" }] }),
          ...body,
          step("t", "work", { block: "all/else1", args: { x: constant(7) } }),
          yieldNode("z", node("t"), { block: "all/else1", needs: ["t"] }),
          step("last", "look", { needs: ["all"], args: { x: node("all") } }),
        ]),
      ],
      kinds,
    );
    const world = (looks: Happening): TestWorld => {
      const handlers = {
        work: (job: Job): Happening => (x(job) === 2 ? { fails: "permanent" } : { ok: x(job) }),
        look: () => looks,
      };
      return new TestWorld(of, { input: { xs: [1, 2] }, handlers }).go();
    };
    expect(world({ ok: 1 }).closed?.outcome.status).toBe("completed");
    expect(world({ ok: 1 }).dispatched.at(-1)?.args).toEqual({ x: 7 });
    const failed = world({ fails: "permanent" });
    expect(failed.closed?.outcome.status).toBe("failed");
    expect(undone(failed).at(-1)).toBe(7);
  });

  test("each round has its own key, and its name", () => {
    const world = run(over(), [1, 2, 3]);
    expect(new Set(world.dispatched.map(({ key }) => key)).size).toBe(3);
    expect(stepsOf(world.plan, world.state).map(({ step: name }) => name)).toEqual(["s[1]", "s[2]", "s[3]"]);
  });

  test("a failing round stops the others, and all is undone", () => {
    const world = run(over(), [1, 2, 3, 4], (job) =>
      x(job) === 2 ? { after: 20, fails: "permanent", reach: "not_reached" } : { after: 10 * x(job), ok: 1 },
    );
    expect(world.closed?.outcome.status).toBe("failed");
    expect(undone(world).toSorted()).toEqual([1, 3]);
    expect(world.dispatched.some((job) => x(job) === 4)).toBe(false);
  });

  test("a share of them may fail, is undone by itself, and has no value", () => {
    const failing = (job: Job): Happening => (x(job) % 2 === 0 ? { fails: "permanent" } : { ok: x(job) });
    const some = run(over({ tolerated: constant(0.5) }), [1, 2, 3, 4], failing);
    expect(some.closed?.outcome.value).toEqual([1, 3]);
    expect(undone(some).toSorted()).toEqual([2, 4]);
    const fewer = run(over({ tolerated: constant(0.25) }), [1, 2, 3, 4], failing);
    expect(fewer.closed?.outcome.status).toBe("failed");
    expect(undone(fewer).toSorted()).toEqual([1, 2, 3, 4]);
  });

  test("a handler stands in for the whole of it, once what it did is undone", () => {
    const of = over({ rescues: [{ when: failedAs("permanent"), attempt: attempt("look") }] });
    const world = run(of, [1, 2, 3], (job) =>
      x(job) === 2 ? { after: 100, fails: "permanent" } : { after: 1, ok: 1 },
    );
    expect(undone(world).toSorted()).toEqual([1, 2, 3]);
    expect(world.dispatched.at(-1)?.capability).toBe("look");
    expect(world.closed?.outcome).toEqual({ status: "completed", value: null });
  });

  test("an optional one gives none", () => {
    const world = run(over({ optional: true }), [1, 2], () => ({ fails: "permanent" }));
    expect(world.closed?.outcome).toEqual({ status: "completed", value: null });
  });

  test("rounds within rounds", () => {
    const of = plan(
      [
        routine("main", [
          forEach("outer", "xs", input("xs")),
          forEach("inner", "x", local("xs"), { block: "outer/round" }),
          step("s", "work", {
            block: "inner/round",
            args: { x: call("number.add", local("x"), call("list.size", local("xs"))) },
          }),
          yieldNode("y", node("s"), { block: "inner/round", needs: ["s"] }),
          yieldNode("z", node("inner"), { block: "outer/round", needs: ["inner"] }),
          giveBack(node("outer"), { needs: ["outer"] }),
        ]),
      ],
      kinds,
    );
    const world = run(of, [[1], [2, 3]]);
    expect(world.closed?.outcome.value).toEqual([[20], [40, 50]]);
    expect(stepsOf(of, world.state).map(({ step: name }) => name)).toEqual(["s[1][1]", "s[2][1]", "s[2][2]"]);
  });

  test("a body reads what is around it, and waits for it", () => {
    const of = plan(
      [
        routine("main", [
          step("base", "work", { args: { x: constant(7) } }),
          forEach("all", "x", input("xs")),
          step("s", "work", {
            block: "all/round",
            needs: ["base"],
            args: { x: call("number.add", node("base"), local("x")) },
          }),
          yieldNode("y", node("s"), { block: "all/round", needs: ["s"] }),
          giveBack(node("all"), { needs: ["all"] }),
        ]),
      ],
      kinds,
    );
    expect(run(of, [1, 2]).closed?.outcome.value).toEqual([710, 720]);
  });

  test("a crash in the midst goes on with what was out, under the same keys", () => {
    const of = over();
    const world = new TestWorld(of, {
      input: { xs: [1, 2, 3, 4] },
      handlers: { work: (job) => ({ after: 100, ok: x(job) }) },
    });
    world
      .until(world.now + 150)
      .crash()
      .go();
    expect(world.closed?.outcome.value).toEqual([1, 2, 3, 4]);
    expect(new Set(world.dispatched.map(({ key }) => key)).size).toBe(4);
    expect(world.dispatched.map((job) => [x(job), job.dispatch])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 1],
      [3, 2],
      [4, 2],
    ]);
  });
});

describe("with memory (rule 11)", () => {
  /** Doubles until 20 is reached. */
  const doubling = (upTo: number, more: LoopMore = {}): ReturnType<typeof plan> =>
    plan(
      [
        routine("main", [
          fold(
            "grown",
            "last",
            input("xs"),
            call("number.greaterOrEqual", local("last"), constant(20)),
            upTo,
            more,
          ),
          step("s", "work", { block: "grown/round", args: { x: local("last") } }),
          yieldNode("y", node("s"), { block: "grown/round", needs: ["s"] }),
          giveBack(node("grown"), { needs: ["grown"] }),
        ]),
      ],
      kinds,
    );
  const twice = (job: Job): Happening => ({ ok: x(job) * 2 });

  test("one round after another, until it is enough", () => {
    const world = run(doubling(9), 3, twice);
    expect(world.closed?.outcome.value).toBe(24);
    expect(world.dispatched.map(x)).toEqual([3, 6, 12]);
    expect(new Set(world.dispatched.map(({ key }) => key)).size).toBe(3);
  });

  test("enough from the start: no round", () => {
    expect(run(doubling(9), 50, twice).closed?.outcome.value).toBe(50);
  });

  test("not enough after the last: exhausted, with what there was", () => {
    expect(run(doubling(2), 3, twice).closed?.outcome.failure).toMatchObject({
      class: "exhausted",
      last: 12,
      attempts: 2,
    });
  });

  test("a handler may use that", () => {
    const of = plan(
      [
        routine("main", [
          fold("grown", "last", input("xs"), constant(false), 2, {
            rescues: [{ when: failedAs("exhausted"), block: "grown/else1" }],
          }),
          step("s", "work", { block: "grown/round", args: { x: local("last") } }),
          yieldNode("y", node("s"), { block: "grown/round", needs: ["s"] }),
          yieldNode("z", field(local("error"), "last"), { block: "grown/else1" }),
          giveBack(node("grown"), { needs: ["grown"] }),
        ]),
      ],
      kinds,
    );
    expect(run(of, 3, twice).closed?.outcome.value).toBe(12);
  });

  test("rounds are undone the last first", () => {
    const of = plan(
      [
        routine("main", [
          ...doubling(9).routines.main!.nodes.slice(0, 3),
          step("x", "work", { needs: ["grown"], args: { x: constant(0) } }),
        ]),
      ],
      kinds,
    );
    const world = run(of, 3, (job) =>
      x(job) === 0 ? { fails: "permanent", reach: "not_reached" } : twice(job),
    );
    expect(undone(world)).toEqual([12, 6, 3]);
  });

  test("each round's undo waits for that of the round after it", () => {
    const nodes = [
      ...(doubling(9).routines.main?.nodes.slice(0, 3) ?? []),
      step("x", "look", { needs: ["grown"], args: {} }),
    ];
    const of = plan([routine("main", nodes)], kinds);
    const handlers: Handlers = {
      work: twice,
      look: () => ({ fails: "permanent" }),
      unwork: (job) => ({ after: x(job) * 100, ok: null }),
    };
    const world = new TestWorld(of, { input: { xs: 3 }, handlers }).go();
    expect(undone(world)).toEqual([12, 6, 3]);
  });

  test("a branch within a round yields for it", () => {
    const of = plan(
      [
        routine("main", [
          forEach("all", "x", input("xs")),
          when("when@1", equals(local("x"), constant(1)), { block: "all/round", otherwise: true }),
          yieldNode("y", constant("one"), { block: "when@1/then" }),
          yieldNode("z", constant("other"), { block: "when@1/else" }),
          giveBack(node("all"), { needs: ["all"] }),
        ]),
      ],
      kinds,
    );
    const world = run(of, [1, 2]);
    expect(world.closed?.outcome.value).toEqual(["one", "other"]);
    expect(valueOfNode(world.state, "all")).toEqual(["one", "other"]);
  });
});

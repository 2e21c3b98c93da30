import { describe, expect, test } from "vitest";
import { redecide } from "../../src/run/redecide.ts";
import {
  attempt,
  capability,
  constant,
  giveBack,
  local,
  node,
  parameter,
  plan,
  quorumOf,
  raceOf,
  routine,
  step,
  waitFor,
  yieldNode,
} from "./building.ts";
import { type Handlers, TestWorld } from "./world.ts";

const kinds = [
  capability("make", "idempotent", {
    params: [parameter("name")],
    undo: { capability: "unmake", args: { name: local("name") } },
  }),
  capability("unmake", "idempotent", { params: [parameter("name")] }),
  capability("look", "pure", { params: [parameter("name", { default: constant("") })] }),
];

function run(of: ReturnType<typeof plan>, handlers: Handlers): TestWorld {
  const world = new TestWorld(of, { handlers }).go();
  expect(redecide(of, world.events)).toMatchObject({ same: true });
  return world;
}

const branch = (name: string, capabilityName = "make"): ReturnType<typeof step> =>
  step(`f.${name}`, capabilityName, { block: `f/${name}`, args: { name: constant(name) } });
const named = (after: Readonly<Record<string, number>>): Handlers => ({
  make: ({ args }) => ({
    after: after[(args as { name: string }).name] ?? 1,
    ok: (args as { name: string }).name,
  }),
});

describe("a race (rule 11)", () => {
  const of = plan(
    [
      routine("main", [
        raceOf("f", ["a", "b", "c"], { nothing: ["c"] }),
        branch("a"),
        branch("b"),
        waitFor("f.c", constant(60_000), { block: "f/c" }),
        giveBack(node("f"), { needs: ["f"] }),
      ]),
    ],
    kinds,
  );

  test("the first wins; the others are stopped, and what they did is undone before the run closes", () => {
    const world = run(of, named({ a: 500, b: 100 }));
    expect(world.closed?.outcome.value).toEqual({ b: "b" });
    expect(
      world.effects.map(({ capability: name, args }) => [name, (args as { name: string }).name]),
    ).toEqual([
      ["make", "b"],
      ["make", "a"],
      ["unmake", "a"],
    ]);
    expect(world.story()).toContain("Settled f.c cancelled none");
  });

  test("time may win", () => {
    expect(run(of, named({ a: 90_000, b: 90_000 })).closed?.outcome.value).toEqual({
      c: true,
    });
  });

  test("a branch that fails has lost; if all have, the race has failed", () => {
    const two = plan(
      [
        routine("main", [
          raceOf("f", ["a", "b"]),
          branch("a", "look"),
          branch("b", "look"),
          giveBack(node("f"), { needs: ["f"] }),
        ]),
      ],
      kinds,
    );
    const one = run(two, { look: (_, nth) => (nth === 1 ? { fails: "permanent" } : { after: 5, ok: 1 }) });
    expect(one.closed?.outcome.value).toEqual({ b: 1 });
    const none = run(two, { look: () => ({ fails: "permanent" }) });
    expect(none.closed?.outcome.failure).toMatchObject({
      name: "permanent",
      message: "too few branches of `f` succeeded: permanent",
    });
  });

  test("losers finish: they run to their end, and the run does not close before", () => {
    const finishing = plan(
      [
        routine("main", [
          raceOf("f", ["a", "b"], { losers: "finish" }),
          branch("a"),
          branch("b"),
          giveBack(node("f"), { needs: ["f"] }),
        ]),
      ],
      kinds,
    );
    const world = run(finishing, named({ a: 500, b: 100 }));
    expect(world.closed?.outcome.value).toEqual({ b: "b" });
    expect(world.effects.map(({ capability: name }) => name)).toEqual(["make", "make"]);
    expect(world.closed?.at).toBe((world.events[0]?.at ?? 0) + 500);
  });

  test("two of three", () => {
    const three = plan(
      [
        routine("main", [
          raceOf("f", ["a", "b", "c"], { winners: 2 }),
          branch("a"),
          branch("b"),
          branch("c"),
          giveBack(node("f"), { needs: ["f"] }),
        ]),
      ],
      kinds,
    );
    expect(run(three, named({ a: 10, b: 30, c: 20 })).closed?.outcome.value).toEqual({
      a: "a",
      c: "c",
    });
  });

  test("a branch may be a block of its own, and gives what it yields", () => {
    const blocks = plan(
      [
        routine("main", [
          raceOf("f", ["a", "b"], { nothing: ["b"] }),
          { id: "f.a", kind: "branch", block: "f/a", needs: [], arms: [{ block: "f.a/then" }] },
          step("in_a", "make", { block: "f.a/then", args: { name: constant("a") } }),
          yieldNode("y", node("in_a"), { block: "f.a/then", needs: ["in_a"] }),
          waitFor("f.b", constant(1_000), { block: "f/b" }),
          giveBack(node("f"), { needs: ["f"] }),
        ]),
      ],
      kinds,
    );
    expect(run(blocks, named({ a: 10 })).closed?.outcome.value).toEqual({ a: "a" });
    const late = run(blocks, named({ a: 5_000 }));
    expect(late.closed?.outcome.value).toEqual({ b: true });
    expect(late.effects.at(-1)?.capability).toBe("unmake");
  });

  test("a cancel while the losers are undone", () => {
    const world = new TestWorld(of, {
      handlers: { ...named({ a: 500, b: 100 }), unmake: () => ({ after: 1_000, ok: null }) },
    });
    world.until(world.now + 700);
    world.order({ order: "cancel", undo: true });
    world.go();
    expect(world.closed?.outcome.status).toBe("cancelled");
    const undone = world.effects.filter(({ capability: name }) => name === "unmake");
    expect(undone.map(({ args }) => (args as { name: string }).name).toSorted()).toEqual(["a", "b"]);
    expect(redecide(of, world.events)).toMatchObject({ same: true });
  });
});

describe("a quorum", () => {
  const asks = (agree: number): ReturnType<typeof plan> =>
    plan(
      [
        routine("main", [
          quorumOf("q", agree, [attempt("look"), attempt("look"), attempt("look")]),
          giveBack(node("q"), { needs: ["q"] }),
        ]),
      ],
      kinds,
    );
  const says = (...answers: readonly string[]): Handlers => ({
    look: (_, nth) =>
      answers[nth - 1] === "!"
        ? { after: nth, fails: "permanent" }
        : { after: nth * 100, ok: answers[nth - 1] ?? null },
  });

  test("what enough agree on is taken as soon as they do; the others need not answer", () => {
    const world = run(asks(2), says("x", "x", "y"));
    expect(world.closed?.outcome.value).toBe("x");
    expect(world.story()).toContain("Aborted cancelled");
    expect(world.closed?.at).toBe((world.events[0]?.at ?? 0) + 200);
  });

  test("one that fails counts against it", () => {
    expect(run(asks(2), says("x", "!", "x")).closed?.outcome.value).toBe("x");
    expect(run(asks(3), says("x", "!", "x")).closed?.outcome.failure).toMatchObject({ class: "no_quorum" });
  });

  test("no agreement", () => {
    expect(run(asks(2), says("x", "y", "z")).closed?.outcome.failure).toMatchObject({
      class: "no_quorum",
      message: "of 3 that were asked 3 answered, and no 2 of them agree",
    });
  });

  test("each has its own key", () => {
    expect(new Set(run(asks(3), says("x", "x", "x")).dispatched.map(({ key }) => key)).size).toBe(3);
  });
});

import { describe, expect, test } from "vitest";
import { redecide } from "../../src/kernel/run/redecide.ts";
import {
  attempt,
  capability,
  constant,
  field,
  local,
  node,
  parameter,
  plan,
  type RoutineMore,
  routine,
  type StepMore,
  step,
  yieldNode,
} from "./building.ts";
import { type Handlers, TestWorld } from "./world.ts";

const make = capability("make", "idempotent", {
  params: [parameter("name")],
  undo: { capability: "unmake", args: { name: local("name") } },
});
const unmake = capability("unmake", "idempotent", { params: [parameter("name")] });
const kinds = [
  make,
  unmake,
  capability("look", "pure"),
  capability("break", "pure"),
  capability("once_only", "once", { undo: { capability: "unmake", args: { name: constant("once") } } }),
  capability("known", "idempotent", {
    undo: { capability: "unmake", args: { name: field(local("result"), "id") } },
  }),
];

const made = (name: string, needs: readonly string[] = [], more: StepMore = {}): ReturnType<typeof step> =>
  step(name, "make", {
    args: { name: constant(name) },
    needs: needs.map((one) => ({ node: one, why: "after" as const })),
    ...more,
  });

function planOf(nodes: Parameters<typeof routine>[1], more: RoutineMore = {}): ReturnType<typeof plan> {
  return plan([routine("main", nodes, more)], kinds);
}

function run(of: ReturnType<typeof plan>, handlers: Handlers = {}, given: object = {}): TestWorld {
  const world = new TestWorld(of, {
    input: given as never,
    handlers: {
      break: () => ({ after: 100, fails: "permanent" }),
      unmake: () => ({ after: 10, ok: null }),
      ...handlers,
    },
  }).go();
  expect(redecide(of, world.events)).toMatchObject({ same: true });
  expect(JSON.stringify(world.folded())).toBe(JSON.stringify(world.state));
  return world;
}

const _undone = (world: TestWorld): readonly unknown[] =>
  world.effects
    .filter(({ capability: name }) => name === "unmake")
    .map(({ args }) => (args as { name: string }).name);

describe("handlers", () => {
  test("what a handler stands in for is undone before", () => {
    const of = planOf([made("a", [], { rescues: [{ attempt: attempt("look") }] })]);
    const world = run(of, { make: () => ({ fails: "permanent" }) });
    expect(world.dispatched.map(({ capability: name }) => name)).toEqual(["make", "unmake", "look"]);
    expect(world.closed?.outcome.status).toBe("completed");
  });

  test("the first that its condition fits, then those after it", () => {
    const rescues = [
      { when: constant(false), attempt: attempt("look") },
      { attempt: attempt("break") },
      { block: "s/else3" },
    ];
    const of = planOf([
      step("s", "break", { rescues }),
      yieldNode("y", field(local("error"), "message"), { block: "s/else3" }),
      step("t", "look", { needs: ["s"], args: { said: node("s") } }),
    ]);
    const world = run(of);
    expect(
      world.story().filter((line) => line.startsWith("Settled s") || line.startsWith("Branched")),
    ).toEqual([
      "Settled s failed none (permanent) next else2",
      "Settled s/else2 failed none (permanent) next else3",
      "Branched s 3",
    ]);
    expect(world.dispatched.at(-1)?.args).toEqual({ said: "permanent" });
  });

  test("a handler's failure is the step's; optional makes that nothing", () => {
    const failing = (optional?: true): ReturnType<typeof plan> =>
      planOf([
        step("s", "break", {
          rescues: [{ attempt: attempt("break") }],
          ...(optional === undefined ? {} : { optional }),
        }),
        step("t", "look", { needs: ["s"], args: { said: node("s") } }),
      ]);
    expect(run(failing()).closed?.outcome.status).toBe("failed");
    const world = run(failing(true));
    expect(world.closed?.outcome.status).toBe("completed");
    expect(world.dispatched.at(-1)?.args).toEqual({ said: null });
  });
});

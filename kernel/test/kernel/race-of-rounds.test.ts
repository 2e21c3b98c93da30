import type { Node } from "@orchlang/plan/nodes";
import { describe, expect, test } from "vitest";
import { redecide } from "../../src/run/redecide.ts";
import {
  attempt,
  capability,
  constant,
  failNode,
  giveBack,
  local,
  node,
  parameter,
  plan,
  raceOfRounds,
  routine,
  step,
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

const body: readonly Node[] = [
  step("m", "make", { block: "f.rounds/round", args: { name: local("x") } }),
  yieldNode("yield@1", node("m"), { block: "f.rounds/round", needs: ["m"] }),
];
const result = giveBack(node("f"), { needs: ["f"] });

function run(
  nodes: readonly Node[],
  after: Readonly<Record<string, number>>,
  more: Handlers = {},
): TestWorld {
  const of = plan([routine("main", nodes)], kinds);
  const named = (args: unknown): string => (args as { name: string }).name;
  const world = new TestWorld(of, {
    obedient: true,
    handlers: { make: ({ args }) => ({ after: after[named(args)] ?? 1, ok: named(args) }), ...more },
  });
  world.go();
  expect(redecide(of, world.events)).toMatchObject({ same: true });
  return world;
}

const list = constant(["a", "b", "c"]);
const racing = (winners: number, more: Parameters<typeof raceOfRounds>[3] = {}): readonly Node[] => [
  ...raceOfRounds("f", winners, list, { atOnce: 3, ...more }),
  ...body,
];
const effects = (world: TestWorld): readonly string[] =>
  world.effects.map(({ capability: name, args }) => `${name} ${(args as { name: string }).name}`);

describe("the first rounds of a loop (rule 11)", () => {
  test("the first to come through gives its value; the others are stopped, and undone before the run closes", () => {
    const world = run([...racing(1), result], { a: 500, b: 100, c: 300 });
    expect(world.closed?.outcome.value).toBe("b");
    expect(effects(world)).toEqual(["make b", "unmake a", "unmake c"]);
    expect((world.closed?.at ?? 0) - (world.events[0]?.at ?? 0)).toBeLessThan(300);
  });

  test("the first few, in the order in which they came", () => {
    const world = run([...racing(2), result], { a: 500, b: 300, c: 100 });
    expect(world.closed?.outcome.value).toEqual(["c", "b"]);
  });

  test("no more begin than may run at once, and none after it is decided", () => {
    const world = run([...racing(1, { atOnce: 1 }), result], {});
    expect([world.closed?.outcome.value, effects(world)]).toEqual(["a", ["make a"]]);
  });

  test("`losers finish`: they end by themselves, and the run stays open for them", () => {
    const world = run([...racing(1, { losers: "finish" }), result], { a: 500, b: 100, c: 300 });
    expect([world.closed?.outcome.value, effects(world)]).toEqual(["b", ["make b", "make c", "make a"]]);
    expect((world.closed?.at ?? 0) - (world.events[0]?.at ?? 0)).toBe(500);
  });

  test("rounds may fail as long as enough are left, and one of those that lost may", () => {
    const fails = (names: readonly string[]): Handlers => ({
      make: ({ args }) => {
        const { name } = args as { name: string };
        const after = { a: 100, b: 200, c: 300 }[name] ?? 1;
        return names.includes(name)
          ? { after, fails: "permanent", reach: "not_reached" }
          : { after, ok: name };
      },
    });
    expect(run([...racing(1), result], {}, fails(["a", "b"])).closed?.outcome.value).toBe("c");
    expect(run([...racing(1, { losers: "finish" }), result], {}, fails(["b"])).closed?.outcome.value).toBe(
      "a",
    );
    const none = run([...racing(2), result], {}, fails(["a", "b"]));
    expect(none.closed?.outcome.failure?.message).toMatch(/^too few branches of `f` succeeded/);
    const handled = run(
      [...racing(2, { rescues: [{ attempt: attempt("look", { name: constant("z") }) }] }), result],
      {},
      {
        ...fails(["a", "b"]),
        look: () => ({ ok: "instead" }),
      },
    );
    expect(handled.closed?.outcome.value).toBe("instead");
    // A branch that was running when it lost is stopped before the handler begins.
    expect(effects(handled)).toEqual(["unmake c", "look z"]);
  });

  test("of too few none is begun", () => {
    const world = run([...raceOfRounds("f", 2, constant(["a"])), ...body], {});
    expect([world.dispatched, world.closed?.outcome.failure?.class]).toEqual([[], "permanent"]);
  });

  test("a failure behind it undoes the winner too", () => {
    const world = run([...racing(1), failNode("fail@1", constant("no"), { needs: ["f"] })], {
      a: 100,
      b: 900,
      c: 900,
    });
    expect(world.closed?.outcome.status).toBe("failed");
    expect([...effects(world)].sort()).toEqual(["make a", "unmake a", "unmake b", "unmake c"]);
  });

  test("a crash on the way changes nothing", () => {
    const of = plan([routine("main", [...racing(2), result])], kinds);
    const world = new TestWorld(of, {
      handlers: { make: ({ args }) => ({ after: 1_000, ok: (args as { name: string }).name }) },
    });
    world.step();
    world.crash();
    expect(world.go().closed?.outcome.value).toEqual(["a", "b"]);
  });
});

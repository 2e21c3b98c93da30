import type { Node } from "@orchlang/plan/nodes";
import { describe, expect, test } from "vitest";
import { redecide } from "../../src/run/redecide.ts";
import {
  attempt,
  capability,
  constant,
  context,
  giveBack,
  local,
  node,
  parameter,
  plan,
  routine,
  step,
  underWhile,
  yieldNode,
} from "./building.ts";
import { TestWorld } from "./world.ts";

const kinds = [
  capability("make", "idempotent", {
    params: [parameter("name")],
    undo: { capability: "unmake", args: { name: local("name") } },
  }),
  capability("unmake", "idempotent", { params: [parameter("name")] }),
  capability("look", "pure"),
];
const block = "r.do/do";
const made = (name: string, needs: readonly string[] = []): Node =>
  step(name, "make", { block, needs, args: { name: constant(name) } });

/** `a`, then `b`, while it is calm; `z` before them gives time to know that. */
function calmly(more: object = {}): ReturnType<typeof plan> {
  const inside = [made("a"), made("b", ["a"]), yieldNode("y", node("b"), { block, needs: ["b"] })];
  const whole = [
    step("z", "look"),
    ...underWhile("r", context("calm"), { needs: ["z"], ...more }),
    ...inside,
  ];
  return plan([routine("main", [...whole, giveBack(node("r"), { needs: ["r"] })])], kinds);
}

/** Runs it, and lets something become known after so many events of the run. */
function run(of: ReturnType<typeof plan>, known: unknown, at?: number, then?: boolean): TestWorld {
  const world = new TestWorld(of, {
    handlers: {
      make: ({ args }) => ({ after: 100, ok: (args as { name: string }).name }),
      unmake: () => ({ after: 300, ok: null }),
    },
  });
  if (typeof known === "boolean") world.sense("calm", known);
  if (at !== undefined) {
    world.go(({ events }) => events.length >= at);
    if (world.closed === undefined) world.sense("calm", ...(then === undefined ? [] : [then]));
  }
  world.go();
  expect(redecide(of, world.events)).toMatchObject({ same: true });
  expect(JSON.stringify(world.folded())).toBe(JSON.stringify(world.state));
  return world;
}

const done = (world: TestWorld): readonly string[] =>
  world.effects
    .filter(({ capability: name }) => name !== "look")
    .map(({ capability: name, args }) => `${name} ${(args as { name: string }).name}`);

const instead = { rescues: [{ attempt: attempt("make", { name: constant("instead") }) }] };

describe("work under a condition (rule 11)", () => {
  test("it holds to the end, and nobody watches it any longer", () => {
    const world = run(calmly(), true);
    expect(world.closed?.outcome).toEqual({ status: "completed", value: "b" });
    expect(done(world)).toEqual(["make a", "make b"]);
  });

  test.each([[false], [undefined]])("known to be %s at first: nothing is called", (known) => {
    const world = run(calmly(), known);
    expect(world.closed?.outcome.failure).toMatchObject({ class: "drifted", name: "drifted" });
    expect(done(world)).toEqual([]);
  });

  const count = run(calmly(), true).events.length;
  const places = Array.from({ length: count }, (_, at) => at);

  test.each(places.flatMap((at) => [false, undefined].map((then) => [at, then] as const)))(
    "after %i events it is known to be %s: either all is done, or none of it stands",
    (at, then) => {
      const world = run(calmly(), true, at, then);
      const all = done(world);
      const { status, failure } = world.closed?.outcome ?? {};
      if (status === "completed") {
        expect(all).toEqual(["make a", "make b"]);
        return;
      }
      expect(failure?.name).toBe("drifted");
      const name = (effect: string) => effect.slice(effect.indexOf(" ") + 1);
      const makes = all.filter((effect) => effect.startsWith("make")).map(name);
      expect(
        all
          .filter((effect) => effect.startsWith("unmake"))
          .map(name)
          .sort(),
      ).toEqual(makes.sort());
    },
  );

  test.each(places)("a handler begins when all is undone, after %i events", (at) => {
    const world = run(calmly(instead), true, at, false);
    expect(world.closed?.outcome.status).toBe("completed");
    const all = done(world);
    const handled = all.indexOf("make instead");
    expect(all.findLastIndex((effect) => effect.startsWith("unmake"))).toBeLessThan(
      handled < 0 ? 1 : handled,
    );
  });

  test("what is known grows too old", () => {
    const of = calmly();
    const world = new TestWorld(of, { handlers: { make: () => ({ after: 100, ok: null }) } });
    world.sense("calm", true, world.now + 60);
    world.go();
    expect(world.closed?.outcome.failure).toMatchObject({
      name: "drifted",
      message: "`calm` is not known now",
    });
  });
});

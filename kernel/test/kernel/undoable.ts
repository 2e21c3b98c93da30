/** A plan's steps that can be undone, each by its name. */
import { expect } from "vitest";
import { redecide } from "../../src/run/redecide.ts";
import {
  capability,
  constant,
  field,
  local,
  parameter,
  plan,
  type RoutineMore,
  routine,
  type StepMore,
  step,
} from "./building.ts";
import { type Handlers, TestWorld } from "./world.ts";

export const make = capability("make", "idempotent", {
  params: [parameter("name")],
  undo: { capability: "unmake", args: { name: local("name") } },
});
export const unmake = capability("unmake", "idempotent", { params: [parameter("name")] });
const kinds = [
  make,
  unmake,
  capability("look", "pure"),
  capability("break", "pure"),
  capability("sometimes", "pure", { params: [parameter("name")] }),
  capability("once_only", "once", { undo: { capability: "unmake", args: { name: constant("once") } } }),
  capability("known", "idempotent", {
    undo: { capability: "unmake", args: { name: field(local("result"), "id") } },
  }),
];

export const made = (
  name: string,
  needs: readonly string[] = [],
  more: StepMore = {},
): ReturnType<typeof step> =>
  step(name, "make", {
    args: { name: constant(name) },
    needs: needs.map((one) => ({ node: one, why: "after" as const })),
    ...more,
  });

export function planOf(
  nodes: Parameters<typeof routine>[1],
  more: RoutineMore = {},
): ReturnType<typeof plan> {
  return plan([routine("main", nodes, more)], kinds);
}

/** Runs a plan whose `break` fails and whose undos take a moment; its journal has to be decided again and folded the same. */
export function run(of: ReturnType<typeof plan>, handlers: Handlers = {}, given: object = {}): TestWorld {
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

/** The undone calls, in order. */
export const undone = (world: TestWorld): readonly unknown[] =>
  world.effects
    .filter(({ capability: name }) => name === "unmake")
    .map(({ args }) => (args as { name: string }).name);

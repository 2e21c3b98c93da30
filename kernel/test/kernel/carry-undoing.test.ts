import type { Json, Plan } from "@orchlang/plan";
import type { Node } from "@orchlang/plan/nodes";
import { describe, expect, test } from "vitest";
import { redecide } from "../../src/run/redecide.ts";
import {
  attempt,
  capability,
  constant,
  failNode,
  field,
  giveBack,
  goal,
  local,
  node,
  parameter,
  plan,
  raceOf,
  routine,
  step,
  waitFor,
} from "./building.ts";
import { type Handlers, TestWorld } from "./world.ts";

const kinds = [
  capability("make", "idempotent", {
    params: [parameter("name")],
    undo: { capability: "unmake", args: { name: local("name") } },
  }),
  capability("unmake", "idempotent", { params: [parameter("name")] }),
  capability("open", "idempotent", {
    undo: { capability: "shut", args: { id: field(local("result"), "id") } },
  }),
  capability("shut", "idempotent", { params: [parameter("id")] }),
  capability("look", "pure"),
];
const make = { args: { name: constant("a") } };
const hasFailed = [
  waitFor("w", constant(900)),
  failNode("fail@1", constant("no"), { needs: [{ node: "w", why: "after" }] }),
];

function planOf(one: readonly Node[], two: readonly Node[]): Plan {
  const achieves = { achieves: "wanted" };
  return plan([routine("one", [...one, ...hasFailed], achieves), routine("two", two, achieves)], kinds, {
    entry: "wanted",
    goals: { wanted: goal("wanted", ["one", "two"]) },
  });
}

function run(of: Plan, handlers: Handlers): TestWorld {
  const world = new TestWorld(of, { obedient: true, handlers }).go();
  expect(redecide(of, world.events)).toMatchObject({ same: true });
  return world;
}

const carried = (world: TestWorld): Json =>
  world.events.flatMap((event) =>
    event.t === "Chose" && event.plan > 0 ? [event.carried.map((one) => one.node)] : [],
  );
const dispatched = (world: TestWorld): readonly string[] =>
  world.dispatched.map(({ capability: name }) => name);

describe("the next plan of a goal takes over nothing that is being undone (rule 26)", () => {
  test("nor what is sent once more, to learn what is to be undone before a handler takes its place", () => {
    const of = planOf(
      [step("a", "open", { rescues: [{ attempt: attempt("look") }] })],
      [step("a", "open"), giveBack(node("a"), { needs: ["a"] })],
    );
    let times = 0;
    const world = run(of, {
      open: ({ key }) => {
        times += 1;
        return times === 1
          ? { after: 500, fails: "permanent", reach: "unknown" }
          : { after: 2_000, ok: { id: key } };
      },
    });
    expect([carried(world), world.closed?.outcome.status]).toEqual([[[]], "completed"]);
    expect(dispatched(world)).toEqual(["open", "open", "shut", "open"]);
  });

  test("while its undo is under way, before a handler takes its place", () => {
    const of = planOf(
      [step("a", "make", { ...make, rescues: [{ attempt: attempt("look") }] })],
      [step("a", "make", make), giveBack(node("a"), { needs: ["a"] })],
    );
    const world = run(of, {
      make: ({ dispatch }) =>
        dispatch > 1 ? { ok: 1 } : { after: 500, fails: "permanent", reach: "unknown" },
      unmake: () => ({ after: 2_000, ok: 1 }),
    });
    expect(carried(world)).toEqual([[]]);
  });

  test.each([
    ["while its undo is under way", "look", ["look", "make", "look", "unmake", "make"]],
    [
      "while that waits for what came after it",
      "open",
      ["look", "make", "open", "open", "shut", "unmake", "make"],
    ],
  ])("in a race that was lost, %s", (_, later, all) => {
    const of = planOf(
      [
        raceOf("f", ["x", "y"]),
        step("f.x", "look", { block: "f/x" }),
        { id: "f.y", kind: "branch", block: "f/y", needs: [], arms: [{ block: "f.y/then" }] },
        step("a", "make", { ...make, block: "f.y/then" }),
        step("b", later, { block: "f.y/then", needs: ["a"] }),
      ],
      [step("a", "make", make), giveBack(node("a"), { needs: ["a"] })],
    );
    const world = run(of, {
      look: ({ args }) => ({ after: 600, ok: args }),
      make: () => ({ after: 100, ok: 1 }),
      open: () => ({ after: 3_000, ok: { id: "b" } }),
      unmake: () => ({ after: 2_000, ok: 1 }),
    });
    expect([carried(world), world.closed?.outcome.status]).toEqual([[[]], "completed"]);
    expect(dispatched(world)).toEqual(all);
  });
});

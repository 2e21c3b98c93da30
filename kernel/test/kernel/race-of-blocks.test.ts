import type { Node } from "@orchlang/plan/nodes";
import { describe, expect, test } from "vitest";
import { redecide } from "../../src/run/redecide.ts";
import {
  attempt,
  call,
  capability,
  constant,
  failNode,
  forEach,
  giveBack,
  letNode,
  local,
  node,
  parameter,
  plan,
  raceOf,
  routine,
  step,
  waitFor,
  when,
  withHold,
  yieldNode,
} from "./building.ts";
import { type Handlers, TestWorld } from "./world.ts";

const kinds = [
  capability("make", "idempotent", {
    params: [parameter("name")],
    undo: { capability: "unmake", args: { name: local("name") } },
  }),
  capability("unmake", "idempotent", { params: [parameter("name")] }),
  capability("break", "pure"),
];
const made = (name: string, block: string, needs: readonly string[] = []): Node =>
  step(name, "make", { block, needs, args: { name: constant(name) } });
const arm = (name: string): Node => ({
  id: `f.${name}`,
  kind: "branch",
  block: `f/${name}`,
  needs: [],
  arms: [{ block: `f.${name}/then` }],
});

/** `f = first of { a = { these }, b = { b } }`, and what comes after it. */
function raced(inside: readonly Node[], more: readonly Node[] = []): ReturnType<typeof plan> {
  const inner = routine("inner", [step("x", "break")]);
  return plan(
    [
      routine("main", [
        raceOf("f", ["a", "b"]),
        arm("a"),
        ...inside,
        step("f.b", "make", { block: "f/b", args: { name: constant("b") } }),
        ...more,
        giveBack(node("f"), { needs: ["f"] }),
      ]),
      inner,
    ],
    kinds,
    { pools: { vans: { name: "vans", count: 1 } } },
  );
}

function run(of: ReturnType<typeof plan>, handlers: Handlers = {}): TestWorld {
  const world = new TestWorld(of, {
    handlers: {
      break: () => ({ after: 10, fails: "permanent" }),
      make: ({ args }) => {
        const { name } = args as { name: string };
        return { after: name === "b" ? 1_000 : 1, ok: name };
      },
      ...handlers,
    },
  }).go();
  expect(redecide(of, world.events)).toMatchObject({ same: true });
  expect(JSON.stringify(world.folded())).toBe(JSON.stringify(world.state));
  return world;
}

const block = "f.a/then";
const broken = step("x", "break", { block });
const yielded = yieldNode("y", constant(1), { block });

describe("a statement that fails in a branch of a race fails that branch alone (rule 11)", () => {
  test.each<[string, readonly Node[]]>([
    ["a step", [broken]],
    ["a step on a side", [when("w", constant(true), { block }), step("x", "break", { block: "w/then" })]],
    [
      "a value that can't be worked out",
      [letNode("v", call("number.divide", constant(1), constant(0)), { block })],
    ],
    ["what it yields", [yieldNode("y", call("number.divide", constant(1), constant(0)), { block })]],
    [
      "a round of a loop",
      [forEach("all", "x", constant([1, 2]), { block }), step("x", "break", { block: "all/round" })],
    ],
    ["a plan that is called", [step("p", { routine: "inner" }, { block })]],
    ["a race in it", [raceOf("g", ["c"], { block }), step("g.c", "break", { block: "g/c" })]],
    [
      "what is done with what it holds",
      [withHold("h", "van", { pool: "vans" }, 60_000, { block }), step("x", "break", { block: "h/held" })],
    ],
    ["a handler", [step("s", "break", { block, rescues: [{ attempt: attempt("break") }] })]],
  ])("%s", (_, inside) => {
    const world = run(raced(inside));
    expect(world.closed?.outcome).toEqual({ status: "completed", value: { b: "b" } });
    expect([...world.control.holds.values()]).toEqual([]);
  });

  test("what the branch did is undone, at once, and nothing of it begins any more", () => {
    const world = run(
      raced([made("m", block), step("x", "break", { block, needs: ["m"] }), made("late", block, ["x"])]),
    );
    expect(
      world.effects.map(({ capability: name, args }) => `${name} ${(args as { name: string }).name}`),
    ).toEqual(["make m", "unmake m", "make b"]);
    expect(world.story()).toContain("Unwinding permanent");
  });

  test("where all fail the race has failed, and its handler may go on", () => {
    const of = raced([broken, yielded]);
    const none = run(of, { make: () => ({ after: 50, fails: "permanent" }) });
    expect(none.closed?.outcome.failure?.message).toBe("too few branches of `f` succeeded: permanent");
    const [race, ...others] = of.routines.main?.nodes ?? [];
    const handled = {
      ...(race as Node),
      rescues: [{ attempt: attempt("make", { name: constant("h") }) }],
    } as Node;
    const rescued = plan([routine("main", [handled, ...others]), routine("inner", [])], kinds);
    const saved = run(rescued, {
      make: (_, nth) => (nth === 1 ? { after: 50, fails: "permanent" } : { ok: "saved" }),
    });
    expect(saved.closed?.outcome.value).toBe("saved");
  });

  test("`fail` ends the plan, from a branch as from anywhere", () => {
    const world = run(raced([failNode("fail@1", constant("no"), { block })]));
    expect(world.closed?.outcome.failure?.message).toBe("no");
  });

  test("a crash on the way, and a cancel, change nothing", () => {
    const of = raced([made("m", block), step("x", "break", { block, needs: ["m"] })]);
    const whole = run(of).events.length;
    for (let at = 1; at < whole; at++) {
      const handlers: Handlers = {
        break: () => ({ after: 10, fails: "permanent" }),
        make: ({ args }) => ({ after: (args as { name: string }).name === "b" ? 1_000 : 1, ok: 1 }),
        unmake: () => ({ after: 100, ok: null }),
      };
      const crashed = new TestWorld(of, { handlers })
        .go(({ events }) => events.length >= at)
        .crash()
        .go();
      expect(crashed.closed?.outcome.status).toBe("completed");
      const cancelled = new TestWorld(of, { handlers }).go(({ events }) => events.length >= at);
      if (cancelled.closed !== undefined) continue;
      cancelled.order({ order: "cancel", undo: true });
      expect(cancelled.go().closed?.outcome.status).toBe("cancelled");
      const left = [...cancelled.state.intents.values()].filter(
        ({ standing, role }) => role === "do" && standing !== "none" && standing !== "undone",
      );
      expect(left).toEqual([]);
    }
  });
});

test("a statement in a race's handler that fails fails the plan", () => {
  const rescues = [{ block: "f/else" }];
  const of = plan(
    [
      routine("main", [
        raceOf("f", ["a"], { rescues }),
        step("f.a", "break", { block: "f/a" }),
        step("x", "break", { block: "f/else" }),
        waitFor("wait@1", constant(5), { needs: [{ node: "f", why: "after" }] }),
      ]),
    ],
    kinds,
  );
  expect(run(of).closed?.outcome.status).toBe("failed");
});

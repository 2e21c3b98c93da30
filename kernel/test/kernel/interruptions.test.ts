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
  routine,
  step,
  untilEvent,
  yieldNode,
} from "./building.ts";
import { type Handlers, TestWorld } from "./world.ts";

const kinds = [
  capability("make", "idempotent", {
    params: [parameter("name")],
    undo: { capability: "unmake", args: { name: local("name") } },
  }),
  capability("unmake", "idempotent", { params: [parameter("name")] }),
  capability("tell", "once", { params: [parameter("name")] }),
];
const work = "r.do/do";
const then = "r.until/do";
const made = (name: string, of: string, block: string, needs: readonly string[] = []): Node =>
  step(name, of, { block, needs, args: { name: constant(name) } });
const handled = { rescues: [{ attempt: attempt("make", { name: constant("handler") }) }] };

function interrupted(inside: readonly Node[], rescues: object = {}): ReturnType<typeof plan> {
  const nodes = [...untilEvent("r", "stop", rescues), ...inside, giveBack(node("r"), { needs: ["r"] })];
  return plan([routine("main", nodes)], kinds);
}

/** `a`, then `b`; when the event comes `t` is told. */
const usual = [
  made("a", "make", work),
  made("b", "make", work, ["a"]),
  yieldNode("y", node("b"), { block: work, needs: ["b"] }),
  made("t", "tell", then, ["r.event"]),
  yieldNode("z", node("t"), { block: then, needs: ["t"] }),
];

const takes = (after: number): Handlers => ({
  make: ({ args }) => ({ after, ok: (args as { name: string }).name }),
  unmake: () => ({ after: 300, ok: null }),
  tell: () => ({ after, ok: "told" }),
});

/** Runs it, and lets the event come after so many events of the run. */
function run(of: ReturnType<typeof plan>, at?: number, handlers: Handlers = takes(100)): TestWorld {
  const world = new TestWorld(of, { handlers });
  if (at !== undefined) {
    world.go(({ events }) => events.length >= at);
    if (world.closed === undefined) world.happen("stop", {});
  }
  world.go();
  expect(redecide(of, world.events)).toMatchObject({ same: true });
  expect(JSON.stringify(world.folded())).toBe(JSON.stringify(world.state));
  return world;
}

const done = (world: TestWorld): readonly string[] =>
  world.effects.map(({ capability: name, args }) => `${name} ${(args as { name: string }).name}`);

const countOf = (of: ReturnType<typeof plan>): number =>
  new TestWorld(of, { handlers: takes(100) }).go().events.length;

describe("work that an event interrupts (rule 11)", () => {
  test("work that ends settles it, and nobody waits for the event any longer", () => {
    const world = run(interrupted(usual));
    expect(world.closed?.outcome).toEqual({ status: "completed", value: "b" });
    expect(done(world)).toEqual(["make a", "make b"]);
  });

  test("whenever the event comes, either the work stands or what is done then, and never both", () => {
    const of = interrupted(usual);
    const most = countOf(of);
    const values = new Set<unknown>();
    for (let at = 1; at <= most; at++) {
      const world = run(of, at);
      const { outcome } = world.closed ?? {};
      expect(outcome?.status).toBe("completed");
      values.add(outcome?.value);
      const stands = [...world.state.intents.values()].flatMap(({ standing, role, capability: name }) =>
        role === "do" && standing !== "none" && standing !== "undone" ? [name] : [],
      );
      expect(stands).toEqual(outcome?.value === "told" ? ["tell"] : ["make", "make"]);
    }
    expect(values).toEqual(new Set(["told", "b"]));
  });

  test("the work stops when the event comes, not when what is done then has ended", () => {
    const world = run(interrupted(usual), 6, {
      ...takes(100),
      tell: () => ({ after: 10_000, ok: "told" }),
    });
    expect(world.closed?.outcome.value).toBe("told");
    expect(done(world)).not.toContain("make b");
  });

  test("work that fails settles it with its own failure, once it is undone", () => {
    const failing: Handlers = {
      ...takes(100),
      make: ({ args }) => {
        const { name } = args as { name: string };
        return name === "b"
          ? { after: 100, fails: "permanent", reach: "not_reached" }
          : { after: 100, ok: name };
      },
    };
    const world = run(interrupted(usual), undefined, failing);
    expect(world.closed?.outcome.failure?.message).not.toContain("too few");
    expect(world.closed?.outcome.status).toBe("failed");
    expect(done(world)).toEqual(["make a", "unmake a"]);
    const rescued = run(interrupted(usual, handled), undefined, failing);
    expect(rescued.closed?.outcome).toEqual({ status: "completed", value: "handler" });
    // An event that comes while failed work is being undone is too late.
    const most = rescued.events.length;
    for (let at = 1; at <= most; at++) {
      const late = run(interrupted(usual, handled), at, failing);
      expect(["told", "handler"]).toContain(late.closed?.outcome.value);
      expect(done(late).includes("tell t")).toBe(late.closed?.outcome.value === "told");
    }
  });

  test("what is done then may fail: the handler begins when all is undone", () => {
    const of = interrupted(
      [made("a", "make", work), made("b", "make", work, ["a"]), made("c", "make", then, ["r.event"])],
      handled,
    );
    const failing: Handlers = {
      ...takes(100),
      make: ({ args }) => {
        const { name } = args as { name: string };
        return name === "c"
          ? { after: 10, fails: "permanent", reach: "not_reached" }
          : { after: 100, ok: name };
      },
    };
    const world = run(of, 6, failing);
    expect(world.closed?.outcome.value).toBe("handler");
    expect(done(world)).toEqual(["make a", "unmake a", "make handler"]);
  });

  test("work that ends in the turn in which the event is seen was faster", () => {
    const of = interrupted([made("a", "make", work), made("t", "tell", then, ["r.event"])], handled);
    const world = new TestWorld(of, { handlers: takes(100) }).go(({ events }) =>
      events.some(({ t }) => t === "Began"),
    );
    world.order({ order: "pause" });
    world.happen("stop", {});
    world.go();
    world.order({ order: "unpause" });
    world.go();
    expect(world.closed?.outcome).toEqual({ status: "completed", value: null });
    expect(done(world)).toEqual(["make a"]);
  });

  test("`fail` ends the plan, from the work and from what is done then", () => {
    for (const block of [work, then]) {
      const needs = block === then ? ["r.event"] : ["a"];
      const of = interrupted(
        [made("a", "make", work), failNode("f", constant("no"), { block, needs })],
        handled,
      );
      expect(run(of, block === then ? 4 : undefined).closed?.outcome.failure?.message).toBe("no");
    }
  });

  test("a crash on the way, and a cancel, change nothing", () => {
    const of = interrupted(usual);
    const whole = run(of, 6).events.length;
    for (let at = 7; at < whole; at++) {
      const world = new TestWorld(of, { handlers: takes(100) }).go(({ events }) => events.length >= 6);
      world.happen("stop", {});
      const crashed = world
        .go(({ events }) => events.length >= at)
        .crash()
        .go();
      expect(["completed", undefined]).toContain(crashed.closed?.outcome.status);
      const cancelled = new TestWorld(of, { handlers: takes(100) }).go(({ events }) => events.length >= 6);
      cancelled.happen("stop", {});
      cancelled.go(({ events }) => events.length >= at);
      if (cancelled.closed !== undefined) continue;
      cancelled.order({ order: "cancel", undo: true });
      expect(cancelled.go().closed?.outcome.status).toBe("cancelled");
    }
  });
});

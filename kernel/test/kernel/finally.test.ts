import { describe, expect, test } from "vitest";
import {
  constant,
  field,
  forEach,
  local,
  node,
  type plan,
  type RoutineMore,
  type routine,
  type StepMore,
  step,
} from "./building.ts";
import { made, planOf, run, undone } from "./undoable.ts";
import { TestWorld } from "./world.ts";

describe("finally (rule 25)", () => {
  const last = (more: StepMore = {}): RoutineMore & { readonly nodes: Parameters<typeof routine>[1] } => ({
    finally: "last",
    nodes: [step("file", "look", { block: "last", args: {}, ...more })],
  });

  test("comes after completion, after unwinding and after a cancel, with what became of it", () => {
    const outcome = { args: { status: field(local("outcome"), "status") } };
    const { nodes, ...more } = last(outcome);
    const seen = (of: ReturnType<typeof plan>, cancelAt?: number): unknown => {
      const world = new TestWorld(of, {
        handlers: {
          break: () => ({ after: 100, fails: "permanent" }),
          make: () => ({ after: 1_000, ok: 1 }),
        },
      });
      if (cancelAt !== undefined) world.until(world.now + cancelAt).order({ order: "cancel", undo: true });
      world.go();
      const filed = world.dispatched.filter(({ capability: name }) => name === "look");
      expect(filed).toHaveLength(1);
      expect(world.dispatched.at(-1)).toBe(filed[0]);
      const args = filed[0]?.args as { readonly status: string } | undefined;
      return [args?.status, world.closed?.outcome.status];
    };
    expect(seen(planOf([made("a"), ...nodes], more))).toEqual(["completed", "completed"]);
    expect(seen(planOf([made("a"), step("x", "break", { needs: ["a"] }), ...nodes], more))).toEqual([
      "failed",
      "failed",
    ]);
    expect(seen(planOf([made("a"), ...nodes], more), 500)).toEqual(["cancelled", "cancelled"]);
  });

  test("its failures change nothing, and what needs them is skipped", () => {
    const nodes = [
      made("a"),
      step("file", "break", { block: "last" }),
      step("tell", "look", { block: "last", needs: ["file"] }),
      step("log", "look", { block: "last", needs: [{ node: "file", why: "after" }] }),
    ];
    const world = run(planOf(nodes, { finally: "last" }));
    expect(world.closed?.outcome.status).toBe("completed");
    expect(world.story().filter((line) => line.startsWith("Began"))).toEqual([
      "Began a make attempt 1",
      "Began file break attempt 1",
      "Began log look attempt 1",
    ]);
  });

  test("may read what was not reached", () => {
    const nodes = [
      step("x", "break"),
      made("never", ["x"]),
      step("file", "look", { block: "last", needs: ["never"], args: { proof: node("never") } }),
    ];
    expect(run(planOf(nodes, { finally: "last" })).dispatched.at(-1)).toMatchObject({
      capability: "look",
      args: { proof: null },
    });
  });

  test("a crash in it goes on in it", () => {
    const of = planOf([made("a"), step("file", "look", { block: "last" })], { finally: "last" });
    const world = new TestWorld(of, { handlers: { look: () => ({ after: 1_000, ok: 1 }) } });
    world
      .go(({ dispatched }) => dispatched.length === 2)
      .crash()
      .go();
    expect(world.dispatched.map(({ capability: name }) => name)).toEqual(["make", "look", "look"]);
    expect(world.closed?.outcome.status).toBe("completed");
  });

  test("a round that fails ends its loop: the other rounds stop, and what they did is kept", () => {
    const of = planOf(
      [
        forEach("each", "x", constant(["a", "b"]), { block: "last", atOnce: 2 }),
        made("kept", [], { block: "each/round" }),
        step("bad", "sometimes", { block: "each/round", needs: ["kept"], args: { name: local("x") } }),
        step("log", "look", { block: "last", needs: [{ node: "each", why: "after" }] }),
      ],
      { finally: "last" },
    );
    const sometimes = ({ args }: { readonly args: unknown }): object =>
      JSON.stringify(args) === '{"name":"a"}' ? { after: 10, fails: "permanent" } : { after: 60_000, ok: 1 };
    const world = run(of, { sometimes } as never);
    expect(undone(world)).toEqual([]);
    expect(world.dispatched.at(-1)?.capability).toBe("look");
    expect((world.closed?.at ?? 0) - (world.events[0]?.at ?? 0)).toBeLessThan(1_000);
    expect(world.closed?.outcome.status).toBe("completed");
  });

  test("what it does is not undone", () => {
    const of = planOf(
      [made("a"), step("x", "break", { needs: ["a"] }), made("kept", [], { block: "last" })],
      { finally: "last" },
    );
    expect(undone(run(of))).toEqual(["a"]);
  });
});

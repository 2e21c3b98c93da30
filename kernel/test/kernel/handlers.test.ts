import { describe, expect, test } from "vitest";
import { attempt, constant, field, local, node, type plan, step, yieldNode } from "./building.ts";
import { made, planOf, run } from "./undoable.ts";

describe("handlers", () => {
  test("what a handler stands in for is undone before (rule 22)", () => {
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

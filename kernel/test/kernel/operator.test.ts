import { describe, expect, test } from "vitest";
import { runMachine } from "../../src/run/machine.ts";
import { redecide } from "../../src/run/redecide.ts";
import { capability, constant, human, local, parameter, plan, routine, step, waitFor } from "./building.ts";
import { TestWorld } from "./world.ts";

const kinds = [
  capability("make", "idempotent", {
    params: [parameter("name")],
    undo: { capability: "unmake", args: { name: local("name") } },
  }),
  capability("unmake", "idempotent", { params: [parameter("name")] }),
  capability("look", "pure"),
  capability("send", "once"),
  human("ask", "boss"),
];
const made = (name: string, needs: readonly string[] = []): ReturnType<typeof step> =>
  step(name, "make", { args: { name: constant(name) }, needs });

describe("cancel (rule 23)", () => {
  const of = plan(
    [
      routine("main", [
        made("a"),
        step("b", "look", { needs: ["a"] }),
        made("c", ["b"]),
        step("q", "ask"),
        waitFor("wait@1", constant(10 ** 8)),
      ]),
    ],
    kinds,
  );
  const busy = (): TestWorld =>
    new TestWorld(of, { handlers: { look: () => ({ after: 5_000, ok: 1 }) } }).go(
      ({ dispatched }) => dispatched.length === 2,
    );

  test("nothing begins, what waits ends now, what runs is given up, what stands is undone", () => {
    const world = busy();
    world.order({ order: "cancel", undo: true });
    world.go();
    expect(world.story().slice(6)).toEqual([
      "Ordered cancel",
      "Unwinding cancel",
      "Aborted cancelled",
      "Asked cancel",
      "Settled q cancelled none (cancelled)",
      "Began a/undo unmake attempt 1",
      "Ended ok",
      "Settled a completed undone",
      "Closed cancelled",
    ]);
    expect(world.controlEvents.map(({ t }) => t)).toContain("Withdrawn");
  });

  test("or left as it is", () => {
    const world = busy();
    world.order({ order: "cancel", undo: false });
    world.go();
    expect(world.closed?.outcome.status).toBe("cancelled");
    expect(world.effects.map(({ capability: name }) => name)).toEqual(["make"]);
  });

  test("the same order twice is one; a second changes nothing", () => {
    const world = busy();
    expect(world.order({ order: "cancel", undo: true }, "o1")).not.toEqual([]);
    expect(world.order({ order: "cancel", undo: true }, "o1")).toEqual([]);
    expect(world.order({ order: "cancel", undo: true }, "o2").map(({ t }) => t)).toEqual(["Ordered"]);
  });

  test("by force it closes at once, and says what it left", () => {
    const doubtful = plan([routine("main", [step("s", "send")])], kinds);
    const world = new TestWorld(doubtful, { handlers: { send: () => ({ lost: true }) } }).go();
    world.order({ order: "cancel", undo: true });
    expect(world.closed).toBeUndefined();
    const key = world.keyOf("s");
    world.order({ order: "cancel", undo: true, force: true });
    expect(world.events.at(-1)).toMatchObject({ t: "Closed", status: "cancelled", abandoned: [key] });
  });
});

describe("pause (rule 24)", () => {
  const of = plan(
    [
      routine("main", [
        step("a", "look"),
        step("b", "look", { needs: ["a"] }),
        waitFor("wait@1", constant(60_000)),
      ]),
    ],
    kinds,
  );

  test("nothing begins; what runs may end; time that passed counts when it goes on", () => {
    const world = new TestWorld(of, { handlers: { look: () => ({ after: 1_000, ok: 1 }) } });
    world.order({ order: "pause" });
    world.until(world.now + 120_000);
    expect(world.story()).toEqual([
      "Started",
      "Began a look attempt 1",
      "TimerSet wait",
      "Ordered pause",
      "Ended ok",
    ]);
    expect(runMachine.nextWake(world.state)).toBeUndefined();
    world.order({ order: "unpause" });
    expect(world.story().slice(5)).toEqual([
      "Ordered unpause",
      "Began b look attempt 1",
      "Settled wait@1 completed none",
    ]);
    expect(world.go().closed?.outcome.status).toBe("completed");
    expect(redecide(of, world.events)).toMatchObject({ same: true });
  });

  test("a crash while paused stays paused", () => {
    const world = new TestWorld(of, { handlers: { look: () => ({ after: 1_000, ok: 1 }) } });
    world.order({ order: "pause" });
    world.crash();
    expect(world.state.paused).toBe(true);
    expect(world.story().at(-1)).toBe("Lost");
    world.order({ order: "unpause" });
    expect(world.go().closed?.outcome.status).toBe("completed");
  });

  test("a cancel goes on", () => {
    const world = new TestWorld(of);
    world.order({ order: "pause" });
    world.order({ order: "cancel", undo: true });
    expect(world.go().closed?.outcome.status).toBe("cancelled");
  });
});

test("retry tries at once what waits for its next try, with the tries that it has", () => {
  const of = plan(
    [routine("main", [step("s", "look", { options: { retry: { times: 2, every: constant(3_600_000) } } })])],
    [capability("look", "pure")],
  );
  const world = new TestWorld(of, {
    handlers: { look: (_, nth) => (nth < 3 ? { fails: "transient" } : { after: 7_200_000, ok: nth }) },
  });
  world.until(world.now + 1_000);
  const began = world.now;
  world.order({ order: "retry", key: world.keyOf("s") });
  world.until(began + 1_000);
  world.order({ order: "retry", key: world.keyOf("s") });
  world.go();
  // The delays that are over do not break the third try off.
  expect(world.dispatched.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  expect([world.closed?.outcome.value, world.closed?.outcome.status]).toEqual([null, "completed"]);
  expect((world.closed?.at ?? 0) - began).toBe(7_201_000);
  expect(redecide(of, world.events)).toMatchObject({ same: true });
});

test("an order about what is not so changes nothing", () => {
  const world = new TestWorld(plan([routine("main", [step("s", "look")])], kinds), {
    handlers: { look: () => ({ never: true }) },
  });
  const key = world.keyOf("s");
  for (const order of [
    { order: "resolve", key, as: { completed: 1 } },
    { order: "resolve", key, as: "retry" },
    { order: "retry", key },
    { order: "skip", key },
    { order: "retry", key: "nobody" },
  ] as const) {
    expect(world.order(order, JSON.stringify(order)).map(({ t }) => t)).toEqual(["Ordered"]);
  }
});

import type { Plan } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Node } from "@orchlang/plan/nodes";
import { describe, expect, test } from "vitest";
import {
  attempt,
  call,
  capability,
  constant,
  context,
  equals,
  field,
  giveBack,
  local,
  node,
  parameter,
  plan,
  raceOf,
  routine,
  step,
  when,
  yieldNode,
} from "./building.ts";
import { type Handlers, TestWorld } from "./world.ts";

const kinds = [capability("work", "idempotent", { params: [parameter("n")] }), capability("look", "pure")];
const start = Date.UTC(2026, 0, 1, 12);

function planOf(nodes: readonly Node[], more: Partial<Plan> = {}): Plan {
  return plan([routine("main", nodes)], kinds, more);
}

type Wait = Extract<Node, { kind: "wait" }>;

const waits = (id: string, what: Wait["for"], more: Partial<Wait> = {}): Node => ({
  id,
  kind: "wait",
  block: "root",
  needs: [],
  for: what,
  rescues: [],
  ...more,
});

const warm: Expression = call("number.greater", context("heat"), constant(20));
const until = (more: Partial<Extract<Wait["for"], { kind: "condition" }>> = {}): Wait["for"] => ({
  kind: "condition",
  condition: warm,
  ...more,
});
const given = (id: string): Node => giveBack(node(id), { needs: [id] });

/** A world in which things become so at their time, in ms from the start. */
function lived(
  of: Plan,
  story: Readonly<Record<number, (world: TestWorld) => void>>,
  before?: (world: TestWorld) => void,
  handlers: Handlers = {},
) {
  const world = new TestWorld(of, { handlers });
  before?.(world);
  for (const [after, happens] of Object.entries(story))
    world.later(Number(after), () => happens(world), false);
  return world.go();
}

const took = (world: TestWorld): number => (world.closed?.at ?? 0) - start;

describe("a wait for a condition", () => {
  const of = planOf([waits("w", until({ within: constant(10_000) })), given("w")]);

  test("ends when it comes true", () => {
    const world = lived(of, { 1000: (w) => w.sense("heat", 15), 2000: (w) => w.sense("heat", 25) });
    expect(world.closed?.outcome).toEqual({ status: "completed", value: true });
    expect(took(world)).toBe(2_000);
    expect(world.story().filter((line) => line === "Told reads")).toHaveLength(3);
    expect(world.control.watches.size).toBe(0);
  });

  test("ends at once when it is so already", () => {
    const world = new TestWorld(
      planOf([step("a", "look"), waits("w", until(), { needs: [{ node: "a", why: "order" }] }), given("w")]),
    );
    world.sense("heat", 25);
    expect(took(world.go())).toBe(1);
  });

  test("is false when its time is over; a handler takes that as a failure", () => {
    expect(lived(of, {}).closed?.outcome).toEqual({ status: "completed", value: false });
    const handled = planOf([
      waits("w", until({ within: constant(10_000) }), { rescues: [{ attempt: attempt("look") }] }),
      step("b", "look", { needs: ["w"] }),
    ]);
    expect(lived(handled, {}).dispatched).toHaveLength(2);
  });

  test("what comes true while a handler runs comes too late", () => {
    const handled = planOf([
      waits("w", until({ within: constant(10_000) }), { rescues: [{ attempt: attempt("work") }] }),
      given("w"),
    ]);
    const world = lived(handled, { 10500: (w) => w.sense("heat", 25) }, undefined, {
      work: () => ({ ok: "handled", after: 1_000 }),
    });
    expect(world.closed?.outcome).toEqual({ status: "completed", value: "handled" });
    expect(took(world)).toBe(11_000);
  });

  test("what is too old does not count", () => {
    const fresh = planOf([
      waits("w", until({ held: constant(5_000), within: constant(20_000) })),
      given("w"),
    ]);
    const world = lived(fresh, {
      1000: (w) => w.sense("heat", 25, w.now + 2_000),
      9000: (w) => w.sense("heat", 22),
    });
    expect(took(world)).toBe(14_000);
  });

  test("has to hold for as long as it says, without a break", () => {
    const held = planOf([waits("w", until({ held: constant(3_000), within: constant(20_000) })), given("w")]);
    const world = lived(held, {
      1000: (w) => w.sense("heat", 25),
      2000: (w) => w.sense("heat", 19),
      3000: (w) => w.sense("heat", 24),
      4000: (w) => w.sense("heat", 30),
    });
    expect(took(world)).toBe(6_000);
    expect(world.story().filter((line) => line.startsWith("Timer"))).toEqual([
      "TimerSet holds",
      "TimerCleared",
      "TimerSet holds",
    ]);
  });

  test("loses a race, and watches no longer", () => {
    const race = planOf([
      raceOf("r", ["a", "b"]),
      waits("r.a", until(), { block: "r/a" }),
      waits("r.b", { kind: "duration", duration: constant(1_000) }, { block: "r/b" }),
    ]);
    const world = lived(race, {});
    expect(world.closed?.outcome.status).toBe("completed");
    expect(world.control.watches.size).toBe(0);
    expect(world.state.watches.size).toBe(0);
  });

  test("a crash at any point changes nothing of it", () => {
    const held = planOf([waits("w", until({ held: constant(3_000) })), given("w")]);
    const story = {
      1000: (w: TestWorld) => w.sense("heat", 25),
      2000: (w: TestWorld) => w.sense("heat", 26),
    };
    const whole = lived(held, story);
    for (let at = 1; at < whole.events.length; at++) {
      const world = new TestWorld(held);
      for (const [after, happens] of Object.entries(story))
        world.later(Number(after), () => happens(world), false);
      world.go(({ events }) => events.length >= at).crash();
      expect(took(world.go())).toBe(4_000);
    }
  });
});

describe("a wait for an occurrence", () => {
  const big = call("number.greater", field(local("event"), "n"), constant(2));
  const wait = (more: Partial<Extract<Wait["for"], { kind: "occurrence" }>> = {}): Wait["for"] => ({
    kind: "occurrence",
    event: "ping",
    next: false,
    where: big,
    ...more,
  });

  test("takes the first that suits", () => {
    const world = lived(planOf([waits("e", wait()), given("e")]), {
      1000: (w) => w.happen("ping", { n: 1 }),
      2000: (w) => w.happen("ping", { n: 3 }),
      3000: (w) => w.happen("ping", { n: 4 }),
    });
    expect(world.closed?.outcome.value).toEqual({ n: 3 });
    expect(took(world)).toBe(2_000);
  });

  const late = (next: boolean): Plan =>
    planOf([
      waits("z", { kind: "duration", duration: constant(5_000) }),
      waits("e", wait({ next, within: constant(10_000) }), { needs: [{ node: "z", why: "order" }] }),
      given("e"),
    ]);

  test("also one that was before it, unless it asks for the next", () => {
    const story = {
      1000: (w: TestWorld) => w.happen("ping", { n: 3 }),
      8000: (w: TestWorld) => w.happen("ping", { n: 9 }),
    };
    expect(lived(late(false), story).closed?.outcome.value).toEqual({ n: 3 });
    expect(lived(late(true), story).closed?.outcome.value).toEqual({ n: 9 });
  });

  test("none in time is none", () => {
    expect(lived(late(true), {}).closed?.outcome).toEqual({ status: "completed", value: null });
  });

  test("what happens while a handler runs comes too late, and is left to others", () => {
    const rescued = waits("a", wait({ within: constant(1_000) }), {
      rescues: [{ attempt: attempt("look") }],
    });
    const of = planOf([
      rescued,
      waits("b", wait({ within: constant(10_000) })),
      giveBack({ op: "list", items: [node("a"), node("b")] }, { needs: ["a", "b"] }),
    ]);
    const story = { 1500: (w: TestWorld) => w.happen("ping", { n: 3 }) };
    const world = lived(of, story, undefined, { look: () => ({ ok: "handled", after: 1_000 }) });
    expect(world.closed?.outcome.value).toEqual(["handled", { n: 3 }]);
    expect(took(world)).toBe(2_000);
  });

  test("what one wait took is no other's", () => {
    const two = planOf([
      waits("a", wait()),
      waits("b", wait(), { needs: [{ node: "a", why: "order" }] }),
      giveBack({ op: "list", items: [node("a"), node("b")] }, { needs: ["a", "b"] }),
    ]);
    const world = lived(two, {
      1000: (w) => w.happen("ping", { n: 3 }),
      2000: (w) => w.happen("ping", { n: 4 }),
    });
    expect(world.closed?.outcome.value).toEqual([{ n: 3 }, { n: 4 }]);
  });

  test("of two that wait for it side by side the first takes it, and the other goes on waiting", () => {
    const two = planOf([
      waits("a", wait()),
      waits("b", wait({ within: constant(5_000) })),
      giveBack({ op: "list", items: [node("a"), node("b")] }, { needs: ["a", "b"] }),
    ]);
    const story = { 1000: (w: TestWorld) => w.happen("ping", { n: 3 }) };
    expect(lived(two, story).closed?.outcome.value).toEqual([{ n: 3 }, null]);
    const more = { ...story, 2000: (w: TestWorld) => w.happen("ping", { n: 4 }) };
    const both = lived(two, more);
    expect(both.closed?.outcome.value).toEqual([{ n: 3 }, { n: 4 }]);
    expect(took(both)).toBe(2_000);
  });

  test("told twice it happens once", () => {
    const two = planOf([
      waits("a", wait()),
      waits("b", wait({ within: constant(5_000) }), { needs: [{ node: "a", why: "order" }] }),
      given("b"),
    ]);
    const world = lived(two, {
      1000: (w) => w.happen("ping", { n: 3 }, "the one"),
      2000: (w) => w.happen("ping", { n: 3 }, "the one"),
    });
    expect(world.closed?.outcome.value).toBeNull();
  });

  test("what a run tells of reaches other waits", () => {
    const of = planOf([
      waits("e", wait()),
      { id: "emit@1", kind: "emit", block: "root", needs: [], event: "ping", fields: { n: constant(7) } },
      given("e"),
    ]);
    expect(lived(of, {}).closed?.outcome.value).toEqual({ n: 7 });
  });

  const loop = (more: Partial<Extract<Node, { kind: "loop" }>> = {}): Plan =>
    planOf([
      {
        id: "rs",
        kind: "loop",
        block: "root",
        needs: [],
        variable: "q",
        over: { kind: "occurrences", event: "ping", where: big, within: constant(10_000) },
        upTo: 3,
        body: "rs/round",
        rescues: [],
        ...more,
      },
      step("b", "work", { block: "rs/round", args: { n: field(local("q"), "n") } }),
      yieldNode("y", field(local("q"), "n"), { block: "rs/round", needs: ["b"] }),
      given("rs"),
    ]);

  test("a round for each, in order, until there were enough", () => {
    const story = Object.fromEntries(
      [3, 1, 4, 5, 6].map((n, index) => [1_000 + index, (w: TestWorld) => w.happen("ping", { n })]),
    );
    const world = lived(loop(), story);
    expect(world.closed?.outcome.value).toEqual([3, 4, 5]);
  });

  test("until the time is over, with those there were", () => {
    const world = lived(loop(), { 1000: (w) => w.happen("ping", { n: 3 }) });
    expect(world.closed?.outcome.value).toEqual([3]);
    expect(took(world)).toBe(10_000);
  });

  test("a round that runs when the time is over is the last, and belongs to the loop", () => {
    const story = {
      1000: (w: TestWorld) => w.happen("ping", { n: 3 }),
      9500: (w: TestWorld) => w.happen("ping", { n: 4 }),
      9600: (w: TestWorld) => w.happen("ping", { n: 5 }),
    };
    const world = lived(loop(), story, undefined, { work: () => ({ after: 4_000, ok: null }) });
    expect(world.closed?.outcome.value).toEqual([3, 4]);
    expect(took(world)).toBe(13_500);
  });
});

describe("what is read of the context", () => {
  test("is asked for before a statement begins, and journalled", () => {
    const of = planOf([
      when("when@1", equals(context("tariff"), constant("low"))),
      step("a", "work", { block: "when@1/then", args: { n: context("heat") } }),
    ]);
    const world = new TestWorld(of);
    expect(world.go().dispatched).toEqual([]);
    expect(world.story()).toContain("Asked read");
    const known = lived(
      planOf([
        step("z", "look"),
        ...of.routines.main!.nodes.map((one) =>
          one.id === "when@1" ? { ...one, needs: [{ node: "z", why: "order" as const }] } : one,
        ),
      ]),
      {},
      (w) => {
        w.sense("tariff", "low");
        w.sense("heat", 21);
      },
    );
    expect(known.dispatched.map(({ args }) => args)).toEqual([{}, { n: 21 }]);
  });

  test("a policy's condition reads what is so at the gate; what is not known denies", () => {
    const of = planOf([step("a", "work", { args: { n: constant(1) }, gate: "control", checks: ["c"] })], {
      policies: [
        {
          name: "calm",
          severity: "blocking",
          on: [{ any: true }],
          verdicts: [{ kind: "deny", when: context("storm"), because: "not in a storm" }],
        },
      ],
      checks: { c: { id: "c", kind: "policy", policy: "calm", verdict: 0 } },
    });
    expect(new TestWorld(of).go().closed?.outcome.failure?.message).toContain("storm is not known");
  });
});

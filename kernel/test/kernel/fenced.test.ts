import { holdMargin } from "@orchlang/plan";
import fc from "fast-check";
import { expect, test } from "vitest";
import { runIdOf } from "../../src/keys.ts";
import { limits } from "../../src/limits.ts";
import {
  attempt,
  capability,
  field,
  giveBack,
  local,
  node,
  parameter,
  plan,
  routine,
  step,
  withHold,
} from "./building.ts";
import { type Handlers, TestWorld } from "./world.ts";

/* A holder whose time is up does nothing any more, whatever crashes, sleeps and slow handlers lie between. */

const id = field(local("r"), "id");
const body = { block: "with@1/held" };
const held = plan(
  [
    routine("main", [
      withHold("with@1", "r", { pool: "a.drones" }, 60_000),
      step("one", "fly", {
        ...body,
        args: { drone: id },
        options: { retry: { times: 2, every: { op: "constant", value: 3_000 } } },
      }),
      step("two", "fly", { ...body, args: { drone: id }, needs: ["one"] }),
      step("three", "fly", { ...body, args: { drone: id }, needs: ["two"] }),
      giveBack(node("three"), { needs: ["three"] }),
    ]),
  ],
  [capability("fly", "idempotent", { params: [parameter("drone")] })],
  { pools: { "a.drones": { name: "a.drones", count: 1 } } },
);

/** The third step fails for good: what the others did is undone, and the drone is needed for that. */
const undone = plan(
  [
    routine("main", [
      withHold("with@1", "r", { pool: "a.drones" }, 60_000),
      ...["one", "two"].map((name, index) =>
        step(name, "fly", {
          ...body,
          args: { drone: id },
          options: { undo: { capability: "land", args: { drone: id } } },
          ...(index === 0 ? {} : { needs: ["one"] }),
        }),
      ),
      step("three", "crash", { ...body, args: { drone: id }, needs: ["two"] }),
    ]),
  ],
  ["fly", "land", "crash"].map((name) => capability(name, "idempotent", { params: [parameter("drone")] })),
  { pools: { "a.drones": { name: "a.drones", count: 1 } } },
);

/** A second run that wants the same drone, for as long as it lives. */
function rival(world: TestWorld): void {
  const by = { id: "rival", roles: [], consents: [] };
  world.tellControl({ t: "Requested", at: world.now, request: "rival", plan: "sha256:1", entry: "main", by });
  const call = { routine: "main", site: { plan: 0, loops: [] }, node: "with@1", slot: "do" } as const;
  const hold = { pool: "a.drones", count: 1, for: 3_600_000, priority: "normal" } as const;
  const from = { stream: `run/${runIdOf("rival")}`, seq: 0 } as const;
  world.tellControl({
    t: "Heard",
    at: world.now,
    from,
    ack: -1,
    ask: { ask: "hold", call: call as never, hold },
  });
}

test.each([
  ["steps", held],
  ["undos", undone],
])(
  "a fenced holder can't act: none of its %s begins under a fence whose time is up, or after another has a greater one",
  (_, of) => {
    const seconds = (most: number) => fc.integer({ min: 0, max: most * 1_000 });
    fc.assert(
      fc.property(
        fc.array(seconds(40), { minLength: 5, maxLength: 5 }),
        fc.array(fc.record({ after: seconds(30), down: seconds(90), done: fc.boolean() }), { maxLength: 4 }),
        seconds(30),
        (durations, crashes, wants) => {
          const takes: Handlers[string] = (_, nth) => ({ after: durations[nth % 5] ?? 0, ok: nth });
          const crash: Handlers[string] = () => ({ after: durations[0] ?? 0, fails: "permanent" });
          // Every other undo fails, and is tried again.
          const land: Handlers[string] = (_, nth) => ({
            after: durations[nth % 5] ?? 0,
            ...(nth % 2 === 1 ? { fails: "transient" } : { ok: nth }),
          });
          const world = new TestWorld(of, { handlers: { fly: takes, land, crash } });
          const start = world.now;
          world.until(start + wants);
          rival(world);
          for (const { after, down, done } of crashes) {
            world.until(world.now + after);
            // Nobody is there; then a process that finds the journal.
            world.now += down;
            world.crash(() => done);
          }
          world.go();
          const grants = world.controlEvents.flatMap((event) =>
            event.t === "Granted" && event.say.say === "held"
              ? [{ run: event.run, at: event.at, say: event.say }]
              : [],
          );
          const rivals = grants.filter(({ run }) => run === runIdOf("rival"));
          const own = grants.filter(({ run }) => run !== runIdOf("rival"));
          const fences = grants.map(({ say }) => say.members[0]?.fence ?? 0);
          expect(fences).toEqual(fences.toSorted((one, other) => one - other));
          for (const event of world.events) {
            if (event.t !== "Began" || event.fence === undefined) continue;
            const grant = own.find(({ say }) => say.members[0]?.fence === event.fence);
            expect(grant).toBeDefined();
            expect(event.at).toBeLessThan((grant?.say.until ?? 0) - holdMargin(60_000));
            expect(rivals.every(({ at }) => at >= event.at)).toBe(true);
          }
          // Nobody has it before the one before has let go, or its time and a grace are over.
          const [first] = own;
          const [next] = rivals;
          if (first === undefined || next === undefined || first.at > next.at) return;
          const freed = world.controlEvents.find((event) => event.t === "Freed");
          expect(freed?.at ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(next.at);
          if (freed?.t === "Freed" && freed.why === "expired")
            expect(next.at).toBeGreaterThanOrEqual(first.say.until + limits.leaseGrace);
        },
      ),
      { numRuns: 300 },
    );
  },
);

test("a process that wakes when the time is up sends nothing again, and begins nothing, under the fence it had", () => {
  const world = new TestWorld(held, { handlers: { fly: () => ({ after: 1_000, ok: 1 }) } });
  const start = world.now;
  world.until(start + 500);
  world.now += 70_000;
  world.crash(() => false);
  world.go();
  const late = world.events.filter(
    ({ t, at }) => (t === "Began" || t === "Dispatched") && at > start + 59_000,
  );
  expect(late).toEqual([]);
  expect(world.closed?.outcome.failure?.class).toBe("resource_lost");
});

test("what ends in the very moment in which the time is up is done, and nothing follows it", () => {
  const world = new TestWorld(held, {
    handlers: { fly: (_, nth) => ({ after: nth === 1 ? 59_000 : 0, ok: nth }) },
  });
  const start = world.now;
  world.go();
  const began = world.events.filter(({ t }) => t === "Began").map(({ at }) => at - start);
  expect(began).toEqual([0]);
  expect(world.events.some((event) => event.t === "Ended" && "ok" in event.outcome)).toBe(true);
  expect(world.closed?.outcome.failure?.class).toBe("resource_lost");
});

test("an undo under way when the time is up is stopped, and the operator is asked", () => {
  const world = new TestWorld(undone, {
    handlers: {
      fly: () => ({ after: 1_000, ok: 1 }),
      crash: () => ({ after: 1_000, fails: "permanent" }),
      land: () => ({ after: 90_000, ok: 1 }),
    },
  });
  const start = world.now;
  world.go();
  const [began, ...later] = world.events.filter(
    (event) => event.t === "Began" && event.capability === "land",
  );
  expect(began).toMatchObject({ at: start + 3_000, due: start + 59_000 });
  expect(later).toEqual([]);
  const given = world.events.filter((event) => event.t === "Settled" && event.call.slot === "undo");
  expect(given).toMatchObject([{ status: "failed", failure: { class: "resource_lost" } }]);
  expect(world.closed).toBeUndefined();
});

test("an undo that a handler waits for is not tried again once the time is up", () => {
  const replaced = plan(
    [
      routine("main", [
        withHold("with@1", "r", { pool: "a.drones" }, 60_000),
        step("one", "crash", {
          ...body,
          args: { drone: id },
          options: { undo: { capability: "land", args: { drone: id } } },
          rescues: [{ attempt: attempt("fly", { drone: id }) }],
        }),
      ]),
    ],
    ["fly", "land", "crash"].map((name) => capability(name, "idempotent", { params: [parameter("drone")] })),
    { pools: { "a.drones": { name: "a.drones", count: 1 } } },
  );
  const world = new TestWorld(replaced, {
    handlers: {
      crash: () => ({ after: 1_000, fails: "permanent" }),
      land: () => ({ after: 20_000, fails: "transient" }),
    },
  });
  const start = world.now;
  world.go();
  const tries = world.events.flatMap((event) =>
    event.t === "Began" && event.capability === "land" ? [event.at - start] : [],
  );
  expect(tries.length).toBeGreaterThan(1);
  expect(Math.max(...tries)).toBeLessThan(59_000);
  expect(world.events.some((event) => event.t === "Began" && event.capability === "fly")).toBe(false);
  expect(world.closed).toBeUndefined();
});

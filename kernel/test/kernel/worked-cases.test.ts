/** Worked cases of the semantics, each by its name; those of whole programs and of bounds stand with what they test. */
import { describe, expect, test } from "vitest";
import { nextTimer } from "../../src/run/draft.ts";
import { waitingOf } from "../../src/run/view.ts";
import {
  attempt,
  capability,
  constant,
  equals,
  failNode,
  field,
  giveBack,
  human,
  local,
  node,
  plan,
  routine,
  step,
} from "./building.ts";
import { type Handlers, TestWorld } from "./world.ts";

const kinds = [
  capability("draft", "pure"),
  human("review", "lead"),
  capability("schedule", "idempotent", { undo: { capability: "unschedule", args: {} } }),
  capability("unschedule", "idempotent"),
  capability("post", "idempotent", { undo: { capability: "unpost", args: {} } }),
  capability("unpost", "idempotent"),
  capability("send", "once"),
  capability("charge", "once", { confirm: { capability: "was_charged", args: {} } }),
  capability("was_charged", "pure"),
  capability("invoice", "idempotent"),
];
const start = (nodes: Parameters<typeof routine>[1], handlers: Handlers = {}): TestWorld =>
  new TestWorld(plan([routine("main", nodes)], kinds), { handlers, obedient: true });

describe("worked cases", () => {
  test("Crash while a person is asked", () => {
    const world = start([step("asked", "review", { options: { timeout: constant(172_800_000) } })]);
    const due = nextTimer(world.state)?.due;
    world.until(world.now + 3_600_000).crash();
    expect(world.control.tasks.size).toBe(1);
    expect([nextTimer(world.state)?.due, waitingOf(world.plan, world.state).map((one) => one.for)]).toEqual([
      due,
      ["answer"],
    ]);
  });

  test("Crash while scheduling", () => {
    const world = start([step("job", "schedule")], { schedule: () => ({ after: 1_000, ok: 1 }) });
    world.crash(() => true);
    expect(world.go().story().slice(1)).toEqual([
      "Began job schedule attempt 1",
      "Lost",
      "Dispatched 2",
      "Ended ok",
      "Closed completed",
    ]);
    expect(new Set(world.effects.map(({ key }) => key)).size).toBe(1);
  });

  test("The mail that may have gone", () => {
    const sent = (): TestWorld => {
      const world = start(
        [step("sent", "send"), step("note", "draft", { needs: [{ node: "sent", why: "after" }] })],
        {
          send: (_, nth) => (nth === 1 ? { after: 1_000, ok: 1 } : { ok: 2 }),
        },
      );
      return world.crash().go();
    };
    const world = sent();
    expect(world.story().slice(1)).toEqual(["Began sent send attempt 1", "Lost", "Doubted"]);
    world.resolve("sent", { completed: "gone" });
    expect(world.go().closed?.outcome.status).toBe("completed");
    const again = sent();
    again.resolve("sent", "retry");
    expect(
      again
        .go()
        .dispatched.filter(({ capability: name }) => name === "send")
        .map(({ key, attempt: nth }) => [key, nth]),
    ).toEqual([1, 2].map((nth) => [again.keyOf("sent"), nth]));
  });

  test.each([
    ["done", { state: "done", value: "receipt" }, "receipt", []],
    ["not done", { state: "not_done" }, "invoiced", ["invoice"]],
    ["unknown", { state: "unknown" }, undefined, []],
  ])("Timed out but charged: %s", (_, answer, value, invoiced) => {
    const paid = step("paid", "charge", {
      options: { timeout: constant(5_000) },
      rescues: [{ attempt: attempt("invoice") }],
    });
    const world = start([paid, giveBack(node("paid"), { needs: ["paid"] })], {
      charge: () => ({ never: true }),
      was_charged: () => ({ ok: answer }),
      invoice: () => ({ ok: "invoiced" }),
    }).go();
    expect(world.closed?.outcome.value).toBe(value);
    expect(world.dispatched.flatMap(({ capability: name }) => (name === "invoice" ? [name] : []))).toEqual(
      invoiced,
    );
  });

  test("A rejected draft", () => {
    const good = equals(field(local("it"), "good"), constant(true));
    const world = start(
      [
        step("text", "draft", {
          options: { accept: good, attempts: { times: 3 }, retry: { times: 1, every: constant(10) } },
        }),
      ],
      {
        draft: (_, nth) => (nth === 2 ? { fails: "transient" } : { ok: { good: nth === 4 } }),
      },
    ).go();
    expect(world.closed?.outcome.status).toBe("completed");
    const keys = world.dispatched.map(({ key }) => key);
    // Three requests, three keys; the try that the link broke is the second's.
    expect([new Set(keys).size, keys[1] === keys[2]]).toEqual([3, true]);
  });

  test("Undone, then wanted again", () => {
    const nodes = [
      step("job", "schedule"),
      step("board", "post"),
      failNode("fail@1", constant("no"), { needs: ["job", "board"] }),
    ];
    const world = start(nodes, { unpost: () => ({ after: 60_000, ok: 1 }) });
    world.until(world.now + 1_000);
    const key = world.keyOf("job");
    expect(world.state.intents.get(key)?.standing).toBe("undone");
    world.order({ order: "retry", key });
    world.go();
    const again = world.dispatched.filter(({ capability: name }) => name === "schedule");
    expect([again.length, new Set(again.map((job) => job.key)).size]).toEqual([2, 2]);
  });

  test("Ten thousand crashes", () => {
    const world = start([step("text", "draft")], { draft: () => ({ after: 1_000, ok: 1 }) });
    for (let times = 0; times < 10 && world.closed === undefined; times++) world.crash();
    expect(world.closed?.outcome.failure).toMatchObject({
      class: "crashed",
      message: "whoever was to do it died 4 times",
    });
    expect(world.dispatched.map(({ dispatch }) => dispatch)).toEqual([1, 2, 3, 4]);
  });
});

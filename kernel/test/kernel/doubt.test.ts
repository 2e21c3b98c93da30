import { describe, expect, test } from "vitest";
import { redecide } from "../../src/run/redecide.ts";
import { waitingOf } from "../../src/run/view.ts";
import { attempt, capability, constant, giveBack, node, parameter, plan, routine, step } from "./building.ts";
import { type Handlers, TestWorld } from "./world.ts";

/** `sent = send_report(…)`, once and without a confirm, and a note after it. */
const report = plan(
  [
    routine("weekly_report", [
      step("sent", "send_report"),
      step("note", "remember", { needs: [{ node: "sent", why: "after" }], optional: true }),
      giveBack(node("sent"), { needs: ["sent"] }),
    ]),
  ],
  [capability("send_report", "once", { latency: constant(5_000) }), capability("remember", "pure")],
);

describe("the mail that may have gone (rule 18)", () => {
  const lost = (): TestWorld => {
    const world = new TestWorld(report, {
      handlers: { send_report: (_, nth) => (nth === 1 ? { never: true } : { ok: { message: "m2" } }) },
    });
    return world.crash(() => true).go();
  };

  test("the run waits for the operator, and what comes after waits with it", () => {
    const world = lost();
    expect(world.story()).toEqual(["Started", "Began sent send_report attempt 1", "Lost", "Doubted"]);
    expect(waitingOf(report, world.state)).toMatchObject([{ for: "operator", step: "sent" }]);
    expect(world.state.live).toBe(1);
  });

  test("resolved as completed", () => {
    const world = lost();
    world.resolve("sent", { completed: { message: "m1" } });
    world.go();
    expect(world.story().slice(4)).toEqual([
      "Ordered resolve",
      "Settled sent completed applied",
      "Began note remember attempt 1",
      "Settled return@1 completed none",
      "Ended ok",
      "Closed completed",
    ]);
    expect(world.closed?.outcome.value).toEqual({ message: "m1" });
  });

  test("resolved by another try, under the same key", () => {
    const world = lost();
    world.resolve("sent", "retry");
    world.go();
    expect(world.story()[5]).toBe("Began sent send_report attempt 2");
    expect(
      new Set(world.dispatched.filter(({ capability: name }) => name === "send_report").map(({ key }) => key))
        .size,
    ).toBe(1);
    expect(world.closed?.outcome.value).toEqual({ message: "m2" });
  });

  test("resolved as failed: it was not reached, and the run fails", () => {
    const world = lost();
    world.resolve("sent", { failed: "the server says no" });
    world.go();
    expect(world.closed?.outcome.failure).toMatchObject({
      class: "permanent",
      message: "the server says no",
    });
    expect(world.story()).toContain("Settled sent failed none (permanent)");
  });

  test("a late result settles it if nobody has", () => {
    const world = lost();
    const { key } = world.dispatched[0]!;
    world.tell({
      t: "Ended",
      at: world.now,
      key,
      attempt: 1,
      dispatch: 1,
      outcome: { ok: { message: "m1" } },
      spent: {},
    });
    expect(world.go().closed?.outcome.value).toEqual({ message: "m1" });
  });

  test("a late result against the operator's word: it stands, and the operator is asked", () => {
    const held = {
      ...report,
      routines: {
        weekly_report: routine("weekly_report", [
          step("sent", "send_report", { rescues: [{ attempt: attempt("remember") }] }),
        ]),
      },
    };
    const world = new TestWorld(held, {
      handlers: { send_report: () => ({ never: true }), remember: () => ({ after: 60_000, ok: null }) },
    }).crash(() => true);
    world.resolve("sent", { failed: "no" });
    const { key } = world.dispatched[0]!;
    world.tell({ t: "Ended", at: world.now, key, attempt: 1, dispatch: 1, outcome: { ok: 1 }, spent: {} });
    world.go();
    expect(waitingOf(held, world.state)).toMatchObject([
      { for: "operator", why: "it was said to have failed, but it was done after all" },
    ]);
    world.resolve("sent", { completed: 1 });
    expect(world.go().closed?.outcome.status).toBe("completed");
    expect(redecide(held, world.events)).toMatchObject({ same: true });
  });
});

/** `step paid = charge(n) { timeout 5s } else invoice(n)`. */
const charging = plan(
  [
    routine("pay", [
      step("paid", "charge", {
        options: { timeout: constant(5_000) },
        rescues: [{ attempt: attempt("invoice") }],
      }),
      giveBack(node("paid"), { needs: ["paid"] }),
    ]),
  ],
  [
    capability("charge", "once", { confirm: { capability: "was_charged", args: {} } }),
    capability("was_charged", "pure"),
    capability("invoice", "idempotent"),
  ],
);

function charge(handlers: Handlers): TestWorld {
  const world = new TestWorld(charging, {
    handlers: { charge: () => ({ never: true }), invoice: () => ({ ok: "invoice" }), ...handlers },
  }).go();
  expect(redecide(charging, world.events)).toMatchObject({ same: true });
  return world;
}

describe("timed out but charged (rule 17)", () => {
  test("given up at its limit, asked about only after the grace", () => {
    const world = charge({ was_charged: () => ({ ok: { state: "done", value: "receipt" } }) });
    expect(world.story()).toEqual([
      "Started",
      "Began paid charge attempt 1",
      "Woke",
      "Aborted timeout",
      "Woke",
      "TimerCleared",
      "Began paid/confirm was_charged attempt 1",
      "Ended ok",
      "Settled paid completed applied",
      "Settled return@1 completed none",
      "Closed completed",
    ]);
    const at = (t: string): number =>
      (world.events.find((event) => event.t === t)?.at ?? 0) - (world.events[0]?.at ?? 0);
    expect([at("Aborted"), at("TimerCleared")]).toEqual([5_000, 15_000]);
    expect(world.closed?.outcome.value).toBe("receipt");
  });

  test("not done: the handler begins", () => {
    const world = charge({ was_charged: () => ({ ok: { state: "not_done" } }) });
    expect(world.closed?.outcome.value).toBe("invoice");
    expect(world.story()).toContain("Settled paid failed none (timeout) next else1");
  });

  test("not known: the handler does not begin", () => {
    const world = charge({ was_charged: () => ({ ok: { state: "unknown" } }) });
    expect(waitingOf(charging, world.state)).toMatchObject([{ for: "operator", step: "paid" }]);
    expect(world.dispatched.some(({ capability: name }) => name === "invoice")).toBe(false);
  });

  test("a Bool? will do", () => {
    expect(charge({ was_charged: () => ({ ok: true }) }).closed?.outcome.value).toBe(null);
    expect(charge({ was_charged: () => ({ ok: false }) }).closed?.outcome.value).toBe("invoice");
    expect(charge({ was_charged: () => ({ ok: null }) }).closed).toBeUndefined();
  });

  test("a confirm that fails is asked again, and in the end the operator is", () => {
    const world = charge({ was_charged: (_, nth) => (nth < 3 ? { fails: "transient" } : { ok: false }) });
    expect(world.closed?.outcome.value).toBe("invoice");
    const never = charge({ was_charged: () => ({ fails: "transient" }) });
    expect(never.dispatched.filter(({ capability: name }) => name === "was_charged")).toHaveLength(6);
    expect(waitingOf(charging, never.state)).toMatchObject([{ for: "operator" }]);
  });

  test("a result that comes before the grace is over is taken", () => {
    const world = charge({ charge: () => ({ after: 9_000, ok: "receipt" }) });
    expect(world.closed?.outcome.value).toBe("receipt");
    expect(world.story()).not.toContain("Began paid/confirm was_charged attempt 1");
  });

  test("a result that comes while it is asked about makes the question needless", () => {
    const world = charge({
      charge: () => ({ after: 15_500, ok: "receipt" }),
      was_charged: () => ({ after: 60_000, ok: false }),
    });
    expect(world.closed?.outcome.value).toBe("receipt");
    expect(world.story()).toContain("Aborted cancelled");
  });

  test("a crash in the grace: the try died with the process, and is asked about at once", () => {
    const world = new TestWorld(charging, {
      handlers: { charge: () => ({ never: true }), was_charged: () => ({ ok: false }) },
    }).go(({ events }) => events.at(-1)?.t === "Aborted");
    world.crash();
    expect(world.story().slice(-2)).toEqual(["Lost", "Began paid/confirm was_charged attempt 1"]);
    expect(world.go().closed?.outcome.status).toBe("completed");
  });

  test("known to be dead it is asked about at once", () => {
    const world = charge({
      charge: () => ({ after: 1_000, lost: true }),
      was_charged: () => ({ ok: false }),
    });
    expect(
      world.events.find(
        ({ t }) => t === "Began" && world.events.indexOf(world.events.find((one) => one.t === "Lost")!) > 0,
      ),
    ).toBeDefined();
    expect(world.story().slice(2, 4)).toEqual(["Lost", "Began paid/confirm was_charged attempt 1"]);
  });
});

test("not done may be tried again, under the same key", () => {
  const of = {
    ...charging,
    routines: {
      pay: routine("pay", [
        step("paid", "charge", { options: { retry: { times: 2, every: constant(10) } } }),
      ]),
    },
  };
  const world = new TestWorld(of, {
    handlers: {
      charge: (_, nth) => (nth < 3 ? { lost: true } : { ok: 1 }),
      was_charged: () => ({ ok: false }),
    },
  }).go();
  const charges = world.dispatched.filter(({ capability: name }) => name === "charge");
  expect(charges.map(({ attempt: nth }) => nth)).toEqual([1, 2, 3]);
  expect(new Set(charges.map(({ key }) => key)).size).toBe(1);
  expect(world.closed?.outcome.status).toBe("completed");
  const asked = world.dispatched.filter(({ capability: name }) => name === "was_charged");
  expect(new Set(asked.map(({ key }) => key)).size).toBe(2);
  expect(asked.every(({ of: about }) => about === charges[0]?.key)).toBe(true);
});

test("an optional step in doubt gives nothing at once; the run waits for the end of the doubt", () => {
  const of = plan(
    [routine("main", [step("sent", "send", { optional: true }), step("next", "read", { needs: ["sent"] })])],
    [capability("send", "once"), capability("read", "pure")],
  );
  const world = new TestWorld(of, { handlers: { send: () => ({ lost: true }) } }).go();
  expect(world.story()).toContain("Began next read attempt 1");
  expect(world.closed).toBeUndefined();
  world.resolve("sent", { failed: "no" });
  expect(world.go().closed?.outcome.status).toBe("completed");
  expect(redecide(of, world.events)).toMatchObject({ same: true });
});

test("idempotent only for so long: past that it is in doubt (rule 21)", () => {
  const remembered = capability("send", "idempotent", {
    effect: { kind: "idempotent", for: constant(60_000) },
    params: [parameter("x", { default: constant(1) })],
  });
  const of = plan(
    [routine("main", [step("sent", "send", { options: { retry: { times: 1, every: constant(10) } } })])],
    [remembered],
  );
  const soon = new TestWorld(of, {
    handlers: { send: (_, nth) => (nth === 1 ? { after: 1_000, lost: true } : { ok: 1 }) },
  }).go();
  expect(soon.closed?.outcome.status).toBe("completed");
  const late = new TestWorld(of, { handlers: { send: () => ({ after: 70_000, lost: true }) } }).go();
  expect(late.story().at(-1)).toBe("Doubted");
});

import { describe, expect, test } from "vitest";
import { redecide } from "../../src/run/redecide.ts";
import { waitingOf } from "../../src/run/view.ts";
import {
  attempt,
  call,
  capability,
  constant,
  dollars,
  failedAs,
  field,
  giveBack,
  human,
  input,
  local,
  node,
  parameter,
  plan,
  routine,
  type StepMore,
  step,
} from "./building.ts";
import { type Happening, TestWorld } from "./world.ts";

/** One step `s` that calls `work`. */
function one(
  effect: "pure" | "idempotent" | "once",
  more: StepMore = {},
  about: Parameters<typeof capability>[2] = {},
): ReturnType<typeof plan> {
  return plan(
    [routine("main", [step("s", "work", more), giveBack(node("s"), { needs: ["s"] })])],
    [capability("work", effect, about), capability("other", "pure")],
  );
}

function run(of: ReturnType<typeof plan>, work: (nth: number) => Happening, seed = "ab"): TestWorld {
  const world = new TestWorld(of, { seed, handlers: { work: (_, nth) => work(nth) } }).go();
  expect(redecide(of, world.events)).toEqual({ same: true, events: world.events.length });
  return world;
}

describe("retry", () => {
  const thrice = { options: { retry: { times: 3 } } };

  test("the key and the arguments stay, the attempt counts", () => {
    const world = run(one("pure", thrice), (nth) => (nth < 3 ? { fails: "transient" } : { ok: "there" }));
    expect(world.closed?.outcome.value).toBe("there");
    expect(world.dispatched.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(new Set(world.dispatched.map(({ key }) => key)).size).toBe(1);
  });

  test("after the last the step fails with what came last", () => {
    const world = run(one("pure", thrice), (nth) => ({ fails: "transient", message: `no ${nth}` }));
    expect(world.dispatched).toHaveLength(4);
    expect(world.closed?.outcome.failure).toMatchObject({ class: "transient", message: "no 4", attempts: 4 });
  });

  test.each(["denied", "budget", "permanent", "invalid_input"] as const)("never after %s", (fails) => {
    expect(run(one("pure", thrice), () => ({ fails })).dispatched).toHaveLength(1);
  });

  test("a failure by its own name is retried only where the author asks for it", () => {
    const named = { fails: "permanent" as const, name: "throttled" };
    expect(run(one("pure", thrice), () => named).dispatched).toHaveLength(1);
    const asked = { options: { retry: { times: 3, when: failedAs("throttled") } } };
    expect(run(one("pure", asked), () => named).dispatched).toHaveLength(4);
    expect(run(one("pure", asked), () => ({ fails: "transient" })).dispatched).toHaveLength(1);
  });

  test("delays double within their bounds, each between its half and its whole, the same for a seed (rule 43)", () => {
    const bounded = {
      options: { retry: { times: 5, backoff: { from: constant(1_000), to: constant(5_000) } } },
    };
    const delays = (seed: string): number[] => {
      const world = run(one("pure", bounded), () => ({ after: 0, fails: "transient" }), seed);
      return world.events.flatMap((event) => (event.t === "TimerSet" ? [event.due - event.at] : []));
    };
    const found = delays("aa");
    [1_000, 2_000, 4_000, 5_000, 5_000].forEach((most, index) => {
      expect(found[index]).toBeGreaterThanOrEqual(most / 2);
      expect(found[index]).toBeLessThanOrEqual(most);
    });
    expect(delays("aa")).toEqual(found);
    expect(delays("bb")).not.toEqual(found);
  });

  test.each([
    ["as long as the other side asks", 5_000, 10_000, 5_000],
    ["no longer than the attempt has time left", 86_400_000, 10_000, 9_000],
    ["no less than its own delay", 100, 10_000, 700],
    ["as asked, where an attempt has no limit", 86_400_000, undefined, 86_400_000],
  ])("it waits %s (rule 43)", (_, asks, timeout, waits) => {
    const limit = timeout === undefined ? {} : { timeout: constant(timeout) };
    const of = one("pure", { options: { ...limit, retry: { times: 1, every: constant(700) } } });
    const world = run(of, (nth) => (nth === 1 ? { after: 1_000, fails: "transient", asks } : { ok: 1 }));
    expect(world.closed?.outcome.value).toBe(1);
    expect(world.events.flatMap((event) => (event.t === "TimerSet" ? [event.due - event.at] : []))).toEqual([
      waits,
    ]);
  });

  test("every: no jitter", () => {
    const world = run(one("pure", { options: { retry: { times: 1, every: constant(700) } } }), () => ({
      fails: "transient",
    }));
    const timer = world.events.find((event) => event.t === "TimerSet");
    expect(timer).toMatchObject({ due: (timer?.at ?? 0) + 700 });
  });

  test("a crash while it rests keeps the delay", () => {
    const of = one("pure", { options: { retry: { times: 1, every: constant(60_000) } } });
    const world = new TestWorld(of, {
      handlers: { work: (_, nth) => (nth === 1 ? { fails: "transient" } : { ok: 1 }) },
    });
    world.go(({ events }) => events.some(({ t }) => t === "TimerSet"));
    const due = waitingOf(of, world.state);
    world.until(world.now + 30_000).crash();
    expect(waitingOf(of, world.state)).toEqual(due);
    expect(world.go().closed?.outcome.value).toBe(1);
    expect(world.dispatched).toHaveLength(2);
  });
});

describe("time limits (rule 15)", () => {
  const second = { options: { timeout: constant(1_000), retry: { times: 1, every: constant(10) } } };

  test("a pure try is given up and made again; what it says later is dropped", () => {
    const world = run(one("pure", second), (nth) =>
      nth === 1 ? { after: 1_005, ok: "late" } : { after: 500, ok: "in time" },
    );
    expect(world.story()).toContain("Aborted timeout");
    expect(world.closed?.outcome.value).toBe("in time");
  });

  test("of an idempotent try the first result counts, whichever dispatch sent it", () => {
    const world = run(one("idempotent", second), (nth) =>
      nth === 1 ? { after: 1_500, ok: "first" } : { after: 900, ok: "second" },
    );
    expect(world.closed?.outcome.value).toBe("first");
    expect(world.story().slice(-4)).toEqual([
      "Ended ok",
      "Aborted superseded",
      "Settled return@1 completed none",
      "Closed completed",
    ]);
  });

  test("what came late is held against `accept` as any other result is", () => {
    const accept = call("number.less", local("it"), constant(2));
    const answers = (first: number) => (nth: number) =>
      nth === 1 ? { after: 1_500, ok: first } : { after: 900, ok: 1 };
    const asked = { options: { ...second.options, accept } };
    const refused = run(one("idempotent", asked), answers(9));
    expect(refused.closed?.outcome.failure).toMatchObject({ class: "exhausted", last: 9 });
    expect(refused.story()).toContain("Aborted superseded");
    const taken = run(one("idempotent", asked), answers(0));
    expect(taken.closed?.outcome.value).toBe(0);
    const again = { options: { ...asked.options, attempts: { times: 2 } } };
    const anew = run(one("idempotent", again), (nth) =>
      nth === 1 ? { after: 1_500, ok: 9 } : { after: 900, ok: 1 },
    );
    expect(anew.closed?.outcome.value).toBe(1);
    expect(new Set(anew.dispatched.map(({ key }) => key)).size).toBe(2);
  });

  test("the declared latency is the limit where the step sets none", () => {
    const world = run(one("pure", {}, { latency: constant(2_000) }), () => ({ after: 3_000, ok: 1 }));
    expect(world.closed?.outcome.failure?.class).toBe("timeout");
  });

  test("what its handler may be silent for goes with it, and with each time it is sent again", () => {
    const beating = capability("t", "pure", {
      params: [parameter("n")],
      heartbeat: call("number.multiply", local("n"), constant(1_000)),
    });
    const of = plan([routine("main", [step("s", "t", { args: { n: constant(3) } })])], [beating]);
    const world = new TestWorld(of, { handlers: { t: () => ({ after: 60_000, ok: 1 }) } }).crash().go();
    expect(world.dispatched.map(({ heartbeat }) => heartbeat)).toEqual([3_000, 3_000]);
  });

  test("without either there is none", () => {
    expect(run(one("pure"), () => ({ after: 10 ** 9, ok: 1 })).closed?.outcome.value).toBe(1);
  });

  test("a result together with the time that was up goes before it (rule 5)", () => {
    const world = run(one("pure", second), () => ({ after: 1_000, ok: "just" }));
    expect(world.story()).not.toContain("Aborted timeout");
  });
});

describe("results", () => {
  test("what breaks a promise is an invalid output, and its effect stands", () => {
    const of = one("once", {}, { ensures: [call("number.less", local("result"), constant(5))] });
    const world = run(of, () => ({ ok: 7 }));
    expect(world.story()).toContain("Settled s failed applied (invalid_output)");
  });

  test("what can happen once only and has is not made again, though its result is none", () => {
    const ensures = [call("number.less", local("result"), constant(5))];
    const of = one("once", { options: { retry: { times: 3 } } }, { ensures });
    expect(run(of, () => ({ ok: 7 })).dispatched).toHaveLength(1);
    const harmless = one("idempotent", { options: { retry: { times: 3 } } }, { ensures });
    expect(run(harmless, (nth) => ({ ok: 7 - nth })).dispatched).toHaveLength(3);
  });

  test("accept: what it doesn't is asked for anew, under another key", () => {
    const options = {
      accept: call("number.less", local("it"), constant(2)),
      attempts: { times: 3, every: constant(50) },
    };
    const world = run(one("pure", { options }), (nth) => ({ ok: 4 - nth }));
    expect(world.closed?.outcome.value).toBe(1);
    expect(new Set(world.dispatched.map(({ key }) => key)).size).toBe(3);
    expect(world.dispatched.every(({ attempt }) => attempt === 1)).toBe(true);
    const never = run(one("pure", { options }), () => ({ ok: 9 }));
    expect(never.closed?.outcome.failure).toMatchObject({ class: "exhausted", last: 9, attempts: 3 });
  });

  describe("accept: what a request did that is not accepted", () => {
    const kinds = [
      capability("book", "idempotent", {
        undo: { capability: "unbook", args: { of: field(local("result"), "n") } },
      }),
      capability("unbook", "idempotent", { params: [parameter("of")] }),
      capability("break", "pure"),
    ];
    const accept = call("number.greaterOrEqual", field(local("it"), "n"), constant(3));
    const story = (world: TestWorld): readonly string[] =>
      world.effects.map(({ capability: name, args }) => {
        const { of } = args as { readonly of?: number };
        return of === undefined ? name : `${name} ${of}`;
      });
    const booked = (
      options: StepMore["options"],
      more: readonly ReturnType<typeof step>[] = [],
    ): TestWorld => {
      const of = plan(
        [routine("main", [step("s", "book", { options: { accept, ...options } }), ...more])],
        kinds,
      );
      const world = new TestWorld(of, {
        handlers: {
          book: (_, nth) => ({ after: 10, ok: { n: nth } }),
          unbook: () => ({ after: 1, ok: null }),
          break: () => ({ fails: "permanent" }),
        },
      }).go();
      expect(redecide(of, world.events)).toMatchObject({ same: true });
      expect(JSON.stringify(world.folded())).toBe(JSON.stringify(world.state));
      return world;
    };

    test("is withdrawn while the next is asked for", () => {
      const world = booked({ attempts: { times: 3 } });
      expect(story(world)).toEqual(["book", "unbook 1", "book", "unbook 2", "book"]);
      expect(world.closed?.outcome.status).toBe("completed");
    });

    test("is undone too where none is accepted, or a later step fails", () => {
      const none = booked({ attempts: { times: 2 } });
      expect(none.closed?.outcome.failure?.class).toBe("exhausted");
      expect(story(none)).toEqual(["book", "unbook 1", "book", "unbook 2"]);
      expect(story(booked({}))).toEqual(["book", "unbook 1"]);
      const after = booked({ attempts: { times: 3 } }, [
        step("x", "break", { needs: [{ node: "s", why: "after" }] }),
      ]);
      expect(story(after).toSorted()).toEqual(["book", "book", "book", "unbook 1", "unbook 2", "unbook 3"]);
    });

    test("holds up the end of the run where it can't be undone", () => {
      const of = plan(
        [routine("main", [step("s", "book", { options: { accept, attempts: { times: 3 } } })])],
        kinds,
      );
      const world = new TestWorld(of, {
        handlers: {
          book: (_, nth) => ({ ok: { n: nth } }),
          unbook: (_, nth) => (nth === 1 ? { fails: "permanent" } : { ok: null }),
        },
      }).go();
      expect(waitingOf(of, world.state)).toMatchObject([{ for: "operator", about: "undo" }]);
      world.order({ order: "retry", key: world.keyOf("undo s") });
      expect(world.go().closed?.outcome.status).toBe("completed");
    });
  });

  test("an overrun is told, and counted from then on", () => {
    const cheap = { cost: constant(dollars("0.10")) };
    const of: ReturnType<typeof plan> = {
      ...plan(
        [routine("main", [step("a", "work"), step("b", "work", { needs: ["a"] })])],
        [capability("work", "pure", cheap)],
      ),
      guardrails: [
        {
          name: "g",
          severity: "blocking",
          rules: [{ kind: "bound", of: "cost", limit: constant(dollars("0.60")) }],
        },
      ],
    };
    const world = run(of, () => ({ ok: 1, spent: { cost: dollars("0.35") } }));
    expect(world.story()).toContain("Overran");
    expect(world.closed?.outcome.failure?.class).toBe("budget");
    expect(world.dispatched).toHaveLength(1);
  });

  test("a duplicate says nothing", () => {
    const world = run(one("pure"), () => ({ ok: 1 }));
    const fresh = new TestWorld(world.plan, { handlers: { work: () => ({ never: true }) } });
    const { key } = fresh.dispatched[0]!;
    const ended = {
      t: "Ended" as const,
      at: fresh.now,
      key,
      attempt: 1,
      dispatch: 1,
      outcome: {
        failure: { class: "transient" as const, name: "x", message: "" },
        reach: "unknown" as const,
      },
      spent: {},
    };
    fresh.tell({ ...ended, key: "stranger" });
    expect(fresh.tell({ ...ended, key: "stranger" })).toEqual([]);
    expect(fresh.tell(ended)).not.toEqual([]);
    expect(fresh.tell(ended)).toEqual([]);
  });
});

describe("people", () => {
  const asks = (more: StepMore = {}): ReturnType<typeof plan> =>
    plan(
      [routine("main", [step("ask", "confirm", more), giveBack(node("ask"), { needs: ["ask"] })])],
      [
        human("confirm", "boss", { params: [parameter("what", { default: constant("this") })] }),
        capability("other", "pure"),
      ],
    );

  test("defaults are filled in; what is shown is kept", () => {
    const world = new TestWorld(asks());
    expect(waitingOf(world.plan, world.state)).toMatchObject([
      { for: "answer", step: "ask", role: "boss", show: "confirm?" },
    ]);
    expect(world.events.find(({ t }) => t === "Asked")).toMatchObject({
      ask: { task: { args: { what: "this" } } },
    });
  });

  test("a handler takes over when nobody answers; a late answer is refused", () => {
    const of = asks({
      options: { timeout: constant(1_000) },
      rescues: [{ when: failedAs("timeout"), attempt: attempt("other") }],
    });
    const world = new TestWorld(of, { handlers: { other: () => ({ after: 5_000, ok: "nobody" }) } });
    world.until(world.now + 2_000);
    const asked = world.events.findIndex(({ t }) => t === "Asked");
    const answered = world.answer({ stream: `run/${world.run}`, seq: asked }, true);
    expect(answered.at(-1)).toMatchObject({ t: "Refused" });
    expect(world.go().closed?.outcome.value).toBe("nobody");
  });

  test("an operator may go on without", () => {
    const world = new TestWorld(asks());
    world.order({ order: "skip", key: world.keyOf("ask") });
    expect(world.closed?.outcome).toEqual({ status: "completed", value: null });
    expect(world.controlEvents.some(({ t }) => t === "Withdrawn")).toBe(true);
  });
});

test("an argument that can't be worked out fails the step, and nothing is called", () => {
  const args = { n: call("number.divide", constant(1), input("zero")) };
  const of = plan(
    [routine("main", [step("s", "work", { args })])],
    [capability("work", "once", { params: [parameter("n")] })],
  );
  const world = new TestWorld(of, { input: { zero: 0 } });
  expect(world.closed?.outcome.failure).toMatchObject({ class: "invalid_input", message: "divided by zero" });
  expect(world.dispatched).toEqual([]);
});

import type { Json } from "@orchlang/plan";
import type { Node } from "@orchlang/plan/nodes";
import { describe, expect, test } from "vitest";
import { recovery } from "../../src/run/pending.ts";
import { redecide } from "../../src/run/redecide.ts";
import { waitingOf } from "../../src/run/view.ts";
import {
  attempt,
  call,
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
} from "./building.ts";
import { anybody, type Situation } from "./situation.ts";
import { TestWorld } from "./world.ts";

const run = { kind: "http", method: "post", url: "https://yard.example/jobs", callback: true } as const;
const kinds = [
  capability("order", "once", { run, ensures: [call("number.greater", local("result"), constant(0))] }),
  capability("book", "idempotent", { run, undo: { capability: "unbook", args: {} } }),
  capability("unbook", "idempotent"),
  capability("look", "pure"),
];

function started(nodes: readonly Node[], situation: Situation = {}): TestWorld {
  const of = plan([routine("main", [...nodes, giveBack(node("a"), { needs: ["a"] })])], kinds);
  return new TestWorld(of, situation).go();
}

function back(world: TestWorld, value: Json, step = "a"): readonly string[] {
  const key = world.keyOf(step);
  return world.tell({ t: "Returned", at: world.now, key, value, by: anybody }).map(({ t }) => t);
}

describe("a request that calls back (rule 18)", () => {
  test("is over when its token comes back, once", () => {
    const world = started([step("a", "order")]);
    expect(world.story().slice(1)).toEqual(["Began a order attempt 1", "Ended ok"]);
    expect(waitingOf(world.plan, world.state)).toMatchObject([{ for: "callback", step: "a" }]);
    back(world, 7);
    expect(world.go().closed?.outcome.value).toBe(7);
    expect(back(world, 8)).toEqual([]);
    expect(redecide(world.plan, world.events)).toMatchObject({ same: true });
  });

  test("a crash while it is waited for sends nothing again, and its token still counts", () => {
    const world = started([step("a", "order")])
      .crash()
      .go();
    expect([world.dispatched.length, world.closed]).toEqual([1, undefined]);
    back(world, 7);
    expect(world.go().closed?.outcome.value).toBe(7);
  });

  test("is never in doubt: who was to send it died, nobody knows whether it arrived, and its token says so", () => {
    const lost = started([step("a", "order")], { handlers: { order: () => ({ lost: true, done: true }) } });
    expect(lost.story().slice(1)).toEqual(["Began a order attempt 1", "Lost"]);
    const unknown = started([step("a", "order")], { handlers: { order: () => ({ fails: "transient" }) } });
    for (const world of [lost, unknown]) {
      back(world, 7);
      expect(world.go().closed?.outcome.value).toBe(7);
    }
  });

  test("its token may come before the answer to the request", () => {
    const world = new TestWorld(plan([routine("main", [step("a", "order")])], kinds), {
      handlers: { order: () => ({ after: 1_000, ok: null }) },
    });
    back(world, 7);
    expect(world.go().story().slice(1)).toEqual([
      "Began a order attempt 1",
      "Returned",
      "Aborted superseded",
      "Closed completed",
    ]);
  });

  test("that was refused has failed, and may be tried again", () => {
    const retry = { retry: { times: 1, every: constant(10) } };
    const world = started([step("a", "book", { options: retry })], {
      handlers: {
        book: (_, nth) => (nth === 1 ? { fails: "transient", reach: "not_reached" } : { ok: null }),
      },
    });
    expect(world.dispatched.map(({ attempt: nth }) => nth)).toEqual([1, 2]);
    back(world, "done");
    expect(world.go().closed?.outcome.value).toBe("done");
  });

  test.each([
    ["while it rests", 5_000],
    ["while it is sent again", 11_700],
  ])("that it was taken is no result, heard of after its time was over: %s", (_, after) => {
    const options = { timeout: constant(1_000), retry: { times: 1, every: constant(10_000) } };
    const asked = [step("a", "book", { options }), giveBack(node("a"), { needs: ["a"] })];
    const world = new TestWorld(plan([routine("main", asked)], kinds), {
      handlers: { book: (_args, nth) => (nth === 1 ? { after, ok: null } : { after: 900, ok: null }) },
    });
    world.until(world.now + 11_950);
    expect(world.dispatched.map(({ attempt: nth }) => nth)).toEqual([1, 2]);
    expect(world.closed).toBeUndefined();
    back(world, "done");
    expect(world.go().closed?.outcome.value).toBe("done");
    expect(redecide(world.plan, world.events)).toMatchObject({ same: true });
  });

  test("asked for once more, for its undo needs what came out, it is over when the token comes, too (rule 27)", () => {
    const timed = { options: { timeout: constant(1_000) } };
    const unbook = capability("unbook", "idempotent", { params: [parameter("id")] });
    const book = capability("book", "idempotent", {
      run,
      latency: constant(60_000),
      undo: { capability: "unbook", args: { id: local("result") } },
    });
    const of = plan([routine("main", [step("a", "book", timed)])], [book, unbook]);
    const begun = (): TestWorld =>
      new TestWorld(of, { handlers: { book: () => ({ after: 500, ok: null }) } });
    const undone = ({ effects }: TestWorld): readonly Json[] =>
      effects.filter((one) => one.capability === "unbook").map(({ args }) => args);
    const world = begun().go(({ dispatched }) => dispatched.length === 2);
    expect(undone(world)).toEqual([]);
    back(world, "b-1");
    expect(world.go().closed?.outcome.failure?.class).toBe("timeout");
    expect(undone(world)).toEqual([{ id: "b-1" }]);
    expect(redecide(world.plan, world.events)).toMatchObject({ same: true });
    // It never comes: somebody has to say what came out.
    const never = begun().go();
    expect(never.closed).toBeUndefined();
    expect(waitingOf(never.plan, never.state)).toMatchObject([
      { for: "operator", step: "a", about: "doubt" },
    ]);
    expect(undone(never)).toEqual([]);
  });

  test("that has not come back in time has failed, without doubt, and a handler goes on", () => {
    const timed = { options: { timeout: constant(60_000) } };
    const late = started([step("a", "order", timed)]);
    expect(late.closed?.outcome.failure?.class).toBe("timeout");
    expect((late.closed?.at ?? 0) - (late.events[0]?.at ?? 0)).toBe(60_000);
    const handled = started([step("a", "book", { ...timed, rescues: [{ attempt: attempt("look") }] })], {
      handlers: { look: () => ({ ok: "instead" }) },
    });
    expect(handled.closed?.outcome.value).toBe("instead");
    expect(handled.effects.map(({ capability: name }) => name)).toEqual(["book", "unbook", "look"]);
  });

  test("whose answer was heard is not under way once its time is over: whoever reads the journal sends nothing again", () => {
    const options = { timeout: constant(1_000), retry: { times: 1, every: constant(60_000) } };
    const handlers: Situation["handlers"] = {
      order: () => ({ after: 100, lost: true, done: true }),
      book: () => ({ ok: null }),
    };
    for (const name of ["order", "book"]) {
      const world = new TestWorld(plan([routine("main", [step("a", name, { options })])], kinds), {
        handlers,
      });
      world.until(world.now + 1_200);
      expect(world.events.filter(({ t }) => t === "Aborted")).toHaveLength(1);
      expect(recovery(world.state).lost).toEqual([]);
    }
  });

  test("what comes back is judged as any result", () => {
    const world = started([step("a", "order")]);
    back(world, -1);
    expect(world.go().closed?.outcome.failure?.class).toBe("invalid_output");
  });

  test("a failure beside it stops what can be repeated, and awaits what can happen once only", () => {
    const beside = [step("b", "look"), failNode("fail@1", constant("no"), { needs: ["b"] })];
    const slow: Situation = { handlers: { look: () => ({ after: 5_000, ok: 1 }) } };
    const stopped = started([step("a", "book"), ...beside], slow);
    expect(stopped.closed?.outcome.status).toBe("failed");
    expect(stopped.effects.map(({ capability: name }) => name)).toContain("unbook");
    const awaited = started([step("a", "order"), ...beside], slow);
    expect(awaited.closed).toBeUndefined();
    back(awaited, 7);
    expect(awaited.go().closed?.outcome.status).toBe("failed");
  });
});

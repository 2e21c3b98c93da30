import type { Node } from "@orchlang/plan/nodes";
import { describe, expect, test } from "vitest";
import { redecide } from "../../src/run/redecide.ts";
import { attempt, capability, constant, human, plan, routine, step, waitFor } from "./building.ts";
import type { Situation } from "./situation.ts";
import { TestWorld } from "./world.ts";

const mail = { scopes: ["mail"], params: [] };
const kinds = [
  capability("draft", "idempotent", { ...mail, undo: { capability: "tear_up", args: {} } }),
  capability("send", "once", mail),
  human("ask", "boss", mail),
  capability("look", "pure"),
  capability("tear_up", "idempotent"),
];
const slow: Situation = {
  obedient: true,
  handlers: { draft: () => ({ after: 10_000, ok: 1 }), send: () => ({ after: 10_000, ok: 1 }) },
};

/** Withdrawn so many ms after the start; `who` is the run's user. */
function withdrawn(nodes: readonly Node[], after: number, who = "ada", situation = slow): TestWorld {
  const of = plan([routine("main", nodes)], kinds);
  const world = new TestWorld(of, situation);
  const tell = (): unknown =>
    world.tellControl({ t: "Withdrew", at: world.now, id: "word", user: who, scope: "mail" });
  world.later(after, () => [tell(), tell()], false);
  world.go();
  expect(redecide(of, world.events)).toMatchObject({ same: true });
  return world;
}

const failed = (world: TestWorld): string | undefined => world.closed?.outcome.failure?.class;

describe("Consent withdrawn", () => {
  test("after the grant: the attempt has begun, and is broken off", () => {
    const world = withdrawn([step("a", "draft")], 5_000);
    expect(world.story()).toEqual([
      "Started",
      "Began a draft attempt 1",
      "Told withdrawn",
      "Aborted revoked",
      "Settled a failed maybe (denied)",
      "Unwinding denied",
      "Lost",
      "Began a/undo tear_up attempt 1",
      "Ended ok",
      "Settled a failed undone",
      "Closed failed (denied)",
    ]);
  });

  test("before it: it is refused", () => {
    const world = withdrawn([waitFor("w", constant(5_000)), step("a", "draft", { needs: ["w"] })], 1_000);
    expect(world.dispatched).toEqual([]);
    expect(world.closed?.outcome.failure?.message).toBe("the user has not consented to `mail`");
  });

  test("what can happen once only is awaited, and nothing more begins", () => {
    const world = withdrawn([step("a", "send"), step("b", "send", { needs: ["a"] })], 5_000);
    expect(world.dispatched).toHaveLength(1);
    expect([world.effects.length, failed(world)]).toEqual([1, "denied"]);
  });

  test("a task is taken out of its inbox, a next try is not waited for", () => {
    const asked = withdrawn([step("a", "ask")], 5_000);
    expect([failed(asked), asked.control.tasks.size, asked.now - (asked.events[0]?.at ?? 0)]).toEqual([
      "denied",
      0,
      5_000,
    ]);
    const resting = withdrawn(
      [step("a", "draft", { options: { retry: { times: 2, every: constant(60_000) } } })],
      5_000,
      "ada",
      { handlers: { draft: () => ({ fails: "transient", reach: "not_reached" }) } },
    );
    expect([failed(resting), resting.dispatched.length]).toEqual(["denied", 1]);
  });

  test("a handler may go on, and so does what needs no consent and whose user it was not", () => {
    const handled = withdrawn([step("a", "draft", { rescues: [{ attempt: attempt("look") }] })], 5_000);
    expect(handled.closed?.outcome.status).toBe("completed");
    expect(withdrawn([step("a", "draft")], 5_000, "bob").closed?.outcome.status).toBe("completed");
    expect(withdrawn([step("a", "look")], 0).closed?.outcome.status).toBe("completed");
  });

  test("what a policy asks consent for is broken off as well", () => {
    const of = plan(
      [routine("main", [step("a", "wipe", { checks: ["policy p 0"], gate: "control" })])],
      [capability("wipe", "idempotent")],
      {
        policies: [
          {
            name: "p",
            severity: "blocking",
            on: [{ any: true }],
            verdicts: [{ kind: "consent", scope: "mail" }],
          },
        ],
        checks: { "policy p 0": { id: "policy p 0", kind: "policy", policy: "p", verdict: 0 } },
      },
    );
    const world = new TestWorld(of, { handlers: { wipe: () => ({ after: 10_000, ok: 1 }) } });
    world.later(
      5_000,
      () => world.tellControl({ t: "Withdrew", at: world.now, id: "1", user: "ada", scope: "mail" }),
      false,
    );
    expect(world.go().story()).toContain("Aborted revoked");
  });
});

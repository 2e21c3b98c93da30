import { join } from "node:path";
import type { RunEvent } from "@orchlang/kernel/run";
import { describe, expect, test, vi } from "vitest";
import type { HookedAction, PolicyHook } from "../../src/hooks/policy-hook.ts";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { limits } from "../../src/limits.ts";
import type { Orchestrator } from "../../src/orchestrator-api.ts";
import type { PlainPlan } from "../../src/plain/plan.ts";
import { folder } from "../journal/streams.ts";
import { accepted, orchestrator } from "../orchestrator/open.ts";
import { shop } from "../plain/registered.ts";

const holding: PlainPlan = {
  id: "holding",
  steps: [
    {
      id: "held",
      type: "tool",
      tool: "reserve",
      params: { product: "tea" },
      undo: { capability: "free", params: { reservation: "{{result.reservation}}" } },
    },
    { id: "told", type: "agent", agent: "write", params: { of: "{{held.output.reservation}}" } },
  ],
};

async function executed(hooks: readonly PolicyHook[], plan = holding) {
  const orch = await orchestrator(openMemoryStore(), { capabilities: shop, hooks });
  const done = accepted(await orch.executor.execute(plan));
  const hooked = (await eventsOf(orch, done.run)).filter((event) => event.t === "Hooked");
  const replayed = accepted(await orch.planReplay.replay(done.run));
  expect(replayed.decided).toMatchObject({ same: true });
  return { done, hooked };
}

async function eventsOf(orch: Orchestrator, run: string): Promise<readonly RunEvent[]> {
  return accepted(await orch.planReplay.export(run)).events.map(({ event }) => event);
}

test("a hook is asked about every step, with what it is and on whose behalf, and its word is journalled", async () => {
  const seen: HookedAction[] = [];
  const hook: PolicyHook = {
    name: "looks",
    preExecution: (action) => {
      seen.push(action);
      return { allow: true, reason: "office hours", details: { hour: 10 } };
    },
    postExecution: (_, outcome) => ("ok" in outcome ? undefined : false),
  };
  const { done, hooked } = await executed([hook]);
  expect(done.status).toBe("completed");
  expect(seen).toMatchObject([
    {
      step: "held",
      capability: "reserve",
      type: "service",
      params: { product: "tea" },
      attempt: 1,
      user: { id: "local" },
    },
    { step: "told", capability: "write", type: "agent" },
  ]);
  expect(hooked).toMatchObject([
    { hook: "looks", when: "before", allows: true, because: "office hours", details: { hour: 10 } },
    { hook: "looks", when: "after", allows: true },
    { when: "before" },
    { when: "after" },
  ]);
});

test("a denial before leaves the handler uncalled, and is not tried again", async () => {
  const called = vi.fn(() => ({ reservation: "R" }));
  const orch = await orchestrator(openMemoryStore(), {
    capabilities: [
      ...shop.filter(({ name }) => name !== "reserve"),
      { name: "reserve", effect: "idempotent", handler: called },
    ],
    hooks: { name: "closed", preExecution: ({ step }) => ({ allow: step !== "held", reason: "not today" }) },
  });
  const plan = {
    ...holding,
    steps: holding.steps.map((step) => (step.id === "held" ? { ...step, retries: 3 } : step)),
  };
  const done = accepted(await orch.executor.execute(plan as PlainPlan));
  expect(done).toMatchObject({
    status: "failed",
    error: { class: "denied", message: "the hook `closed` denies it: not today" },
    steps: [
      { stepId: "held", status: "failed", attempts: 1 },
      { stepId: "told", status: "pending", attempts: 0 },
    ],
  });
  expect(called).not.toHaveBeenCalled();
});

test("a denial after fails the step and undoes it, though it was done", async () => {
  const { done, hooked } = await executed([{ name: "audits", postExecution: ({ step }) => step !== "held" }]);
  expect(done).toMatchObject({ status: "failed", error: { class: "denied" } });
  expect(done.steps.map(({ stepId, status }) => `${stepId} ${status}`)).toEqual([
    "held failed",
    "told pending",
    "undo held completed",
  ]);
  // The undo is nothing that a hook is asked about.
  expect(hooked).toHaveLength(1);
});

test("the first of several that denies decides; those behind it are not asked", async () => {
  const never = vi.fn();
  const { hooked } = await executed([
    { name: "one", preExecution: () => true },
    { name: "two", preExecution: () => false },
    { name: "three", preExecution: never },
  ]);
  expect(hooked).toMatchObject([
    { hook: "one", allows: true },
    { hook: "two", allows: false },
  ]);
  expect(never).not.toHaveBeenCalled();
});

const yes = (): true => true;

describe("a hook that does not answer denies", () => {
  test.each([
    ["throws", () => Promise.reject(new Error("no connection")), "it failed: no connection"],
    ["answers neither yes nor no", () => "yes" as never, "it answered neither yes nor no"],
    [
      "gives what is no JSON",
      () => ({ allow: true, details: 1n as never }),
      "it gave details that cannot be journalled",
    ],
  ])("that %s", async (_, preExecution, because) => {
    const { done, hooked } = await executed([{ name: "odd", preExecution }]);
    expect(done).toMatchObject({ status: "failed", error: { class: "denied" } });
    expect(hooked).toMatchObject([{ hook: "odd", allows: false, because }]);
  });

  test("that says nothing for too long", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
    try {
      const asked = Promise.withResolvers<void>();
      const preExecution = () => {
        asked.resolve();
        return new Promise<never>(() => {});
      };
      const orch = await orchestrator(openMemoryStore(), {
        capabilities: shop,
        hooks: { name: "mute", preExecution },
      });
      const done = orch.executor.execute(holding);
      await asked.promise;
      await vi.advanceTimersByTimeAsync(limits.hookMsMax + 10);
      expect(await done).toMatchObject({
        status: "failed",
        error: { message: "the hook `mute` denies it: it said nothing for 30 s" },
      });
    } finally {
      vi.useRealTimers();
    }
  });
});

test("what a hook does to the parameters changes nothing", async () => {
  const spoil = ({ params }: HookedAction) => {
    Object.assign(params, { product: "spoilt" });
  };
  const { done } = await executed([{ name: "spoils", preExecution: spoil }]);
  expect(done.steps[0]).toMatchObject({ output: { reservation: "R-tea" } });
});

test("a run cancelled while a hook thinks ends without its handler", async () => {
  const asked = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const orch = await orchestrator(openMemoryStore(), {
    capabilities: shop,
    hooks: {
      name: "thinks",
      preExecution: async () => {
        asked.resolve();
        await gate.promise;
      },
    },
  });
  const done = orch.executor.execute(holding, { request: "r" });
  await asked.promise;
  const again = await orch.start({ plan: preparedBy(orch), input: { input: {} }, root: "/", request: "r" });
  accepted(await orch.order(accepted(again).run, undefined, "cancel", { undo: true }, "enough"));
  gate.resolve();
  expect(await done).toMatchObject({ status: "cancelled" });
});

function preparedBy(orch: Orchestrator) {
  const file = orch.executor.prepare(holding);
  if ("refused" in file) throw new Error(file.message);
  return file;
}

describe("hooks of one execution", () => {
  const once: PolicyHook = { name: "once", preExecution: () => false };

  test("are asked in it, and in no other", async () => {
    const orch = await orchestrator(openMemoryStore(), { capabilities: shop });
    expect(await orch.executor.execute(holding, {}, { policyHooks: [once] })).toMatchObject({
      status: "failed",
    });
    expect(await orch.executor.execute(holding)).toMatchObject({ status: "completed" });
  });

  test("are wanted where its run is gone on with", async () => {
    const path = join(folder(), "journal.db");
    const begun = Promise.withResolvers<void>();
    const slow = {
      name: "write",
      type: "agent" as const,
      effect: "idempotent" as const,
      handler: () => {
        begun.resolve();
        return new Promise<never>(() => {});
      },
    };
    const others = shop.filter(({ name }) => name !== "write");
    const first = await orchestrator(path, { capabilities: [...others, slow] });
    void first.executor.execute(holding, {}, { policyHooks: [{ name: "kept", preExecution: yes }] });
    await begun.promise;
    await first.close();
    const without = await orchestrator(path, { capabilities: shop });
    expect(await without.resume()).toMatchObject({ runs: [], left: [{ refusal: { refused: "hooks" } }] });
    await without.close();
    const withIt = await orchestrator(path, {
      capabilities: shop,
      hooks: { name: "kept", preExecution: yes },
    });
    const { runs } = accepted(await withIt.resume());
    expect(await withIt.rest(runs[0] ?? "", 500_000)).toMatchObject({ status: "completed" });
  });
});

test.each([
  [[{}], "A policy hook has a name."],
  [[{ name: "x", preExecution: 1 }], "The `preExecution` of the policy hook x is no function."],
  [
    [{ name: "x", preExecute: () => false }],
    "The policy hook x is asked nothing: it has neither `preExecution` nor `postExecution`.",
  ],
  [
    [
      { name: "x", preExecution: yes },
      { name: "x", preExecution: yes },
    ],
    "There is another policy hook of the name x.",
  ],
])("%j are no hooks", async (hooks, why) => {
  const made = orchestrator(openMemoryStore(), { hooks: hooks as unknown as PolicyHook[] });
  await expect(made).rejects.toThrow(why);
});

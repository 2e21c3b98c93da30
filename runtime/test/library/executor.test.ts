import { join } from "node:path";
import { decodePlanFile, encodePlanFile, type PlanFile } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import { HandlerFailure } from "../../src/handler.ts";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { type LifecycleEvent, lifecycleTypes } from "../../src/library/lifecycle.ts";
import type { Registration } from "../../src/orchestrator/registry.ts";
import type { Orchestrator } from "../../src/orchestrator-api.ts";
import type { PlainPlan } from "../../src/plain/plan.ts";
import { folder } from "../journal/streams.ts";
import { accepted, orchestrator } from "../orchestrator/open.ts";
import { shop } from "../plain/registered.ts";

function shopping(...more: readonly Registration[]): Promise<Orchestrator> {
  return orchestrator(openMemoryStore(), { capabilities: [...shop, ...more] });
}

/** As it is written in JSON. */
const report = JSON.parse(`{
  "id": "report",
  "steps": [
    { "id": "step_1", "type": "tool", "tool": "search", "params": { "query": "about {{input.topic}}" } },
    { "id": "good", "type": "conditional", "condition": "{{step_1.output.hits[0].score}} > 0.8",
      "then": ["step_2"], "else": ["step_3"] },
    { "id": "step_2", "type": "agent", "agent": "write", "params": { "best": "{{step_1.output.hits[0].id}}" } },
    { "id": "step_3", "type": "agent", "agent": "write", "params": { "none": true } },
    { "id": "pause", "type": "wait", "duration": 5, "dependencies": ["good"] }
  ],
  "output": { "text": "{{step_2.output.text}}", "otherwise": "{{step_3.output}}", "good": "{{good.output}}" }
}`) as PlainPlan;

const told = (events: readonly LifecycleEvent[]): readonly string[] =>
  events.map((event) => ("stepId" in event ? `${event.type} ${event.stepId}` : event.type));

function listening(orch: Orchestrator): LifecycleEvent[] {
  const events: LifecycleEvent[] = [];
  for (const type of lifecycleTypes) orch.on(type, (event) => events.push(event));
  return events;
}

describe("a plan as an object", () => {
  test("is run, its templates filled in, its branches taken, and its events told in order", async () => {
    const orch = await shopping();
    const events = listening(orch);
    const done = accepted(await orch.executor.execute(report, { input: { topic: "tea" } }));
    expect(done).toMatchObject({
      status: "completed",
      output: { text: '{"best":"about tea-0"}', otherwise: null, good: true },
      metadata: { totalSteps: 5, completedSteps: 4, failedSteps: 0, skippedSteps: 1 },
      replans: [],
    });
    expect(done.steps.map(({ stepId, status, attempts }) => `${stepId} ${status} ${attempts}`)).toEqual([
      "step_1 completed 1",
      "good completed 0",
      "step_2 completed 1",
      "step_3 skipped 0",
      "pause completed 0",
    ]);
    expect(told(events)).toEqual([
      "plan_created",
      "execution_started",
      "step_started step_1",
      "step_completed step_1",
      "step_started good",
      "step_completed good",
      "step_started step_2",
      "step_completed step_2",
      "step_started pause",
      "step_completed pause",
      "execution_completed",
    ]);
  });

  test("is a plan file like any other, the same one each time", async () => {
    const orch = await shopping();
    const prepared = (plan: PlainPlan) => accepted<PlanFile>(orch.executor.prepare(plan));
    const file = prepared(report);
    expect(prepared(report).id).toBe(file.id);
    const altered = { ...file, plan: { ...file.plan, entry: "plans.other" } };
    for (const nonsense of [
      null,
      undefined,
      "a plan",
      3,
      [],
      { format: "x" },
      { ...file, plan: {} },
      altered,
    ]) {
      expect(await orch.executor.execute(nonsense as never)).toMatchObject({ refused: "plan" });
    }
    expect(prepared({ ...report, timeout: "5s" }).id).not.toBe(file.id);
    expect(decodePlanFile(encodePlanFile(file.plan, file.about))).toMatchObject({ ok: { id: file.id } });
    expect(file.plan.obligations.every(({ verdict }) => verdict === "checked")).toBe(true);
    expect(accepted(await orch.executor.execute(file, { input: { input: { topic: "x" } } })).status).toBe(
      "completed",
    );
  });

  test("with mistakes begins nothing, and every one is told", async () => {
    const orch = await shopping();
    const events = listening(orch);
    const wrong = {
      steps: [
        { id: "a", type: "tool", tool: "find" },
        { id: "b", type: "wait" },
      ],
    } as PlainPlan;
    expect(await orch.executor.execute(wrong)).toMatchObject({
      refused: "plan",
      message: "The plan has 2 mistakes.",
      details: [expect.stringContaining("steps[0].tool"), expect.stringContaining("steps[1]")],
      faults: [{ at: "steps[0].tool" }, { at: "steps[1]" }],
    });
    expect(events).toEqual([]);
  });

  test("asked twice under one request is executed once", async () => {
    const orch = await shopping();
    const one = accepted(await orch.executor.execute(report, { input: { topic: "tea" }, request: "r1" }));
    const other = accepted(await orch.executor.execute(report, { input: { topic: "tea" }, request: "r1" }));
    expect(other).toEqual(one);
  });

  test("checks its input against its schema, every fault of it", async () => {
    const orch = await shopping();
    const plan: PlainPlan = {
      ...report,
      inputSchema: { type: "object", properties: { topic: { type: "string" } }, required: ["topic"] },
    };
    expect(await orch.executor.execute(plan, { input: { topic: 3 } })).toMatchObject({
      refused: "input",
      details: [expect.stringContaining("input.topic")],
    });
  });

  test("fails as `unmet` where what was wanted is not so in the end, and is undone", async () => {
    const freed: unknown[] = [];
    const orch = await orchestrator(openMemoryStore(), {
      capabilities: [
        ...shop.filter(({ name }) => name !== "free"),
        { name: "free", effect: "idempotent", handler: (args: object) => void freed.push(args) },
      ],
    });
    const plan: PlainPlan = {
      steps: [
        {
          id: "held",
          type: "tool",
          tool: "reserve",
          params: { product: "{{input.product}}" },
          undo: {
            capability: "free",
            params: { reservation: "{{result.reservation}}", of: "{{args.product}}" },
          },
        },
      ],
      successCriteria: ["held.output.reservation == 'R-tea'"],
    };
    expect(await orch.executor.execute(plan, { input: { product: "tea" } })).toMatchObject({
      status: "completed",
      output: { reservation: "R-tea" },
    });
    expect(await orch.executor.execute(plan, { input: { product: "milk" } })).toMatchObject({
      status: "failed",
      error: { name: "unmet", message: "what was wanted is not so: held.output.reservation == 'R-tea'" },
    });
    expect(freed).toEqual([{ reservation: "R-milk", of: "milk" }]);
  });

  test("keeps within its constraints: what may cost more does not begin", async () => {
    const orch = await shopping();
    const held = (id: string, after: readonly string[] = []) =>
      ({ id, type: "tool", tool: "reserve", params: { product: id }, dependencies: after }) as const;
    const plan: PlainPlan = {
      steps: [held("a"), held("b", ["a"]), held("c", ["b"])],
      constraints: { maxCost: { amount: "0.80", currency: "USD" } },
    };
    const done = accepted(await orch.executor.execute(plan));
    expect(done).toMatchObject({ status: "failed", error: { class: "budget" } });
    expect(done.steps.map(({ stepId, status }) => `${stepId} ${status}`)).toEqual([
      "a completed",
      "b completed",
      "c failed",
    ]);
  });
});

describe("steps", () => {
  /** How many functions run at once, at most. */
  function counting(): { readonly registration: Registration; most(): number } {
    let [now, most] = [0, 0];
    const handler = async (): Promise<null> => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      now -= 1;
      return null;
    };
    return { registration: { name: "count", effect: "pure", handler }, most: () => most };
  }
  const four: PlainPlan = {
    steps: [
      ...["a", "b", "c"].map((id) => ({ id, type: "tool", tool: "count" }) as const),
      { id: "d", type: "tool", tool: "count", condition: "input.go" },
    ],
  };

  test("run side by side, or one after another where that is wanted", async () => {
    const counted = counting();
    const orch = await orchestrator(openMemoryStore(), { capabilities: [counted.registration] });
    const context = { input: { go: true } };
    expect(accepted(await orch.executor.execute(four, context, { parallelExecution: false })).status).toBe(
      "completed",
    );
    expect(counted.most()).toBe(1);
    expect(accepted(await orch.executor.execute(four, context)).status).toBe("completed");
    expect(counted.most()).toBe(4);
  });

  test("one after another keep to dependencies that are written the other way round", async () => {
    const seen: string[] = [];
    const handler = ({ name }: { name: string }) => void seen.push(name);
    const orch = await orchestrator(openMemoryStore(), { capabilities: [{ name: "note", handler }] });
    const note = (id: string, dependencies: readonly string[] = []) =>
      ({ id, type: "tool", tool: "note", params: { name: id }, dependencies }) as const;
    const plan: PlainPlan = { steps: [note("a", ["c"]), note("b"), note("c")] };
    accepted(await orch.executor.execute(plan, {}, { parallelExecution: false }));
    expect(seen).toEqual(["b", "c", "a"]);
  });

  test("under a condition that does not hold are left out, and what comes after them goes on", async () => {
    const orch = await shopping();
    const plan: PlainPlan = {
      steps: [
        { id: "a", type: "agent", agent: "write", params: { x: 1 }, condition: "input.go" },
        { id: "b", type: "agent", agent: "write", params: { of: "{{a.output.text}}" }, dependencies: ["a"] },
      ],
    };
    expect(await orch.executor.execute(plan, { input: {} })).toMatchObject({ output: { text: "{}" } });
    expect(await orch.executor.execute(plan, { input: { go: true } })).toMatchObject({
      output: { text: '{"of":"{\\"x\\":1}"}' },
    });
  });

  test("are tried again, give way to a fallback, or are done without", async () => {
    let tries = 0;
    const flaky: Registration = {
      name: "flaky",
      effect: "pure",
      handler: () => {
        tries += 1;
        if (tries < 2) throw new HandlerFailure("transient", "busy");
        return { tries };
      },
    };
    const broken: Registration = {
      name: "broken",
      effect: "pure",
      handler: () => {
        throw new Error("broken");
      },
    };
    const orch = await shopping(flaky, broken);
    const done = accepted(
      await orch.executor.execute({
        steps: [
          { id: "again", type: "tool", tool: "flaky", retries: 1 },
          {
            id: "other",
            type: "tool",
            tool: "broken",
            fallback: { capability: "write", params: { from: "fallback" } },
          },
          { id: "without", type: "tool", tool: "broken", optional: true },
        ],
        output: ["{{again.output.tries}}", "{{other.output.text}}", "{{without.output}}"],
      }),
    );
    expect(done).toMatchObject({ status: "completed", output: [2, '{"from":"fallback"}', null] });
  });

  test("that fail end the plan, with the failure of the step", async () => {
    const broken: Registration = {
      name: "broken",
      handler: () => {
        throw new HandlerFailure("permanent", "no such box", { reach: "not_reached" });
      },
    };
    const orch = await shopping(broken);
    const events = listening(orch);
    const plan: PlainPlan = { id: "p", steps: [{ id: "send", type: "tool", tool: "broken" }] };
    expect(await orch.executor.execute(plan)).toMatchObject({
      status: "failed",
      error: { class: "permanent", message: "no such box" },
      steps: [{ stepId: "send", status: "failed", error: { message: "no such box" } }],
    });
    expect(told(events).slice(2)).toEqual(["step_started send", "step_failed send", "execution_failed"]);
  });

  test("whose condition cannot be asked fail the plan, rather than being left out", async () => {
    const orch = await shopping();
    const plan: PlainPlan = { steps: [{ id: "a", type: "agent", agent: "write", condition: "input.n > 3" }] };
    expect(await orch.executor.execute(plan, { input: { n: "many" } })).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining("text doesn't compare with a number") },
    });
  });
});

describe("where a step fails for good", () => {
  const failing: Registration = {
    name: "post",
    effect: "idempotent",
    inputSchema: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
    outputSchema: { type: "object", properties: { sent: { type: "string" } } },
    cost: { amount: "0.01", currency: "USD" },
    handler: () => {
      throw new HandlerFailure("permanent", "the office is closed", { reach: "not_reached" });
    },
  };
  const other: Registration = {
    ...failing,
    name: "courier",
    cost: { amount: "0.05", currency: "USD" },
    handler: ({ text }: { text: string }) => ({ sent: `by courier: ${text}` }),
  };
  const plan: PlainPlan = {
    id: "letter",
    steps: [
      { id: "written", type: "agent", agent: "write", params: { to: "you" } },
      { id: "sent", type: "tool", tool: "post", params: { text: "{{written.output.text}}" } },
    ],
    output: "{{sent.output.sent}}",
  };

  test("another plan is made, and what was done and stands is not done again", async () => {
    const orch = await shopping(failing, other);
    const events = listening(orch);
    const done = accepted(await orch.executor.execute(plan, {}, { replans: 1 }));
    expect(done).toMatchObject({
      status: "completed",
      output: 'by courier: {"to":"you"}',
      replans: [{ failedStepId: "sent", error: { message: "the office is closed" } }],
    });
    expect(told(events).filter((one) => one === "step_started written")).toHaveLength(1);
  });

  test("it fails where nobody else can do it", async () => {
    const orch = await shopping(failing);
    expect(await orch.executor.execute(plan, {}, { replans: 3 })).toMatchObject({
      status: "failed",
      replans: [],
    });
  });
});

test("runs go on in another process, told of from where they are", async () => {
  const path = join(folder(), "journal.db");
  const gate = Promise.withResolvers<void>();
  const slow: Registration = { name: "slow", effect: "pure", handler: () => gate.promise };
  const first = await orchestrator(path, { capabilities: [...shop, slow] });
  const plan: PlainPlan = {
    steps: [
      { id: "a", type: "agent", agent: "write" },
      { id: "b", type: "tool", tool: "slow", dependencies: ["a"] },
    ],
  };
  const begun = new Promise((resolve) =>
    first.on("step_started", ({ stepId }) => stepId === "b" && resolve(stepId)),
  );
  void first.executor.execute(plan, { request: "r" });
  await begun;
  await first.close();
  const quick: Registration = { ...slow, handler: () => ({ done: true }) };
  const second = await orchestrator(path, { capabilities: [...shop, quick] });
  const events = listening(second);
  expect(await second.executor.execute(plan, { request: "r" })).toMatchObject({
    status: "completed",
    output: { done: true },
  });
  expect(told(events).filter((one) => one.startsWith("step_completed"))).toEqual(["step_completed b"]);
});

test("a listener that throws disturbs nothing, and one that has ended hears nothing", async () => {
  const orch = await shopping();
  let heard = 0;
  orch.on("step_started", () => {
    throw new Error("a listener's own");
  });
  const end = orch.on("step_started", () => {
    heard += 1;
  });
  await orch.executor.execute(report, { input: { topic: "tea" } });
  end();
  await orch.executor.execute(report, { input: { topic: "tea" } });
  expect(heard).toBe(4);
});

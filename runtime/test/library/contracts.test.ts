import { join } from "node:path";
import type { JsonObject } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import type { HookContext, HookedAction, HookedResult, PolicyHook } from "../../src/hooks/policy-hook.ts";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import type { ExecutionContext, ExecutionOptions } from "../../src/library/executor.ts";
import { createOrchestrator } from "../../src/orchestrator.ts";
import type { Orchestrator } from "../../src/orchestrator-api.ts";
import type { Refusal, StartRequest } from "../../src/orchestrator-types.ts";
import type { PlainPlan } from "../../src/plain/plan.ts";
import type { PlanGoal } from "../../src/planning/goal.ts";
import { folder } from "../journal/streams.ts";
import { accepted, orchestrator } from "../orchestrator/open.ts";

/*
 * Plan, goal, result and hook as agents and tools hand them over that know nothing of orch: taken as they are, or refused
 * with what is wrong; nothing is dropped.
 */

const mails: string[] = [];

/** @param output the schema of what its judge takes, which is required; absent: any. */
function campaign(hooks: readonly PolicyHook[] = [], output?: JsonObject): Promise<Orchestrator> {
  mails.length = 0;
  return orchestrator(openMemoryStore(), {
    hooks,
    capabilities: [
      {
        name: "content_agent",
        type: "agent",
        description: "Generates the content of a campaign",
        effect: "idempotent",
        handler: ({ topic }: { topic: string }) => ({ id: `content of ${topic}`, score: 0.9 }),
      },
      {
        name: "email_service",
        type: "service",
        description: "Sends an e-mail",
        effect: "idempotent",
        scopes: ["mail.send"],
        inputSchema: { type: "object", properties: { body: { type: "string" } }, required: ["body"] },
        handler: ({ body }: { body: string }) => {
          mails.push(body);
          return { sent: true };
        },
      },
      {
        name: "reviewer",
        type: "llm",
        ...(output === undefined ? {} : { inputSchema: judged(output) }),
        outputSchema: {
          type: "object",
          properties: { met: { type: "boolean" }, because: { type: "string" } },
          required: ["met"],
        },
        handler: ({ criterion, output }: { criterion: string; output: unknown }) => ({
          met: !criterion.includes("Design"),
          because: `${criterion}: ${JSON.stringify(output)}`,
        }),
      },
    ],
  });
}

function judged(output: JsonObject): JsonObject {
  return {
    type: "object",
    properties: { criterion: { type: "string" }, output },
    required: ["criterion", "output"],
  };
}

const twoSteps = {
  id: "plan_1",
  goalId: "goal_1",
  createdAt: "2026-10-01T09:00:00.000Z",
  estimatedDuration: 60000,
  estimatedCost: 0.5,
  steps: [
    {
      id: "step_1",
      type: "agent",
      name: "content_agent",
      description: "Generate the content",
      params: { topic: "tea" },
      dependencies: [],
      timeout: 30000,
      retries: 2,
    },
    {
      id: "step_2",
      type: "tool",
      name: "email_service",
      description: "Send it",
      params: { body: "{{step_1.output.id}}" },
      dependencies: ["step_1"],
    },
  ],
} satisfies PlainPlan;

const consenting: ExecutionContext = { userId: "ada", consentGiven: true };

describe("a plan object as others write it", () => {
  test("is run as it is, and its result speaks of it in its own words", async () => {
    const orch = await campaign();
    const done = accepted(await orch.executor.execute(twoSteps, consenting));
    expect(done).toMatchObject({
      planId: "plan_1",
      status: "completed",
      output: { sent: true },
      error: null,
      metadata: { totalSteps: 2, completedSteps: 2, failedSteps: 0, skippedSteps: 0 },
      steps: [
        { stepId: "step_1", status: "completed", output: { score: 0.9 } },
        { stepId: "step_2", status: "completed" },
      ],
    });
    expect(done.plan).toMatch(/^sha256:/u);
    expect(mails).toEqual(["content of tea"]);
    for (const { startedAt, completedAt, duration } of [
      { ...done, duration: done.metadata.totalDuration },
      ...done.steps,
    ])
      expect(Date.parse(completedAt ?? "") - Date.parse(startedAt ?? "")).toBe(duration);
  });

  test("may say when it was made as a Date, and that makes no other plan of it", async () => {
    const orch = await campaign();
    const dated = { ...twoSteps, createdAt: new Date(0) } as unknown as PlainPlan;
    const [one, other] = [orch.executor.prepare(twoSteps), orch.executor.prepare(dated)];
    expect("refused" in one || "refused" in other ? [one, other] : [one.id]).toEqual([
      "refused" in other ? "" : other.id,
    ]);
    expect(refusal(orch.executor.prepare({ ...twoSteps, createdAt: "yesterday" })).details).toEqual([
      "createdAt: is no time such as 2026-11-24T09:30:00Z",
    ]);
  });

  const conditional = (condition: string): PlainPlan => ({
    ...twoSteps,
    steps: [
      ...twoSteps.steps.slice(0, 1),
      {
        id: "step_2",
        type: "conditional",
        name: "email_service",
        description: "Send it if it is good",
        params: { condition, body: "{{step_1.output.id}}" },
        dependencies: ["step_1"],
      },
    ],
  });

  test.each([
    ["{{step_1.output.score}} > 0.8", "completed", 1],
    ["{{step_1.output.score}} > 0.95", "skipped", 0],
    ["{{step_1.output.score > 0.8}} === true", undefined, 0],
  ])("a conditional step that calls a capability where `%s`", async (condition, status, sent) => {
    const orch = await campaign();
    const done = await orch.executor.execute(conditional(condition), consenting);
    if (status === undefined) {
      expect(refusal(done).details?.[0]).toMatch(/^steps\[1\]\.params\.condition: /u);
      return;
    }
    expect(accepted(done)).toMatchObject({
      status: "completed",
      steps: [
        { status: "completed" },
        { stepId: "step_2", status, startedAt: status === "skipped" ? null : {} },
      ],
      metadata: { totalSteps: 2, skippedSteps: 1 - sent },
    });
    const { steps } = accepted(await orch.planReplay.getStats(accepted(done).run));
    expect(steps).toMatchObject({ total: 2, completed: 1 + sent, skipped: 1 - sent });
    expect(mails).toHaveLength(sent);
  });

  test("a mistake in another parameter of such a step has its place", async () => {
    const orch = await campaign();
    const plan = conditional("{{step_1.output.score}} > 0.8");
    const [first = plan.steps[0], second] = plan.steps;
    const wrong = {
      ...second,
      params: { ...(second as { params: object }).params, body: "{{step_9.output}}" },
    };
    expect(refusal(orch.executor.prepare({ ...plan, steps: [first, wrong] } as PlainPlan)).details).toEqual([
      expect.stringMatching(/^steps\[1\]\.params\.body: /u),
    ]);
  });

  test("a wait may have its time among its parameters, as other steps have theirs", async () => {
    const orch = await campaign();
    const waiting = (params: Record<string, string | number>) => ({
      ...twoSteps,
      steps: [
        ...twoSteps.steps.slice(0, 1),
        { id: "step_2", type: "wait" as const, name: "wait", params, dependencies: ["step_1"] },
      ],
    });
    const of = async (params: Record<string, string | number>) =>
      accepted(await orch.executor.execute(waiting(params), consenting)).steps.map(({ status }) => status);
    expect(await of({ duration: 10 })).toEqual(["completed", "completed"]);
    expect(await of({ until: "2026-01-01T00:00:00Z" })).toEqual(["completed", "completed"]);
    const mistakes = (params: Record<string, string | number>) =>
      refusal(orch.executor.prepare(waiting(params))).details;
    expect(mistakes({ duration: "soon" })).toEqual([
      expect.stringMatching(/^steps\[1\]\.params\.duration: /u),
    ]);
    expect(mistakes({ duration: 10, until: "2026-01-01T00:00:00Z" })).toHaveLength(1);
    expect(mistakes({ duration: 10, patience: 3 })).toContain(
      "steps[1].params: there is no such field; what else is to be kept goes into `metadata`",
    );
  });

  test("of a run that failed, what never had its turn is pending", async () => {
    const orch = await campaign();
    // Nobody has consented to mail.
    const done = accepted(
      await orch.executor.execute({
        ...twoSteps,
        steps: [
          ...twoSteps.steps,
          {
            id: "step_3",
            type: "tool",
            name: "email_service",
            params: { body: "more" },
            dependencies: ["step_2"],
          },
        ],
      }),
    );
    expect(done.status).toBe("failed");
    expect(done.steps.map(({ status }) => status)).toEqual(["completed", "failed", "pending"]);
    expect(mails).toEqual([]);
  });

  test("counts each event of its run", async () => {
    const orch = await campaign();
    const { run } = accepted(await orch.executor.execute(twoSteps, consenting));
    expect(accepted(await orch.planReplay.getStats(run)).eventCounts).toEqual({
      plan_created: 1,
      execution_started: 1,
      step_started: 2,
      step_completed: 2,
      step_failed: 0,
      execution_completed: 1,
      execution_failed: 0,
    });
  });
});

test("a replay and a timeline name each moment by `timestamp` and `event`, from the plan on", async () => {
  const orch = await campaign();
  const { run } = accepted(await orch.executor.execute(twoSteps, consenting));
  const entries: { timestamp: number; event: string; data: object }[] = [];
  accepted(
    await orch.planReplay.replay(run, ({ timestamp, event, data }) => {
      entries.push({ timestamp, event, data });
    }),
  );
  const names = [
    "plan_created",
    "execution_started",
    "step_started",
    "step_completed",
    "step_started",
    "step_completed",
    "execution_completed",
  ];
  expect(entries.map(({ event }) => event)).toEqual(names);
  expect(entries[3]?.data).toMatchObject({ run, stepId: "step_1", attempts: 1 });
  const timeline = accepted(await orch.planReplay.getTimeline(run));
  expect(timeline.map(({ event }) => event)).toEqual(names);
  expect(timeline.map(({ timestamp }) => timestamp)).toEqual(entries.map(({ timestamp }) => timestamp));
  expect(timeline[0]?.duration).toBe(0);
});

describe("criteria in words", () => {
  const wanted = ["Content generated", "Design approved", "step_2.output.sent"];
  const plan: PlainPlan = { ...twoSteps, success_criteria: wanted };
  const verdicts = async (options: ExecutionOptions, criteria: PlainPlan["successCriteria"] = wanted) => {
    const orch = await campaign();
    const done = accepted(
      await orch.executor.execute({ ...twoSteps, successCriteria: criteria ?? [] }, consenting, options),
    );
    return [done.status, ...done.criteria.map(({ says, verdict, by }) => `${says}: ${verdict} ${by ?? "-"}`)];
  };

  test("are kept, and reported as not judged where nobody is there to judge", async () => {
    const orch = await campaign();
    const done = accepted(await orch.executor.execute(plan, consenting));
    expect(done.status).toBe("completed");
    expect(done.criteria).toEqual([
      { says: "Content generated", verdict: "not judged" },
      { says: "Design approved", verdict: "not judged" },
      { says: "step_2.output.sent", verdict: "met", by: "condition" },
    ]);
  });

  test("are judged by a capability, whose reasons are kept; one that is not met fails the plan", async () => {
    const judge = "reviewer";
    expect(await verdicts({ judge }, ["Content generated", "step_2.output.sent"])).toEqual([
      "completed",
      "Content generated: met reviewer",
      "step_2.output.sent: met condition",
    ]);
    expect(await verdicts({ judge })).toEqual([
      "failed",
      "Content generated: met reviewer",
      "Design approved: unmet reviewer",
      "step_2.output.sent: not judged -",
    ]);
    const orch = await campaign();
    const done = accepted(await orch.executor.execute(plan, consenting, { judge }));
    expect(done.error).toMatchObject({
      name: "unmet",
      message: "what was wanted is not so: Design approved",
    });
    expect(done.criteria[0]?.because).toBe('Content generated: {"sent":true}');
    expect(done.steps.map(({ stepId }) => stepId)).toEqual(["step_1", "step_2"]);
  });

  test.each([
    ["a wait", [{ id: "pause", type: "wait", duration: 1, dependencies: ["step_2"] }], '{"sent":true}'],
    [
      "a skipped step",
      [{ ...twoSteps.steps[0], id: "more", condition: "not step_2.output.sent" }],
      '{"sent":true}',
    ],
    ["a wait alone", undefined, "null"],
  ])("are judged by the last output, where a plan ends in %s", async (_, more, shown) => {
    const orch = await campaign([], { type: ["object", "null"] });
    const steps =
      more === undefined ? [{ id: "pause", type: "wait", duration: 1 }] : [...twoSteps.steps, ...more];
    const ending = { id: "p", steps, successCriteria: ["Content generated"] } as PlainPlan;
    const done = accepted(await orch.executor.execute(ending, consenting, { judge: "reviewer" }));
    expect([done.status, done.error]).toEqual(["completed", null]);
    expect(done.criteria[0]?.because).toBe(`Content generated: ${shown}`);
  });

  test("are judged by a person, who is asked", async () => {
    const orch = await campaign();
    const options: ExecutionOptions = { judge: { person: "lead" } };
    const asked = accepted(
      await orch.executor.execute({ ...twoSteps, successCriteria: ["Design approved"] }, consenting, options),
    );
    expect(asked).toMatchObject({ status: "waiting", criteria: [{ verdict: "not judged" }] });
    expect(JSON.stringify(asked.waiting)).toContain("Is this so: Design approved");
    const lead = { id: "eve", roles: ["lead"], consents: [] };
    const step = asked.waiting[0] && "step" in asked.waiting[0] ? asked.waiting[0].step : "";
    accepted(await orch.answer(asked.run, step, { met: true }, lead));
    expect(await orch.rest(asked.run)).toMatchObject({ status: "completed" });
  });

  test.each([
    ["Everything is sent and approved", "successCriteria[0]: "],
    ["step_1.outptu.id", "successCriteria[0]: "],
    ["sent", "successCriteria[0]: "],
  ])("`%s` could be a condition, and is read as one", async (says, place) => {
    const orch = await campaign();
    const [first] = refusal(orch.executor.prepare({ ...twoSteps, successCriteria: [says] })).details ?? [];
    expect(first?.startsWith(place)).toBe(true);
    accepted(orch.executor.prepare({ ...twoSteps, successCriteria: [{ says }] }));
  });

  test("what is no judge is refused", async () => {
    const orch = await campaign();
    const refused = (judge: string) => refusal(orch.executor.prepare(plan, { judge })).details;
    expect(refused("nobody")?.[0]).toMatch(/^judge: no capability `nobody` is registered/u);
    const both = { ...plan, successCriteria: ["Done well"] };
    expect(refusal(orch.executor.prepare(both)).details).toEqual([
      "success_criteria: `successCriteria` is given too: one of the two",
    ]);
  });

  test("a goal that is told in sentences is planned for by what they speak of", async () => {
    const orch = await campaign();
    const goal: PlanGoal = {
      id: "goal_1",
      description: "Launch a campaign",
      success_criteria: ["Content generated", "E-mail sent"],
      constraints: { maxCost: { amount: "5", currency: "USD" } },
      context: { topic: "tea", body: "hello" },
    };
    const planned = accepted(await orch.planner.plan(goal));
    expect(planned).toMatchObject({
      goalId: "goal_1",
      successCriteria: [{ says: "Content generated" }, { says: "E-mail sent" }],
    });
    expect(planned.steps.map((step) => ("capability" in step ? step.capability : ""))).toEqual([
      "content_agent",
      "email_service",
    ]);
    const misspelt = { ...goal, succes_criteria: [] } as unknown as PlanGoal;
    expect(refusal(await orch.planner.plan(misspelt)).details?.[0]).toMatch(/is `successCriteria` meant/u);
  });
});

describe("hooks", () => {
  test("are given the step, what came of it, and who acts with what the execution brought along", async () => {
    const before: (readonly [HookedAction, HookContext])[] = [];
    const after: (readonly [HookedAction, HookedResult, HookContext])[] = [];
    const orch = await campaign([
      {
        name: "audit",
        preExecution: (step, context) => void before.push([step, context]),
        postExecution: (step, result, context) => void after.push([step, result, context]),
      },
    ]);
    const values = { tenant: "acme", userId: "somebody else" };
    accepted(await orch.executor.execute(twoSteps, { ...consenting, values }));
    expect(before[1]?.[0]).toMatchObject({
      step: "step_2",
      name: "email_service",
      params: { body: "content of tea" },
    });
    const context = {
      tenant: "acme",
      userId: "ada",
      consentGiven: true,
      user: { id: "ada", consents: ["*"] },
    };
    expect(before[1]?.[1]).toMatchObject(context);
    expect(after[1]).toMatchObject([
      { step: "step_2" },
      { status: "completed", output: { sent: true }, error: null, ok: { sent: true } },
      context,
    ]);
    expect(after[1]?.[1].duration).toBeGreaterThanOrEqual(0);
  });

  test("a policy that asks for consent denies where none was given", async () => {
    const orch = await campaign([
      {
        name: "consent",
        preExecution: (_, { consentGiven }) => ({ allow: consentGiven, reason: "no consent" }),
      },
    ]);
    const denied = (context: ExecutionContext) => orch.executor.execute(twoSteps, context);
    for (const context of [{}, { userId: "ada" }, { consentGiven: false }])
      expect(await denied(context)).toMatchObject({ status: "failed", error: { message: /no consent/u } });
    expect(accepted(await denied({ consentGiven: ["mail.send"] })).status).toBe("completed");
  });

  test("are given the same where the run is gone on with", async () => {
    const path = join(folder(), "journal.db");
    const seen: HookContext[] = [];
    const looks: PolicyHook = { name: "looks", preExecution: (_, context) => void seen.push(context) };
    const begun = Promise.withResolvers<void>();
    const named = (handler: () => unknown) => [
      { name: "slow", type: "tool" as const, effect: "idempotent" as const, handler },
    ];
    const stuck = named(() => {
      begun.resolve();
      return new Promise<never>(() => {});
    });
    const first = await orchestrator(path, { capabilities: stuck, hooks: looks });
    const plan: PlainPlan = { steps: [{ id: "a", type: "tool", name: "slow" }] };
    void first.executor.execute(plan, { userId: "ada", values: { tenant: "acme" } });
    await begun.promise;
    await first.close();
    const second = await orchestrator(path, { capabilities: named(() => null), hooks: looks });
    const { runs } = accepted(await second.resume());
    expect(await second.rest(runs[0] ?? "", 500_000)).toMatchObject({ status: "completed" });
    expect(seen).toHaveLength(2);
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[1]).toMatchObject({ tenant: "acme", userId: "ada", consentGiven: false });
  });
});

describe("what there is not is refused, and nothing begins", () => {
  test.each([
    [{ consentgiven: true }, {}, "There is no `consentgiven` in the context: is `consentGiven` meant?"],
    [
      { tenant: "acme" },
      {},
      "There is no `tenant` in the context: what hooks are to know goes into `values`.",
    ],
    [{}, { policyHook: [] }, "There is no `policyHook` in the options: is `policyHooks` meant?"],
    [
      { user: { id: "a", roles: [], consents: [] }, consentGiven: true },
      {},
      "Give the acting user as `user`, or as `userId` and `consentGiven`, not both.",
    ],
    [{ userId: 7 }, {}, "`userId` is a text."],
    [{ consentGiven: "yes" }, {}, "`consentGiven` is true, false or a list of scopes."],
    [{ values: [] }, {}, "`values` is an object of JSON."],
    [{}, { judge: {} }, "`judge` is the name of a capability, or { person: role }."],
  ])("%j %j", async (context, options, message) => {
    const orch = await campaign();
    const done = await orch.executor.execute(
      twoSteps,
      context as ExecutionContext,
      options as ExecutionOptions,
    );
    expect(refusal(done).message).toBe(message);
    expect(mails).toEqual([]);
  });
});

test("options of an orchestrator and of a start that there are not are refused, too", async () => {
  const misspelt = { store: openMemoryStore(), hook: [] } as unknown as Parameters<
    typeof createOrchestrator
  >[0];
  await expect(createOrchestrator(misspelt)).rejects.toThrow(
    "There is no `hook` in the options of an orchestrator: is `hooks` meant?",
  );
  const orch = await campaign();
  const plan = accepted(orch.executor.prepare(twoSteps));
  const started = await orch.start({
    plan,
    input: { input: {} },
    root: "/",
    users: [],
  } as unknown as StartRequest);
  expect(refusal(started).message).toBe("There is no `users` in what is started: is `user` meant?");
});

function refusal(done: object): Refusal {
  if (!("refused" in done)) throw new Error(`not refused: ${JSON.stringify(done)}`);
  return done as Refusal;
}

import { expect, test } from "vitest";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { type Registration, Registry } from "../../src/orchestrator/registry.ts";
import type { PlanGoal } from "../../src/planning/goal.ts";
import { planner } from "../../src/planning/planner.ts";
import { accepted, orchestrator } from "../orchestrator/open.ts";

const text = { type: "string" } as const;

function capability(
  name: string,
  takes: readonly string[],
  gives: readonly string[],
  more: Partial<Registration> = {},
): Registration {
  const properties = (names: readonly string[]) => Object.fromEntries(names.map((one) => [one, text]));
  return {
    name,
    effect: "idempotent",
    inputSchema: {
      type: "object",
      properties: properties(takes),
      required: [...takes],
      additionalProperties: false,
    },
    outputSchema: {
      type: "object",
      properties: properties(gives),
      required: [...gives],
      additionalProperties: false,
    },
    handler: (args: Readonly<Record<string, string>>) =>
      Object.fromEntries(gives.map((one) => [one, `${one}(${takes.map((name) => args[name]).join()})`])),
    ...more,
  };
}

const all = [
  capability("sales.fetch", ["week"], ["figures"], { description: "Fetches the sales figures of a week" }),
  capability("report.write", ["figures"], ["report"], {
    type: "llm",
    cost: { amount: "0.10", currency: "USD" },
  }),
  capability("report.template", ["figures"], ["report"], { cost: { amount: "0.01", currency: "USD" } }),
  capability("mail.send", ["report", "to"], ["sent"], {
    description: "Sends e-mail",
    cost: { amount: "0.02", currency: "USD" },
  }),
];

const goal: PlanGoal = {
  id: "weekly",
  description: "Send the weekly sales report",
  successCriteria: ["mail.send"],
  context: { week: "2026-W47", to: "all@example.com" },
};

function plans(registrations: readonly Registration[] = all) {
  return planner(new Registry(registrations));
}

test("a plan is made backwards from what is wanted: what is not known is taken from what others give", async () => {
  const plan = accepted(await plans().plan(goal));
  expect(plan.steps).toEqual([
    { id: "step_1", type: "tool", capability: "sales.fetch", params: { week: "{{input.week}}" } },
    {
      id: "step_2",
      type: "tool",
      capability: "report.template",
      params: { figures: "{{step_1.output.figures}}" },
    },
    {
      id: "step_3",
      type: "tool",
      capability: "mail.send",
      params: { report: "{{step_2.output.report}}", to: "{{input.to}}" },
    },
  ]);
  expect(plan.metadata?.because).toEqual([
    "step_1: sales.fetch, since its result is needed",
    "step_2: report.template, since its result is needed; it takes figures of step_1",
    "step_3: mail.send, since it is asked for; it takes report of step_2",
  ]);
});

test("a plan that was made is run, and what was wanted is checked in the end", async () => {
  const orch = await orchestrator(openMemoryStore(), { capabilities: all });
  const wanted = { ...goal, successCriteria: ["sent != ''", "report == 'report(figures(2026-W47))'"] };
  const plan = accepted(await orch.planner.plan(wanted));
  expect(plan.successCriteria).toEqual([
    "step_3.output.sent != ''",
    "step_2.output.report == 'report(figures(2026-W47))'",
  ]);
  expect(await orch.executor.execute(plan, { input: wanted.context ?? {} })).toMatchObject({
    status: "completed",
    output: { "mail.send": { sent: "sent(report(figures(2026-W47)),all@example.com)" } },
  });
  const other = accepted(await orch.planner.plan({ ...wanted, successCriteria: ["sent == 'x'"] }));
  expect(await orch.executor.execute(other, { input: wanted.context ?? {} })).toMatchObject({
    status: "failed",
    error: { name: "unmet" },
  });
});

test("without criteria, what the description speaks of is carried out", async () => {
  const { successCriteria: _, ...said } = goal;
  const plan = accepted(await plans().plan({ ...said, description: "send an e-mail with it" }));
  expect(plan.steps.at(-1)).toMatchObject({ capability: "mail.send" });
});

test.each([
  [
    "what nobody gives",
    { ...goal, context: { week: "2026-W47" } },
    ["`mail.send.to`: it is not in the context, and no capability gives it"],
  ],
  [
    "a criterion of nothing",
    { ...goal, successCriteria: ["paid == true"] },
    ["`paid == true`: no capability of that name, and none that gives `paid`"],
  ],
  ["too many steps", { ...goal, constraints: { maxSteps: 2 } }, ["it takes 3 steps, and 2 are allowed"]],
  [
    "too high a cost",
    { ...goal, constraints: { maxCost: { amount: "0.02", currency: "USD" } } },
    ["it may cost $0.03, and $0.02 is allowed"],
  ],
  [
    "a cost in another currency than is allowed",
    { ...goal, constraints: { maxCost: { amount: "5", currency: "EUR" } } },
    ["a step may cost $0.01, which is in another currency than `maxCost`"],
  ],
  [
    "a constraint of another form",
    { ...goal, constraints: { maxCost: 100 } as never },
    ['constraints.maxCost: is no amount: { "amount": "0.05", "currency": "USD" } is one'],
  ],
  [
    "an unknown constraint",
    { ...goal, constraints: { maxStep: 2 } as never },
    ["constraints.maxStep: there is no such field; `maxSteps` is meant?"],
  ],
  [
    "what may not be used",
    { ...goal, constraints: { without: ["mail.send"] } },
    ["`mail.send`: no capability of that name, and none that gives `mail`"],
  ],
])("%s: there is no plan, and it is said why", async (_, wanted, details) => {
  expect(await plans().plan(wanted)).toMatchObject({
    refused: "goal",
    details: expect.arrayContaining(details),
  });
});

test("a goal that nothing has to do with is refused with what there is", async () => {
  const asked = await plans().plan({ description: "zzz" });
  expect(asked).toMatchObject({ refused: "goal", details: all.map(({ name }) => `there is ${name}`) });
});

test("a disabled capability is done without", async () => {
  const [fetch, write, template, send] = all as [Registration, Registration, Registration, Registration];
  const plan = accepted(await plans([fetch, write, { ...template, enabled: false }, send]).plan(goal));
  expect(plan.steps[1]).toMatchObject({ capability: "report.write", type: "llm" });
});

test("circles among capabilities end", async () => {
  const circle = [
    capability("a", ["y"], ["x"]),
    capability("b", ["x"], ["y"]),
    capability("c", ["x"], ["z"]),
  ];
  expect(await plans(circle).plan({ description: "c", successCriteria: ["c"] })).toMatchObject({
    refused: "goal",
  });
});

test("a failed step is done by another capability, then by none; one that may pass is tried again", async () => {
  const plan = accepted(await plans().plan(goal));
  const other = accepted(
    await plans().replan(plan, "step_2", { class: "permanent", message: "no template" }),
  );
  expect(other.steps[1]).toMatchObject({ id: "step_2", type: "llm", capability: "report.write" });
  const again = await plans().replan(other, "step_2", { class: "permanent", message: "no words" });
  expect(again).toMatchObject({ refused: "goal", message: "There is no other way of doing `step_2`." });
  const passing = accepted(await plans().replan(plan, "step_3", { class: "transient", message: "busy" }));
  expect(passing.steps[2]).toMatchObject({ capability: "mail.send", retries: 2 });
  expect(await plans().replan(passing, "step_3", { class: "transient", message: "busy" })).toMatchObject({
    refused: "goal",
  });
  expect(await plans().replan(plan, "step_9", { class: "transient", message: "" })).toMatchObject({
    refused: "goal",
  });
});

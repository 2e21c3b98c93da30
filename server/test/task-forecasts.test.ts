import { expect, test, vi } from "vitest";
import { argumentsOf } from "../src/forecast-view.ts";
import { started } from "./started.ts";

const base = "/api/orchestration";

test("the consequences of a yes and of a no are known before anybody answers", async () => {
  const { ask } = await started();
  await ask(
    "operator",
    "POST",
    `${base}/workflow/execute`,
    { workflow_name: "pay", input: { id: "7" } },
    "start",
  );
  const task = await vi.waitFor(async () => {
    const { body } = await ask("approver", "GET", `${base}/tasks`);
    const [first] = body.tasks as readonly { readonly task: string }[];
    expect(first).toBeDefined();
    return first?.task;
  });
  const foreseen = async (value: unknown) =>
    await ask("approver", "POST", `${base}/tasks/forecast`, { task, value });
  expect(await foreseen({ granted: true })).toMatchObject({
    status: 200,
    body: { begins: [{ step: "paid", capability: "shop.charge" }], undone: [] },
  });
  expect(await foreseen({ granted: false })).toMatchObject({
    status: 200,
    body: { begins: [], ends: { status: "failed" } },
  });
  const other = await ask("approver", "POST", `${base}/tasks/forecast`, { task: "run/x#1", value: true });
  expect([other.status, other.body.code]).toEqual([404, "unknown_task"]);
});

test("a no that needs a reason is foreseen too; one that needs a figure is not", async () => {
  const source = `module m
role boss
human may(what: String) -> { granted: Bool, reason: String } { ask boss  show "\${what}?" }
human much(what: String) -> { granted: Bool, hours: Int } { ask boss  show "\${what}?" }
plan p(x: String) { fails refused  step ok = may(x) { timeout 1h }  when not ok.granted { fail refused "no" } }
human name(what: String) -> String { ask boss  show "\${what}?" }
plan q(x: String) { step ok = much(x) { timeout 1h } }
plan r(x: String) { step ok = name(x) { timeout 1h } }
`;
  const { ask } = await started({ source });
  for (const workflow_name of ["p", "q", "r"])
    await ask(
      "operator",
      "POST",
      `${base}/workflow/execute`,
      { workflow_name, input: { x: "a" } },
      workflow_name,
    );
  const noOf = await vi.waitFor(async () => {
    const { body } = await ask("approver", "GET", `${base}/tasks`);
    const tasks = body.tasks as readonly { readonly workflow: string; readonly no?: unknown }[];
    expect(tasks).toHaveLength(3);
    return new Map(tasks.map(({ workflow, no }) => [workflow, no]));
  });
  expect(noOf.get("m.p")).toMatchObject({ begins: [], ends: { status: "failed" } });
  expect([noOf.get("m.q"), noOf.get("m.r")]).toEqual([undefined, undefined]);
});

test("what a question is about stands in the order in which the capability declares it", async () => {
  const source = `module m
role boss
human may(what: String, amount: Money) -> { granted: Bool } { ask boss  show "\${what}?" }
plan p(x: String) { step ok = may(amount: $5, what: x) { timeout 1h } }
`;
  const { ask, journal } = await started({ source });
  const start = { workflow_name: "p", input: { x: "a" } };
  const { body } = await ask("operator", "POST", `${base}/workflow/execute`, start, "k");
  const file = await journal.plan(String(body.run));
  if ("refused" in file) throw new Error(file.message);
  // As they are read from the journal, whose names are sorted.
  const args = { amount: { amount: "5", currency: "USD" }, what: "a" };
  const shown = { plan: file.plan, clearance: "internal", redacted: (said: string) => said } as const;
  expect(Object.keys(argumentsOf("m.may", args, shown) as object)).toEqual(["what", "amount"]);
});

import { expect, test, vi } from "vitest";
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

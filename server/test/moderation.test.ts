import { expect, test } from "vitest";
import { begun, ended } from "./begun.ts";
import { started } from "./started.ts";

/* The report on actions that rules and people denied, and the weekly report as text, over HTTP. */

test("denials, answers of people, consents and orders are counted", async () => {
  const server = await started();
  const ask: typeof server.ask = (role, method, path, ...rest) =>
    server.ask(role, method, `/api/orchestration${path}`, ...rest);
  await ended(server, await begun(server, "quick", "yes"));
  await ended(server, await begun(server, "quick", "no"));
  const answered = await begun(server, "pay", "1");
  const open = await begun(server, "pay", "2");
  const cancelled = await begun(server, "pay", "3");
  const tasks = async () =>
    (await ask("admin", "GET", "/tasks")).body.tasks as readonly { task: string; run: string }[];
  await expect.poll(async () => (await tasks()).length).toBe(3);
  const task = (await tasks()).find(({ run }) => run === answered)?.task;
  const boss = { authorization: `Bearer ${server.token({ role: "approver", roles: ["shop.boss"] })}` };
  const answer = await server.server.app.inject({
    method: "POST",
    url: "/api/orchestration/tasks/answer",
    headers: { ...boss, "idempotency-key": "no" },
    payload: { task, value: { granted: false } },
  });
  expect(answer.statusCode).toBeLessThan(300);
  await ended(server, answered);
  await ask("operator", "POST", `/runs/${cancelled}/orders`, { order: "cancel", why: "a mistake" }, "cancel");
  await ended(server, cancelled);
  await ask("admin", "POST", "/events/ingest", { consent: "camera", user: "ada" }, "consent");
  await ask("admin", "POST", "/events/ingest", { withdrawn: "camera", user: "ada" }, "withdrawn");

  const { body } = await ask("viewer", "GET", "/reports/moderation?days=1");
  expect(body).toMatchObject({
    partial: false,
    decisions: [
      { kind: "task", role: "shop.boss", asked: 3, granted: 0, refused: 1, unanswered: 1, open: 1 },
    ],
    consents: [{ scope: "camera", given: 1, withdrawn: 1, lapsed: 0, stopped: 0 }],
    overrides: [{ order: "cancel", count: 1 }],
  });
  const rules = body.rules as readonly { rule: string; asked: number; denied: number }[];
  expect(rules[0]).toMatchObject({ rule: expect.stringContaining("named"), asked: 2, denied: 1 });
  expect((await ask("viewer", "GET", `/runs/${open}`)).body.status).toBe("waiting");

  const markdown = (await ask("viewer", "GET", "/reports/weekly")).body;
  expect(markdown.text).toMatch(/^# Runs from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d$/mu);
  expect(markdown.text).toContain("5 runs began: 1 completed, 2 failed, 1 cancelled, 1 open.");
  expect(markdown.text).toMatch(/^\| shop\.boss \| task \| 3 \| 0 \| 1 \| 1 \| 1 \|/mu);
  const page = String((await ask("viewer", "GET", "/reports/weekly?format=html&days=3")).body.text);
  expect(page.match(/<svg /gu)).toHaveLength(2);
  expect(page).toContain("<td>camera</td>");
  expect(page).not.toMatch(/<script|https?:/u);
});

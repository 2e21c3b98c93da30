import { expect, test, vi } from "vitest";
import { type Started, started } from "./started.ts";

/* The page that Prometheus reads, after runs that completed, failed and wait. */

const base = "/api/orchestration";
const soon = { timeout: 20_000 };

async function scraped({ server, token }: Started): Promise<string> {
  const headers = { authorization: `Bearer ${token({ role: "viewer" })}` };
  const reply = await server.app.inject({ url: "/metrics", headers });
  expect([reply.statusCode, reply.headers["content-type"]]).toEqual([
    200,
    expect.stringContaining("text/plain; version=0.0.4"),
  ]);
  return reply.body;
}

test("runs, steps, tasks, triggers, pools and requests are counted", async () => {
  const on = await started();
  const begin = async (workflow_name: string, id: string) =>
    await on.ask("operator", "POST", `${base}/workflow/execute`, { workflow_name, input: { id } }, id);
  await begin("quick", "1");
  await begin("quick", "2");
  await begin("broken", "3");
  await begin("pay", "4");
  await vi.waitFor(async () => {
    const lines = (await scraped(on)).split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        'orch_runs_started_total{plan="shop.quick"} 2',
        'orch_run_duration_seconds_count{plan="shop.quick",status="completed"} 2',
        'orch_run_duration_seconds_count{plan="shop.broken",status="failed"} 1',
        'orch_steps_ended_total{plan="shop.quick",outcome="completed"} 2',
        'orch_runs{status="completed"} 2',
        'orch_runs{status="waiting"} 1',
        'orch_tasks_open{role="shop.boss"} 1',
        'orch_trigger_fired{trigger="shop.arrives"} 0',
        'orch_pool_members{pool="shop.tills",health="ready"} 2',
        "orch_runs_needing_attention 0",
        'orch_http_request_duration_seconds_count{operation="executeWorkflow",status="2xx"} 4',
      ]),
    );
  }, soon);
});

test("no label comes from a request, an event or a value", async () => {
  const on = await started();
  await on.ask(
    "operator",
    "POST",
    `${base}/workflow/execute`,
    { workflow_name: "made-up-plan", input: {} },
    "k",
  );
  await on.ask("operator", "POST", `${base}/events/ingest`, { event: "made-up-event", fields: {} }, "e");
  await on.ask("viewer", "GET", `${base}/runs/made-up-run`);
  await on.ask("viewer", "GET", "/made-up-path");
  await on.ask(
    "operator",
    "POST",
    `${base}/workflow/execute`,
    { workflow_name: "broken", input: { id: "x" } },
    "x",
  );
  await vi.waitFor(
    async () => expect(await scraped(on)).toContain('plan="shop.broken",status="failed"'),
    soon,
  );
  const text = await scraped(on);
  for (const word of ["made-up", "Ada Lovelace"]) expect(text).not.toContain(word);
});

test("metrics need a token that sees all plans", async () => {
  const on = await started();
  expect((await on.server.app.inject("/metrics")).statusCode).toBe(401);
  const headers = { authorization: `Bearer ${on.token({ plans: ["shop.quick"] })}` };
  expect((await on.server.app.inject({ url: "/metrics", headers })).statusCode).toBe(403);
});

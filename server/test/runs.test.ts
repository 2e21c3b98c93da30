import { expect, test, vi } from "vitest";
import { begun, ended, soon } from "./begun.ts";
import { started } from "./started.ts";

const base = "/api/orchestration";

test("a run is started, listed, read and followed to its end", async () => {
  const server = await started();
  const run = await begun(server, "quick");
  const report = await ended(server, run);
  expect(report).toMatchObject({ status: "completed", value: "r-7", entry: "shop.quick" });
  expect(report.steps).toMatchObject([{ step: "paid", status: "completed", attempts: 1 }]);
  const { body } = await server.ask("viewer", "GET", `${base}/runs?status=completed&limit=10`);
  expect(body).toMatchObject({ total: 1, runs: [{ run, status: "completed" }] });
  const timeline = await server.ask("viewer", "GET", `${base}/runs/${run}/timeline`);
  const kinds = (timeline.body.entries as readonly { type: string }[]).map(({ type }) => type);
  expect(kinds).toEqual(["execution_started", "step_started", "step_completed", "execution_completed"]);
});

test("one Idempotency-Key starts one run; with another input it is rejected", async () => {
  const server = await started();
  const run = await begun(server, "quick", "1", "same");
  expect(await begun(server, "quick", "1", "same")).toBe(run);
  const other = { workflow_name: "quick", input: { id: "2" } };
  const rejected = await server.ask("operator", "POST", `${base}/workflow/execute`, other, "same");
  expect([rejected.status, rejected.body.code]).toEqual([409, "request"]);
  const missing = await server.ask("operator", "POST", `${base}/workflow/execute`, other);
  expect([missing.status, missing.body.code]).toEqual([400, "invalid_request"]);
});

test("where certificates are required, a plan file without them does not start", async () => {
  const { ask } = await started({ certificates: "required" });
  const start = { workflow_name: "quick", input: { id: "1" } };
  const { status, body } = await ask("operator", "POST", `${base}/workflow/execute`, start, "c");
  expect([status, body.code]).toEqual([422, "uncertified"]);
});

test("values above the clearance are masked, in results and in texts", async () => {
  const server = await started();
  const run = await begun(server, "broken");
  await ended(server, run);
  const holder = "Ada Lovelace";
  for (const path of [`/runs/${run}`, `/runs/${run}/timeline`, "/runs", "/status"]) {
    const { body } = await server.ask("admin", "GET", `${base}${path}`);
    expect([path, JSON.stringify(body).includes(holder)]).toEqual([path, false]);
  }
  const authorization = `Bearer ${server.token({ clearance: "personal" })}`;
  const cleared = await server.server.app.inject({ url: `${base}/runs/${run}`, headers: { authorization } });
  expect(cleared.body).toContain(holder);
});

test("a task is answered by who has the role, in the form that is asked, and once", async () => {
  const server = await started();
  const run = await begun(server, "pay");
  const task = await vi.waitFor(async () => {
    const { body } = await server.ask("approver", "GET", `${base}/tasks`);
    const [first] = body.tasks as readonly { task: string }[];
    expect(first).toMatchObject({ run, role: "shop.boss", show: "May 7 be paid?", workflow: "shop.pay" });
    return first?.task;
  }, soon);
  const answer = { task, value: { granted: true } };
  const answered = (value: unknown, key: string) =>
    server.ask("approver", "POST", `${base}/tasks/answer`, { task, value }, key);
  const authorization = `Bearer ${server.token({ role: "approver" })}`;
  const byStranger = async () => {
    const headers = { authorization, "idempotency-key": "s" };
    const url = `${base}/tasks/answer`;
    return (await server.server.app.inject({ method: "POST", url, headers, payload: answer })).statusCode;
  };
  // A refusal is no answer: sent again under its key it is refused again.
  expect([await byStranger(), await byStranger()]).toEqual([409, 409]);
  expect((await answered(7, "w")).status).toBe(422);
  expect((await answered(answer.value, "a")).status).toBe(202);
  expect(await ended(server, run)).toMatchObject({ status: "completed", value: { receipt: "r-7" } });
  expect((await answered(answer.value, "b")).body.code).toBe("unknown_task");
  expect((await answered(answer.value, "a")).status).toBe(202);
});

test("what is personal in a question is shown to who is asked, and to nobody else of lower clearance", async () => {
  const server = await started();
  await begun(server, "known");
  const shownWith = async (authorization: string) => {
    const reply = await server.server.app.inject({ url: `${base}/tasks`, headers: { authorization } });
    return JSON.parse(reply.body).tasks.map(({ show }: { show: string }) => show);
  };
  const asked = server.token({ role: "approver", roles: ["shop.boss"] });
  await vi.waitFor(async () => {
    expect(await shownWith(`Bearer ${asked}`)).toEqual(["Is it Ada Lovelace?"]);
  }, soon);
  const other = await shownWith(`Bearer ${server.token({ role: "approver" })}`);
  expect(other).toHaveLength(1);
  expect(other[0]).not.toContain("Ada");
});

test("an operator pauses and cancels a run, with a reason", async () => {
  const server = await started();
  const run = await begun(server, "pay");
  const order = (order: string, key: string) =>
    server.ask("operator", "POST", `${base}/runs/${run}/orders`, { order, why: "tried" }, key);
  expect((await order("pause", "1")).status).toBe(202);
  await vi.waitFor(async () => {
    expect((await server.ask("viewer", "GET", `${base}/runs/${run}`)).body.paused).toBe(true);
  }, soon);
  expect((await order("unpause", "2")).status).toBe(202);
  expect((await order("cancel", "3")).status).toBe(202);
  expect(await ended(server, run)).toMatchObject({ status: "cancelled" });
});

test("pages go on from a cursor until every run was listed once", async () => {
  const server = await started();
  const wanted = new Set<string>();
  for (let at = 0; at < 7; at++) wanted.add(await begun(server, "quick", `${at}`));
  const seen: string[] = [];
  let cursor = "";
  do {
    const { body } = await server.ask("viewer", "GET", `${base}/runs?limit=3${cursor}`);
    seen.push(...(body.runs as readonly { run: string }[]).map(({ run }) => run));
    cursor = body.next === undefined ? "" : `&cursor=${body.next}`;
  } while (cursor !== "");
  expect(seen).toHaveLength(7);
  expect(new Set(seen)).toEqual(wanted);
  const lost = await server.ask("viewer", "GET", `${base}/runs?cursor=nothing`);
  expect([lost.status, lost.body.code]).toEqual([400, "unknown_cursor"]);
});

test("an event that is ingested sets off its trigger", async () => {
  const server = await started();
  const fields = { id: "e1", amount: { currency: "USD", amount: "5.00" }, buyer: "Ada Lovelace" };
  const event = { event: "shop.order", from: "web", fields };
  const { status, body } = await server.ask("operator", "POST", `${base}/events/ingest`, event, "e1");
  expect([status, body.detail, body.faults]).toEqual([202, undefined, undefined]);
  await vi.waitFor(async () => {
    const listed = await server.ask("viewer", "GET", `${base}/runs?workflow=quick`);
    expect(listed.body.total).toBe(1);
  }, soon);
  const unknown = { event: "shop.nothing", fields: {} };
  const rejected = await server.ask("operator", "POST", `${base}/events/ingest`, unknown, "e2");
  expect([404, 422]).toContain(rejected.status);
});

test("every mistake in a request is a problem with a stable code, and never a 500", async () => {
  const { ask, server, token } = await started();
  expect((await ask("viewer", "GET", "/nowhere")).body).toMatchObject({ status: 404, code: "unknown_path" });
  const unknown = await ask("viewer", "GET", `${base}/runs/none`);
  expect(unknown.body).toMatchObject({ status: 404, code: "unknown_run" });
  expect((await ask("viewer", "GET", `${base}/runs?limit=many`)).body.code).toBe("invalid_request");
  expect((await ask("viewer", "GET", `${base}/runs?surprise=1`)).body.code).toBe("invalid_request");
  const headers = { authorization: `Bearer ${token({ role: "admin" })}`, "idempotency-key": "k" };
  const post = async (payload: string, type = "application/json") => {
    const request = { method: "POST", url: `${base}/workflow/execute`, payload } as const;
    return (await server.app.inject({ ...request, headers: { ...headers, "content-type": type } }))
      .statusCode;
  };
  const bodies = [
    "",
    "{",
    "null",
    "[]",
    '"x"',
    '{"workflow_name": 7}',
    '{"workflow_name": "quick", "as": "x"}',
  ];
  for (const body of bodies) expect([body, await post(body)]).toEqual([body, 400]);
  expect(await post("x", "text/plain")).toBe(415);
  expect(await post(JSON.stringify({ workflow_name: "x".repeat(2_000_000) }))).toBe(413);
  expect(await post('{"workflow_name": "quick", "input": {"id": 7}}')).toBe(422);
});

test("the OpenAPI document lists every operation once", async () => {
  const { ask } = await started();
  const { body } = await ask(undefined, "GET", "/openapi.json");
  const paths = Object.values(body.paths as Record<string, Record<string, { operationId?: string }>>);
  const ids = paths.flatMap((path) => Object.values(path).flatMap(({ operationId }) => operationId ?? []));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain("executeWorkflow");
});

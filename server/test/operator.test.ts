import { expect, test, vi } from "vitest";
import type { Role } from "../src/index.ts";
import { type Reply, type Started, started } from "./started.ts";

/* The state of every statement, what is still to come, and the consequences of an order before it is given. */

const base = "/api/orchestration";
const soon = { timeout: 20_000 };

async function begun({ ask }: Started, workflow_name: string, id = "7"): Promise<string> {
  const start = { workflow_name, input: { id } };
  const key = `${workflow_name} ${id}`;
  const { status, body } = await ask("operator", "POST", `${base}/workflow/execute`, start, key);
  expect([status, body.detail]).toEqual([202, undefined]);
  return String(body.run);
}

interface Task {
  readonly task: string;
  readonly run: string;
  readonly claimed: readonly string[];
  readonly may: { readonly answer: boolean; readonly why?: string };
  readonly no: Forecast;
}

interface Forecast {
  readonly undone: readonly { readonly step: string; readonly capability: string; readonly args: object }[];
  readonly stays: readonly { readonly step: string; readonly why: string }[];
  readonly doubtful: readonly object[];
  readonly begins: readonly { readonly step: string }[];
  readonly ends?: { readonly status: string };
  readonly partial: boolean;
}

async function tasks({ ask }: Started, query = ""): Promise<readonly Task[]> {
  const { status, body } = await ask("approver", "GET", `${base}/tasks${query}`);
  expect([status, body.detail]).toEqual([200, undefined]);
  return body.tasks as readonly Task[];
}

/** A run that has taken three things and left a note, and asks whether that is agreed to. */
async function asking(server: Started, id = "7"): Promise<{ readonly run: string; readonly task: Task }> {
  const run = await begun(server, "order_all", id);
  const task = await vi.waitFor(async () => {
    const found = (await tasks(server, `?run=${run}`))[0];
    expect(found).toBeDefined();
    return found as Task;
  }, soon);
  return { run, task };
}

const undos = ({ undone }: Forecast) => undone.map(({ step }) => step);

async function ended({ ask }: Started, run: string): Promise<Reply["body"]> {
  return await vi.waitFor(async () => {
    const { body } = await ask("viewer", "GET", `${base}/runs/${run}`);
    expect(["completed", "failed", "cancelled"]).toContain(body.status);
    return body;
  }, soon);
}

/** The steps that were undone, in order. */
function compensated(report: Reply["body"]): readonly string[] {
  const steps = report.steps as readonly { step: string; status: string; began: number }[];
  return steps
    .filter(({ step, status }) => step.startsWith("undo ") && status === "completed")
    .map(({ step }) => step.slice("undo ".length));
}

test("roles are said by an admin, and a consent is given by its subject; who acts for another is journalled", async () => {
  const server = await started();
  const told = async (role: Role, body: object, key: string) =>
    await server.ask(role, "POST", `${base}/events/ingest`, body, key);
  const grab = { user: "operator", roles: ["shop.boss"] };
  const consent = (user: string) => ({ consent: "shop.mail", user });
  expect((await told("operator", grab, "1")).body.code).toBe("role");
  expect((await told("operator", consent("ada"), "2")).body.code).toBe("not_yours");
  expect((await told("operator", { withdrawn: "shop.mail", user: "ada" }, "3")).body.code).toBe("not_yours");
  const many = await server.ask("operator", "POST", `${base}/events/fuse`, { events: [consent("ada")] }, "4");
  expect(many.body.code).toBe("not_yours");
  expect((await told("operator", consent("operator"), "5")).status).toBe(202);
  expect((await told("admin", { user: "ada", roles: ["shop.boss"] }, "6")).status).toBe(202);
  expect((await told("admin", consent("ada"), "7")).status).toBe(202);
  const { body } = await server.ask("operator", "GET", `${base}/audit/decisions`);
  const notes = (body.decisions as { name?: string; fields?: object }[]).filter(
    ({ name }) => name === "acts for",
  );
  expect(notes.map(({ fields }) => fields)).toMatchObject([
    { by: "admin", user: "ada", kind: "consent" },
    { by: "admin", user: "ada", kind: "user" },
  ]);
});

test("a key that was used for another request, or by another person, is rejected; one that was refused may be mended", async () => {
  const server = await started();
  const run = await begun(server, "pay");
  const order = async (role: Role, body: object) =>
    await server.ask(role, "POST", `${base}/runs/${run}/orders`, body, "one");
  expect((await order("operator", { order: "resolve", step: "ok", why: "w" })).status).toBe(409);
  const first = await order("operator", { order: "pause", why: "w" });
  expect(first.status).toBe(202);
  expect(await order("operator", { order: "pause", why: "w" })).toEqual(first);
  for (const other of [
    await order("operator", { order: "unpause", why: "w" }),
    await order("admin", { order: "pause", why: "w" }),
  ])
    expect([other.status, other.body.code]).toEqual([409, "request"]);
  const headers = {
    authorization: `Bearer ${server.token({ role: "operator", user: "operator" })}`,
    "content-type": "application/json",
    "idempotency-key": "deep",
  };
  const sent = async (payload: string | Buffer) =>
    await server.server.app.inject({ method: "POST", url: `${base}/events/ingest`, headers, payload });
  expect((await sent('{"event":"payment","from":"bank","fields":{"id":"deep"}}')).statusCode).toBe(202);
  const deep = `{"event":"payment","fields":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  expect((await sent(deep)).statusCode).toBe(409);
  const wrong = await sent(Buffer.from('{"event":"payment","fields":{"id":"\xff"}}', "latin1"));
  expect([wrong.statusCode, wrong.json().detail]).toEqual([400, "The body is not UTF-8."]);
  const paused = await server.ask("viewer", "GET", `${base}/runs/${run}`);
  expect(paused.body.paused).toBe(true);
});

test("what a cancel is forecast to undo is what it undoes; what stays is named, with the reason", async () => {
  const server = await started();
  const { run } = await asking(server);
  const path = `${base}/runs/${run}/orders/forecast`;
  const { status, body } = await server.ask("viewer", "POST", path, { order: "cancel" });
  expect([status, body.detail]).toEqual([200, undefined]);
  const forecast = body as unknown as Forecast;
  expect([...undos(forecast)].sort()).toEqual(
    ["other", "packing.packed[1]", "packing.packed[2]", "taken"].sort(),
  );
  expect(forecast.undone[0]).toMatchObject({
    capability: "shop.give_back",
    cost: { value: { amount: "0.5" } },
  });
  expect(forecast.stays).toEqual([{ step: "noted", capability: "shop.note", why: "a note stays" }]);
  expect(forecast).toMatchObject({ doubtful: [], ends: { status: "cancelled" }, partial: false });
  const order = { order: "cancel", why: "tried" };
  expect((await server.ask("operator", "POST", `${base}/runs/${run}/orders`, order, "c")).status).toBe(202);
  const report = await ended(server, run);
  expect([...compensated(report)].sort()).toEqual([...undos(forecast)].sort());
});

test("a cancel without undoing is forecast to leave everything, and an order that cannot be to be refused", async () => {
  const server = await started();
  const { run } = await asking(server);
  const path = `${base}/runs/${run}/orders/forecast`;
  const left = await server.ask("viewer", "POST", path, { order: "cancel", detail: { undo: false } });
  expect(left.body).toMatchObject({ undone: [], ends: { status: "cancelled" } });
  expect(left.body.stays).toHaveLength(5);
  const paused = await server.ask("viewer", "POST", path, { order: "pause" });
  expect(paused.body).toMatchObject({ undone: [], begins: [] });
  expect(paused.body.ends).toBeUndefined();
  const none = await server.ask("viewer", "POST", path, { order: "resolve", step: "taken" });
  expect([none.status, none.body.code]).toEqual([409, "not_waiting"]);
});

test("one order is forecast and given for many runs, and one that refuses keeps no other from it", async () => {
  const server = await started();
  const [one, other] = [await asking(server, "1"), await asking(server, "2")];
  const runs = [one.run, "NOSUCHRUN", other.run];
  const forecast = await server.ask("viewer", "POST", `${base}/runs/orders/forecast`, {
    runs,
    order: "cancel",
  });
  expect(forecast.body.results).toMatchObject([
    { run: one.run, forecast: { ends: { status: "cancelled" } } },
    { run: "NOSUCHRUN", problem: { code: "unknown_run" } },
    { run: other.run, forecast: { ends: { status: "cancelled" } } },
  ]);
  const order = { runs, order: "cancel", why: "both" };
  const given = await server.ask("operator", "POST", `${base}/runs/orders`, order, "b");
  expect(given.body.results).toMatchObject([
    { done: true },
    { problem: { code: "unknown_run" } },
    { done: true },
  ]);
  expect(await ended(server, other.run)).toMatchObject({ status: "cancelled" });
  const again = await server.ask("operator", "POST", `${base}/runs/orders`, order, "b");
  expect(again.body.results).toMatchObject([{ done: true }, { problem: {} }, { done: true }]);
});

test("a task says what it is about, who may answer, and the consequences of a no", async () => {
  const server = await started();
  const { run, task } = await asking(server);
  expect(task).toMatchObject({
    run,
    workflow: "shop.order_all",
    step: "ok",
    capability: "shop.agree",
    role: "shop.boss",
    show: "May all of 7 be ordered?",
    evidence: { id: "7" },
    people: { of: 1, answered: [] },
    may: { answer: true },
    claimed: [],
    overdue: false,
    no: { ends: { status: "failed", failure: { name: "refused" } }, partial: false },
  });
  expect(undos(task.no)).toHaveLength(4);
  const stranger = { authorization: `Bearer ${server.token({ role: "approver", user: "eve" })}` };
  const seen = await server.server.app.inject({ url: `${base}/tasks`, headers: stranger });
  expect(JSON.parse(seen.body).tasks[0].may).toEqual({
    answer: false,
    why: "only somebody who is `shop.boss` may answer",
  });
  const answer = { task: task.task, value: { granted: false } };
  expect((await server.ask("approver", "POST", `${base}/tasks/answer`, answer, "n")).status).toBe(202);
  const report = await ended(server, run);
  expect(report.status).toBe("failed");
  expect([...compensated(report)].sort()).toEqual([...undos(task.no)].sort());
  // While it undid, no bound of a statement said how long yet.
  const undoing = await server.ask("viewer", "GET", `${base}/runs/${run}?at=${Number(report.events) - 3}`);
  expect(undoing.body).toMatchObject({ remaining: { whole: true } });
});

test("a claimed task is answered by who has claimed it, until it is released or delegated", async () => {
  const server = await started();
  const { task, run } = await asking(server);
  const as = async (user: string, path: string, payload: object, key: string) => {
    const token = server.token({ role: "approver", user, roles: ["shop.boss"] });
    const headers = { authorization: `Bearer ${token}`, "idempotency-key": key };
    const reply = await server.server.app.inject({
      method: "POST",
      url: `${base}/tasks/${path}`,
      headers,
      payload,
    });
    return [reply.statusCode, JSON.parse(reply.body).code];
  };
  const ref = { task: task.task };
  const no = { ...ref, value: { granted: false } };
  expect(await as("ada", "claim", ref, "1")).toEqual([202, undefined]);
  expect(await as("ben", "claim", ref, "2")).toEqual([409, "not_waiting"]);
  expect(await as("ben", "answer", no, "3")).toEqual([409, "not_waiting"]);
  expect(await as("ben", "release", { ...ref, from: "ada" }, "4")).toEqual([403, "role"]);
  expect((await tasks(server))[0]).toMatchObject({ claimed: ["ada"], may: { answer: false } });
  expect(await as("ada", "delegate", { ...ref, to: "cy" }, "5")).toEqual([202, undefined]);
  expect(await as("ada", "answer", no, "6")).toEqual([409, "not_waiting"]);
  expect(await as("cy", "release", ref, "7")).toEqual([202, undefined]);
  expect((await tasks(server))[0]).toMatchObject({ claimed: [] });
  const nobody = await server.ask("viewer", "POST", `${base}/tasks/claim`, ref, "8");
  expect(nobody.status).toBe(403);
  expect(await as("ben", "answer", no, "9")).toEqual([202, undefined]);
  expect(await ended(server, run)).toMatchObject({ status: "failed" });
});

test("a run says how far it is and what it may still take, and its graph how every node is, at any event", async () => {
  const server = await started();
  const { run } = await asking(server);
  const { body: listed } = await server.ask("viewer", "GET", `${base}/runs`);
  const [summary] = listed.runs as readonly Record<string, unknown>[];
  const hour = 3_600_000;
  expect(summary).toMatchObject({
    run,
    progress: { done: 4, all: 5 },
    remaining: { time: { value: hour }, whole: false },
  });
  const early = await server.ask("viewer", "GET", `${base}/runs/${run}?at=0`);
  const remaining = early.body.remaining as { time: { value: number }; whole: boolean };
  expect(remaining.time.value).toBeGreaterThan(hour);
  expect(remaining.whole).toBe(false);
  const { body } = await server.ask("viewer", "GET", `${base}/runs/${run}/graph`);
  const nodes = body.nodes as readonly { id: string; state?: Record<string, unknown> }[];
  const stateOf = (id: string) => nodes.find((node) => node.id === id)?.state;
  expect(stateOf("shop.order_all/taken")).toMatchObject({ status: "completed", attempts: 1, instances: 1 });
  expect(stateOf("shop.pack/packed")).toMatchObject({ status: "completed", instances: 2 });
  expect(stateOf("shop.order_all/ok")).toMatchObject({
    status: "active",
    waiting: { for: "answer", role: "shop.boss" },
  });
  const before = await server.ask("viewer", "GET", `${base}/runs/${run}/graph?at=0`);
  const then = before.body.nodes as typeof nodes;
  expect(then.find((node) => node.id === "shop.order_all/ok")?.state).toBeUndefined();
});

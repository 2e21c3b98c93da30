import { expect, onTestFinished, test, vi } from "vitest";
import { WebSocket } from "ws";
import { begun, ended, soon } from "./begun.ts";
import { type Started, started } from "./started.ts";

/* Decisions of people about the installation: parts of it are paused, settings changed, triggers disabled. */

const base = "/api/orchestration";

async function post({ ask }: Started, path: string, body: object, key: string) {
  return await ask("operator", "POST", `${base}${path}`, body, key);
}

async function statusOf({ ask }: Started, run: string): Promise<unknown> {
  const { body } = await ask("viewer", "GET", `${base}/runs/${run}`);
  return body.paused;
}

async function sale(server: Started, id: string): Promise<void> {
  const event = { event: "shop.sale", from: "web", fields: { id } };
  expect((await post(server, "/events/ingest", event, `sale ${id}`)).status).toBe(202);
}

async function decisionsOf({ ask }: Started, trigger: string) {
  const { body } = await ask("viewer", "GET", `${base}/triggers/${trigger}/decisions`);
  return body.decisions as readonly { readonly fired: boolean; readonly why?: string }[];
}

test("a plan is paused by itself: its runs rest, others go on, and it is open again after the same scope is", async () => {
  const server = await started();
  const [pay, known] = [await begun(server, "pay"), await begun(server, "known")];
  const paused = await post(server, "/kernel/pause", { plan: "pay", why: "fraud" }, "p");
  expect([paused.status, paused.body]).toEqual([202, { mode: "paused", runs: [pay] }]);
  expect([await statusOf(server, pay), await statusOf(server, known)]).toEqual([true, false]);
  const refused = await post(server, "/workflow/execute", { workflow_name: "pay", input: { id: "8" } }, "8");
  expect([refused.status, refused.body.code]).toEqual([503, "paused"]);
  await ended(server, await begun(server, "quick"));
  const { body } = await server.ask("viewer", "GET", `${base}/kernel/closures`);
  expect(body.closures).toMatchObject([
    { mode: "paused", plan: "shop.pay", by: "operator", why: "fraud", runs: [pay] },
  ]);
  const resumed = await post(server, "/kernel/resume", { plan: "pay", why: "cleared" }, "r");
  expect(resumed.body).toEqual({ mode: "open", runs: [pay] });
  expect(await statusOf(server, pay)).toBe(false);
  await begun(server, "pay", "9");
});

test("runs are paused by a value of their input, and a run that two pauses hold goes on after the second", async () => {
  const server = await started();
  const [north, south] = [await begun(server, "pay", "north"), await begun(server, "pay", "south")];
  const scope = { input: { id: "north" } };
  expect((await post(server, "/kernel/pause", { ...scope, why: "a" }, "1")).body.runs).toEqual([north]);
  expect((await post(server, "/kernel/pause", { why: "b" }, "2")).body.runs).toEqual([south]);
  expect((await post(server, "/kernel/resume", { ...scope, why: "c" }, "3")).body.runs).toEqual([]);
  expect(await statusOf(server, north)).toBe(true);
  const all = await post(server, "/kernel/resume", { why: "d" }, "4");
  expect([...(all.body.runs as string[])].sort()).toEqual([north, south].sort());
  expect(await statusOf(server, north)).toBe(false);
});

test("a run that ends while others still resume sets its triggers off", async () => {
  const server = await started();
  const runs: string[] = [];
  for (const id of ["1", "2", "3", "4"]) runs.push(await begun(server, "known", id));
  await vi.waitFor(async () => {
    const { body } = await server.ask("approver", "GET", `${base}/tasks`);
    expect(body.tasks).toHaveLength(runs.length);
  }, soon);
  const paused = await post(server, "/kernel/pause", { why: "a fire" }, "p");
  const { body } = await server.ask("approver", "GET", `${base}/tasks`);
  for (const { task } of body.tasks as { task: string }[]) {
    const answer = { task, value: { granted: true } };
    const { status } = await server.ask("approver", "POST", `${base}/tasks/answer`, answer, task);
    expect(status).toBe(202);
  }
  const resumed = await post(server, "/kernel/resume", { why: "out" }, "r");
  expect(new Set(resumed.body.runs as string[])).toEqual(new Set(runs));
  await Promise.all(runs.map((run) => ended(server, run)));
  await vi.waitFor(async () => {
    const decisions = await decisionsOf(server, "known_over");
    expect(decisions.map(({ fired }) => fired)).toEqual(runs.map(() => true));
  }, soon);
  // Given again, both have the same response and no effect.
  const later = await begun(server, "pay", "late");
  expect((await post(server, "/kernel/pause", { why: "a fire" }, "p")).body).toEqual(paused.body);
  expect((await post(server, "/kernel/resume", { why: "out" }, "r")).body).toEqual(resumed.body);
  expect(await statusOf(server, later)).toBe(false);
  const { body: closed } = await server.ask("viewer", "GET", `${base}/kernel/closures`);
  expect(closed.closures).toEqual([]);
});

test("what a trigger would start in a paused part does not begin", async () => {
  const server = await started();
  expect((await post(server, "/settings/daily", { value: 4, why: "a sale" }, "s")).status).toBe(202);
  await post(server, "/kernel/stop", { input: { id: "7" }, why: "site 7" }, "p");
  await sale(server, "7");
  await sale(server, "8");
  await vi.waitFor(async () => {
    const [later, earlier] = await decisionsOf(server, "sales");
    expect([later?.fired, earlier?.fired]).toEqual([true, false]);
    expect(earlier?.why).toBe("no run begins: the installation is stopped or paused");
  }, soon);
});

test("a token of some plans pauses those alone", async () => {
  const { server, token } = await started();
  const authorization = `Bearer ${token({ role: "operator", plans: ["shop.quick"] })}`;
  const paused = async (body: object, key: string) => {
    const headers = { authorization, "idempotency-key": key };
    const payload = { why: "w", ...body };
    const url = `${base}/kernel/pause`;
    return (await server.app.inject({ method: "POST", url, headers, payload })).statusCode;
  };
  expect(await paused({}, "1")).toBe(403);
  expect(await paused({ input: { id: "7" } }, "2")).toBe(403);
  expect(await paused({ plan: "pay" }, "3")).toBe(404);
  expect(await paused({ plan: "quick" }, "4")).toBe(202);
});

test("a setting counts from its event on, has versions with who and why, and is reverted", async () => {
  const server = await started();
  await sale(server, "0");
  const wrong = await post(server, "/settings/daily", { value: "many", why: "w" }, "w");
  expect([wrong.status, wrong.body.code]).toEqual([422, "shape"]);
  const infinite = '{"value":1e400,"why":"w"}';
  const far = await server.server.app.inject({
    method: "POST",
    url: `${base}/settings/daily`,
    headers: {
      authorization: `Bearer ${server.token({ role: "operator" })}`,
      "content-type": "application/json",
      "idempotency-key": "far",
    },
    payload: infinite,
  });
  expect(far.statusCode).toBe(422);
  expect(far.json().detail).toMatch(/not JSON: .*Infinity/);
  const four = await post(server, "/settings/daily", { value: 4, why: "a sale", expects: 0 }, "a");
  expect([four.status, four.body.name]).toEqual([202, "shop.daily"]);
  const again = await post(server, "/settings/daily", { value: 4, why: "a sale", expects: 0 }, "a");
  expect(again.body).toEqual(four.body);
  await sale(server, "1");
  const stale = await post(server, "/settings/daily", { value: 2, why: "over", expects: 0 }, "b");
  expect([stale.status, stale.body.code]).toEqual([409, "request"]);
  const two = await post(
    server,
    "/settings/daily",
    { value: 2, why: "over", expects: four.body.version },
    "c",
  );
  expect(two.status).toBe(202);
  await sale(server, "2");
  const back = await post(
    server,
    "/settings/daily/revert",
    { version: four.body.version, why: "not yet" },
    "d",
  );
  expect(back.status).toBe(202);
  await sale(server, "3");
  await vi.waitFor(async () => {
    const decisions = await decisionsOf(server, "sales");
    expect(decisions.map(({ fired }) => fired)).toEqual([true, false, true, false]);
  }, soon);
  const { body } = await server.ask("viewer", "GET", `${base}/settings/daily`);
  expect(body.versions).toMatchObject([
    { value: 4, by: "operator", why: "not yet" },
    { value: 2, why: "over" },
    { value: 4, why: "a sale", version: four.body.version },
  ]);
  const none = await server.ask("viewer", "GET", `${base}/settings/nothing`);
  expect([none.status, none.body.code]).toEqual([404, "unknown_setting"]);
});

test("a disabled trigger starts nothing, says who has disabled it, and starts runs again once it is enabled", async () => {
  const server = await started();
  const off = await post(server, "/triggers/arrives/disable", { why: "flooded" }, "off");
  expect(off.body).toMatchObject({ trigger: "shop.arrives", enabled: false });
  const order = (id: string) => ({
    event: "shop.order",
    from: "web",
    fields: { id, amount: { currency: "USD", amount: "5.00" }, buyer: "Ada" },
  });
  await post(server, "/events/ingest", order("1"), "1");
  const { body } = await server.ask("viewer", "GET", `${base}/triggers`);
  expect(body.triggers).toMatchObject([
    { trigger: "shop.arrives", enabled: false, changed: { by: "operator", why: "flooded" } },
    { trigger: "shop.sales", enabled: true },
    { trigger: "shop.ships", enabled: true },
    { trigger: "shop.refunds", enabled: true },
    { trigger: "shop.known_over", enabled: true },
  ]);
  await post(server, "/triggers/arrives/enable", { why: "over" }, "on");
  await post(server, "/events/ingest", order("2"), "2");
  await vi.waitFor(async () => {
    const decisions = await decisionsOf(server, "arrives");
    expect(decisions.map(({ fired, why }) => [fired, why])).toEqual([
      [true, undefined],
      [false, "somebody has disabled it"],
    ]);
  }, soon);
});

test("programs are listed by hash with the time since when, and decisions with who and why", async () => {
  const server = await started();
  const { body } = await server.ask("viewer", "GET", `${base}/programs/quick`);
  expect(body).toMatchObject({
    name: "shop.quick",
    versions: [{ plan: expect.stringMatching(/^sha256:/u) }],
  });
  await post(server, "/kernel/stop", { why: "tried" }, "s");
  const { body: audit } = await server.ask("operator", "GET", `${base}/audit/decisions?limit=1`);
  expect(audit.decisions).toMatchObject([
    { kind: "admission", mode: "stopped", by: "operator", why: "tried" },
  ]);
  expect(audit.next).toBeDefined();
});

test("a decision says the value of a setting with its unit", async () => {
  const server = await started();
  await post(server, "/settings/hall", { value: "21C", why: "guests" }, "warm");
  const { body } = await server.ask("operator", "GET", `${base}/audit/decisions?limit=1`);
  expect(body.decisions).toMatchObject([{ kind: "setting", name: "shop.hall", text: "21C", why: "guests" }]);
});

test("a pause and a change of a setting are on the events channel", async () => {
  const started_ = await started();
  const { server, token } = started_;
  const headers = { authorization: `Bearer ${token({ role: "viewer" })}` };
  const socket = new WebSocket(`${server.address.replace("http", "ws")}/ws/orchestration/events`, {
    headers,
  });
  const frames: { readonly kind: string; readonly data: object }[] = [];
  socket.on("message", (text) => frames.push(JSON.parse(String(text))));
  onTestFinished(() => socket.terminate());
  await new Promise((resolve) => socket.once("open", resolve));
  await post(started_, "/kernel/pause", { plan: "pay", why: "fraud" }, "p");
  await post(started_, "/settings/daily", { value: 4, why: "a sale" }, "s");
  await vi.waitFor(() => {
    const found = frames.filter(({ kind }) => ["admission_changed", "setting_changed"].includes(kind));
    expect(found).toMatchObject([
      { entry: "shop.pay", data: { mode: "paused", why: "fraud" } },
      { data: { name: "shop.daily", value: 4, why: "a sale" } },
    ]);
  }, soon);
});

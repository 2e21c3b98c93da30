import { expect, test, vi } from "vitest";
import { routes } from "../src/index.ts";
import { type Started, started } from "./started.ts";

/* Each of the thirty paths that systems of this kind are asked for, by name, with an answer out of the journal. */

const base = "/api/orchestration";
const soon = { timeout: 20_000 };
const why = { why: "tried" };

type Json = Record<string, unknown>;

async function get({ ask }: Started, path: string): Promise<Json> {
  const { status, body } = await ask("operator", "GET", `${base}${path}`);
  expect([path, status, body.detail]).toEqual([path, 200, undefined]);
  return body;
}

async function post({ ask }: Started, path: string, body: object, key = path): Promise<Json> {
  const reply = await ask("operator", "POST", `${base}${path}`, body, key);
  expect([path, reply.status < 300, reply.body.detail, reply.body.faults]).toEqual([
    path,
    true,
    undefined,
    undefined,
  ]);
  return reply.body;
}

/** A run that waits for an answer. */
async function waiting(server: Started, id = "7"): Promise<string> {
  const { run } = await post(
    server,
    "/workflow/execute",
    { workflow_name: "pay", input: { id } },
    `pay ${id}`,
  );
  await vi.waitFor(async () => {
    expect(await get(server, `/runs/${String(run)}`)).toMatchObject({ status: "waiting" });
  }, soon);
  return String(run);
}

const order = (id: string, amount = "5.00") => ({
  event: "shop.order",
  from: "web",
  fields: { id, amount: { currency: "USD", amount }, buyer: "Ada Lovelace" },
});

const cases: Readonly<Record<string, (server: Started) => Promise<void>>> = {
  "GET /workflows": async (server) => {
    const { workflows } = await get(server, "/workflows");
    expect((workflows as Json[]).map(({ name }) => name)).toContain("shop.pay");
  },
  "GET /workflows/:workflow_name": async (server) => {
    expect(await get(server, "/workflows/pay")).toMatchObject({
      name: "shop.pay",
      parameters: [{ name: "id" }],
    });
  },
  "POST /workflow/execute": async (server) => {
    const input = { workflow_name: "quick", input: { id: "1" } };
    expect(await post(server, "/workflow/execute", input)).toMatchObject({ workflow: "shop.quick" });
  },
  "POST /simulate": async (server) => {
    const played = await post(server, "/simulate", { workflow_name: "pay", input: { id: "1" } });
    expect(played).toMatchObject({ workflow: "shop.pay", status: "completed" });
    expect((played.steps as Json[]).map(({ step }) => step)).toEqual(["ok", "paid"]);
    expect(await get(server, "/runs")).toMatchObject({ total: 0 });
  },
  "GET /status": async (server) => {
    await waiting(server);
    expect(await get(server, "/status")).toMatchObject({ runs: { waiting: 1 }, armed: true });
  },
  "GET /status/active": async (server) => {
    const run = await waiting(server);
    expect(await get(server, "/status/active")).toMatchObject({ mode: "open", total: 1, runs: [{ run }] });
  },
  "GET /audit": async (server) => {
    const run = await waiting(server);
    expect(await get(server, `/audit?run=${run}`)).toMatchObject({ run, whole: true });
  },
  "GET /audit/policy": async (server) => {
    await post(server, "/workflow/execute", { workflow_name: "dear", input: { id: "no" } });
    await vi.waitFor(async () => {
      const { decisions } = await get(server, "/audit/policy?held=false");
      expect(decisions).toMatchObject([{ workflow: "shop.dear", step: "paid", holds: false }]);
    }, soon);
  },
  "POST /events/ingest": async (server) => {
    expect(await post(server, "/events/ingest", order("e1"))).toMatchObject({ done: true });
  },
  "POST /events/fuse": async (server) => {
    const events = [order("e1"), { event: "shop.payment", from: "bank", fields: { id: "e1" } }];
    const { fused } = await post(server, "/events/fuse", { events });
    expect(fused).toMatchObject([{ kind: "fused", name: "shop.settled", fields: { id: "e1" } }]);
  },
  "GET /events/fused": async (server) => {
    const events = [order("e1"), { event: "shop.payment", from: "bank", fields: { id: "e1" } }];
    await post(server, "/events/fuse", { events });
    const { events: found } = await get(server, "/events/fused");
    expect(found).toMatchObject([
      { name: "shop.settled", of: [{ event: "shop.order" }, { event: "shop.payment" }] },
    ]);
  },
  "GET /events/history": async (server) => {
    await post(server, "/events/ingest", order("e1"));
    const { events } = await get(server, "/events/history");
    expect((events as Json[]).map(({ kind }) => kind)).toEqual(["trigger_fired", "occurrence"]);
    expect(JSON.stringify(events)).not.toContain("Ada");
  },
  "GET /events/buffers": async (server) => {
    await post(server, "/events/ingest", order("e1"));
    await server.ask("operator", "POST", `${base}/events/ingest`, { event: "shop.nothing", fields: {} }, "x");
    const { fusions, refused } = await get(server, "/events/buffers");
    expect(fusions).toMatchObject([{ name: "shop.settled", held: 1 }]);
    expect(Object.values(refused as Json)).toContain(1);
  },
  "GET /resources": async (server) => {
    const { pools, members } = await get(server, "/resources");
    expect(pools).toMatchObject([{ name: "shop.tills", held: 0 }]);
    expect(members).toHaveLength(2);
  },
  "GET /resources/available": async (server) => {
    expect(await get(server, "/resources/available")).toEqual({
      pools: [{ name: "shop.tills", available: 2, waiting: 0 }],
    });
  },
  "POST /resources/allocate": async (server) => {
    const taken = await post(server, "/resources/allocate", { pool: "tills", why: "a test" }, "a");
    expect(await post(server, "/resources/allocate", { pool: "tills", why: "a test" }, "a")).toEqual(taken);
    expect(await get(server, "/resources/available")).toMatchObject({ pools: [{ available: 1 }] });
    await post(server, "/resources/allocate", { pool: "tills", why: "a test" }, "b");
    const third = await server.ask(
      "operator",
      "POST",
      `${base}/resources/allocate`,
      { pool: "tills", why: "a test" },
      "c",
    );
    expect([third.status, third.body.code]).toEqual([409, "not_free"]);
  },
  "POST /resources/:resource_id/release": async (server) => {
    const { resource } = await post(server, "/resources/allocate", { pool: "tills", why: "a test" });
    const path = `/resources/${encodeURIComponent(String(resource))}/release`;
    await post(server, path, { why: "done" });
    expect(await get(server, "/resources/available")).toMatchObject({ pools: [{ available: 2 }] });
    const again = await server.ask("operator", "POST", `${base}${path}`, { why: "done" }, "again");
    expect([again.status, again.body.code]).toEqual([409, "not_allocated"]);
  },
  "GET /resources/utilization": async (server) => {
    expect(await get(server, "/resources/utilization")).toEqual({
      pools: [{ name: "shop.tills", members: 2, held: 0, waiting: 0, share: 0 }],
    });
  },
  "POST /policy/check": async (server) => {
    const asked = { workflow_name: "dear", capability: "charge" };
    expect(await post(server, "/policy/check", { ...asked, args: { id: "no" } })).toMatchObject({
      allowed: false,
      verdicts: [{ policy: "shop.named", holds: false }],
    });
    expect(await post(server, "/policy/check", { ...asked, args: { id: "7" } })).toMatchObject({
      allowed: true,
    });
  },
  "GET /policy/bindings": async (server) => {
    const { bindings } = await get(server, "/policy/bindings");
    expect((bindings as Json[]).find(({ workflow }) => workflow === "shop.dear")).toMatchObject({
      policies: [{ name: "shop.named", steps: ["shop.dear/paid"] }],
      guardrails: [{ name: "shop.few" }],
    });
  },
  "GET /policy/compliance": async (server) => {
    const { plans } = await get(server, "/policy/compliance");
    const dear = (plans as Json[]).find(({ workflow }) => workflow === "shop.dear");
    expect(dear).toMatchObject({ refused: 0 });
    const known = (plans as Json[]).find(({ workflow }) => workflow === "shop.known");
    expect(known).toMatchObject({ labels: expect.arrayContaining(["personal"]) });
    const greet = (plans as Json[]).find(({ workflow }) => workflow === "shop.greet");
    expect(greet).toMatchObject({ scopes: ["mail.send"], consents: ["mail.send"] });
    expect(dear?.rules).toHaveLength(Number(dear?.proved) + Number(dear?.checked));
  },
  "GET /routing/rules": async (server) => {
    expect(await get(server, "/routing/rules")).toMatchObject({
      rules: [
        { name: "shop.arrives", starts: "shop.quick" },
        { name: "shop.sales", starts: "shop.quick" },
        { name: "shop.ships", starts: "shop.quick" },
        { name: "shop.refunds", starts: "shop.quick" },
        { name: "shop.known_over", starts: "shop.quick" },
      ],
    });
  },
  "GET /routing/channels": async (server) => {
    const { events } = await get(server, "/routing/channels");
    expect((events as Json[]).map(({ name }) => name)).toContain("shop.order");
  },
  "GET /routing/pipelines": async (server) => {
    const { pipelines } = await get(server, "/routing/pipelines");
    expect(pipelines).toMatchObject([
      {
        trigger: "shop.arrives",
        stages: [
          { kind: "source", name: "web" },
          { kind: "event", name: "shop.order" },
          { kind: "trigger", name: "shop.arrives" },
          { kind: "workflow", name: "shop.quick" },
        ],
      },
      { trigger: "shop.sales" },
      { trigger: "shop.ships" },
      { trigger: "shop.refunds" },
      { trigger: "shop.known_over" },
    ]);
  },
  "POST /kernel/stop": async (server) => {
    const run = await waiting(server);
    expect(await post(server, "/kernel/stop", why)).toEqual({ mode: "stopped", runs: [] });
    const start = { workflow_name: "quick", input: { id: "1" } };
    const refused = await server.ask("operator", "POST", `${base}/workflow/execute`, start, "s");
    expect([refused.status, refused.body.code]).toEqual([503, "paused"]);
    expect(String(refused.body.detail)).toContain("tried");
    expect(await get(server, `/runs/${run}`)).toMatchObject({ paused: false });
  },
  "POST /kernel/start": async (server) => {
    await post(server, "/kernel/stop", why);
    await post(server, "/events/ingest", order("e1"));
    expect(await post(server, "/kernel/start", why)).toEqual({ mode: "open", runs: [] });
    expect(await get(server, "/runs")).toMatchObject({ total: 0 });
    await post(server, "/workflow/execute", { workflow_name: "quick", input: { id: "1" } });
  },
  "POST /kernel/pause": async (server) => {
    const run = await waiting(server);
    expect(await post(server, "/kernel/pause", why)).toEqual({ mode: "paused", runs: [run] });
    expect(await get(server, "/status/active")).toMatchObject({
      mode: "paused",
      runs: [{ run, paused: true }],
    });
  },
  "POST /kernel/resume": async (server) => {
    const [run, other] = [await waiting(server, "1"), await waiting(server, "2")];
    await post(server, `/runs/${other}/orders`, { order: "pause", ...why });
    await post(server, "/kernel/pause", why);
    expect(await post(server, "/kernel/resume", why)).toEqual({ mode: "open", runs: [run] });
    expect(await get(server, `/runs/${run}`)).toMatchObject({ paused: false });
    expect(await get(server, `/runs/${other}`)).toMatchObject({ paused: true });
  },
  "GET /kernel/subsystems": async (server) => {
    await post(server, "/kernel/pause", why);
    const { mode, subsystems } = await get(server, "/kernel/subsystems");
    expect(mode).toBe("paused");
    const parts = subsystems as Json[];
    expect(parts.map(({ name }) => name)).toEqual(["journal", "admission", "triggers", "resources", "api"]);
    expect(parts.find(({ name }) => name === "admission")).toMatchObject({ healthy: false });
    expect(String(parts[1]?.detail)).toContain("operator");
  },
  "GET /kernel/queue": async (server) => {
    await waiting(server);
    await vi.waitFor(async () => {
      expect(await get(server, "/kernel/queue")).toEqual({
        waiting: [{ for: "person", name: "shop.boss", count: 1 }],
        total: 1,
      });
    }, soon);
  },
};

test("there are thirty of them, each by its name in the table", () => {
  const names = Object.keys(cases);
  expect(names).toHaveLength(30);
  expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual(expect.arrayContaining(names));
});

for (const [name, tried] of Object.entries(cases))
  test(name, async () => {
    await tried(await started());
  });

import { expect, test, vi } from "vitest";
import { type Role, roles, routes, workerRole } from "../src/index.ts";
import { begun, soon } from "./begun.ts";
import { started } from "./started.ts";

/* Every endpoint with every role, with no token, and with tokens that no longer count. */

const base = "/api/orchestration";
const url = (path: string): string => `${base}${path.replace(/:\w+/gu, "x")}`;
/** A worker's role stands beside the others: it includes none, and none includes it. */
const ladder: readonly Role[] = roles;
const isAdmittedTo = (role: Role, needed: Role): boolean =>
  role !== workerRole && ladder.indexOf(role) >= ladder.indexOf(needed);

test("each endpoint admits the roles from its own on, and nobody without a token", async () => {
  const { ask } = await started();
  for (const route of routes) {
    const name = `${route.method} ${route.path}`;
    const body = route.body === undefined ? undefined : {};
    expect([name, (await ask(undefined, route.method, url(route.path), body, "k")).status]).toEqual([
      name,
      401,
    ]);
    for (const role of [...roles, workerRole] as const) {
      const reply = await ask(role, route.method, url(route.path), body, "k");
      const isAdmitted = isAdmittedTo(role, route.role);
      expect([name, role, reply.body.code === "role"]).toEqual([name, role, !isAdmitted]);
      expect([name, role, reply.status < 500]).toEqual([name, role, true]);
    }
  }
});

test("only health, readiness and the description are open", async () => {
  const { ask, server } = await started();
  for (const path of ["/health", "/ready", "/openapi.json", "/docs"])
    expect((await server.app.inject(path)).statusCode).toBe(200);
  for (const channel of ["events", "workflow-status", "alerts"])
    expect((await ask(undefined, "GET", `${base}/stream/${channel}`)).status).toBe(401);
});

test("a token that is expired, revoked, altered or of another form does not count", async () => {
  const { ask, server, token, advance } = await started();
  const statusWith = async (authorization: string) =>
    (await server.app.inject({ url: `${base}/workflows`, headers: { authorization } })).statusCode;
  const short = token({ expires: Date.now() + 60_000 });
  expect(await statusWith(`Bearer ${short}`)).toBe(200);
  advance(60_001);
  expect(await statusWith(`Bearer ${short}`)).toBe(401);
  const { body } = await ask("admin", "POST", `${base}/tokens`, { name: "n", role: "viewer", user: "v" });
  const fresh = String(body.token);
  expect(await statusWith(`Bearer ${fresh}`)).toBe(200);
  expect(await statusWith(`bearer ${fresh}`)).toBe(200);
  const altered = `${fresh.slice(0, -1)}${fresh.endsWith("A") ? "B" : "A"}`;
  for (const wrong of [
    `Bearer ${altered}`,
    "",
    "Bearer",
    `Basic ${fresh}`,
    `Bearer ${fresh} x`,
    "Bearer orch_x_y",
  ])
    expect([wrong, await statusWith(wrong)]).toEqual([wrong, 401]);
  expect((await ask("admin", "DELETE", `${base}/tokens/${body.id}`)).status).toBe(200);
  expect(await statusWith(`Bearer ${fresh}`)).toBe(401);
});

test("lists of tokens contain no token and no hash", async () => {
  const { ask } = await started();
  const made = await ask("admin", "POST", `${base}/tokens`, { name: "n", role: "viewer", user: "v" });
  const listed = await ask("admin", "GET", `${base}/tokens`);
  expect(JSON.stringify(listed.body)).not.toContain(String(made.body.token));
  expect(JSON.stringify(listed.body)).not.toMatch(/[0-9a-f]{64}/u);
});

test("an admin gives nobody more than the admin's own token has", async () => {
  const { server, token } = await started();
  const authorization = `Bearer ${token({ role: "admin", plans: ["shop.quick"] })}`;
  const make = async (wanted: object) => {
    const payload = { name: "n", role: "viewer", user: "v", ...wanted };
    const request = { method: "POST", url: `${base}/tokens`, headers: { authorization }, payload } as const;
    const reply = await server.app.inject(request);
    return [reply.statusCode, JSON.parse(reply.body).code];
  };
  expect(await make({})).toEqual([403, "plans"]);
  expect(await make({ plans: ["shop.quick", "shop.pay"] })).toEqual([403, "plans"]);
  expect(await make({ plans: ["shop.quick"], clearance: "personal" })).toEqual([403, "clearance"]);
  expect(await make({ plans: ["shop.quick"] })).toEqual([201, undefined]);
});

test("a token names plans and roles that the program has", async () => {
  const { ask } = await started();
  const make = async (scope: object) => {
    const reply = await ask("admin", "POST", `${base}/tokens`, {
      name: "n",
      role: "viewer",
      user: "v",
      ...scope,
    });
    return [reply.status, reply.body.code, reply.body.faults];
  };
  expect(await make({ plans: ["quick"] })).toEqual([
    422,
    "unknown_scope",
    ["The program has no plan `quick`: did you mean `shop.quick`?"],
  ]);
  expect(await make({ roles: ["shop.Boss", "shop.clerk"] })).toEqual([
    422,
    "unknown_scope",
    [
      "The program has no role `shop.Boss`: did you mean `shop.boss`?",
      "The program has no role `shop.clerk`: it has `shop.boss`",
    ],
  ]);
  expect((await make({ clearance: "public" }))[0]).toBe(400);
  expect((await make({ plans: ["shop.quick"], roles: ["shop.boss"] }))[0]).toBe(201);
  expect((await make({ roles: ["*"] }))[0]).toBe(201);
});

test("a token of some plans tells what leads to these alone", async () => {
  const { server, token } = await started();
  const told = async (plans: readonly string[], payload: object, key: string) => {
    const authorization = `Bearer ${token({ role: "operator", user: "o", plans })}`;
    const headers = { authorization, "idempotency-key": key };
    const reply = await server.app.inject({ method: "POST", url: `${base}/events/ingest`, headers, payload });
    return [reply.statusCode, reply.json().code];
  };
  const [quick, other] = [["shop.quick"], ["shop.pay"]];
  const refund = { event: "refund", from: "web", fields: { id: "1", urgent: true } };
  expect(await told(quick, refund, "1")).toEqual([202, undefined]);
  expect(await told(other, refund, "2")).toEqual([403, "plans"]);
  expect(await told(other, { event: "shop.order", from: "web", fields: {} }, "3")).toEqual([403, "plans"]);
  expect(await told(quick, { reading: "daily", value: 4 }, "4")).toEqual([403, "plans"]);
  expect(await told(quick, { member: "till[1]", pool: "tills", health: "maintenance" }, "5")).toEqual([
    403,
    "plans",
  ]);
  expect(await told(other, { trigger: "refunds" }, "6")).toEqual([403, "plans"]);
  expect(await told(quick, { event: "nothing" }, "7")).toEqual([403, "plans"]);
  expect(await told(quick, { consent: "shop.mail", user: "o" }, "8")).toEqual([202, undefined]);
});

test("a token of some plans sees and starts those alone", async () => {
  const { ask, server, token } = await started();
  const authorization = `Bearer ${token({ role: "operator", plans: ["shop.quick"] })}`;
  const get = async (path: string) => {
    const reply = await server.app.inject({ url: `${base}${path}`, headers: { authorization } });
    return { status: reply.statusCode, body: JSON.parse(reply.body) };
  };
  const input = { workflow_name: "pay", input: { id: "a" } };
  const { body } = await ask("operator", "POST", `${base}/workflow/execute`, input, "k1");
  const { workflows } = (await get("/workflows")).body;
  expect(workflows.map(({ name }: { name: string }) => name)).toEqual(["shop.quick"]);
  expect((await get("/runs")).body.runs).toEqual([]);
  expect((await get(`/runs/${body.run}`)).status).toBe(404);
  expect((await get(`/audit?run=${body.run}`)).status).toBe(404);
  const start = await server.app.inject({
    method: "POST",
    url: `${base}/workflow/execute`,
    headers: { authorization, "idempotency-key": "k2" },
    payload: input,
  });
  expect(start.statusCode).toBe(404);
});

test("a token of a label reads values up to this label, wherever they are", async () => {
  const started_ = await started();
  const { ask, server, token } = started_;
  const run = await begun(started_, "known");
  const order = {
    event: "shop.order",
    from: "web",
    fields: { id: "1", amount: "$5.00", buyer: "Ada Lovelace" },
  };
  expect((await ask("operator", "POST", `${base}/events/ingest`, order, "order")).status).toBe(202);
  await vi.waitFor(async () => {
    const { body } = await ask("approver", "GET", `${base}/tasks`);
    expect(body.tasks).toHaveLength(1);
  }, soon);
  /** Which of the places that have a personal value show it to a token. */
  const shownTo = async (clearance: "internal" | "personal") => {
    const authorization = `Bearer ${token({ role: "operator", clearance })}`;
    const shown: (readonly [string, boolean, boolean])[] = [];
    for (const path of [
      `/runs/${run}`,
      `/runs/${run}/timeline`,
      `/runs/${run}/events`,
      "/tasks",
      "/events/history",
    ]) {
      const { body, statusCode } = await server.app.inject({
        url: `${base}${path}`,
        headers: { authorization },
      });
      expect([path, statusCode]).toEqual([path, 200]);
      shown.push([path.replace(run, "RUN"), body.includes("Ada Lovelace"), body.includes("‹personal›")]);
    }
    return shown;
  };
  expect(await shownTo("internal")).toEqual([
    ["/runs/RUN", false, true],
    ["/runs/RUN/timeline", false, true],
    ["/runs/RUN/events", false, true],
    ["/tasks", false, true],
    ["/events/history", false, true],
  ]);
  expect(await shownTo("personal")).toEqual([
    ["/runs/RUN", true, false],
    ["/runs/RUN/timeline", true, false],
    ["/runs/RUN/events", true, false],
    ["/tasks", true, false],
    // The list of events is the same for everybody.
    ["/events/history", false, true],
  ]);
});

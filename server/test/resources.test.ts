import { expect, test, vi } from "vitest";
import { started } from "./started.ts";

/* Members that people take out of their pools. */

const base = "/api/orchestration";

test("whoever allocates and releases a member is in the journal, with the reason", async () => {
  const { server, token, ask } = await started();
  const post = async (path: string, body: object, key: string) => {
    const headers = {
      authorization: `Bearer ${token({ role: "operator", user: "ada" })}`,
      "idempotency-key": key,
      "content-type": "application/json",
    };
    const request = { method: "POST", headers, body: JSON.stringify(body) };
    const reply = await fetch(`${server.address}${base}${path}`, request);
    return { status: reply.status, body: (await reply.json()) as Readonly<Record<string, unknown>> };
  };
  expect((await post("/resources/allocate", { pool: "tills" }, "none")).status).toBe(400);
  const taken = await post("/resources/allocate", { pool: "tills", why: "its drawer is stuck" }, "a");
  const { resource } = taken.body;
  const path = `/resources/${encodeURIComponent(String(resource))}/release`;
  const released = await post(path, { why: "repaired" }, "b");
  expect(released.body).toEqual(taken.body);
  expect(await post(path, { why: "repaired" }, "b")).toEqual(released);
  const { body } = await ask("viewer", "GET", `${base}/events/history`);
  expect(body.events).toMatchObject([
    { kind: "member_changed", name: resource, by: "ada", why: "repaired", health: "ready" },
    { kind: "member_changed", name: resource, by: "ada", why: "its drawer is stuck", health: "maintenance" },
  ]);
});

test("no ingested line claims that somebody has decided it", async () => {
  const { ask } = await started();
  const line = { member: "1", pool: "shop.tills", health: "maintenance", by: { id: "ada" }, why: "x" };
  expect((await ask("operator", "POST", `${base}/events/ingest`, line, "l")).status).toBe(422);
  expect((await ask("viewer", "GET", `${base}/events/history`)).body.events).toEqual([]);
});

test("a member says which runs have reserved it, until one of them has been cancelled", async () => {
  const source = `module yard
type Crane { id: String }
resource cranes: Crane x 2 { at edge  lease 1h }
service lift(id: String) idempotent <= 1m { run module "./h.mjs#note" }
plan later(from: Instant) { with crane = cranes from from for 30m { step done = lift(id: crane.id) } }
`;
  const { ask } = await started({ source });
  const from = Date.now() + 3_600_000;
  const input = { from: new Date(from).toISOString() };
  const { body } = await ask(
    "operator",
    "POST",
    `${base}/workflow/execute`,
    { workflow_name: "later", input },
    "a",
  );
  const run = String(body.run);
  const reserved = async () => {
    const { members } = (await ask("viewer", "GET", `${base}/resources`)).body as {
      members: readonly object[];
    };
    return members.flatMap((one) => ("reserved" in one ? [one.reserved] : []));
  };
  await vi.waitFor(async () => expect(await reserved()).toEqual([[{ run, from, until: from + 1_800_000 }]]));
  const seen = (await ask("viewer", "GET", `${base}/runs/${run}`)).body;
  expect(seen).toMatchObject({ status: "waiting", waiting: [{ for: "resource", until: from }] });
  const order = { order: "cancel", why: "not needed" };
  expect((await ask("operator", "POST", `${base}/runs/${run}/orders`, order, "b")).status).toBeLessThan(300);
  await vi.waitFor(async () => expect(await reserved()).toEqual([]));
});

import { expect, test } from "vitest";
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

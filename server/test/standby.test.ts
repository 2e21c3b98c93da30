import { once } from "node:events";
import { expect, onTestFinished, test, vi } from "vitest";
import { WebSocket } from "ws";
import { openStandby, type Standby } from "../src/index.ts";
import { type Started, started } from "./started.ts";

/* A standby passes on to the leader whatever comes to it, and answers for itself how it is. */

const base = "/api/orchestration";
const soon = { timeout: 20_000 };

async function standby(leader: () => string | undefined, node = "a"): Promise<Standby> {
  const opened = await openStandby({ host: "127.0.0.1", port: 0, node, leader });
  if ("fault" in opened) throw new Error(opened.fault);
  onTestFinished(() => opened.close());
  return opened;
}

async function pair(): Promise<{ readonly leader: Started; readonly node: Standby }> {
  const leader = await started();
  return { leader, node: await standby(() => leader.server.address) };
}

test("requests reach the leader as they are, and its responses come back: bodies, statuses, headers", async () => {
  const { leader, node } = await pair();
  const token = leader.token({ role: "operator", user: "ops" });
  const ask = (path: string, more: RequestInit = {}) =>
    fetch(`${node.address}${base}${path}`, {
      ...more,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "idempotency-key": "k",
      },
    });
  const body = JSON.stringify({ workflow_name: "quick", input: { id: "1" } });
  const begun = await ask("/workflow/execute", { method: "POST", body });
  expect(begun.status).toBe(202);
  expect(begun.headers.get("x-content-type-options")).toBe("nosniff");
  const { run } = (await begun.json()) as { readonly run: string };
  const again = await ask("/workflow/execute", { method: "POST", body });
  expect(await again.json()).toMatchObject({ run });
  expect((await ask(`/runs/${run}`)).status).toBe(200);
  expect((await ask("/runs/none")).status).toBe(404);
  expect((await fetch(`${node.address}${base}/runs`)).status).toBe(401);
});

test("event streams and WebSockets pass, and end with the standby", async () => {
  const { leader, node } = await pair();
  const authorization = `Bearer ${leader.token({})}`;
  const socket = new WebSocket(`${node.address.replace("http", "ws")}/ws/orchestration/workflow-status`, {
    headers: { authorization },
  });
  const kinds: string[] = [];
  socket.on("message", (data) => kinds.push((JSON.parse(String(data)) as { kind: string }).kind));
  await once(socket, "open");
  const stream = await fetch(`${node.address}${base}/stream/workflow-status`, { headers: { authorization } });
  expect(stream.headers.get("content-type")).toContain("text/event-stream");
  const start = { workflow_name: "quick", input: { id: "1" } };
  await leader.ask("operator", "POST", `${base}/workflow/execute`, start, "1");
  await vi.waitFor(() => expect(kinds).toContain("workflow_completed"), soon);
  const reader = stream.body?.getReader();
  let text = "";
  while (!text.includes("workflow_completed"))
    text += new TextDecoder().decode((await reader?.read())?.value as Uint8Array);
  const closed = once(socket, "close");
  await node.close();
  await closed;
  await expect(reader?.read()).rejects.toThrow();
});

test("without a token a WebSocket is refused as by the leader", async () => {
  const { node } = await pair();
  const socket = new WebSocket(`${node.address.replace("http", "ws")}/ws/orchestration/events`);
  const [, response] = (await once(socket, "unexpected-response")) as [unknown, { statusCode: number }];
  expect(response.statusCode).toBe(401);
});

test("nobody leads, or cannot be reached: 503, and when to try again; `/ready` says which node it is", async () => {
  const none = await standby(() => undefined);
  const gone = await standby(() => "http://127.0.0.1:1");
  for (const { address } of [none, gone]) {
    const refused = await fetch(`${address}${base}/runs`);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await refused.json()).toMatchObject({ code: "no_leader" });
    expect((await fetch(`${address}/health`)).status).toBe(200);
  }
  expect((await fetch(`${none.address}/ready`)).status).toBe(503);
  const ready = await fetch(`${gone.address}/ready`);
  expect([ready.status, await ready.json()]).toEqual([
    200,
    { ready: true, role: "standby", leader: "http://127.0.0.1:1" },
  ]);
});

test("standbys that take each other for the leader pass a request on once", async () => {
  const addresses = new Map<string, string>();
  const one = await standby(() => addresses.get("b"), "a");
  const two = await standby(() => addresses.get("a"), "b");
  addresses.set("a", one.address).set("b", two.address);
  expect((await fetch(`${one.address}${base}/runs`)).status).toBe(503);
});

import { once } from "node:events";
import { expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { Feed } from "../src/live/feed.ts";
import { Reader, type Sent } from "../src/live/reader.ts";
import { type Started, started } from "./started.ts";

const base = "/api/orchestration";
const soon = { timeout: 20_000 };

interface Message {
  readonly seq: number;
  readonly kind: string;
  readonly data: Record<string, unknown>;
}

function connected(
  { server, token }: Started,
  channel: string,
  headers: Record<string, string> = {},
): WebSocket {
  const url = `${server.address.replace("http", "ws")}/ws/orchestration/${channel}`;
  return new WebSocket(url, { headers: { authorization: `Bearer ${token({})}`, ...headers } });
}

function messagesOf(socket: WebSocket): readonly Message[] {
  const messages: Message[] = [];
  socket.on("message", (data) => messages.push(JSON.parse(String(data))));
  return messages;
}

async function run({ ask }: Started, id: string): Promise<void> {
  const start = { workflow_name: "quick", input: { id } };
  expect((await ask("operator", "POST", `${base}/workflow/execute`, start, id)).status).toBe(202);
}

test("a run is seen as it goes on, and again from a sequence number", async () => {
  const server = await started();
  const socket = connected(server, "workflow-status");
  const messages = messagesOf(socket);
  await once(socket, "open");
  await run(server, "1");
  await vi.waitFor(() => expect(messages.map(({ kind }) => kind)).toContain("workflow_completed"), soon);
  expect(messages.map(({ kind }) => kind)).toEqual([
    "workflow_started",
    "step_started",
    "step_completed",
    "workflow_completed",
  ]);
  const first = messages[0]?.seq ?? 0;
  expect(messages.map(({ seq }) => seq - first)).toEqual([0, 1, 2, 3]);
  const again = connected(server, "workflow-status");
  const repeated = messagesOf(again);
  await once(again, "open");
  again.send(JSON.stringify({ from: first + 2 }));
  await vi.waitFor(() => expect(repeated).toEqual(messages.slice(2)), soon);
  again.close();
  socket.close();
});

test("events and alerts have channels of their own, without personal values", async () => {
  const server = await started();
  const events = connected(server, "events");
  const alerts = connected(server, "alerts");
  const seen = [messagesOf(events), messagesOf(alerts)];
  await Promise.all([once(events, "open"), once(alerts, "open")]);
  const fields = { id: "e", amount: { currency: "USD", amount: "5.00" }, buyer: "Ada Lovelace" };
  await server.ask(
    "operator",
    "POST",
    `${base}/events/ingest`,
    { event: "shop.order", from: "web", fields },
    "e",
  );
  const start = { workflow_name: "broken", input: { id: "x" } };
  await server.ask("operator", "POST", `${base}/workflow/execute`, start, "x");
  await vi.waitFor(() => {
    expect(seen[0]?.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["event_ingested", "trigger_fired"]),
    );
    expect(seen[1]?.map(({ kind }) => kind)).toContain("workflow_failed");
  }, soon);
  expect(JSON.stringify(seen)).not.toContain("Ada Lovelace");
  events.close();
  alerts.close();
});

test("the same channels come as Server-Sent Events, after Last-Event-ID", async () => {
  const server = await started();
  const socket = connected(server, "workflow-status");
  const messages = messagesOf(socket);
  await once(socket, "open");
  await run(server, "1");
  await vi.waitFor(() => expect(messages).toHaveLength(4), soon);
  const ended = new AbortController();
  const response = await fetch(`${server.server.address}${base}/stream/workflow-status`, {
    headers: { authorization: `Bearer ${server.token({})}`, "last-event-id": `${messages[1]?.seq}` },
    signal: ended.signal,
  });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  let text = "";
  const decoder = new TextDecoder();
  for await (const piece of response.body ?? []) {
    text += decoder.decode(piece as Uint8Array, { stream: true });
    if (text.includes("workflow_completed")) break;
  }
  ended.abort();
  expect([...text.matchAll(/^id: (\d+)$/gmu)].map(([, id]) => Number(id))).toEqual(
    messages.slice(2).map(({ seq }) => seq),
  );
  socket.close();
});

test("a token that is revoked or expired ends its live channels with the next frame", async () => {
  const server = await started();
  const short = server.token({ expires: Date.now() + 60_000 });
  const socket = connected(server, "workflow-status", { authorization: `Bearer ${short}` });
  const messages = messagesOf(socket);
  const closed = once(socket, "close");
  await once(socket, "open");
  const stream = await fetch(`${server.server.address}${base}/stream/workflow-status`, {
    headers: { authorization: `Bearer ${short}` },
  });
  server.advance(60_001);
  await run(server, "1");
  expect((await closed)[0]).toBe(1008);
  expect(messages).toEqual([]);
  expect(await stream.text()).not.toContain("workflow_started");
});

test("an upgrade without a token, from another origin, or to no channel is rejected", async () => {
  const server = await started();
  const statusOf = async (socket: WebSocket): Promise<string> => {
    const [error] = await once(socket, "error");
    return String(error.message);
  };
  expect(await statusOf(connected(server, "events", { authorization: "" }))).toContain("401");
  expect(await statusOf(connected(server, "events", { origin: "https://evil.example" }))).toContain("403");
  expect(await statusOf(connected(server, "secrets"))).toContain("404");
});

test("a message that is none closes the connection, and no other", async () => {
  const server = await started();
  const other = connected(server, "events");
  await once(other, "open");
  for (const message of ["{", "7", '{"from": 0}', '{"from": "1"}', "x".repeat(10_000)]) {
    const socket = connected(server, "events");
    await once(socket, "open");
    socket.send(message);
    const [code] = await once(socket, "close");
    expect([message.slice(0, 20), [1008, 1009].includes(code)]).toEqual([message.slice(0, 20), true]);
  }
  expect(other.readyState).toBe(WebSocket.OPEN);
  other.close();
});

test("a slow reader is sent a gap and goes on; the writer waits for nobody", () => {
  const feed = new Feed();
  const sent: Sent[] = [];
  let free = false;
  const reader = new Reader(feed, {
    channel: "events",
    from: 1,
    isFree: () => free,
    send: (one) => sent.push(one),
    sees: () => true,
    isAllowed: () => true,
    end: () => undefined,
  });
  for (let at = 1; at <= 25_000; at++) feed.publish("events", { at, kind: "k", data: {} });
  expect(sent).toEqual([]);
  free = true;
  reader.pump();
  const [gap, first] = sent;
  const from = feed.first("events");
  expect(gap).toEqual({ channel: "events", gap: { from: 1, to: from - 1 } });
  expect(first).toMatchObject({ seq: from });
  expect(sent).toHaveLength(1 + 25_000 - from + 1);
});

test("a reader who comes back after a restart is told at once that frames are gone", async () => {
  const server = await started();
  await run(server, "1");
  const before = { from: 5 };
  const socket = connected(server, "events");
  const messages = messagesOf(socket) as unknown as { readonly gap?: object; readonly seq?: number }[];
  await once(socket, "open");
  socket.send(JSON.stringify(before));
  await vi.waitFor(() => expect(messages).toHaveLength(1), soon);
  expect(messages[0]).toMatchObject({ gap: { from: 5, to: expect.any(Number) } });
  socket.close();
});

test("a server that stops ends its event streams and sockets, and waits for nobody who reads", async () => {
  const on = await started();
  const socket = connected(on, "events");
  await once(socket, "open");
  const stream = await fetch(`${on.server.address}${base}/stream/events`, {
    headers: { authorization: `Bearer ${on.token({})}` },
  });
  const closed = once(socket, "close");
  await on.server.close();
  expect(await stream.text()).toContain(": connected");
  expect((await closed)[0]).toBe(1001);
});

test("who takes a task is news for everybody who may see the run", async () => {
  const on = await started();
  const socket = connected(on, "events");
  const messages = messagesOf(socket);
  await once(socket, "open");
  const start = { workflow_name: "pay", input: { id: "a" } };
  await on.ask("operator", "POST", `${base}/workflow/execute`, start, "start");
  const tasks = async () =>
    (await on.ask("approver", "GET", `${base}/tasks`)).body.tasks as { task: string }[];
  await vi.waitFor(async () => expect(await tasks()).toHaveLength(1), soon);
  const [open] = await tasks();
  for (const [word, body] of [
    ["claim", {}],
    ["delegate", { to: "grace" }],
  ] as const) {
    const path = `${base}/tasks/${word}`;
    expect((await on.ask("approver", "POST", path, { task: open?.task, ...body }, word)).status).toBe(202);
  }
  const claims = () => messages.filter(({ kind }) => kind === "task_claimed");
  await vi.waitFor(() => expect(claims()).toHaveLength(2), soon);
  expect(claims()[0]).toMatchObject({ entry: "shop.pay", data: { step: "ok" } });
  expect(JSON.stringify(claims())).not.toContain("grace");
  socket.close();
});

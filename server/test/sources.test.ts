import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { settingsIn } from "../src/index.ts";
import { waitingMax } from "../src/ingest/limits.ts";
import type { Mapping } from "../src/ingest/mapping.ts";
import { Sources } from "../src/ingest/sources.ts";
import { soon } from "./begun.ts";
import { base, daily, record, running, shows, sold } from "./sourced.ts";
import { started } from "./started.ts";

/* Sources to which the server connects by itself: a WebSocket, an address that is read again and again. */

test("a WebSocket is read with its token, and opened again once it is lost", async () => {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  onTestFinished(() => server.close());
  await once(server, "listening");
  const tokens: (string | undefined)[] = [];
  server.on("connection", (socket: WebSocket, { headers }) => {
    tokens.push(headers.authorization);
    socket.send(JSON.stringify({ n: tokens.length }));
    if (tokens.length === 1) socket.terminate();
  });
  const { port } = server.address() as AddressInfo;
  const url = `ws://127.0.0.1:${port}`;
  const maps: Mapping[] = [{ signal: "daily", value: "/n" }];
  const on = await running({ kind: "websocket", url, secretVariable: "T", maps }, { T: "of the source" });
  await vi.waitFor(async () => expect(await record(on)).toContain(2), soon);
  await shows(on, { kind: "websocket", connected: true });
  expect(tokens).toEqual(["Bearer of the source", "Bearer of the source"]);
});

test("an address is read again and again; what has an id counts once, and a failure is shown", async () => {
  const answers = [
    [200, '{"sold": [{"id": "a"}]}'],
    [503, "away"],
    [200, '{"sold": [{"id": "a"}, {"id": "b"}]}'],
  ] as const;
  let asked = 0;
  const url = await serving((_request, response) => {
    const [status, body] = answers[Math.min(asked, answers.length - 1)] ?? answers[0];
    asked += 1;
    response.writeHead(status).end(body);
  });
  const on = await running({ kind: "poll", url, everySeconds: 1, maps: [sold] });
  await shows(on, { connected: false, problem: "it responded with 503", received: 1 });
  await vi.waitFor(async () => expect(await record(on)).toEqual([{ id: "b" }, { id: "a" }]), soon);
  await shows(on, { kind: "poll", connected: true });
});

test("a response that is too long or leads elsewhere is not read", async () => {
  const long = await serving((_request, response) => response.end(`"${"x".repeat(2_000_000)}"`));
  const away = await serving((_request, response) => response.writeHead(302, { location: long }).end());
  const poll = { kind: "poll", everySeconds: 60, maps: [sold] } as const;
  const sources = { long: { ...poll, url: long }, away: { ...poll, url: away } };
  const { ask } = await started({ settings: { sources } });
  await vi.waitFor(async () => {
    const { body } = await ask("operator", "GET", `${base}/sources`);
    expect(body.sources).toMatchObject([
      { received: 0, problem: "the response is too long" },
      { received: 0, problem: "no connection" },
    ]);
  }, soon);
});

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Sources of one WebSocket, which sends these messages, and a runtime that ingests their records so. */
async function sending(
  messages: readonly string[],
  ingest: (record: { readonly value: unknown }) => Promise<object>,
) {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  server.on("connection", (socket) => {
    for (const message of messages) socket.send(message);
  });
  const sources = new Sources({ ingest } as never, () => 0);
  onTestFinished(() => sources.close());
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  sources.use({ it: { kind: "websocket", url, maps: [{ signal: "daily", value: "/n" }] } }, () => undefined);
  return () => sources.list()[0];
}

test("a source that sends faster than its records are taken loses what does not fit, and that is counted", async () => {
  const sent = waitingMax + 50;
  const { promise: passed, resolve: open } = Promise.withResolvers<void>();
  const taken: unknown[] = [];
  const messages = Array.from({ length: sent }, (_, n) => `{"n": ${n}}`);
  const state = await sending(messages, async ({ value }) => {
    await passed;
    taken.push(value);
    return {};
  });
  await vi.waitFor(() => expect(state()).toMatchObject({ waiting: waitingMax, dropped: 50 }), soon);
  open();
  await vi.waitFor(
    () => expect(state()).toMatchObject({ waiting: 0, received: sent, taken: waitingMax }),
    soon,
  );
  expect(taken).toEqual(Array.from({ length: waitingMax }, (_, n) => n));
});

test("a journal that cannot be written costs the message at hand, and no other", async () => {
  let asked = 0;
  const state = await sending(['{"n":1}', '{"n":2}'], async () => {
    asked += 1;
    if (asked === 1) throw new Error("no space left on device");
    return {};
  });
  const problem = "records could not be journalled";
  await vi.waitFor(() => expect(state()).toMatchObject({ received: 2, taken: 1, dropped: 1, problem }), soon);
});

test("long messages that wait are dropped before a thousand of them do", async () => {
  const messages = Array.from({ length: 20 }, () => JSON.stringify({ n: "x".repeat(1_000_000) }));
  const { promise: passed, resolve: open } = Promise.withResolvers<void>();
  const state = await sending(messages, async () => {
    await passed;
    return {};
  });
  await vi.waitFor(() => expect(state()).toMatchObject({ waiting: 16, dropped: 4 }), soon);
  open();
  await vi.waitFor(() => expect(state()).toMatchObject({ waiting: 0, taken: 16 }), soon);
});

test("settings of a source send a secret over an encrypted connection alone", () => {
  const faults = (one: object) => settingsIn({ sources: { it: { maps: [daily], ...one } } });
  const far = { kind: "mqtt", url: "mqtt://broker.example.com", topics: ["a"] };
  expect(faults(far)).toHaveProperty("sources");
  expect(faults({ ...far, secretVariable: "B" })).toEqual({
    faults: ["`mqtt://broker.example.com` is not encrypted: use mqtts"],
  });
  expect(faults({ ...far, url: "mqtts://broker.example.com", secretVariable: "B" })).toHaveProperty(
    "sources",
  );
  expect(faults({ kind: "websocket", url: "ws://a.example.com", secretVariable: "B" })).toHaveProperty(
    "faults",
  );
  for (const wrong of [
    { ...far, topics: [] },
    { ...far, url: "http://broker.example.com" },
    { ...far, url: "mqtt://user:word@broker.example.com" },
    { kind: "poll", url: "http://a.example.com", everySeconds: 0 },
    { kind: "poll", url: "http://a.example.com" },
    { kind: "hmac" },
    { ...far, url: "mqtt://a:b:c" },
    { kind: "websocket", url: "ws://[a" },
    { kind: "websocket", url: "ws://a.example.com/#part" },
  ])
    expect(faults(wrong)).toHaveProperty("faults");
});

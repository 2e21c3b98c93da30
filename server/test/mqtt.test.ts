import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { freePort } from "@orchlang/runtime/testing";
import { Aedes, type AedesOptions } from "aedes";
import mqtt from "mqtt";
import { expect, onTestFinished, test, vi } from "vitest";
import { settingsIn, variablesOf } from "../src/index.ts";
import type { MqttSettings } from "../src/ingest/settings.ts";
import { Sources } from "../src/ingest/sources.ts";
import { soon } from "./begun.ts";
import { daily, record, running, shows, sold } from "./sourced.ts";

/* Topics of brokers as sources. */

/** A broker on a port of its own, which one user may enter, with a refused topic. */
async function broker(port?: number, tls?: TlsOptions, aedes?: Aedes) {
  const own = aedes ?? (await Aedes.createBroker(entry));
  const server = tls === undefined ? createSocketServer(own.handle) : createTlsServer(tls, own.handle);
  server.listen(port ?? (await freePort()), "127.0.0.1");
  await once(server, "listening");
  const close = () =>
    new Promise<void>((resolve) => {
      own.close(() => server.close(() => resolve()));
    });
  onTestFinished(close);
  const { port: bound } = server.address() as AddressInfo;
  const url = `mqtt${tls === undefined ? "" : "s"}://127.0.0.1:${bound}`;
  return { url, port: bound, aedes: own, close };
}

const entry: AedesOptions = {
  authenticate: (_client, user, password, done) =>
    done(null, user === "orch" && password?.toString() === "secret"),
  authorizeSubscribe: (_client, wanted, done) => done(null, wanted.topic === "shop/secret" ? null : wanted),
};

async function publisher(url: string) {
  const client = await mqtt.connectAsync(url, { username: "orch", password: "secret" });
  onTestFinished(async () => await client.endAsync(true));
  return client;
}

const subscription = (url: string): MqttSettings => ({
  kind: "mqtt",
  url,
  topics: ["shop/+"],
  user: "orch",
  secretVariable: "BROKER",
  maps: [daily, { ...sold, where: {} }],
});

test("messages of a broker become readings and events; other topics and text that is no JSON have no effect", async () => {
  const { url } = await broker();
  const on = await running(subscription(url), { BROKER: "secret" });
  await shows(on, { kind: "mqtt", connected: true, received: 0 });
  const client = await publisher(url);
  await client.publishAsync("other/daily", '{"n": 1}', { qos: 1 });
  await client.publishAsync("shop/daily", '{"n": 5}', { qos: 1 });
  await client.publishAsync("shop/sales", '{"sold": [{"id": "a"}, {"id": "b"}, {"id": "a"}]}', { qos: 1 });
  await client.publishAsync("shop/note", '{"n": 7}', { qos: 1 });
  await client.publishAsync("shop/daily", "five", { qos: 1 });
  await client.publishAsync("shop/daily", '{"n": "five"}', { qos: 1 });
  await client.publishAsync("shop/daily", "[".repeat(200_000) + "]".repeat(200_000), { qos: 1 });
  await client.publishAsync("shop/daily", `{"n": ${"[".repeat(200_000)}${"]".repeat(200_000)}}`, { qos: 1 });
  await client.publishAsync("shop/daily", `"${"x".repeat(1_100_000)}"`, { qos: 1 });
  await shows(on, {
    received: 8,
    malformed: 2,
    waiting: 0,
    dropped: 0,
    problem: "a record was rejected: shape",
  });
  expect(await record(on)).toEqual([{ id: "b" }, { id: "a" }, 5]);
});

test("a broker with another password is a problem that is shown", async () => {
  const { url } = await broker();
  const on = await running(subscription(url), { BROKER: "other" });
  await shows(on, { connected: false, problem: expect.stringContaining("no connection") });
});

test("a broker that was away is subscribed to again", async () => {
  const first = await broker();
  const on = await running(subscription(first.url), { BROKER: "secret" });
  await shows(on, { connected: true });
  await first.close();
  await shows(on, { connected: false });
  const again = await broker(first.port);
  await shows(on, { connected: true });
  const client = await publisher(again.url);
  await client.publishAsync("shop/daily", '{"n": 6}', { qos: 1 });
  await vi.waitFor(async () => expect(await record(on)).toEqual([6]), soon);
});

/** Sources of these settings, and a runtime that hears of their news so. */
function listening(settings: MqttSettings, ingest: (id: string) => Promise<object>) {
  const sources = new Sources({ ingest: ({ id }: { id: string }) => ingest(id) } as never, () => 0);
  onTestFinished(() => sources.close());
  const use = (used: boolean) => sources.use(used ? { it: settings } : {}, () => "secret");
  use(true);
  return { state: () => sources.list()[0], use, sources };
}

const kept = (url: string): MqttSettings => ({
  ...subscription(url),
  client: "orch-1",
  maps: [{ ...sold, where: {}, id: { const: null } }],
});

test("a message is acknowledged once its records are journalled, and not before", async () => {
  const { url, aedes } = await broker();
  const order: string[] = [];
  aedes.on("ack", (packet, client) => {
    if (client.id === "orch-1" && packet?.cmd === "publish") order.push("acknowledged");
  });
  const { promise: passed, resolve: open } = Promise.withResolvers<void>();
  const { state } = listening(kept(url), async () => {
    order.push("heard");
    await passed;
    order.push("journalled");
    return {};
  });
  await vi.waitFor(() => expect(state()).toMatchObject({ connected: true }), soon);
  const client = await publisher(url);
  await client.publishAsync("shop/sales", '{"sold": [{"id": "a"}]}', { qos: 1 });
  await client.publishAsync("shop/sales", '{"sold": [{"id": "b"}]}', { qos: 1 });
  await vi.waitFor(() => expect(state()).toMatchObject({ waiting: 1 }), soon);
  expect(order).toEqual(["heard"]);
  open();
  await vi.waitFor(() => expect(order).toHaveLength(6), soon);
  // The second may be journalled before the first acknowledgement arrives, and each follows its own records.
  const acknowledgements = order.flatMap((what, at) => (what === "acknowledged" ? [at] : []));
  const journalledBefore = acknowledgements.map(
    (at) => order.slice(0, at).filter((what) => what === "journalled").length,
  );
  expect(journalledBefore).toEqual([expect.toSatisfy((count: number) => count >= 1), 2]);
  expect(state()).toMatchObject({ received: 2, taken: 2, waiting: 0 });
});

test.each([
  ["cannot be written", () => Promise.reject(new Error("no space left on device"))],
  ["takes nothing more", async () => ({ refused: "journal", message: "stopped" })],
])("a journal that %s makes the broker send again, and the news has the same ids", async (_, fail) => {
  const { url, aedes } = await broker();
  const heard: string[] = [];
  const { state } = listening(kept(url), async (id) => {
    heard.push(id);
    return heard.length === 2 ? await fail() : {};
  });
  await vi.waitFor(() => expect(state()).toMatchObject({ connected: true }), soon);
  const client = await publisher(url);
  const acknowledged = once(aedes, "ack");
  await client.publishAsync("shop/sales", '{"sold": [{"id": "a"}, {"id": "b"}]}', { qos: 1 });
  await vi.waitFor(() => expect(heard).toHaveLength(4), soon);
  await acknowledged;
  expect(new Set(heard.slice(0, 2)).size).toBe(2);
  expect(heard.slice(2)).toEqual(heard.slice(0, 2));
  await client.publishAsync("shop/sales", '{"sold": [{"id": "a"}, {"id": "b"}]}', { qos: 1 });
  await vi.waitFor(() => expect(new Set(heard).size).toBe(4), soon);
  expect(state()).toMatchObject({ received: 3, dropped: 0 });
});

test("a broker keeps for a named client what is sent while nobody listens, and what was not taken", async () => {
  const { url } = await broker();
  const heard: string[] = [];
  const { state, use } = listening({ ...kept(url), maps: [daily] }, async (id) => {
    heard.push(id);
    return {};
  });
  await vi.waitFor(() => expect(state()).toMatchObject({ connected: true }), soon);
  use(false);
  const client = await publisher(url);
  await client.publishAsync("shop/daily", '{"n": 1}', { qos: 1 });
  await client.publishAsync("shop/daily", "no JSON", { qos: 1 });
  use(true);
  await vi.waitFor(() => expect(state()).toMatchObject({ received: 2, taken: 1, malformed: 1 }), soon);
  expect(heard).toHaveLength(1);
});

test("a topic that the broker refuses is named", async () => {
  const { url } = await broker();
  const topics = ["shop/+", "shop/secret"];
  const on = await running({ ...subscription(url), topics }, { BROKER: "secret" });
  await shows(on, { connected: false, problem: "the broker refused shop/secret" });
});

test("MQTT 5: the session outlives the connection, and a refused topic is named", async () => {
  const received: string[] = [];
  const publish = Buffer.concat([
    Buffer.from("000a" + "73686f702f6461696c79" + "0007" + "00", "hex"),
    Buffer.from('{"n": 5}'),
  ]);
  // Each packet awaits the reply to the one before, so a chunk is a packet.
  const server = createSocketServer((socket) => {
    socket.on("data", (packet) => {
      received.push(packet.toString("hex"));
      if (packet[0] === 0x10) socket.write(Buffer.from("2003000000", "hex"));
      if (packet[0] !== 0x82) return;
      socket.write(
        Buffer.concat([Buffer.from([0x90, 5]), packet.subarray(2, 4), Buffer.from("000187", "hex")]),
      );
      socket.write(Buffer.concat([Buffer.from([0x32, publish.length]), publish]));
    });
    onTestFinished(() => void socket.destroy());
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const five = {
    ...kept(`mqtt://127.0.0.1:${port}`),
    version: 5,
    topics: ["a", "b"],
    maps: [daily],
  } as const;
  const { state } = listening(five, async () => ({}));
  await vi.waitFor(() => expect(received).toHaveLength(3), soon);
  // Version 5; a user with a password, no clean start; a session without an end.
  expect(received[0]).toMatch(/^10..00044d51545405c0.{4}0511ffffffff/u);
  expect(received[2]).toBe("40020007");
  expect(state()).toMatchObject({ taken: 1, connected: false, problem: "the broker refused b" });
});

const pem = (name: string) => readFileSync(new URL(`certificates/${name}.pem`, import.meta.url), "utf8");
const secrets = { BROKER: "secret", CA: pem("ca"), CERT: pem("client"), KEY: pem("client-key") };

test("a broker is reached over TLS with its authority, and knows the server by a certificate", async () => {
  const tls = { cert: pem("broker"), key: pem("broker-key"), ca: pem("ca"), requestCert: true };
  const { url } = await broker(undefined, { ...tls, rejectUnauthorized: true });
  const own = { certificateVariable: "CERT", keyVariable: "KEY" };
  const settings = { ...subscription(url), caVariable: "CA", ...own };
  const on = await running(settings, secrets);
  await shows(on, { connected: true });
  const client = await mqtt.connectAsync(url, {
    username: "orch",
    password: "secret",
    ca: pem("ca"),
    cert: pem("client"),
    key: pem("client-key"),
  });
  onTestFinished(async () => await client.endAsync(true));
  await client.publishAsync("shop/daily", '{"n": 5}', { qos: 1 });
  await vi.waitFor(async () => expect(await record(on)).toEqual([5]), soon);
  await shows(await running({ ...subscription(url), ...own }, secrets), {
    connected: false,
    problem: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/u),
  });
  await shows(await running({ ...subscription(url), caVariable: "CA" }, secrets), { connected: false });
  await shows(await running(settings, { ...secrets, CERT: "none" }), {
    connected: false,
    problem: "the certificates cannot be used",
  });
});

test("certificates are named by variables, a certificate with its key, over TLS alone", () => {
  const it = (one: object) =>
    settingsIn({ sources: { it: { ...subscription("mqtts://b.example.com"), ...one } } });
  const full = it({
    caVariable: "CA",
    certificateVariable: "CERT",
    keyVariable: "KEY",
    client: "a",
    version: 5,
  });
  if ("faults" in full) throw new Error(full.faults.join());
  expect(variablesOf(full)).toEqual(["BROKER", "CA", "CERT", "KEY"]);
  for (const wrong of [
    { certificateVariable: "CERT" },
    { keyVariable: "KEY" },
    { caVariable: "CA", url: "mqtt://127.0.0.1" },
    { version: 3 },
    { client: "" },
  ])
    expect(it(wrong)).toHaveProperty("faults");
});

import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { openEventLog } from "../src/event-log.ts";
import { settingsIn } from "../src/index.ts";
import { Notifier } from "../src/notify/notifier.ts";
import { begun, soon } from "./begun.ts";
import { type Started, started } from "./started.ts";

/* Alerts that are sent to receivers of the test: over HTTP, signed; over SMTP; as a line of chat. */

const base = "/api/orchestration";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver that responds with these statuses, the last of them for ever. */
async function receiver(...statuses: readonly number[]) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += String(part);
    });
    request.on("end", () => {
      received.push({ headers: request.headers, body });
      response.writeHead(statuses[received.length - 1] ?? statuses.at(-1) ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
}

/** An SMTP server that takes every message (RFC 5321). */
async function mailbox() {
  const mails: string[] = [];
  const server = createTcpServer((socket) => {
    let inData = false;
    let rest = "";
    socket.on("error", () => socket.destroy());
    socket.write("220 test\r\n");
    socket.on("data", (part) => {
      rest += String(part);
      for (;;) {
        const end = inData ? rest.indexOf("\r\n.\r\n") : rest.indexOf("\r\n");
        if (end < 0) return;
        const said = rest.slice(0, end);
        rest = rest.slice(end + (inData ? 5 : 2));
        if (inData) mails.push(said);
        const isData = !inData && said.toUpperCase() === "DATA";
        socket.write(isData ? "354 go on\r\n" : said.toUpperCase() === "QUIT" ? "221 bye\r\n" : "250 ok\r\n");
        inData = isData;
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { mails, server: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const secrets = { HOOK_SECRET: "a long secret" };
const hook = (url: string) => ({ kind: "webhook", url, secretVariable: "HOOK_SECRET" }) as const;

async function subscribed({ ask }: Started, channel: string, more: object = {}): Promise<void> {
  const body = { channel, why: "on call", ...more };
  const reply = await ask("operator", "POST", `${base}/notifications/subscriptions`, body, `to ${channel}`);
  expect([reply.status, reply.body.detail]).toEqual([202, undefined]);
}

async function deliveries({ ask }: Started) {
  const { body } = await ask("operator", "GET", `${base}/notifications/deliveries`);
  return body.deliveries as readonly { delivery: string; status: string; attempts: number; why?: string }[];
}

test("an alert is sent signed, tried again after failures, and journalled when it is delivered", async () => {
  const { received, url } = await receiver(503, 200);
  const on = await started({ settings: { channels: { ops: hook(url) } }, secrets, notifyDelays: [1, 1] });
  await subscribed(on, "ops", { kinds: ["workflow_failed"], plans: ["broken"] });
  await begun(on, "broken");
  await vi.waitFor(
    async () => expect(await deliveries(on)).toMatchObject([{ status: "delivered", attempts: 2 }]),
    soon,
  );
  const [first, second] = received;
  expect(first?.body).toBe(second?.body);
  const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature } = second?.headers ?? {};
  const signed = createHmac("sha256", secrets.HOOK_SECRET).update(
    `${String(id)}.${String(at)}.${second?.body}`,
  );
  expect(signature).toBe(`v1,${signed.digest("base64")}`);
  expect(JSON.parse(second?.body ?? "")).toMatchObject({ kind: "workflow_failed", workflow: "shop.broken" });
  expect(second?.body).not.toContain("Lovelace");
  const { body } = await on.ask("operator", "GET", `${base}/audit/decisions`);
  const notes = (body.decisions as { kind: string; fields?: { status: string } }[]).filter(
    ({ kind }) => kind === "note",
  );
  expect(notes.map(({ fields }) => fields?.status)).toEqual(["delivered", "queued"]);
  expect(JSON.stringify(body)).not.toContain(secrets.HOOK_SECRET);
});

test("a delivery that is refused for good, or too often, is dead until somebody tries it again", async () => {
  const { url } = await receiver(410, 200);
  const on = await started({ settings: { channels: { ops: hook(url) } }, secrets, notifyDelays: [1] });
  await subscribed(on, "ops", { kinds: ["workflow_failed"] });
  await begun(on, "broken");
  const dead = await vi.waitFor(async () => {
    const [one] = await deliveries(on);
    expect(one).toMatchObject({ status: "dead", attempts: 1, why: "it responded with 410" });
    return one;
  }, soon);
  const path = `${base}/notifications/deliveries/${dead?.delivery}/retry`;
  expect((await on.ask("operator", "POST", path, undefined, "again")).status).toBe(202);
  await vi.waitFor(async () => expect(await deliveries(on)).toMatchObject([{ status: "delivered" }]), soon);
});

test("a delivery that was queued when the server died is sent by the next one", async () => {
  const { received, url } = await receiver(200);
  const on = await started();
  const at = Date.now();
  const notification = { id: "d1", at, kind: "attention", data: {} };
  const queued = {
    id: "d1",
    subscription: "s",
    channel: "ops",
    status: "queued",
    attempts: 0,
    at,
    notification,
  };
  const { orchestrator, journal } = on;
  await orchestrator.note("server delivery", queued, "q");
  const { Feed } = await import("../src/live/feed.ts");
  const events = await openEventLog(journal, orchestrator);
  const notifier = new Notifier({
    orchestrator,
    events,
    feed: new Feed(),
    delays: [],
    now: Date.now,
  });
  notifier.use({ ops: hook(url) }, () => "s");
  await vi.waitFor(
    () => expect(notifier.deliveries()).toMatchObject([{ id: "d1", status: "delivered" }]),
    soon,
  );
  notifier.close();
  events.close();
  expect(received).toHaveLength(1);
});

test("an alert is sent as an e-mail and as a line of chat, and a test to a channel says how it went", async () => {
  const { mails, server } = await mailbox();
  const { received, url } = await receiver(200);
  const channels = {
    mail: { kind: "email", server, from: "orch@example.com", to: ["ops@example.com"] },
    room: { kind: "chat", urlVariable: "ROOM" },
    gone: { kind: "webhook", url: "http://127.0.0.1:1/", secretVariable: "HOOK_SECRET" },
  } as const;
  const on = await started({ settings: { channels }, secrets: { ...secrets, ROOM: url } });
  await subscribed(on, "mail");
  await subscribed(on, "room");
  await begun(on, "broken");
  await vi.waitFor(() => {
    expect(mails).toHaveLength(1);
    expect(received).toHaveLength(1);
  }, soon);
  expect(mails[0]).toContain("Subject: orch: workflow failed of shop.broken");
  expect(JSON.parse(received[0]?.body ?? "").text).toContain("workflow failed: shop.broken, run ");
  const tried = async (channel: string) =>
    (await on.ask("operator", "POST", `${base}/notifications/channels/${channel}/test`, undefined, channel))
      .body;
  expect(await tried("mail")).toEqual({ delivered: true });
  expect(await tried("gone")).toEqual({ delivered: false, why: "no connection" });
  const listed = await on.ask("operator", "GET", `${base}/notifications/channels`);
  expect(JSON.stringify(listed.body)).not.toContain("127.0.0.1");
});

test("a subscription ends, and settings with an open address or an unknown kind are refused", async () => {
  const { url } = await receiver(200);
  const on = await started({ settings: { channels: { ops: hook(url) } }, secrets });
  await subscribed(on, "ops");
  const path = `${base}/notifications/subscriptions`;
  expect((await on.ask("operator", "POST", `${path}/to%20ops/end`, { why: "quiet" }, "e")).status).toBe(202);
  expect((await on.ask("operator", "GET", path)).body).toEqual({ subscriptions: [] });
  const unknown = await on.ask("operator", "POST", path, { channel: "none", why: "w" }, "n");
  expect([unknown.status, unknown.body.code]).toEqual([404, "unknown_channel"]);
  const wrong = settingsIn({ channels: { ops: hook("http://example.com/") } });
  expect(wrong).toMatchObject({ faults: [expect.stringContaining("not encrypted")] });
  expect(settingsIn({ channels: { ops: { kind: "pigeon" } } })).toHaveProperty("faults");
});

test("what needs attention is one list: an approval that a policy wants, and a question that is overdue", async () => {
  const on = await started();
  const run = await begun(on, "pay");
  await vi.waitFor(async () => {
    expect((await on.ask("approver", "GET", `${base}/tasks`)).body.total).toBe(1);
  }, soon);
  expect((await on.ask("viewer", "GET", `${base}/attention`)).body).toEqual({ attention: [], total: 0 });
  on.advance(3_600_001);
  const { body } = await on.ask("viewer", "GET", `${base}/attention`);
  expect(body).toMatchObject({
    total: 1,
    attention: [{ run, workflow: "shop.pay", step: "ok", about: "overdue" }],
  });
  const headers = { authorization: `Bearer ${on.token({ role: "viewer" })}` };
  const { body: page } = await on.server.app.inject({ url: "/metrics", headers });
  expect(page).toContain('orch_attention{about="overdue"} 1');
});

import { once } from "node:events";
import { connect } from "node:net";
import { expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { Allowance } from "../src/identity/allowance.ts";
import { type Started, started } from "./started.ts";

/* How much anybody may ask, and what is kept of what was denied. */

const base = "/api/orchestration";
const soon = { timeout: 20_000 };

async function statusOf({ server }: Started, authorization: string, url = `${base}/runs`): Promise<number> {
  return (await server.app.inject({ url, headers: { authorization } })).statusCode;
}

test("after too many failures a stranger waits; whoever has a token does not", async () => {
  const on = await started();
  const good = `Bearer ${on.token({})}`;
  const failed: number[] = [];
  for (let at = 0; at < 25; at++) failed.push(await statusOf(on, `Bearer wrong-${at}`));
  expect(failed.filter((status) => status === 401)).toHaveLength(20);
  expect(failed.slice(20)).toEqual([429, 429, 429, 429, 429]);
  expect(await statusOf(on, good)).toBe(200);
  const reply = await on.server.app.inject({ url: `${base}/runs`, headers: { authorization: "Bearer x" } });
  expect([reply.json().code, Number(reply.headers["retry-after"])]).toEqual([
    "too_many_failures",
    expect.any(Number),
  ]);
  expect(Number(reply.headers["retry-after"])).toBeGreaterThan(0);
  on.advance(60_000);
  expect(await statusOf(on, "Bearer wrong")).toBe(401);
});

test("failures with one token's id are slowed down before those of the whole address", async () => {
  const on = await started();
  const token = on.token({});
  const altered = `Bearer ${token.slice(0, -3)}xyz`;
  const failed: number[] = [];
  for (let at = 0; at < 12; at++) failed.push(await statusOf(on, altered));
  expect(failed.filter((status) => status === 429)).toHaveLength(2);
  expect(await statusOf(on, "Bearer other")).toBe(401);
  expect(await statusOf(on, `Bearer ${token}`)).toBe(200);
});

test("each principal has a rate of its own", async () => {
  const on = await started({ requestRate: { burst: 3, perSecond: 0.001 } });
  const [one, other] = [`Bearer ${on.token({})}`, `Bearer ${on.token({})}`];
  const statuses: number[] = [];
  for (let at = 0; at < 5; at++) statuses.push(await statusOf(on, one));
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
  expect(await statusOf(on, other)).toBe(200);
});

test("an allowance fills up again with time, and a clock that goes back takes nothing", () => {
  const allowance = new Allowance({ burst: 2, perSecond: 1 });
  expect([allowance.take("a", 0), allowance.take("a", 0), allowance.take("a", 0)]).toEqual([0, 0, 1000]);
  expect(allowance.take("a", 500)).toBe(500);
  expect(allowance.take("a", 1_000)).toBe(0);
  expect(allowance.take("a", 0)).toBe(1000);
  expect(allowance.take("b", 0)).toBe(0);
});

test("denials are listed for admins and logged, with a number and without a token", async () => {
  const entries: object[] = [];
  const on = await started({ log: (entry) => entries.push(entry) });
  const token = on.token({ role: "viewer" });
  const altered = `${token.slice(0, -3)}xyz`;
  for (let at = 0; at < 3; at++) await statusOf(on, `Bearer ${altered}`, `${base}/runs?secret=1`);
  await statusOf(on, `Bearer ${token}`, `${base}/tokens`);
  const { body } = await on.ask("admin", "GET", `${base}/audit/denials`);
  expect(body.denials).toMatchObject([
    { path: `${base}/tokens`, status: 403, code: "role", count: 1 },
    { path: `${base}/runs`, status: 401, code: "token_invalid", count: 3, address: "127.0.0.1" },
  ]);
  expect(entries).toHaveLength(3);
  for (const shown of [JSON.stringify(body), JSON.stringify(entries)]) {
    expect(shown).not.toContain(altered);
    expect(shown).not.toContain("secret=1");
  }
  expect((await on.ask("author", "GET", `${base}/audit/denials`)).status).toBe(403);
});

test("a denied upgrade is noted, and slowed down as well", async () => {
  const on = await started();
  const url = `${on.server.address.replace("http", "ws")}/ws/orchestration/events`;
  const said: string[] = [];
  for (let at = 0; at < 22; at++) {
    const [error] = await once(new WebSocket(url, { headers: { authorization: "Bearer x" } }), "error");
    said.push(String(error.message));
  }
  expect(said.filter((text) => text.includes("401"))).toHaveLength(20);
  expect(said.filter((text) => text.includes("429"))).toHaveLength(2);
});

test("who sees some plans is sent frames about these alone, on every channel", async () => {
  const on = await started();
  const open = async (token: string, channel: string) => {
    const url = `${on.server.address.replace("http", "ws")}/ws/orchestration/${channel}`;
    const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
    const frames: { kind: string; entry?: string }[] = [];
    socket.on("message", (data) => frames.push(JSON.parse(String(data))));
    await once(socket, "open");
    return frames;
  };
  const [own, other, all] = [
    await open(on.token({ plans: ["shop.quick"] }), "events"),
    await open(on.token({ plans: ["shop.pay"] }), "events"),
    await open(on.token({}), "events"),
  ];
  const fields = { id: "e", amount: { currency: "USD", amount: "5.00" }, buyer: "Ada Lovelace" };
  const event = { event: "shop.order", from: "web", fields };
  await on.ask("operator", "POST", `${base}/events/ingest`, event, "e");
  await vi.waitFor(() => expect(own.map(({ kind }) => kind)).toEqual(["trigger_fired"]), soon);
  await vi.waitFor(() => expect(all.map(({ kind }) => kind)).toContain("event_ingested"), soon);
  expect(own[0]?.entry).toBe("shop.quick");
  expect(other).toEqual([]);
});

test("a client that sends its headers slowly is cut off", async () => {
  const on = await started({ headersMs: 300 });
  const { port } = new URL(on.server.address);
  const socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  socket.on("error", () => undefined);
  socket.write("GET /health HTTP/1.1\r\nHost: x\r\n");
  let said = "";
  socket.on("data", (data) => {
    said += String(data);
  });
  await new Promise((resolve) => socket.once("close", resolve));
  // It may be reset before its response was read.
  expect(said.slice(0, 12)).toMatch(/^(?:HTTP\/1\.1 408)?$/u);
});

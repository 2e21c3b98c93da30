import { execSync, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { type Started, started } from "./started.ts";

/* Clients that are slow, gone without a word, or many; whoever else asks is answered. */

const base = "/api/orchestration";
const soon = { timeout: 300_000 };
const program = fileURLToPath(new URL("./processes/connect-many.mjs", import.meta.url));

async function opened({ server }: Started): Promise<{ readonly socket: Socket; said(): string }> {
  const socket = connect({
    port: Number(new URL(server.address).port),
    host: "127.0.0.1",
    allowHalfOpen: true,
  });
  onTestFinished(() => void socket.destroy());
  let said = "";
  socket.on("data", (data) => {
    said += String(data);
  });
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return { socket, said: () => said };
}

const connections = ({ server }: Started): Promise<number> =>
  new Promise((resolve, reject) =>
    server.app.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
  );

/** A request that says that its body is longer than what comes of it. */
const begunRequest = (token: string): string =>
  [
    `POST ${base}/events/ingest HTTP/1.1`,
    "host: x",
    `authorization: Bearer ${token}`,
    "content-type: application/json",
    "idempotency-key: k",
    "content-length: 100",
    "",
    '{"event": "payment", ',
  ].join("\r\n");

async function isAnswered({ server }: Started): Promise<number> {
  return (await fetch(`${server.address}/health`)).status;
}

test("a body that comes slowly is cut off, and nothing is journalled of it", async () => {
  const on = await started({ headersMs: 200, requestMs: 600 });
  const { socket, said } = await opened(on);
  const ended = new Promise((resolve) => socket.once("end", resolve).once("close", resolve));
  socket.write(begunRequest(on.token({ role: "operator" })));
  // One that is late itself, on a busy machine, is cut off too.
  await vi.waitFor(async () => expect(await isAnswered(on)).toBe(200), soon);
  await ended;
  // It may be reset before its response was read.
  expect(said().slice(0, 12)).toMatch(/^(?:HTTP\/1\.1 408)?$/u);
  expect((await on.ask("viewer", "GET", `${base}/events/history`)).body.events).toEqual([]);
});

test("a client that goes in the middle of its body, with or without a word, leaves no connection behind", async () => {
  const on = await started();
  const token = on.token({ role: "operator" });
  for (const leave of ["end", "destroy", "resetAndDestroy"] as const) {
    const { socket } = await opened(on);
    socket.write(begunRequest(token));
    await vi.waitFor(async () => expect(await connections(on)).toBeGreaterThan(0), soon);
    const closed = once(socket, "close");
    socket[leave]();
    await closed;
  }
  on.server.app.server.closeIdleConnections();
  await vi.waitFor(async () => expect(await connections(on)).toBe(0), soon);
  expect((await on.ask("viewer", "GET", `${base}/events/history`)).body.events).toEqual([]);
  expect(await isAnswered(on)).toBe(200);
});

test("a token that is revoked while the body of its request comes does not count", async () => {
  const on = await started();
  const { body } = await on.ask("admin", "POST", `${base}/tokens`, {
    name: "n",
    role: "operator",
    user: "o",
  });
  const sent = JSON.stringify({ event: "payment", fields: { id: "1" } });
  // It is read once the headers were admitted.
  const payload = new Readable({
    read() {
      void on.ask("admin", "DELETE", `${base}/tokens/${body.id}`).then(() => {
        this.push(sent);
        this.push(null);
      });
    },
  });
  const reply = await on.server.app.inject({
    method: "POST",
    url: `${base}/events/ingest`,
    headers: {
      authorization: `Bearer ${body.token}`,
      "content-type": "application/json",
      "idempotency-key": "k",
      "content-length": `${sent.length}`,
    },
    payload,
  });
  expect([reply.statusCode, reply.json().code]).toEqual([401, "token_invalid"]);
  expect((await on.ask("viewer", "GET", `${base}/events/history`)).body.events).toEqual([]);
});

test("beside ten thousand connections that say nothing it answers, and forgets those that are killed", async () => {
  // Both ends count as files: the other is in a process of its own.
  const files = Number(execSync("ulimit -n", { encoding: "utf8" })) || 10_500;
  const count = Math.min(10_000, files - 500);
  const on = await started({ headersMs: 200_000, requestMs: 300_000 });
  const { port } = new URL(on.server.address);
  const child = spawn(process.execPath, [program, port], { stdio: ["pipe", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  // A backlog has 511 places; a connection beyond them tries again after seconds, then minutes.
  for (let open = 0; open < count; ) {
    const more = Math.min(250, count - open);
    open += more;
    child.stdin.write(`${more}\n`);
    await vi.waitFor(async () => {
      expect(said).toMatch(new RegExp(`^${open}$`, "m"));
      expect(await connections(on)).toBeGreaterThanOrEqual(open);
    }, soon);
  }
  const event = { event: "payment", fields: { id: "1" } };
  expect(await isAnswered(on)).toBe(200);
  expect((await on.ask("operator", "POST", `${base}/events/ingest`, event, "k")).status).toBe(202);
  child.kill("SIGKILL");
  on.server.app.server.closeIdleConnections();
  await vi.waitFor(async () => expect(await connections(on)).toBeLessThan(count / 100), soon);
  expect(await isAnswered(on)).toBe(200);
});

test("a server that stops does not wait for a connection that has sent nothing", async () => {
  const on = await started({ headersMs: 300_000, requestMs: 300_000 });
  const { socket } = await opened(on);
  const ended = once(socket, "end");
  await vi.waitFor(async () => expect(await connections(on)).toBe(1), soon);
  await Promise.all([on.server.close(), ended]);
}, 120_000);

import { once } from "node:events";
import { RemoteWorkers } from "@orchlang/runtime/remote";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { started } from "./started.ts";

/* Workers that lie, over a socket of their own. */

const path = "/ws/orchestration/work";
const wait = { timeout: 60_000 };
const hello = {
  says: "hello",
  protocol: 1,
  process: "1",
  offers: [{ pool: "tills", capacity: 1, fields: {} }],
  code: {},
  under: [],
  version: "1",
};

async function served() {
  const remote = new RemoteWorkers({ pools: ["tills"], leaseMs: 600_000 });
  const server = await started({ remote });
  const open = async (token: string): Promise<WebSocket> => {
    const socket = new WebSocket(`${server.server.address.replace("http", "ws")}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    socket.on("error", () => undefined);
    await once(socket, "open");
    return socket;
  };
  const worker = server.token({ role: "worker", pools: ["tills"] });
  return { ...server, remote, open, worker };
}

/** What the server has said until it closed the connection. */
async function closed(socket: WebSocket): Promise<string> {
  let said = "";
  socket.on("message", (data) => {
    said += String(data);
  });
  if (socket.readyState !== WebSocket.CLOSED) await once(socket, "close");
  return said;
}

test("only a token of the role worker connects, and it is for its pools", async () => {
  const { token, open, worker, server } = await served();
  const admin = token({ role: "admin", clearance: "personal" });
  for (const wrong of [admin, "nothing", `${worker}x`]) {
    const socket = new WebSocket(`${server.address.replace("http", "ws")}${path}`, {
      headers: { authorization: `Bearer ${wrong}` },
    });
    const [error] = (await once(socket, "error")) as [Error];
    expect(error.message).toMatch(wrong === admin ? /403/u : /401/u);
  }
  const strange = await open(token({ role: "worker", pools: ["lathes"] }));
  strange.send(JSON.stringify({ ...hello, worker: "w" }));
  expect(await closed(strange)).toContain("its token is not for the pool tills");
  const other = await open(token({ role: "worker", pools: ["tills", "lathes"] }));
  other.send(JSON.stringify({ ...hello, worker: "w", offers: [{ ...hello.offers[0], pool: "lathes" }] }));
  expect(await closed(other)).toContain("the pool lathes is not served by workers");
});

test("another token's name is not to be had, and a revoked token ends its connection", async () => {
  const { ask, open, worker, token } = await served();
  const first = await open(worker);
  first.send(JSON.stringify({ ...hello, worker: "w" }));
  await once(first, "message");
  const thief = await open(token({ role: "worker", pools: ["tills"] }));
  thief.send(JSON.stringify({ ...hello, worker: "w" }));
  expect(await closed(thief)).toContain("another token's worker is called w");
  const { body } = await ask("admin", "GET", "/api/orchestration/tokens");
  const { id } = (body.tokens as { id: string; role: string }[]).find(({ role }) => role === "worker") ?? {};
  await ask("admin", "DELETE", `/api/orchestration/tokens/${id}`);
  first.send(JSON.stringify({ says: "beat", n: 1 }));
  await closed(first);
});

test("whatever a worker sends, nothing crashes: it is quarantined, which is seen and lifted", async () => {
  const { ask, open, worker, remote, orchestrator } = await served();
  const odd = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom(
      "[".repeat(50_000),
      "{}",
      '{"says":"result"}',
      '{"says":"hello"}',
      '{"says":"beat","n":-1}',
    ),
    fc
      .record({
        says: fc.constantFrom("result", "output", "alive"),
        key: fc.oneof(fc.string(), fc.integer()),
        attempt: fc.oneof(fc.nat({ max: 3 }), fc.constant("1")),
        dispatch: fc.nat({ max: 3 }),
        result: fc.jsonValue(),
      })
      .map((one) => JSON.stringify(one)),
  );
  let nth = 0;
  await fc.assert(
    fc.asyncProperty(odd, fc.boolean(), async (frame, isKnown) => {
      nth += 1;
      const socket = await open(worker);
      if (isKnown) {
        socket.send(JSON.stringify({ ...hello, worker: `w${nth}` }));
        await once(socket, "message");
      }
      const ended = closed(socket);
      socket.send(frame);
      await ended;
      const standing = remote.report().find(({ name }) => name === `w${nth}`)?.standing;
      expect(standing).toBe(isKnown ? "quarantined" : undefined);
    }),
    { numRuns: 40 },
  );
  const known = remote.report().find(({ standing }) => standing === "quarantined");
  const name = known?.name ?? "";
  await vi.waitFor(
    () => expect(orchestrator.settings().map((one) => one.name)).toContain(`server worker ${name}`),
    wait,
  );
  const listed = await ask("viewer", "GET", "/api/orchestration/workers");
  expect(listed.body.workers).toContainEqual(
    expect.objectContaining({ worker: name, standing: "quarantined" }),
  );
  const release = `/api/orchestration/workers/${name}/release`;
  expect((await ask("viewer", "POST", release, { why: "x" }, "1")).status).toBe(403);
  const released = await ask("operator", "POST", release, { why: "aired" }, "2");
  expect(released.body).toEqual({ worker: name, standing: "open" });
  const again = await open(worker);
  again.send(JSON.stringify({ ...hello, worker: name }));
  expect(JSON.parse(String((await once(again, "message"))[0]))).toMatchObject({ says: "welcome" });
});

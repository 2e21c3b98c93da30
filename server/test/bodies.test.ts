import { createHmac } from "node:crypto";
import { deflateSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { type Started, started } from "./started.ts";

/* Bodies that are compressed, and those that say so. */

const base = "/api/orchestration";
const order = { event: "payment", from: "bank", fields: { id: "7" } };

async function post(
  on: Started,
  body: Buffer | string,
  { encoding, path = "/events/ingest" }: { readonly encoding?: string; readonly path?: string } = {},
) {
  const headers = {
    authorization: `Bearer ${on.token({ role: "operator" })}`,
    "content-type": "application/json",
    "idempotency-key": "k",
    ...(encoding === undefined ? {} : { "content-encoding": encoding }),
  };
  const reply = await on.server.app.inject({ method: "POST", url: base + path, headers, payload: body });
  return { status: reply.statusCode, code: reply.json().code, headers: reply.headers };
}

async function events({ ask }: Started): Promise<number> {
  const { body } = await ask("viewer", "GET", `${base}/events/history`);
  return (body.events as object[]).length;
}

test("a body in gzip is decoded", async () => {
  const on = await started();
  const zipped = gzipSync(JSON.stringify(order));
  expect((await post(on, zipped, { encoding: "gzip" })).status).toBe(202);
  expect((await post(on, JSON.stringify(order), { encoding: "identity" })).status).toBe(202);
  expect(await events(on)).toBe(1);
});

test("a small body that becomes a large one is cut off at the limit", async () => {
  const on = await started();
  const bomb = gzipSync(Buffer.alloc(200_000_000, " "));
  expect(bomb.length).toBeLessThan(1_000_000);
  const before = process.memoryUsage().rss;
  expect(await post(on, bomb, { encoding: "gzip" })).toMatchObject({ status: 413, code: "body_too_large" });
  expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  const inside = gzipSync(JSON.stringify({ ...order, fields: { id: "x".repeat(1_000_000) } }));
  expect((await post(on, inside, { encoding: "gzip" })).status).toBe(202);
});

test("what is not in the encoding that it says is rejected, and so is an encoding that is not read", async () => {
  const on = await started();
  const zipped = gzipSync(JSON.stringify(order));
  const wrong = { status: 400, code: "invalid_request" };
  expect(await post(on, JSON.stringify(order), { encoding: "gzip" })).toMatchObject(wrong);
  expect(await post(on, zipped.subarray(0, -9), { encoding: "gzip" })).toMatchObject(wrong);
  expect(await post(on, zipped)).toMatchObject(wrong);
  const unread = { status: 415, code: "media_type", headers: { "accept-encoding": "gzip" } };
  for (const encoding of ["deflate", "br", "gzip, gzip", "zstd", '"x"'])
    expect(await post(on, deflateSync(JSON.stringify(order)), { encoding })).toMatchObject(unread);
  expect(await events(on)).toBe(0);
});

test("a webhook is verified over what it is once decoded", async () => {
  const maps = [{ signal: "daily", value: "/n" }];
  const settings = { sources: { hub: { kind: "github", secretVariable: "HUB", maps } } } as const;
  const { server } = await started({ settings, secrets: { HUB: "secret" } });
  const body = JSON.stringify({ n: 3 });
  const signature = createHmac("sha256", "secret").update(body).digest("hex");
  const send = async (payload: Buffer, encoding: string) => {
    const headers = {
      "content-type": "application/json",
      "content-encoding": encoding,
      "x-hub-signature-256": `sha256=${signature}`,
    };
    const url = `${base}/sources/hub`;
    return (await server.app.inject({ method: "POST", url, headers, payload })).statusCode;
  };
  expect(await send(gzipSync(body), "gzip")).toBe(202);
  expect(await send(gzipSync(Buffer.alloc(50_000_000)), "gzip")).toBe(413);
  expect(await send(deflateSync(body), "deflate")).toBe(415);
});

import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { type Probed, type Target, within } from "./probe.ts";
import { webhooks } from "./webhooks.ts";

/** Tries what anybody could who reaches the server, and what somebody could who holds less than an admin's token. */
export async function attackSurface(target: Target): Promise<readonly Probed[]> {
  const results: Probed[] = [];
  for (const probe of [rights, bodies, repetitions, paths, webhooks, guesses])
    for await (const one of probe(target)) results.push(one);
  return results;
}

/** A token of 256 random bits: `orch_`, its id, and 43 characters of base64url. */
const strong = /^Bearer orch_[\w-]{12}_[\w-]{43}$/u;
const guessesMax = 30;

async function* guesses({ client }: Target): AsyncIterable<Probed> {
  const { authorization: own } = client;
  const ask = (authorization: string) => client.ask("/workflows", { authorization });
  yield {
    how: "the given token could be guessed",
    ...(strong.test(own) ? {} : { wrong: "it does not have the form of a token with 256 random bits" }),
  };
  yield within("a request without a token", await ask(""), 401);
  yield within("a token that is altered by one character", await ask(altered(own)), 401, 429);
  yield within("a token that is cut", await ask(own.slice(0, -5)), 401, 429);
  yield within("a token under another scheme", await ask(own.replace("Bearer", "Basic")), 401, 429);
  const statuses = new Set<number>();
  for (let at = 0; at < guessesMax; at += 1) statuses.add((await ask(`Bearer orch_${randomUUID()}`)).status);
  yield {
    how: `${guessesMax} tokens are guessed`,
    ...(statuses.has(429) ? {} : { wrong: "no guess was slowed down" }),
  };
  yield within("guesses lock out a valid token", await ask(own), 200);
}

function altered(token: string): string {
  return token.slice(0, -1) + (token.endsWith("A") ? "B" : "A");
}

async function* rights({ client, entry }: Target): AsyncIterable<Probed> {
  const made = await client.ask("/tokens", { body: { name: "attack", role: "viewer", user: "attacker" } });
  const { id, token } = made.body;
  if (typeof token !== "string") return;
  const authorization = `Bearer ${token}`;
  const start = { workflow_name: entry, input: {} };
  for (const [how, path, body] of [
    ["a viewer starts a run", "/workflow/execute", start],
    ["a viewer reports an event", "/events/ingest", { event: "x" }],
    ["a viewer stops the installation", "/kernel/stop", { why: "attack" }],
    ["a viewer makes itself an admin", "/tokens", { name: "a", role: "admin", user: "attacker" }],
    ["a viewer exports the journal", "/audit/export", undefined],
    ["a viewer tells doubles what to do", "/doubles", { rules: [] }],
  ] as const)
    yield within(how, await client.ask(path, { authorization, ...(body && { body }) }), 403);
  const cookie = await client.ask("/session", { authorization, body: {} });
  yield within("a viewer signs in", cookie, 201);
  await client.ask(`/tokens/${String(id)}`, { method: "DELETE" });
  yield within("a revoked token", await client.ask("/workflows", { authorization }), 401, 429);
}

const tooLarge = 2 * 1_048_576;

async function* bodies({ client, entry }: Target): AsyncIterable<Probed> {
  const send = (body: string | Uint8Array, headers = {}, path = "/events/ingest") =>
    client.ask(path, { body, headers });
  const long = JSON.stringify({ event: "x", fields: { text: "A".repeat(tooLarge) } });
  const gzip = { "content-encoding": "gzip" };
  const deep = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;
  yield within("a body of 2 MiB", await send(long), 413);
  yield within(
    "a body that grows from 100 KB to 100 MB",
    await send(gzipSync(Buffer.alloc(1e8, " ")), gzip),
    413,
  );
  yield within("a body that is no gzip, and says so", await send(long.slice(0, 100), gzip), 400);
  yield within("a body of 50,000 levels", await send(deep), 400, 413, 422);
  yield within(
    "an input of 50,000 levels",
    await send(start(entry, deep), {}, "/workflow/execute"),
    400,
    422,
  );
  yield within("a body that is half of JSON", await send('{"event": "x'), 400);
  yield within("a body that names a prototype", await send('{"__proto__": {"role": "admin"}}'), 400);
  yield within("a body of another type", await send("a", { "content-type": "text/plain" }), 415);
  yield within("a body that is not UTF-8", await send(new Uint8Array([0x7b, 0xff, 0x7d])), 400);
  const huge = { "x-attack": "A".repeat(64_000) };
  yield within("headers of 64 KB", await client.ask("/workflows", { headers: huge }), 431, 400);
  yield within("the server after that", await client.ask("//health"), 200);
}

function start(entry: string, input: string): string {
  return `{"workflow_name": ${JSON.stringify(entry)}, "input": ${input}}`;
}

async function* repetitions({ client, entry }: Target): AsyncIterable<Probed> {
  const key = randomUUID();
  const body = { mode: "x", why: "a first attack" };
  const fresh = () => client.ask("/kernel/start", { key, body: { why: body.why } });
  const [first, again] = [await fresh(), await fresh()];
  yield within("a request that is sent again under its key", again, first.status);
  const other = await client.ask("/kernel/start", { key, body: { why: "another one" } });
  yield within("another request under a key that was used", other, 409);
  const bare = await client.ask("/workflow/execute", {
    body: { workflow_name: entry },
    headers: { "idempotency-key": "" },
  });
  yield within("a request without a key", bare, 400);
}

async function* paths({ client }: Target): AsyncIterable<Probed> {
  for (const path of [
    "//%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "//assets/..%2f..%2f..%2fpackage.json",
    "//.orch/journal.db-admin-token",
    "/runs/..%2f..%2ftokens",
  ]) {
    const reply = await client.ask(path);
    const isLeak = /root:x:0|"name": "@orchlang|Authorization: Bearer/u.test(reply.text);
    yield isLeak
      ? { how: `the path ${path}`, wrong: "the server sends a file of its machine" }
      : { how: `the path ${path}` };
  }
  const site = { origin: "https://attacker.example", cookie: "orch_session=x" };
  const crossed = await client.ask("/kernel/start", { authorization: "", headers: site, body: { why: "a" } });
  yield within("a request from another site, with a cookie", crossed, 401, 403, 429);
}

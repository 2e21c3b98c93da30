import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "@orchlang/plan";
import { expect, onTestFinished, test, vi } from "vitest";
import { openTokenFile } from "../src/identity/token-store.ts";
import { soon } from "./begun.ts";
import { started } from "./started.ts";

/* Requests that the server can't serve, for the client's reason or its own: each gets a problem that says what to do. */

const base = "/api/orchestration";

test("a path that can't be read, and a body of another type, are problems", async () => {
  const { server, token } = await started();
  const headers = { authorization: `Bearer ${token({ role: "operator" })}`, "idempotency-key": "k" };
  const unread = await server.app.inject({ url: `${base}/runs/%ZZ`, headers });
  expect([unread.statusCode, unread.headers["content-type"], unread.json().code]).toEqual([
    400,
    expect.stringContaining("application/problem+json"),
    "invalid_request",
  ]);
  const start = { method: "POST", url: `${base}/workflow/execute`, headers } as const;
  const plain = { ...headers, "content-type": "text/plain" };
  const untyped = await server.app.inject({ ...start, headers: plain, payload: "{}" });
  expect([untyped.statusCode, untyped.json().detail]).toEqual([
    415,
    "Send JSON: `content-type: application/json`.",
  ]);
});

test("an empty id names no run", async () => {
  const { ask } = await started();
  const input = { workflow_name: "quick", input: { id: "1" } };
  await ask("operator", "POST", `${base}/workflow/execute`, input, "k");
  const { status, body } = await ask("viewer", "GET", `${base}/runs/`);
  expect([status, body.code]).toEqual([404, "unknown_run"]);
});

test("a failure of the server itself is logged with its path and cause, and its client is told no more", async () => {
  const entries: JsonObject[] = [];
  const server = await started({ log: (entry) => entries.push(entry) });
  vi.spyOn(server.orchestrator, "settings").mockImplementation(() => {
    throw new Error("the cause");
  });
  const { status, body } = await server.ask("viewer", "GET", `${base}/settings?secret=1`);
  expect([status, body.code]).toEqual([500, "internal"]);
  expect(JSON.stringify(body)).not.toContain("the cause");
  expect(entries).toEqual([
    { kind: "failed", method: "GET", path: `${base}/settings`, error: expect.stringContaining("the cause") },
  ]);
});

test("a server whose journal takes nothing more is not ready, and logs why", async () => {
  const entries: JsonObject[] = [];
  const server = await started({ log: (entry) => entries.push(entry) });
  expect((await server.ask(undefined, "GET", "/ready")).status).toBe(200);
  await server.orchestrator.close();
  await vi.waitFor(async () => {
    const { status, body } = await server.ask(undefined, "GET", "/ready");
    expect([status, body.ready]).toEqual([503, false]);
  }, soon);
  expect(entries).toEqual([{ kind: "halted", why: "The orchestrator was closed." }]);
});

test("tokens that can't be written are a problem, and change nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "orch-tokens-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "tokens");
  writeFileSync(path, JSON.stringify({ format: "orch.tokens/1", tokens: [] }));
  chmodSync(path, 0o600);
  const tokens = openTokenFile(path);
  if ("fault" in tokens) throw new Error(tokens.fault);
  // A folder where the new file belongs.
  mkdirSync(`${path}.new`);
  const made = tokens.create({ name: "n", role: "viewer", user: "u", roles: [], clearance: "internal" });
  await expect(made.kept).rejects.toMatchObject({ problem: { status: 503, code: "tokens" } });
  expect(tokens.principal(made.token, Date.now())).toBeUndefined();
  expect(JSON.parse(readFileSync(path, "utf8")).tokens).toEqual([]);
});

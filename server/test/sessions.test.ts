import { once } from "node:events";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { type Started, started } from "./started.ts";

/* Browsers that sign in by a token or a link, and pages of other origins that would like to. */

const base = "/api/orchestration";
const host = "127.0.0.1:7300";
const own = { host, origin: `http://${host}`, "x-orch-console": "1" };

interface Response {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly cookie: string | undefined;
}

async function send(
  { server }: Started,
  method: "GET" | "POST" | "DELETE",
  path: string,
  { headers, body }: { readonly headers: Record<string, string>; readonly body?: object },
): Promise<Response> {
  const reply = await server.app.inject({
    method,
    url: `${base}${path}`,
    headers,
    ...(body === undefined ? {} : { payload: body }),
  });
  const cookie = reply.headers["set-cookie"];
  return {
    status: reply.statusCode,
    body: reply.body === "" ? {} : JSON.parse(reply.body),
    cookie: typeof cookie === "string" ? cookie : undefined,
  };
}

async function signedIn(on: Started, token: string): Promise<string> {
  const { status, cookie = "" } = await send(on, "POST", "/session", { headers: own, body: { token } });
  expect(status).toBe(201);
  return cookie.split(";")[0] ?? "";
}

function codeOf(link: string): string {
  return /#code=(?<code>.+)$/u.exec(link)?.groups?.code ?? "";
}

test("a token signs in, in a header or in the body; the cookie is closed to scripts and to other sites", async () => {
  const on = await started();
  const token = on.token({ name: "Ada", user: "ada", role: "operator", roles: ["shop.boss"] });
  const authorization = `Bearer ${token}`;
  const byHeader = await send(on, "POST", "/session", { headers: { host, authorization } });
  expect([byHeader.status, byHeader.cookie]).toEqual([
    201,
    expect.stringMatching(
      /^orch_session_7300=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/u,
    ),
  ]);
  const cookie = await signedIn(on, token);
  const who = await send(on, "GET", "/session", { headers: { host, cookie } });
  expect(who.body).toEqual({
    name: "Ada",
    user: "ada",
    role: "operator",
    roles: ["shop.boss"],
    clearance: "internal",
    expires: expect.any(Number),
  });
  expect(JSON.stringify([who.body, byHeader.body, cookie])).not.toContain(token);
  const behindTls = { ...own, "x-forwarded-proto": "https" };
  const secure = await send(on, "POST", "/session", { headers: behindTls, body: { token } });
  expect(secure.cookie).toMatch(/; Secure$/u);
});

test("a sign-in link works once, for ten minutes, and as long as its token counts", async () => {
  const on = await started();
  const made = await on.ask("admin", "POST", `${base}/tokens`, { name: "n", role: "viewer", user: "v" });
  const id = String(made.body.id);
  const enter = (code: string) => send(on, "POST", "/session", { headers: own, body: { code } });
  const link = on.server.signInLink(id);
  expect(link.startsWith(`${on.server.address}/#code=`)).toBe(true);
  const first = await enter(codeOf(link));
  expect([first.status, first.body.user]).toEqual([201, "v"]);
  const second = await enter(codeOf(link));
  expect([second.status, second.body.code, second.cookie]).toEqual([401, "code_invalid", undefined]);
  const late = codeOf(on.server.signInLink(id));
  on.advance(600_000);
  expect((await enter(late)).status).toBe(401);
  const revoked = codeOf(on.server.signInLink(id));
  const cookie = (first.cookie ?? "").split(";")[0] ?? "";
  expect((await send(on, "GET", "/session", { headers: { host, cookie } })).status).toBe(200);
  await on.ask("admin", "DELETE", `${base}/tokens/${id}`);
  expect((await enter(revoked)).status).toBe(401);
  expect((await send(on, "GET", "/session", { headers: { host, cookie } })).status).toBe(401);
});

test("a session ends after twelve hours, and when somebody signs out", async () => {
  const on = await started();
  const token = on.token({ role: "viewer" });
  const read = async (cookie: string) =>
    (await send(on, "GET", "/runs", { headers: { host, cookie } })).status;
  const first = await signedIn(on, token);
  expect(await read(first)).toBe(200);
  const left = await send(on, "DELETE", "/session", { headers: { ...own, cookie: first } });
  expect([left.status, left.cookie]).toEqual([200, expect.stringContaining("Max-Age=0")]);
  expect(await read(first)).toBe(401);
  const second = await signedIn(on, token);
  on.advance(12 * 3_600_000 - 60_000);
  expect(await read(second)).toBe(200);
  on.advance(60_000);
  expect(await read(second)).toBe(401);
});

test("by cookie, only the server's own page changes something", async () => {
  const on = await started();
  const cookie = await signedIn(on, on.token({ role: "operator" }));
  const start = async (headers: Record<string, string>, key: string) => {
    const sent = { ...headers, cookie, "idempotency-key": key };
    const body = { workflow_name: "quick", input: { id: key } };
    const reply = await send(on, "POST", "/workflow/execute", { headers: sent, body });
    return [reply.status, reply.body.code];
  };
  expect(await start(own, "own")).toEqual([202, undefined]);
  const marked = { host, "x-orch-console": "1" };
  expect(await start({ ...marked, "sec-fetch-site": "same-origin" }, "fetch")).toEqual([202, undefined]);
  const foreign: readonly Record<string, string>[] = [
    { host, origin: `http://${host}` },
    marked,
    { ...marked, origin: "https://evil.example" },
    { ...marked, origin: "http://127.0.0.1:7301" },
    { ...marked, origin: "null" },
    { ...own, "sec-fetch-site": "same-site" },
    { ...own, "sec-fetch-site": "cross-site" },
  ];
  for (const [at, headers] of foreign.entries())
    expect([headers, await start(headers, `f${at}`)]).toEqual([headers, [403, "cross_site"]]);
  const out = await send(on, "DELETE", "/session", { headers: { host, cookie } });
  expect(out.status).toBe(403);
});

test("no page of another origin signs in, and no wrong token, code or body does", async () => {
  const on = await started();
  const token = on.token({ role: "viewer" });
  const evil = { host, origin: "https://evil.example" };
  const signIn = async (body: object, headers: Record<string, string> = own) =>
    (await send(on, "POST", "/session", { headers, body })).status;
  expect(await signIn({ token }, evil)).toBe(403);
  expect(await signIn({ token: `${token.slice(0, -2)}xx` })).toBe(401);
  expect(await signIn({})).toBe(401);
  expect(await signIn({ code: "x" })).toBe(401);
  expect(await signIn({ code: "x", token })).toBe(400);
  expect(await signIn({ token: 7 })).toBe(400);
});

test("a WebSocket of the own page is admitted by cookie, and of no other page", async () => {
  const on = await started();
  const address = on.server.address;
  const [, real = ""] = address.split("//");
  const entered = await send(on, "POST", "/session", {
    headers: { host: real, origin: address },
    body: { token: on.token({}) },
  });
  const cookie = entered.cookie?.split(";")[0] ?? "";
  const url = `${address.replace("http", "ws")}/ws/orchestration/events`;
  const open = new WebSocket(url, { headers: { cookie, origin: address } });
  await once(open, "open");
  open.close();
  const origins = [{}, { origin: "https://evil.example" }, { origin: "http://127.0.0.1:1" }];
  for (const origin of origins) {
    const [error] = await once(new WebSocket(url, { headers: { cookie, ...origin } }), "error");
    expect([origin, String(error.message)]).toEqual([origin, expect.stringContaining("403")]);
  }
});

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import Provider from "oidc-provider";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { type ServerSettings, settingsIn, unknownAccess } from "../src/index.ts";
import { compiledShop, type Started, started } from "./started.ts";

/* People who sign in at a provider, and machines with a JWT: a real provider and real keys in this process. */

type AccessRule = NonNullable<ServerSettings["jwt"]>["access"][number];

const base = "/api/orchestration";
const rules = [
  { claim: "groups", has: "sre", role: "operator", roles: ["shop.boss"], clearance: "personal" },
  { claim: "groups", has: "sales", role: "viewer", plans: ["shop.quick"] },
] as const;

type Answer = Parameters<Parameters<typeof createServer>[1] & object>[1];

async function listening(answer: (path: string, response: Answer) => void) {
  const server = createServer((request, response) => answer(request.url ?? "/", response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** A server whose people sign in at a provider that knows ada (sre), sam (sales) and eve (nothing). */
async function withProvider(): Promise<Started & { readonly issuer: string }> {
  const http = createServer();
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const oidc = { issuer, client: "orch", scope: "openid groups", access: rules };
  const on = await started({ settings: { oidc }, oidcSecret: "the-secret-of-the-client" });
  const groups: Readonly<Record<string, readonly string[]>> = { ada: ["all", "sre"], sam: ["sales"] };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "orch",
        client_secret: "the-secret-of-the-client",
        token_endpoint_auth_method: "client_secret_post",
        redirect_uris: [`${on.server.address}${base}/session/oidc/callback`],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ["sub"], groups: ["groups"] },
    conformIdTokenClaims: false,
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, groups: groups[id] ?? [] }),
    }),
  });
  http.on("request", provider.callback());
  return { ...on, issuer };
}

/** A browser without scripts: follows redirects one at a time and keeps the cookies of each origin. */
function browser() {
  const jar = new Map<string, Map<string, string>>();
  return async (url: string, form?: Record<string, string>) => {
    const { origin } = new URL(url);
    const cookies = jar.get(origin) ?? new Map<string, string>();
    jar.set(origin, cookies);
    const response = await fetch(url, {
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/u.exec(cookie) ?? [];
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get("location");
    const next = location === null ? undefined : new URL(location, url).href;
    return { status: response.status, next, text: await response.text() };
  };
}

/** Signs in at the provider and returns the address at which the browser comes back, without going there. */
async function throughProvider(go: ReturnType<typeof browser>, on: Started, login: string): Promise<string> {
  let { next } = await go(`${on.server.address}${base}/session/oidc`);
  for (let at = 0; at < 12 && next !== undefined; at++) {
    if (next.startsWith(on.server.address)) return next;
    const page = await go(next);
    if (page.next !== undefined) {
      next = page.next;
      continue;
    }
    const prompt = page.text.includes('value="login"') ? "login" : "consent";
    next = (await go(next, { prompt, login, password: "any" })).next;
  }
  throw new Error(`the provider did not send the browser back: ${next}`);
}

test("somebody signs in at a provider, and has the access of the first rule that fits", async () => {
  const on = await withProvider();
  expect((await on.ask(undefined, "GET", `${base}/session/ways`)).body).toEqual({ ways: ["token", "oidc"] });
  for (const [login, expected] of [
    ["ada", { user: "ada", role: "operator", roles: ["shop.boss"], clearance: "personal" }],
    ["sam", { user: "sam", role: "viewer", plans: ["shop.quick"], clearance: "internal" }],
  ] as const) {
    const go = browser();
    const entered = await go(await throughProvider(go, on, login));
    expect([entered.status, entered.next]).toEqual([302, `${on.server.address}/`]);
    const who = await go(`${on.server.address}${base}/session`);
    expect(JSON.parse(who.text)).toMatchObject(expected);
    expect((await go(`${on.server.address}${base}/tokens`)).status).toBe(403);
  }
});

test("who is known and has no access gets no session; nor does a stolen, repeated or forged return", async () => {
  const on = await withProvider();
  const eve = browser();
  expect((await eve(await throughProvider(eve, on, "eve"))).status).toBe(403);
  expect((await eve(`${on.server.address}${base}/session`)).status).toBe(401);
  const ada = browser();
  const back = await throughProvider(ada, on, "ada");
  expect((await browser()(back)).status).toBe(401);
  const forged = new URL(back);
  forged.searchParams.set("code", "another");
  expect((await ada(forged.href)).status).toBe(401);
  expect((await ada(back)).status).toBe(401);
  const again = await throughProvider(ada, on, "ada");
  on.advance(600_000);
  expect((await ada(again)).status).toBe(401);
});

test("while the provider is away, the server says so and serves everything else", async () => {
  const oidc = { issuer: "http://127.0.0.1:9", client: "orch", access: rules };
  const on = await started({ settings: { oidc } });
  const begun = await on.ask(undefined, "GET", `${base}/session/oidc`);
  expect([begun.status, begun.body.code]).toEqual([503, "provider_unavailable"]);
  expect((await on.ask("viewer", "GET", `${base}/runs`)).status).toBe(200);
  const without = await started();
  expect((await without.ask(undefined, "GET", `${base}/session/oidc`)).status).toBe(404);
});

async function withKeys(access: readonly AccessRule[] = rules) {
  const own = await generateKeyPair("ES256");
  const jwk = { ...(await exportJWK(own.publicKey)), kid: "one", alg: "ES256" };
  const rsa = await generateKeyPair("RS256");
  const other = { ...(await exportJWK(rsa.publicKey)), kid: "two", alg: "RS256" };
  const { address } = await listening((_path, response) =>
    response.end(JSON.stringify({ keys: [jwk, other] })),
  );
  const jwt = { issuer: "https://ci.example", audience: "orch", algorithm: "ES256", keys: address, access };
  const on = await started({ settings: { jwt } });
  const sign = async (
    claims: Readonly<Record<string, unknown>>,
    { key = own.privateKey, algorithm = "ES256" }: { key?: CryptoKey | Uint8Array; algorithm?: string } = {},
  ) => {
    const whole: JWTPayload = {
      iss: jwt.issuer,
      aud: jwt.audience,
      sub: "build",
      groups: ["sre"],
      ...claims,
    };
    const signed = new SignJWT(whole).setProtectedHeader({
      alg: algorithm,
      kid: algorithm === "RS256" ? "two" : "one",
    });
    if (!("exp" in claims)) signed.setExpirationTime("1h");
    return await signed.sign(key);
  };
  const statusOf = async (token: string, method: "GET" | "POST" = "GET") => {
    const request = { method, url: `${base}/session`, headers: { authorization: `Bearer ${token}` } };
    const reply = await on.server.app.inject(request);
    return { status: reply.statusCode, body: reply.json(), cookie: reply.headers["set-cookie"] };
  };
  return { on, sign, statusOf, jwk, rsa };
}

test("a machine's JWT is its access: role, user, plans, and an end", async () => {
  const { on, sign, statusOf } = await withKeys();
  const { status, body } = await statusOf(await sign({}));
  expect([status, body]).toEqual([200, expect.objectContaining({ user: "build", role: "operator" })]);
  const sales = await sign({ groups: "sales" });
  expect((await statusOf(sales)).body).toMatchObject({ role: "viewer", plans: ["shop.quick"] });
  const signedIn = await statusOf(sales, "POST");
  const cookie = String(signedIn.cookie).split(";")[0] ?? "";
  const read = async () =>
    (await on.server.app.inject({ url: `${base}/session`, headers: { cookie, host: "localhost" } }))
      .statusCode;
  const url = `${on.server.address.replace("http", "ws")}/ws/orchestration/workflow-status`;
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${sales}` } });
  const closed = once(socket, "close");
  await once(socket, "open");
  on.advance(3_600_000);
  expect((await statusOf(sales)).status).toBe(401);
  const start = { workflow_name: "quick", input: { id: "1" } };
  await on.ask("operator", "POST", `${base}/workflow/execute`, start, "1");
  expect((await closed)[0]).toBe(1008);
  expect(await read()).toBe(401);
});

test("no JWT counts that is foreign, altered, unsigned, too old, or signed in another way", async () => {
  const { sign, statusOf, jwk, rsa } = await withKeys();
  const good = await sign({});
  const [header, , signature] = good.split(".");
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const stranger = await generateKeyPair("ES256");
  const bad = {
    issuer: await sign({ iss: "https://other.example" }),
    audience: await sign({ aud: "another" }),
    expired: await sign({ exp: Math.floor(Date.now() / 1000) - 1 }),
    endless: await sign({ exp: undefined }),
    early: await sign({ nbf: Math.floor(Date.now() / 1000) + 600 }),
    nameless: await sign({ sub: undefined }),
    unmapped: await sign({ groups: ["guests"] }),
    stranger: await sign({}, { key: stranger.privateKey }),
    algorithm: await sign({}, { key: rsa.privateKey, algorithm: "RS256" }),
    confused: await sign({}, { key: Buffer.from(JSON.stringify(jwk)), algorithm: "HS256" }),
    unsigned: `${encoded({ alg: "none" })}.${encoded({ iss: "https://ci.example", aud: "orch", sub: "b" })}.x`,
    altered: `${header}.${encoded({ iss: "https://ci.example", aud: "orch", sub: "root", exp: 9e9 })}.${signature}`,
  };
  for (const [name, token] of Object.entries(bad))
    expect([name, (await statusOf(token)).status]).toEqual([name, 401]);
});

test("settings are checked when they are read", () => {
  const oidc = { issuer: "https://id.example", client: "orch", access: rules };
  const jwt = {
    issuer: "i",
    audience: "a",
    algorithm: "RS256",
    keys: "https://id.example/keys",
    access: rules,
  };
  const good: ServerSettings = { oidc, jwt };
  expect(settingsIn(good)).toEqual(good);
  const bad: readonly unknown[] = [
    7,
    { oidc: { ...oidc, issuer: "http://id.example" } },
    { oidc: { ...oidc, access: [] } },
    { oidc: { ...oidc, access: [{ role: "king" }] } },
    { oidc: { ...oidc, access: [{ claim: "groups", role: "viewer" }] } },
    { oidc: { ...oidc, secret: "in the file" } },
    { jwt: { ...jwt, algorithm: "HS256" } },
    { jwt: { ...jwt, algorithm: "none" } },
    { jwt: { ...jwt, keys: "http://id.example/keys" } },
  ];
  for (const one of bad) expect(settingsIn(one)).toHaveProperty("faults");
  expect(settingsIn({ webhooks: {} })).toEqual({
    faults: [expect.stringMatching(/^\/webhooks: not a setting; known are (?:`\w+`, )+`\w+`$/)],
  });
});

test("the first rule that fits gives access, alone; a claim is the value, or a list that has it", async () => {
  const { sign, statusOf } = await withKeys([
    { claim: "groups", has: "sre", role: "operator", roles: ["shop.boss"], clearance: "personal" },
    { claim: "team", has: "tills", role: "author", plans: ["shop.pay"] },
    { claim: "groups", has: "sales", role: "viewer", plans: ["shop.quick"] },
  ]);
  const boss = { role: "operator", roles: ["shop.boss"], clearance: "personal" };
  const author = { role: "author", roles: [], clearance: "internal", plans: ["shop.pay"] };
  const viewer = { role: "viewer", roles: [], clearance: "internal", plans: ["shop.quick"] };
  for (const [claims, expected] of [
    [{ groups: "sre" }, boss],
    [{ groups: ["sales", "sre"], team: "tills" }, boss],
    [{ groups: ["sales"], team: "tills" }, author],
    [{ groups: ["guests", "sales"], team: ["tills", "yard"] }, author],
    [{ groups: ["guests", "sales"] }, viewer],
    [{ groups: "sales", team: undefined }, viewer],
  ] as const) {
    const { status, body } = await statusOf(await sign(claims));
    const { role, roles, clearance, plans } = body;
    expect([claims, status, { role, roles, clearance, plans }]).toEqual([claims, 200, expected]);
  }
  for (const groups of [[], "sr", "sres", "SRE", "sre,sales", { sre: true }, [["sre"]], true, undefined])
    expect([groups, (await statusOf(await sign({ groups }))).status]).toEqual([groups, 401]);
});

test("a rule without a claim is for everybody whom the rules before it do not fit", async () => {
  const { sign, statusOf } = await withKeys([
    { claim: "groups", has: "sre", role: "operator" },
    { role: "viewer", plans: ["shop.quick"] },
    { claim: "groups", has: "sales", role: "admin" },
  ]);
  const roleOf = async (groups: unknown) => (await statusOf(await sign({ groups }))).body.role;
  expect(await Promise.all([["sre"], ["sales"], [], undefined].map(roleOf))).toEqual([
    "operator",
    "viewer",
    "viewer",
    "viewer",
  ]);
  expect((await statusOf(await sign({ sub: undefined }))).status).toBe(401);
});

test("a rule of a plan or a role that the program does not have is named, for people and for machines", () => {
  const oidc = { issuer: "https://id.example", client: "orch", access: rules };
  const jwt = { issuer: "i", audience: "a", algorithm: "RS256", keys: "https://id.example/keys" } as const;
  const program = compiledShop();
  expect(unknownAccess({ oidc, jwt: { ...jwt, access: rules } }, program)).toEqual([]);
  const wrong = [
    { role: "viewer", plans: ["shop.quick", "quick"] },
    { role: "approver", roles: ["*", "clerk"] },
  ] as const;
  const named = [
    "The program has no plan `quick`: did you mean `shop.quick`?",
    "The program has no role `clerk`: it has `shop.boss`",
  ];
  expect(unknownAccess({ oidc: { ...oidc, access: wrong } }, program)).toEqual(named);
  expect(unknownAccess({ jwt: { ...jwt, access: wrong } }, program)).toEqual(named);
});

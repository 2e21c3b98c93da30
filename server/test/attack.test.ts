import { expect, test } from "vitest";
import { attackSurface, Client } from "../src/attack.ts";
import { Doubles } from "../src/doubles.ts";
import { compiledShop, type Started, started } from "./started.ts";

/* Doubles in place of handlers, and attacks on the server itself: those that it has to notice as well. */

const base = "/api/orchestration";
const admin = { role: "admin", user: "root", roles: ["*"], clearance: "personal" } as const;

async function surfaceOf(on: Started, more: Partial<Parameters<typeof attackSurface>[0]> = {}) {
  const client = new Client(on.server.address, on.token(admin));
  const probed = await attackSurface({ client, entry: "shop.pay", sources: {}, secrets: {}, ...more });
  return {
    probed,
    open: probed.flatMap(({ how, wrong }) => (wrong === undefined ? [] : [`${how}: ${wrong}`])),
  };
}

const maps = [{ where: { "/action": "opened" }, event: "sale", from: "web", fields: { id: "/issue/id" } }];
const sources = {
  hub: { kind: "github", secretVariable: "HUB", maps },
  post: { kind: "hmac", secretVariable: "POST", maps },
} as const;
const secrets = { HUB: "a secret of the hub", POST: "a secret of the post" };

test("the surface of a server holds, webhooks that are sent again among it", async () => {
  const on = await started({ settings: { sources }, secrets });
  const { probed, open } = await surfaceOf(on, { sources, secrets });
  expect(open).toEqual([]);
  expect(probed.length).toBeGreaterThan(35);
  const { body } = await on.ask("operator", "GET", `${base}/sources`);
  // Each was signed once, taken, and recognised when it came again.
  expect(body.sources).toMatchObject([
    { name: "hub", taken: 2, unsigned: 2 },
    { name: "post", taken: 2, unsigned: 3 },
  ]);
});

test("a server that takes larger bodies, and one with a weak token, are reported", async () => {
  const on = await started({ bodyMax: 200_000_000 });
  const { open } = await surfaceOf(on);
  expect(open.map((text) => text.split(":")[0])).toEqual([
    "a body of 2 MiB",
    "a body that grows from 100 KB to 100 MB",
  ]);
  const weak = new Client(on.server.address, "letmein");
  const found = await attackSurface({ client: weak, entry: "shop.pay", sources: {}, secrets: {} });
  expect(found.filter(({ wrong }) => wrong !== undefined).map(({ how }) => how)).toContain(
    "the given token could be guessed",
  );
});

const told = (capability: string, more: object) => ({ capability, call: 1, attempt: 1, ...more }) as never;

function call(doubles: Doubles, capability: string, key: string, more: object = {}) {
  const { signal } = new AbortController();
  const context = { capability, key, attempt: 1, run: "r", signal, ...more };
  return doubles.handler({ id: "a" } as never, context as never);
}

test("a double does as it was told, else what its type allows, and a key is done once", async () => {
  const doubles = new Doubles(compiledShop().plans);
  doubles.follow([told("shop.take", { ok: { ref: "x" } }), told("shop.charge", { fails: "transient" })]);
  expect(call(doubles, "shop.take", "k1")).toEqual({ ref: "x" });
  expect(call(doubles, "shop.take", "k1", { attempt: 2 })).toEqual({ ref: "x" });
  expect(call(doubles, "shop.take", "k2")).toEqual({ ref: expect.any(String) });
  expect(call(doubles, "shop.take", "k2")).not.toEqual({ ref: "x" });
  expect(() => call(doubles, "shop.charge", "k3")).toThrow("a double fails");
  expect(doubles.calls.map(({ key, attempt, done }) => [key, attempt, done])).toEqual([
    ["k1", 1, true],
    ["k1", 2, true],
    ["k2", 1, true],
    ["k2", 1, true],
    ["k3", 1, false],
  ]);
  const stop = new AbortController();
  doubles.follow([told("shop.take", { silent: true })]);
  const silent = call(doubles, "shop.take", "k4", { signal: stop.signal });
  stop.abort(new Error("out of time"));
  await expect(silent).rejects.toThrow("out of time");
  expect(doubles.calls).toMatchObject([{ key: "k4", done: false }]);
});

test("rules are for servers with doubles alone, and from admins alone", async () => {
  const body = { rules: [told("shop.take", { silent: true })] };
  const real = await started();
  expect((await real.ask("admin", "GET", `${base}/doubles`)).body).toEqual({ doubles: false, calls: [] });
  expect(await real.ask("admin", "POST", `${base}/doubles`, body)).toMatchObject({
    status: 409,
    body: { code: "no_doubles" },
  });
  const doubled = await started({ doubles: new Doubles([]) });
  expect((await doubled.ask("author", "POST", `${base}/doubles`, body)).status).toBe(403);
  expect((await doubled.ask("admin", "POST", `${base}/doubles`, body)).status).toBe(200);
  expect((await doubled.ask("admin", "GET", `${base}/doubles`)).body).toMatchObject({ doubles: true });
});

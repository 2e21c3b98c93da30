import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { type ServerSettings, settingsIn } from "../src/index.ts";
import { recordsIn } from "../src/ingest/mapping.ts";
import { soon } from "./begun.ts";
import { type Started, started } from "./started.ts";

/* Webhooks of senders that sign: mapped to events and readings, each once. */

const base = "/api/orchestration";
const secrets = { GITHUB: "first secret", SHOP: "second secret" };
const settings: ServerSettings = {
  sources: {
    hub: {
      kind: "github",
      secretVariable: "GITHUB",
      maps: [
        {
          where: { "header x-github-event": "issues", "/action": "opened" },
          event: "sale",
          from: "web",
          fields: { id: "/issue/node~1id" },
        },
      ],
    },
    shop: { kind: "hmac", secretVariable: "SHOP", maps: [{ signal: "daily", value: "/n" }] },
  },
};

async function post({ server }: Started, source: string, body: string, headers: Record<string, string>) {
  const request = { "content-type": "application/json", ...headers };
  const url = `${base}/sources/${source}`;
  const reply = await server.app.inject({ method: "POST", url, headers: request, payload: body });
  return { status: reply.statusCode, body: JSON.parse(reply.body) };
}

const hub = (body: string, secret = secrets.GITHUB) => ({
  "x-github-event": "issues",
  "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
});

function standard(body: string, { id = "m1", at = Date.now(), secret = secrets.SHOP } = {}) {
  const time = `${Math.floor(at / 1000)}`;
  const signature = createHmac("sha256", secret).update(`${id}.${time}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": `v1,old v1,${signature}` };
}

async function events({ ask }: Started) {
  const { body } = await ask("viewer", "GET", `${base}/events/history`);
  return (body.events as { kind: string; name: string; fields?: unknown }[]).filter(({ kind }) =>
    ["occurrence", "reading"].includes(kind),
  );
}

test("a webhook in GitHub's form becomes an event; sent again it has no effect", async () => {
  const on = await started({ settings, secrets });
  const body = JSON.stringify({ action: "opened", issue: { "node/id": "17" } });
  const first = await post(on, "hub", body, hub(body));
  expect([first.status, first.body]).toEqual([202, { taken: 1 }]);
  expect((await post(on, "hub", body, hub(body))).status).toBe(202);
  const closed = JSON.stringify({ action: "closed", issue: { "node/id": "17" } });
  expect((await post(on, "hub", closed, hub(closed))).body).toEqual({ taken: 0 });
  await vi.waitFor(async () => {
    expect(await events(on)).toMatchObject([{ name: "shop.sale", fields: { id: "17" } }]);
  }, soon);
  const { body: listed } = await on.ask("operator", "GET", `${base}/sources`);
  expect(listed.sources).toMatchObject([
    { name: "hub", received: 3, taken: 2, ignored: 1, unsigned: 0 },
    { name: "shop", received: 0 },
  ]);
});

test("a message that is altered, unsigned, signed with another secret or old is rejected as if there were no source", async () => {
  const on = await started({ settings, secrets });
  const body = '{"n": 5}';
  const old = standard(body, { at: Date.now() - 301_000 });
  // A minute beyond the tolerance, since it is early only until it is read.
  const early = standard(body, { at: Date.now() + 360_000 });
  const moved = { ...standard(body), "webhook-id": "m2" };
  const wrong = [
    post(on, "shop", body, {}),
    post(on, "shop", '{"n": 6}', standard(body)),
    post(on, "shop", body, standard(body, { secret: secrets.GITHUB })),
    post(on, "shop", body, old),
    post(on, "shop", body, early),
    post(on, "shop", body, moved),
    post(on, "hub", body, hub(body, "x")),
    post(on, "none", body, standard(body)),
  ];
  for (const reply of await Promise.all(wrong)) {
    expect([reply.status, reply.body.code]).toEqual([401, "signature_invalid"]);
    expect(JSON.stringify(reply.body)).not.toContain('secret"');
  }
  expect((await post(on, "shop", body, standard(body))).body).toEqual({ taken: 1 });
  const again = standard(body, { at: Date.now() - 60_000 });
  expect((await post(on, "shop", body, again)).status).toBe(202);
  expect(await events(on)).toMatchObject([{ name: "shop.daily", fields: 5 }]);
});

test("news of another form is refused with the reason, and so is text that is no JSON", async () => {
  const on = await started({ settings, secrets });
  const many = '{"n": "many"}';
  const refused = await post(on, "shop", many, standard(many));
  expect([refused.status, refused.body.code]).toEqual([422, "shape"]);
  const text = "n = 5";
  expect((await post(on, "shop", text, standard(text, { id: "m2" }))).status).toBe(400);
  expect(
    settingsIn({ sources: { a: { kind: "hmac", secretVariable: "A", maps: [{ event: "e" }] } } }),
  ).toHaveProperty("faults");
});

test("a mapping takes what is at its places, and no message makes it fail", () => {
  const maps = [
    { event: "e", fields: { a: "/x/0", b: { const: 1 }, c: "/__proto__/y", d: "" } },
    { where: { "/k": true }, signal: "s", value: "/v" },
  ];
  expect(recordsIn(maps, { body: { x: [7], k: true, v: null }, headers: {} }, "a", "i")).toEqual([
    { id: "source a i 0", event: "e", fields: { a: 7, b: 1, d: { x: [7], k: true, v: null } } },
    { id: "source a i 1", reading: "s", value: null },
  ]);
  fc.assert(
    fc.property(fc.jsonValue(), (body) => {
      expect(recordsIn(maps, { body: body as never, headers: {} }, "a", "i").length).toBeGreaterThan(0);
    }),
  );
});

import type { Handler } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import { ask, json, server } from "./http-server.ts";
import { capability, job, pool, root, start } from "./jobs.ts";

const text = { type: "string" } as const;

describe("a request", () => {
  test("has the arguments as its body, and the key with it", async () => {
    const { url, heard } = await server(json(200, { text: "done", more: 1 }));
    const params = { to: text, count: { type: "integer" } as const };
    const result = await ask(
      "post",
      `${url}/send`,
      { to: "ada", count: 2 },
      { params },
      { key: "K1", attempt: 3, fence: 9 },
    );
    expect(result).toEqual({ outcome: { ok: { text: "done" } }, spent: {} });
    expect(heard[0]).toMatchObject({
      method: "POST",
      url: "/send",
      body: '{"to":"ada","count":2}',
      headers: {
        "idempotency-key": "K1",
        "x-orch-attempt": "3",
        traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/u),
        "x-orch-fence": "9",
        "content-type": "application/json",
      },
    });
  });

  test("of several members each has its fence", async () => {
    const { url, heard } = await server(json(200, { text: "x" }));
    const fences = [
      { pool: "m.cranes", id: "c1", fence: 7 },
      { pool: "m.cranes", id: "c 2", fence: 3 },
    ];
    await ask("post", `${url}/send`, {}, {}, { fences });
    expect(heard[0]?.headers).toMatchObject({ "x-orch-fences": "m.cranes/c1=7, m.cranes/c%202=3" });
    expect(heard[0]?.headers).not.toHaveProperty("x-orch-fence");
  });

  test("without a body has them in its query; what stands in the path is not said twice", async () => {
    const { url, heard } = await server(json(200, { text: "x" }));
    const params = { id: text, at: text };
    await ask("get", `${url}/things/{id}?v=1`, { id: "a/b ü", at: "now & then" }, { params });
    expect(heard[0]?.url).toBe("/things/a%2Fb%20%C3%BC?v=1&at=now+%26+then");
    expect(heard[0]?.body).toBe("");
  });

  test("may have a field of an argument in its address, and sends the argument all the same", async () => {
    const { url, heard } = await server(json(200, { text: "x" }));
    const order = { type: "object", properties: { by: { type: "object" } } } as const;
    const args = { order: { by: { id: "a/../b" }, n: 2 } };
    await ask("post", `${url}/of/{order.by.id}`, args, { params: { order } });
    expect(heard[0]?.url).toBe("/of/a%2F..%2Fb");
    expect(JSON.parse(heard[0]?.body ?? "")).toEqual(args);
    const led = await ask(
      "post",
      `${url}/of/{order.by.id}`,
      { order: { by: { id: ".." } } },
      { params: { order } },
    );
    expect(led).toMatchObject({ outcome: { failure: { class: "invalid_input" }, reach: "not_reached" } });
  });

  test.each(["..", ".", ""])("is not led to another address by %j", async (id) => {
    const { url, heard } = await server(json(200, { text: "all of them" }));
    const result = await ask("delete", `${url}/orders/{id}/lines`, { id }, { params: { id: text } });
    const failed = { failure: { class: "invalid_input" }, reach: "not_reached" };
    expect(result).toMatchObject({ outcome: failed });
    expect(heard).toEqual([]);
  });

  test("keeps apart what stands in one place of its address", async () => {
    const { url, heard } = await server(json(200, { text: "one" }));
    await ask(
      "get",
      `${url}/orders/{id}?of={of}`,
      { id: "../a?b=c#d", of: "", more: null },
      { params: { id: text, of: text, more: { anyOf: [text, { type: "null" }] } } },
    );
    expect(heard.map((one) => one.url)).toEqual(["/orders/..%2Fa%3Fb%3Dc%23d?of="]);
  });

  test("goes to no host but those of its list", async () => {
    const { url, heard } = await server(json(200, { text: "one" }));
    const host = url.slice("http://".length);
    const [name, port] = host.split(":");
    const asked = (at: string) =>
      ask("get", `http://{at}:${port}/x`, { at }, { params: { at: text }, hosts: [host, "b.example"] });
    expect(await asked(name ?? "")).toMatchObject({ outcome: { ok: { text: "one" } } });
    for (const at of ["c.example", `${host}/`, `b.example@${name}`, `${name}:${port}#`, "", `${name}%00`])
      expect(await asked(at)).toMatchObject({
        outcome: { failure: { class: "invalid_input" }, reach: "not_reached" },
      });
    expect(heard).toHaveLength(1);
  });

  test("takes an empty answer where nothing is declared", async () => {
    const { url } = await server((_, response) => response.writeHead(204).end());
    expect(await ask("delete", url, {}, { result: null })).toMatchObject({ outcome: { ok: null } });
  });

  test("does not go elsewhere with what it was given", async () => {
    const { url, heard } = await server((_, response) =>
      response.writeHead(302, { location: "/other" }).end(),
    );
    expect(await ask("post", url)).toMatchObject({
      outcome: { failure: { class: "permanent", message: "It answered with 302 Found, to /other." } },
    });
    expect(heard).toHaveLength(1);
  });

  test("is given up when the attempt is", async () => {
    const { workers } = pool();
    const { url, heard } = await server(() => undefined);
    const handler: Handler = { kind: "http", method: "post", url };
    workers.equip({ it: { capability: capability("it"), handler, schemas: {}, root } });
    const one = job("it");
    const [result] = start(workers, [one]);
    await expect.poll(() => heard.length).toBe(1);
    workers.abort(one.key, one.attempt);
    expect(await result).toMatchObject({ outcome: { failure: { class: "timeout" }, reach: "unknown" } });
  });
});

describe("an answer that is no success", () => {
  test.each([
    [400, "permanent", "not_reached"],
    [404, "permanent", "not_reached"],
    [409, "transient", "unknown"],
    [422, "permanent", "not_reached"],
    [429, "transient", "not_reached"],
    [500, "transient", "unknown"],
    [501, "permanent", "not_reached"],
    [503, "transient", "unknown"],
  ])("%i is %s, %s", async (status, failure, reach) => {
    const { url } = await server(json(status, {}));
    expect(await ask("post", url)).toMatchObject({ outcome: { failure: { class: failure }, reach } });
  });

  test("names a failure that the capability declares, and no other", async () => {
    const { url } = await server(json(422, { error: { name: "too_heavy", message: "40 t at most" } }));
    expect(await ask("post", url, {}, { fails: ["too_heavy"] })).toMatchObject({
      outcome: { failure: { class: "permanent", name: "too_heavy", message: "40 t at most" } },
    });
    const busy = await server(json(503, { error: { name: "busy", message: "come again" } }));
    expect(await ask("post", busy.url)).toMatchObject({
      outcome: { failure: { class: "transient", name: "transient", message: "come again" } },
    });
    const problem = await server(
      json(404, { type: "https://x.example/problems/not_found", detail: "no such part" }),
    );
    expect(await ask("post", problem.url, {}, { fails: ["not_found"] })).toMatchObject({
      outcome: { failure: { name: "not_found", message: "no such part" } },
    });
  });

  test("is told where it is no JSON, or of another type than declared", async () => {
    const html = await server((_, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<p>"),
    );
    expect(await ask("post", html.url)).toMatchObject({
      outcome: {
        failure: { class: "invalid_output", message: "It answered with text/html that is no JSON." },
        reach: "reached",
      },
    });
    const other = await server(json(200, { text: 7 }));
    expect(await ask("post", other.url)).toMatchObject({ outcome: { failure: { class: "invalid_output" } } });
  });

  test("a connection that is not taken did nothing; one that breaks may have", async () => {
    const gone = await server(json(200, {}));
    gone.close();
    expect(await ask("post", gone.url)).toMatchObject({
      outcome: { failure: { class: "transient" }, reach: "not_reached" },
    });
    const breaks = await server((_, response) => response.destroy());
    expect(await ask("post", breaks.url)).toMatchObject({
      outcome: { failure: { class: "transient" }, reach: "unknown" },
    });
  });

  test("more than the limit is not taken", async () => {
    const { url } = await server((_, response) => response.writeHead(200).end(`"${"x".repeat(9_000_000)}"`));
    expect(await ask("post", url)).toMatchObject({
      outcome: { failure: { class: "invalid_output", message: "It answered with more than 8388608 bytes." } },
    });
  });
});

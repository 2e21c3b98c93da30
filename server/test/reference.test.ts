import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { routes } from "../src/index.ts";
import { referencePage } from "../src/reference/page.ts";
import { started } from "./started.ts";

const base = "/api/orchestration";

test("/docs is a page with every operation that is served, and the role that each needs", async () => {
  const { server, ask } = await started();
  const { statusCode, body, headers } = await server.app.inject("/docs");
  expect([statusCode, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
  const shown = [...body.matchAll(/<h3><a href="#\w[^"]*"><code>(?<name>[^<]+)<\/code>/gu)].map(
    ({ groups }) => groups?.name,
  );
  const { paths } = (await ask(undefined, "GET", "/openapi.json")).body as { paths: object };
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(shown.toSorted()).toEqual(described.toSorted());
  for (const { method, path, role, operation } of routes) {
    const article = body.split("<article ").find((one) => one.startsWith(`id="${operation}">`)) ?? "";
    expect(article).toContain(`${method} ${base}${path.replace(/:(\w+)/gu, "{$1}")}<`);
    expect(article).toContain(`<em>Role ${role}</em>`);
  }
  expect(body).toContain("<em>Any token</em>");
});

test("it loads nothing: its policy admits its own style alone, by hash", async () => {
  const { server } = await started();
  const { body, headers } = await server.app.inject("/docs");
  const style = /<style>(?<text>[^<]+)<\/style>/u.exec(body)?.groups?.text ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = String(headers["content-security-policy"]).split("; ");
  expect(policy).toEqual([
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]);
  expect(body).not.toMatch(/<(?:script|link|img|iframe)|\s(?:src|style|on\w+)=/u);
});

test("it has the fields of parameters, bodies and responses, with their types", async () => {
  const { server } = await started();
  const zipped = await server.app.inject({ url: "/docs", headers: { "accept-encoding": "gzip" } });
  expect(zipped.headers["content-encoding"]).toBe("gzip");
  const page = gunzipSync(zipped.rawPayload).toString();
  const execute = page.split("<article ").find((one) => one.startsWith('id="executeWorkflow">'));
  expect(execute).toContain("<code>idempotency-key</code>, header, string: ");
  expect(execute).toContain("<code>workflow_name</code>, string");
  expect(execute).toContain("<summary>Response 202</summary>");
  const runs = page.split("<article ").find((one) => one.startsWith('id="listRuns">'));
  expect(runs).toContain("<code>limit</code> (optional), query, integer");
  expect(runs).toMatch(/<code>runs<\/code>, list of [^<]+<ul><li><code>run<\/code>, string/u);
});

test("names and texts of the document are text of the page", () => {
  const evil = "<script>alert(1)</script>";
  const schema = { type: "object", properties: { [evil]: { type: "object", properties: { [evil]: {} } } } };
  const page = referencePage({
    info: { title: evil, version: "1" },
    paths: {
      [`/${evil}`]: {
        get: {
          summary: evil,
          tags: [evil],
          responses: { 200: { content: { "application/json": { schema } } } },
        },
      },
    },
  });
  expect(page).not.toContain("<script");
  expect(page.match(/&#60;script&#62;/gu)?.length).toBeGreaterThan(5);
});

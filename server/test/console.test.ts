import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { serveConsole } from "../src/console.ts";
import { started } from "./started.ts";

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "orch-console-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "assets"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const page = { "index.html": "<p>the page</p>", "assets/a-1.js": "go()", "assets/notes.txt": "left here" };

test("files of the console are served by name, with a policy that admits its own origin alone", async () => {
  const app = Fastify();
  serveConsole(app, folderOf(page));
  const index = await app.inject("/");
  expect([index.statusCode, index.body, index.headers["content-type"]]).toEqual([
    200,
    page["index.html"],
    "text/html; charset=utf-8",
  ]);
  expect(index.headers["content-security-policy"]).toMatch(/^default-src 'self';/u);
  expect(String(index.headers["content-security-policy"])).not.toContain("unsafe");
  expect(index.headers["cache-control"]).toBe("no-cache");
  const asset = await app.inject({ url: "/assets/a-1.js", headers: { "accept-encoding": "gzip" } });
  expect([asset.headers["content-encoding"], asset.headers["cache-control"]]).toEqual([
    "gzip",
    "public, max-age=31536000, immutable",
  ]);
});

test("no path leads out of the folder, and unknown forms are not served", async () => {
  const app = Fastify();
  serveConsole(app, folderOf(page));
  const paths = ["/assets/notes.txt", "/../package.json", "/assets/..%2f..%2fetc%2fpasswd", "/assets"];
  const codes = await Promise.all(paths.map(async (url) => (await app.inject(url)).statusCode));
  expect(codes).toEqual([404, 404, 404, 404]);
});

test("without a built console there is no page, and the API keeps its own policy", async () => {
  const { server } = await started();
  expect((await server.app.inject("/")).statusCode).toBe(404);
  const { headers } = await server.app.inject("/health");
  expect(headers["content-security-policy"]).toBe("default-src 'none'; frame-ancestors 'none'");
  expect(headers["cache-control"]).toBe("no-store");
});

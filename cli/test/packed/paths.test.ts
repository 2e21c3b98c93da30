import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { modelServer, says } from "@orchlang/models/testing";
import { postgresServer } from "@orchlang/runtime/testing";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { commandsOf, Reader } from "./follow.ts";
import { install } from "./install.ts";

/* docs/paths, each page followed to the letter from an empty folder, with the packages as they are published. */

const installed = install();
afterAll(installed.remove, 120_000);

const pages = readdirSync(fileURLToPath(new URL("../../../docs/paths", import.meta.url))).filter(
  (page) => page !== "README.md",
);

/** A reader in a folder of their own, outside of any project. */
function reader(replaced?: ReadonlyMap<string, string>): Reader {
  const folder = mkdtempSync(join(tmpdir(), "orch-path-"));
  symlinkSync(join(installed.folder, "node_modules"), join(folder, "node_modules"));
  const one = new Reader(folder, replaced);
  onTestFinished(async () => {
    await one.leave();
    rmSync(folder, { recursive: true, force: true });
  });
  return one;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

test.each(pages)("%s has at most ten commands", (page) => {
  const count = commandsOf(page).length;
  expect(count).toBeGreaterThan(0);
  expect(count).toBeLessThanOrEqual(10);
});

test("the README lists every page", () => {
  const readme = readFileSync(new URL("../../../docs/paths/README.md", import.meta.url), "utf8");
  expect(pages.filter((page) => !readme.includes(`](${page})`))).toEqual([]);
});

test("author.md", () => reader().follow("author.md"));

test("ci.md", () => reader().follow("ci.md"));

test("operator.md", async () => {
  await reader(new Map([["7300", `${await freePort()}`]])).follow("operator.md");
});

test("platform.md", async () => {
  const database = await postgresServer();
  onTestFinished(() => database.close());
  const replaced = new Map([
    ["postgres://orch@db.internal/hall", await database.database()],
    ["7301", `${await freePort()}`],
    ["7302", `${await freePort()}`],
  ]);
  await reader(replaced).follow("platform.md");
});

test("agent.md", async () => {
  const look = '{"case":"look","nights":3}';
  const reply = '{"case":"reply","text":"Two rooms are free."}';
  const { url, asked } = await modelServer(says(look), says(reply));
  await reader(new Map([["http://127.0.0.1:11434/v1", url]])).follow("agent.md");
  expect(asked).toHaveLength(2);
});

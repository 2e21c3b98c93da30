import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, type PostgresServer, postgresServer } from "@orchlang/runtime/testing";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entered, launched } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { orch } from "./served.ts";

const program = `module works
role keeper
human opens(n: Int) -> { granted: Bool } { ask keeper  show "Let \${n} in?" }
plan gate(n: Int) -> Bool { step go = opens(n) { timeout 12h }  return go.granted }
`;

/* Several nodes share the journal: the page outlives the one that leads. */
describe.skipIf(chromiumPath() === undefined)("several nodes", () => {
  const folder = mkdtempSync(join(tmpdir(), "orch-nodes-"));
  const at = (name: string): string => join(folder, name);
  const nodes: ChildProcess[] = [];
  let database: PostgresServer;
  let browser: Browser;
  let url = "";

  const joined = async (): Promise<string> => {
    const port = `${await freePort()}`;
    const shared = ["--join", "--store", url, "--lease", "3s", "--token-file", at("token")];
    const node = orch(["serve", at("works.orch"), ...shared, "--port", port], {});
    node.stdout?.resume();
    node.stderr?.resume();
    nodes.push(node);
    const address = `http://127.0.0.1:${port}`;
    await expect.poll(() => isReady(address), { timeout: 60_000 }).toBe(true);
    return address;
  };
  const isReady = async (address: string): Promise<boolean> => {
    try {
      return (await fetch(`${address}/ready`)).ok;
    } catch {
      return false;
    }
  };
  const token = (): string => readFileSync(at("token"), "utf8").trim().replace("Authorization: Bearer ", "");
  const ask = async (address: string, path: string, key?: string, body?: object): Promise<unknown> => {
    const headers = { authorization: `Bearer ${token()}`, "content-type": "application/json" };
    const response = await fetch(`${address}/api/orchestration${path}`, {
      headers: { ...headers, ...(key === undefined ? {} : { "idempotency-key": key }) },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
    expect([path, response.ok]).toEqual([path, true]);
    return await response.json();
  };
  const begin = async (address: string, n: number): Promise<string> => {
    const start = { workflow_name: "gate", input: { n } };
    return ((await ask(address, "/workflow/execute", `gate ${n}`, start)) as { readonly run: string }).run;
  };

  beforeAll(async () => {
    writeFileSync(at("orch.json"), "{}");
    writeFileSync(at("works.orch"), program);
    [database, browser] = await Promise.all([postgresServer(), launched()]);
    url = await database.database();
  });
  afterAll(async () => {
    await browser.close();
    for (const node of nodes) {
      if (node.exitCode !== null || node.signalCode !== null) continue;
      const ended = once(node, "exit");
      node.kill("SIGKILL");
      await ended;
    }
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("the leader is killed: the page says so, asks for sign-in on the spot, and goes on live", async () => {
    await joined();
    const address = await joined();
    const run = await begin(address, 1);
    const { page } = await entered(browser, { address, token: token() }, `#/runs/${run}`);
    await page.getByRole("heading", { name: "Waits for" }).waitFor();
    await page.getByText("live", { exact: true }).waitFor();
    nodes[0]?.kill("SIGKILL");
    await page.getByText("not connected: figures may be old").locator("visible=true").waitFor();
    const dialog = page.getByRole("dialog", { name: "Your session has ended" });
    await dialog.getByLabel("Access token").fill(token());
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("live", { exact: true }).waitFor();
    expect(new URL(page.url()).hash).toBe(`#/runs/${run}`);
    const { tasks } = (await ask(address, `/tasks?run=${run}`)) as {
      readonly tasks: readonly { readonly task: string }[];
    };
    await ask(address, "/tasks/answer", "yes", { task: tasks[0]?.task, value: { granted: true } });
    await page.getByText("It has ended.").waitFor();
    await page.goto(`${address}/#/runs`);
    const list = page.getByRole("region", { name: "List of runs" });
    await list.getByText(run.slice(0, 6)).waitFor();
    const second = await begin(address, 2);
    await list.getByText(second.slice(0, 6)).waitFor();
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { entered, expectAccessible } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { type Served, served } from "./served.ts";
import { staged } from "./stage.ts";

const program = `module orders
role boss
service pay(n: Int) -> { ref: String } { effect once  latency <= 1m  undo pay_back(ref: result.ref)  run module "./h.mjs#pay" }
service pay_back(ref: String) { effect idempotent  latency <= 1m  run module "./h.mjs#fine" }
service keep(n: Int) { effect idempotent  latency <= 1m  undo let_go(n)  run module "./h.mjs#fine" }
service let_go(n: Int) { effect idempotent  latency <= 1m  run module "./h.mjs#let_go" }
service wrong(n: Int) { effect idempotent  latency <= 1m  run module "./h.mjs#wrong" }
human may(n: Int) -> { granted: Bool } { ask boss  show "May \${n} go on?" }
plan doubts(n: Int) -> String { step paid = pay(n)  return paid.ref }
plan sticks(n: Int) { step kept = keep(n)  step failing = wrong(n) { after kept } }
plan asks(n: Int) { step kept = keep(n)  step ok = may(n) { after kept  timeout 1h } }
`;

/* Undoing and paying succeed once the file is gone. */
const handlers = `import { existsSync } from "node:fs";
const isBroken = () => existsSync(new URL("broken", import.meta.url));
export const fine = () => null;
export function pay() { if (isBroken()) throw new Error("who knows"); return { ref: "again" }; }
export function let_go() { if (isBroken()) throw new TypeError("it sticks"); return null; }
export function wrong() { throw new TypeError("it is wrong"); }
`;

interface Office extends Served {
  /** A run of a plan that needs an operator or a person; its id. */
  begin(plan: string): Promise<string>;
  /** Its report, once it has ended. */
  ended(run: string): Promise<Report>;
  /** Breaks or mends the world. */
  isBroken(is: boolean): void;
}

interface Report {
  readonly status: string;
  readonly attention: boolean;
  readonly paused: boolean;
  readonly ended?: number;
  readonly value?: unknown;
  readonly waiting: readonly unknown[];
  readonly steps: readonly { readonly step: string; readonly standing: string }[];
}

async function office(): Promise<Office> {
  const folder = mkdtempSync(join(tmpdir(), "orch-orders-"));
  writeFileSync(join(folder, "orders.orch"), program);
  writeFileSync(join(folder, "h.mjs"), handlers);
  const server = await served(join(folder, "orders.orch"));
  const soon = { timeout: 60_000 };
  let count = 0;
  const read = async (run: string): Promise<Report> => (await server.ask(`/runs/${run}`)) as Report;
  return {
    ...server,
    begin: async (workflow_name) => {
      count += 1;
      const body = { workflow_name, input: { n: count } };
      const { run } = (await server.ask("/workflow/execute", body, `order ${count}`)) as {
        readonly run: string;
      };
      await expect.poll(async () => (await read(run)).waiting.length, soon).toBeGreaterThan(0);
      return run;
    },
    ended: async (run) => {
      await expect.poll(async () => (await read(run)).ended, soon).toBeDefined();
      return await read(run);
    },
    isBroken: (is) => {
      if (is) writeFileSync(join(folder, "broken"), "");
      else rmSync(join(folder, "broken"), { force: true });
    },
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/* Each order of an operator, given in the page and verified on the server. */
describe.skipIf(chromiumPath() === undefined)("an operator", () => {
  const stage = staged(office);

  /** Opens the dialog of an order, sees what it will cause, and gives it with a reason. */
  async function order(page: Page, open: string, give: string, value?: string): Promise<void> {
    await page.getByRole("button", { name: `${open} …` }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("What this will cause").waitFor();
    await dialog.getByText("Loading …").waitFor({ state: "detached" });
    if (value !== undefined) await dialog.getByLabel("Its result, as JSON").fill(value);
    await dialog.getByLabel("Reason").fill("somebody has looked");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: give, exact: true }).click();
    await dialog.waitFor({ state: "detached" });
  }

  test("a call in doubt was done: the run goes on with the given result", async () => {
    stage.server.isBroken(true);
    const run = await stage.server.begin("doubts");
    const { page, complaints } = await entered(stage.browser, stage.server, "#/");
    // The first page has the order, and leads to the run.
    const need = page.getByRole("article").filter({ hasText: `run ${run.slice(0, 6)}` });
    await need.getByText("doubts waits for an operator at paid").waitFor();
    await order(page, "It was done", "Resolve", '{"ref":"found"}');
    expect(await stage.server.ended(run)).toMatchObject({ status: "completed", value: "found" });
    await need.waitFor({ state: "detached" });
    await page.getByRole("link", { name: run.slice(0, 6) }).click();
    await page.getByText("It has ended.").waitFor();
    expect(complaints).toEqual([]);
  });

  test("a call in doubt was not done: it fails, and what was done before is undone", async () => {
    stage.server.isBroken(true);
    const run = await stage.server.begin("doubts");
    const { page } = await entered(stage.browser, stage.server, `#/runs/${run}`);
    await order(page, "It was not done", "Resolve");
    expect((await stage.server.ended(run)).status).toBe("failed");
    await page.getByText("an operator found that it was not done").first().waitFor();
  });

  test("a call in doubt is tried again", async () => {
    stage.server.isBroken(true);
    const run = await stage.server.begin("doubts");
    const { page } = await entered(stage.browser, stage.server, `#/runs/${run}`);
    await page.getByRole("button", { name: "Try again …" }).waitFor();
    stage.server.isBroken(false);
    await order(page, "Try again", "Resolve");
    expect(await stage.server.ended(run)).toMatchObject({ status: "completed", value: "again" });
  });

  test("an undo that failed is retried, or left with its effect", async () => {
    stage.server.isBroken(true);
    const [retried, skipped] = [await stage.server.begin("sticks"), await stage.server.begin("sticks")];
    const { page } = await entered(stage.browser, stage.server, `#/runs/${skipped}`);
    await order(page, "Skip", "Skip");
    const left = await stage.server.ended(skipped);
    expect(left.steps.find(({ step }) => step === "kept")?.standing).not.toBe("undone");
    stage.server.isBroken(false);
    await page.goto(`${stage.server.address}/#/runs/${retried}`);
    await page.getByText(retried).first().waitFor();
    await order(page, "Retry", "Retry");
    const undone = await stage.server.ended(retried);
    expect(undone.steps.find(({ step }) => step === "kept")?.standing).toBe("undone");
  });

  test("a run is paused, unpaused and cancelled: it undoes what it did", async () => {
    stage.server.isBroken(false);
    const run = await stage.server.begin("asks");
    const { page, complaints } = await entered(stage.browser, stage.server, `#/runs/${run}`);
    await order(page, "Pause", "Pause");
    await page.getByText("Nothing new begins until it is unpaused.").waitFor();
    expect(await stage.server.ask(`/runs/${run}`)).toMatchObject({ paused: true });
    await order(page, "Unpause", "Unpause");
    await page.getByRole("button", { name: "Pause …" }).waitFor();
    expect(await stage.server.ask(`/runs/${run}`)).toMatchObject({ paused: false });
    await page.getByRole("button", { name: "Cancel …" }).click();
    await page.getByRole("dialog").getByText("Undoes kept: let go.").waitFor();
    await page.keyboard.press("Escape");
    expect((await stage.server.ask(`/runs/${run}`)) as Report).toMatchObject({ status: "waiting" });
    await order(page, "Cancel", "Cancel");
    const report = await stage.server.ended(run);
    expect(report.status).toBe("cancelled");
    expect(report.steps.find(({ step }) => step === "kept")?.standing).toBe("undone");
    expect(complaints).toEqual([]);
  });
});

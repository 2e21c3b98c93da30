import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { durationText } from "../../src/words/time.ts";
import { entered, expectAccessible, expectFits, launched } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { type Served, served } from "./served.ts";

/* Wishes of users of other consoles that no other file tests: each is a question that somebody at work has. */
describe.skipIf(chromiumPath() === undefined)("a wish", () => {
  let server: Served;
  let browser: Browser;
  let count = 0;
  const begin = async (workflow_name: string, input: object): Promise<string> => {
    count += 1;
    const body = { workflow_name, input };
    return ((await server.ask("/workflow/execute", body, `wish ${count}`)) as { readonly run: string }).run;
  };
  const restore = (part: string): Promise<string> => begin("restore", { part, certainty: 0.82 });
  interface Report {
    readonly status: string;
    readonly waiting: readonly { readonly for: string }[];
    readonly progress?: { readonly done: number; readonly all: number };
    readonly remaining?: { readonly time: { readonly value?: number } };
  }
  const read = async (run: string): Promise<Report> => (await server.ask(`/runs/${run}`)) as Report;
  const soon = { timeout: 30_000 };
  const waitsFor = (run: string, what: string) =>
    expect.poll(async () => (await read(run)).waiting.map((one) => one.for), soon).toEqual([what]);
  const taskOf = async (run: string): Promise<string> => {
    const { tasks } = (await server.ask(`/tasks?run=${run}`)) as {
      readonly tasks: { readonly task: string }[];
    };
    return tasks[0]?.task ?? "";
  };
  const answer = async (run: string, granted: boolean): Promise<void> => {
    count += 1;
    const value = { granted, reason: "said in a test" };
    await server.ask("/tasks/answer", { task: await taskOf(run), value }, `answer ${count}`);
  };
  let second: string;
  beforeAll(async () => {
    [server, browser] = await Promise.all([served("examples/incident-response/incident.orch"), launched()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test("the map of the whole: the graph of a plan is there before its first run", async () => {
    const { runs } = (await server.ask("/runs")) as { readonly runs: readonly unknown[] };
    expect(runs).toEqual([]);
    const { page } = await entered(browser, server, "#/programs/example.incident.restore");
    const graph = page.getByRole("figure", { name: "The plan as a graph" });
    await graph.getByText("switch_traffic").first().waitFor();
    await graph.getByText("switch_back").first().waitFor();
  });

  test("how far is it, how long yet: as the plan's bounds say, and anew at each event", async () => {
    const run = await restore("checkout");
    await waitsFor(run, "answer");
    const { page } = await entered(browser, server, `#/runs/${run}`);
    const card = (name: string) => page.locator(".figures .card", { hasText: name });
    const isShown = async (): Promise<void> => {
      const { progress, remaining } = await read(run);
      await card("Progress").getByText(`${progress?.done} of ${progress?.all}`, { exact: true }).waitFor();
      await card("Time left")
        .getByText(`at most ${durationText(remaining?.time.value ?? 0)}`)
        .waitFor();
    };
    await isShown();
    const before = (await read(run)).progress?.done ?? 0;
    await answer(run, true);
    await waitsFor(run, "event");
    await isShown();
    expect((await read(run)).progress?.done).toBeGreaterThan(before);
    await server.ask(
      "/events/ingest",
      { event: "recovered", from: "operations", fields: { part: "checkout" } },
      "well",
    );
    await card("Time left").getByText("It has ended.").waitFor();
    expect((await read(run)).status).toBe("completed");
  });

  test("why does it wait: it names who holds each member, and until when; waiting is not drawn as running", async () => {
    const first = await restore("checkout");
    await waitsFor(first, "answer");
    second = await restore("search");
    await waitsFor(second, "answer");
    const third = await restore("mail");
    await waitsFor(third, "resource");
    const { page, complaints } = await entered(browser, server, `#/runs/${third}`);
    const holders = page.getByRole("list", { name: "Why none of spares is given to it" });
    for (const run of [first, second]) {
      const held = holders.getByRole("listitem").filter({ hasText: `run ${run.slice(0, 6)}` });
      await held.getByText(/is held by run \S+ until /u).waitFor();
    }
    await page.locator(".box.is-waits, .frame.is-hold").first().waitFor();
    expect(await page.locator(".box.is-active").count()).toBe(0);
    await expectAccessible(page);
    await holders.getByRole("link", { name: `run ${first.slice(0, 6)}` }).click();
    await page.getByText(first).first().waitFor();
    expect(complaints).toEqual([]);
    await server.ask(`/runs/${third}/orders`, { order: "cancel", why: "a drill" }, "cancel third");
  });

  test("what is over is folded away, and comes back", async () => {
    await answer(second, false);
    await expect.poll(async () => (await read(second)).status, soon).toBe("failed");
    const { page } = await entered(browser, server, `#/runs/${second}`);
    const nodes = page.locator(".react-flow__node");
    await nodes.first().waitFor();
    const all = await nodes.count();
    await page.getByRole("button", { name: "Fold what is over" }).click();
    await expect.poll(() => nodes.count(), soon).toBeLessThan(all);
    await page.getByRole("button", { name: "Unfold" }).click();
    await expect.poll(() => nodes.count(), soon).toBe(all);
  });

  test("approvals in one place: taken by one, not open to others, handed on, and given back", async () => {
    const run = await restore("mail");
    await waitsFor(run, "answer");
    const made = (await server.ask(
      "/tokens",
      { name: "Ada", role: "approver", user: "ada", roles: ["example.incident.incident_commander"] },
      "ada",
    )) as { readonly token: string };
    const place = `#/inbox?task=${encodeURIComponent(await taskOf(run))}`;
    const ada = await entered(browser, { address: server.address, token: made.token }, place);
    await ada.page.getByRole("button", { name: "Take it" }).click();
    await ada.page.getByText("Taken by ada.").waitFor();
    const other = await entered(browser, server, place);
    await other.page.getByText("Taken by ada.").waitFor();
    await other.page.getByText("You cannot answer this").waitFor();
    await expectAccessible(other.page);
    await ada.page.getByRole("textbox", { name: "to user" }).fill("grace");
    await ada.page.getByRole("button", { name: "Hand it on" }).click();
    await other.page.getByText("Taken by grace.").waitFor();
    await server.ask(`/runs/${run}/orders`, { order: "cancel", why: "a drill" }, "cancel approvals");
  });

  test("start again from here, on the mended flow: simulated under the newest version, before anything is done", async () => {
    const folder = mkdtempSync(join(tmpdir(), "orch-mended-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, "letters.orch");
    const text = (last: string): string => `module letters
role boss
tool fold(n: Int) -> Int { effect pure  latency <= 1s  run module "./h.mjs#same" }
tool stamp(n: Int) -> Int { effect pure  latency <= 1s  run module "./h.mjs#same" }
human may(n: Int) -> { granted: Bool } { ask boss  show "May \${n} go?" }
plan send(n: Int) -> Int {
  step folded = fold(n)
  step ok = may(folded) { timeout 1h }
  ${last}
}
`;
    writeFileSync(join(folder, "h.mjs"), "export const same = ({ n }) => n;\n");
    writeFileSync(file, text("return folded"));
    const first = await served(file, [], join(folder, "journal.db"));
    const body = { workflow_name: "send", input: { n: 7 } };
    const { run } = (await first.ask("/workflow/execute", body, "mended")) as { readonly run: string };
    const state = async (from: Served) =>
      (await from.ask(`/runs/${run}`)) as Report & { readonly events: number };
    await expect.poll(async () => (await state(first)).status, soon).toBe("waiting");
    await first.close();
    writeFileSync(file, text("step stamped = stamp(folded) { after ok }\n  return stamped"));
    const second = await served(file, [], join(folder, "journal.db"));
    onTestFinished(() => second.close());
    const { events } = await state(second);
    const { page, complaints } = await entered(browser, second, `#/runs/${run}`);
    const steps = page.getByRole("list", { name: "Simulated steps" });
    await page.getByRole("button", { name: "Simulate" }).click();
    await steps.getByText("folded").first().waitFor();
    expect(await steps.getByText("stamped").count()).toBe(0);
    await page.getByLabel("Under the newest version of the plan").check();
    await page.getByRole("button", { name: "Simulate" }).click();
    await steps.getByText("stamped").first().waitFor();
    expect(await state(second)).toMatchObject({ status: "waiting", events });
    expect(complaints).toEqual([]);
  });

  test("a large value does not hang the page: it is read when somebody wants it", async () => {
    const run = await begin("tell", { text: `begin ${"x".repeat(300_000)} end` });
    await expect.poll(async () => (await read(run)).status, soon).toBe("completed");
    const { page, complaints } = await entered(browser, server, `#/runs/${run}`);
    await page.getByText("‹300,012 characters›").first().waitFor();
    expect(await page.evaluate(() => document.body.innerText.length)).toBeLessThan(20_000);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Read text, 300,012 characters" }).click();
    const shown = page.getByRole("region", { name: "Value of text" });
    expect((await shown.innerText()).startsWith("begin xxx")).toBe(true);
    await page.getByText("The first part of 300,010 characters.").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save all of it" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("text.txt");
    await expectAccessible(page);
    await page.setViewportSize({ width: 360, height: 740 });
    await expectFits(page);
    expect(complaints).toEqual([]);
  });
});

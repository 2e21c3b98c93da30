import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entered, expectAccessible, expectFits, launched, opened } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { type Served, served } from "./served.ts";

describe.skipIf(chromiumPath() === undefined)("signing in", () => {
  let server: Served;
  let browser: Browser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([served("examples/incident-response/incident.orch"), launched()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test("without a session the page asks for a token, and rejects what is none without sending it", async () => {
    const { page, complaints } = await opened(browser, server.address);
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.method() !== "GET") sent.push(request.url());
    });
    const field = page.getByLabel("Access token");
    await field.waitFor();
    await expectAccessible(page);
    await field.fill("my password");
    await field.press("Enter");
    await page.getByRole("alert").getByText("nothing was sent").waitFor();
    expect(sent).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("a session that ends is signed in again on the spot: the page and what was typed stay", async () => {
    const token = async (name: string) =>
      (await server.ask("/tokens", { name, role: "operator", user: name }, name)) as {
        readonly id: string;
        readonly token: string;
      };
    const [first, second] = [await token("ada"), await token("grace")];
    const { page } = await entered(browser, { address: server.address, token: first.token }, "#/ask");
    await page.getByLabel("What should happen?").fill("half a sentence");
    const revoked = await fetch(`${server.address}/api/orchestration/tokens/${first.id}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${server.token}` },
    });
    expect(revoked.status).toBe(200);
    // The live channels end with their next frame, and nobody has to press anything.
    const input = { workflow_name: "tell", input: { text: "hello" } };
    await server.ask("/workflow/execute", input, "ends the channels");
    const dialog = page.getByRole("dialog", { name: "Your session has ended" });
    await dialog.waitFor();
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "I have signed in in another tab" }).click();
    await dialog.getByText("No session is known yet.").waitFor();
    await dialog.getByLabel("Access token").fill(second.token);
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("grace, operator").waitFor();
    await page.getByText("live", { exact: true }).waitFor();
    expect(await page.getByLabel("What should happen?").inputValue()).toBe("half a sentence");
  });

  test("a server that is gone is told on a narrow screen too", async () => {
    const own = await served("examples/incident-response/incident.orch");
    const { page } = await entered(browser, own, "#/runs", { viewport: { width: 360, height: 740 } });
    await page.getByRole("heading", { name: "Runs" }).waitFor();
    await own.close();
    await page.getByText("not connected: figures may be old").first().waitFor();
    await expectFits(page);
  });

  test.each(["light", "dark"] as const)("the page is clean and fits in %s at 360 px", async (colorScheme) => {
    const { page } = await opened(browser, server.address, {
      viewport: { width: 360, height: 740 },
      colorScheme,
    });
    await page.getByLabel("Access token").waitFor();
    await expectAccessible(page);
    await expectFits(page);
  });
});

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, expectFits, launched, opened } from "./browser.ts";
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

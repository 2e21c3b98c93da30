import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, launched, opened } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { type Served, served } from "./served.ts";

/* Somebody who has never seen the console opens the printed link, and finds the way alone. */
describe.skipIf(chromiumPath() === undefined)("a newcomer", () => {
  let server: Served;
  let browser: Browser;
  let run: string;
  beforeAll(async () => {
    [server, browser] = await Promise.all([served("examples/incident-response/incident.orch"), launched()]);
    const input = { part: "checkout", certainty: 0.82 };
    const started = await server.ask("/workflow/execute", { workflow_name: "restore", input }, "newcomer");
    run = (started as { readonly run: string }).run;
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test("opens the printed link, sees what yes and no cause, answers, and watches it finish", async () => {
    const { page, complaints } = await opened(browser, server.link);
    // The code is not left in the address, where somebody could read it.
    const answer = page.getByRole("link", { name: "Answer …" });
    await answer.waitFor();
    expect(page.url()).not.toContain("code=");
    await expectAccessible(page);
    await answer.click();

    await page.getByRole("heading", { name: /Send the traffic of checkout to the spare/u }).waitFor();
    await page.getByText("Begins at once: switch traffic (over).").waitFor();
    await page.getByText("Takes back ready: stand down.").waitFor();
    await expectAccessible(page);

    await page.getByRole("radio", { name: "No" }).check();
    await page.getByLabel(/reason/u).fill("it recovers by itself");
    await page.getByRole("button", { name: "Answer no" }).click();

    await page.getByText("Your answer is in the journal").waitFor();
    await page.getByText("restore is over.").waitFor();
    await page
      .getByText("stand down, taken back")
      .or(page.getByText("make ready, taken back"))
      .first()
      .waitFor();
    await page.getByText("it recovers by itself").first().waitFor();
    const report = (await server.ask(`/runs/${run}`)) as { readonly status: string };
    expect(report.status).toBe("failed");
    expect(complaints).toEqual([]);
  });

  test("the link works once", async () => {
    const { page } = await opened(browser, server.link);
    await page.getByRole("alert").getByText("already used").waitFor();
  });
});

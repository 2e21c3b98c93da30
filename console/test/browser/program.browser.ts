import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entered, expectAccessible, expectFits, launched } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { type House, house } from "./house.ts";

/* The views of the program: what it can do, at what cost, under which rules, and asking for it in words. */
describe.skipIf(chromiumPath() === undefined)("the program", () => {
  let server: House;
  let browser: Browser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([house(), launched()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const places = [
    ["#/programs", "Cost, at most"],
    ["#/programs/example.home.film_night", "Ask the policies"],
    ["#/ask", "What can be asked"],
    ["#/ask?say=show%20Playtime", "This is understood"],
  ] as const;
  const looks = [
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["high contrast", { contrast: "more" }],
    ["360 px", { viewport: { width: 360, height: 740 } }],
  ] as const;

  test.each(looks)("every view is accessible and fits, %s", async (_, options) => {
    const { page, complaints } = await entered(browser, server, "#/", options);
    for (const [place, text] of places) {
      await page.goto(`${server.address}/${place}`);
      await page.getByText(text).first().waitFor({ state: "attached" });
      await page.getByRole("heading", { level: 1 }).waitFor();
      await expectAccessible(page);
      await expectFits(page);
    }
    expect(complaints).toEqual([]);
  });

  test("a sentence is read as a goal, its plans are shown with their bounds, it is simulated, and it is started", async () => {
    const { page, complaints } = await entered(browser, server, "#/ask");
    await page.getByLabel("What should happen?").fill("show Mon oncle");
    await page.keyboard.press("Enter");
    const about = page.getByRole("region", { name: "About film night" });
    await about.getByText("on the wall").waitFor();
    await about.getByText("on television").waitFor();
    expect(await page.getByLabel("film", { exact: true }).inputValue()).toBe("Mon oncle");
    await page.getByRole("button", { name: "Simulate" }).click();
    await page.getByRole("list", { name: "Simulated steps" }).waitFor();
    await expectAccessible(page);
    await page.getByLabel("Limits of this run").fill("latency <= 12h");
    await page.getByLabel("Order the plans by").selectOption("latency");
    await page.getByLabel("Plans to try at most").selectOption("1");
    const sent = page.waitForRequest((request) => request.url().endsWith("/workflow/execute"));
    await page.getByRole("button", { name: "Start a run" }).click();
    expect((await sent).postDataJSON()).toMatchObject({ optimize: "latency", alternatives: 1 });
    await page.getByText("What happened").waitFor();
    const run = decodeURIComponent(page.url().split("/runs/")[1] ?? "");
    expect(await server.ask(`/runs/${run}`)).toMatchObject({
      entry: "example.home.film_night",
      input: { film: "Mon oncle" },
    });
    expect(complaints).toEqual([]);
  });

  test("words that fit no goal are answered by what can be asked", async () => {
    const { page } = await entered(browser, server, "#/ask?say=make%20coffee");
    await page.getByText("No goal fits these words.").waitFor();
    await page.getByRole("button", { name: "show ‹film›" }).waitFor();
  });

  test("a program shows its rules, and what is missing in an input", async () => {
    const { page } = await entered(browser, server, "#/programs");
    await page.getByRole("link", { name: "warm" }).click();
    await page.getByRole("heading", { name: "warm" }).waitFor();
    await page.getByText("thrifty").first().waitFor();
    await page.getByRole("button", { name: "Simulate" }).click();
    await page.getByText("This is needed.").waitFor();
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await page.getByText("No policy of this plan is about it.").waitFor();
  });
});

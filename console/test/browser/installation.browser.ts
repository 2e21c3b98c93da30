import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entered, expectAccessible, expectFits, launched } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { type House, house } from "./house.ts";

/* The installation as a whole: paused and resumed, its settings, and who decided what. */
describe.skipIf(chromiumPath() === undefined)("the installation", () => {
  let server: House;
  let browser: Browser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([house(), launched()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const closures = async (): Promise<readonly { readonly mode: string; readonly plan?: string }[]> => {
    const answer = (await server.ask("/kernel/closures")) as {
      readonly closures: readonly { readonly mode: string; readonly plan?: string }[];
    };
    return answer.closures;
  };

  test("everything is paused with a reason, the first page says so, and everything is resumed", async () => {
    const { page, complaints } = await entered(browser, server, "#/installation");
    await page.getByText("Runs begin, and triggers fire.").waitFor();
    await page.getByRole("button", { name: "Pause …" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("in progress").waitFor();
    await expectAccessible(page);
    await page.getByLabel("Reason").fill("the fuse box is replaced");
    await dialog.getByRole("button", { name: "Pause", exact: true }).click();
    await page.getByRole("button", { name: "Resume … Everything" }).waitFor();
    expect(await closures()).toMatchObject([{ mode: "paused" }]);
    await page.getByRole("link", { name: "Home" }).click();
    await page.getByText("the fuse box is replaced").waitFor();
    await page.getByRole("link", { name: "Installation" }).last().click();
    await page.getByRole("button", { name: "Resume … Everything" }).click();
    await page.getByLabel("Reason").fill("the fuse box is new");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("Runs begin, and triggers fire.").waitFor();
    await expect.poll(closures).toEqual([]);
    const decided = page.getByRole("region", { name: "Decisions" });
    await decided.getByText("Everything paused").waitFor();
    await decided.getByText("the fuse box is replaced").waitFor();
    expect(complaints).toEqual([]);
  });

  test("one plan is stopped, and started again", async () => {
    const { page } = await entered(browser, server, "#/installation");
    await page.getByLabel("What to act on").selectOption({ label: "Plan film_night" });
    await page.getByRole("button", { name: "Stop …" }).click();
    await page.getByLabel("Reason").fill("the film is late");
    await page.getByRole("dialog").getByRole("button", { name: "Stop", exact: true }).click();
    await page.getByRole("button", { name: "Resume … Plan film_night" }).waitFor();
    expect(await closures()).toMatchObject([{ mode: "stopped", plan: "example.home.film_night" }]);
    await page.getByRole("button", { name: "Resume … Plan film_night" }).click();
    await page.getByLabel("Reason").fill("the film is here");
    await page.getByRole("dialog").getByRole("button", { name: "Resume", exact: true }).click();
    await expect.poll(closures).toEqual([]);
  });

  test("a setting is changed with a reason, an unfit value is rejected, and an earlier value is set again", async () => {
    const { page } = await entered(browser, server, "#/installation");
    const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: /living/u }) });
    const change = async (value: string, why: string): Promise<void> => {
      await row.getByRole("button", { name: "Change …" }).click();
      await page.getByLabel("New value").fill(value);
      await page.getByLabel("Reason").fill(why);
      await page.getByRole("dialog").getByRole("button", { name: "Change" }).click();
    };
    await change("nonsense", "a slip");
    await page.getByRole("dialog").getByRole("alert").waitFor();
    await expectAccessible(page);
    await page.getByLabel("New value").fill("21C");
    await page.getByRole("dialog").getByRole("button", { name: "Change" }).click();
    await row.getByText("21C").waitFor();
    await change("19C", "it is warm outside");
    await row.getByText("19C").waitFor();
    await row.getByText("Versions").click();
    await row.getByRole("button", { name: /^Set again/u }).click();
    await page.getByLabel("Reason").fill("it is cold again");
    await page.getByRole("dialog").getByRole("button", { name: "Set again" }).click();
    await row.getByRole("cell", { name: "21C", exact: true }).waitFor();
    const decided = page.getByRole("region", { name: "Decisions" });
    await decided.getByText("set living to 19C").waitFor();
    expect(await decided.innerText()).not.toContain("{");
  });

  test.each([
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["high contrast", { contrast: "more" }],
    ["360 px", { viewport: { width: 360, height: 740 } }],
  ] as const)("the view is accessible and fits, %s", async (_, options) => {
    const { page } = await entered(browser, server, "#/installation", options);
    await page.getByRole("region", { name: "Decisions" }).getByText("by ").first().waitFor();
    await expectAccessible(page);
    await expectFits(page);
  });
});

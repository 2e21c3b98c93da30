import { describe, expect, test } from "vitest";
import { entered, expectAccessible } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { house } from "./house.ts";
import { everyViewFits, staged } from "./stage.ts";

/* The views of the program: what it can do, at what cost, under which rules, and asking for it in words. */
describe.skipIf(chromiumPath() === undefined)("the program", () => {
  const stage = staged(house);

  const places = [
    ["#/programs", "Cost, at most"],
    ["#/programs/example.home.film_night", "Ask the policies"],
    ["#/ask", "What can be asked"],
    ["#/ask?say=show%20Playtime", "This is understood"],
  ] as const;
  everyViewFits(stage, places);

  test("a sentence is read as a goal, its plans are shown with their bounds, it is simulated, and it is started", async () => {
    const { page, complaints } = await entered(stage.browser, stage.server, "#/ask");
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
    expect(await stage.server.ask(`/runs/${run}`)).toMatchObject({
      entry: "example.home.film_night",
      input: { film: "Mon oncle" },
    });
    expect(complaints).toEqual([]);
  });

  test("words that fit no goal are answered by what can be asked", async () => {
    const { page } = await entered(stage.browser, stage.server, "#/ask?say=make%20coffee");
    await page.getByText("No goal fits these words.").waitFor();
    await page.getByRole("button", { name: "show ‹film›" }).waitFor();
  });

  test("a program shows its rules, and what is missing in an input", async () => {
    const { page } = await entered(stage.browser, stage.server, "#/programs");
    await page.getByRole("link", { name: "warm" }).click();
    await page.getByRole("heading", { name: "warm" }).waitFor();
    await page.getByText("thrifty").first().waitFor();
    await page.getByRole("button", { name: "Simulate" }).click();
    await page.getByText("This is needed.").waitFor();
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await page.getByText("No policy of this plan is about it.").waitFor();
  });
});

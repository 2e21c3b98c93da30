// What stands around plans: icons, the bar below, snippets, settings of a project, the walkthrough.
import assert from "node:assert/strict";
import { handlers, hello } from "../programs.mjs";

export const surroundings = {
  name: "surroundings",
  files: {
    "handlers.mjs": handlers,
    "hello.orch": hello,
    "empty.orch": "module empty\n\n",
    "orch.json": "{\n  \n}\n",
  },
  /** @param {ReturnType<import("../person.mjs").personAt>} person */
  async does(person, step) {
    await seenAround(person, step);
    await written(person, step);
  },
};

async function seenAround({ page, open, command, quick, soon, until, seen, inside }, step) {
  await step("files bear an icon of their own", async () => {
    await open("hello.orch");
    const label = page.locator(".explorer-folders-view .orch-lang-file-icon").first();
    await soon(async () => {
      const icon = await label.evaluate((one) => getComputedStyle(one, "::before").backgroundImage);
      assert.match(icon, /file-light\.svg/);
    });
  });
  await step("the bar below tells of the language server, and starts it again", async () => {
    const status = page.locator(
      '.statusbar-item[id="status.languageStatus"], .statusbar-item[aria-label*="Language Status"]',
    );
    const restart = page.locator(".hover-language-status").getByText("Restart");
    await until(() => status.first().click({ timeout: 5_000 }), seen(restart));
    await restart.click();
    await page.keyboard.press("Escape");
    await command("orch: Preview Plan");
    await (await inside("Preview hello")).locator("svg .item").first().waitFor();
  });
  await step("the walkthrough leads to a first plan", async () => {
    const asks = quick.locator("input").first();
    await command("Welcome: Open Walkthrough...", { leads: seen(quick.getByText("Your first plan")) });
    await asks.fill("Your first plan");
    await page.keyboard.press("Enter");
    await page.locator(".gettingStartedContainer").getByText("Write a plan").first().waitFor();
    await page
      .locator(".gettingStartedContainer")
      .getByText("Break it before the world does")
      .first()
      .waitFor();
  });
}

async function written({ page, open, goTo, command, row, saved, until, seen }, step) {
  await step("a snippet has places to be filled in, alike where they are the same", async () => {
    await open("empty.orch");
    await goTo(3, 1);
    await command("Snippets: Insert Snippet", { leads: seen(row("tool")) });
    await row("tool").click();
    await page.locator(".view-lines").getByText("tool name(input: String)").waitFor();
    await page.keyboard.type("wash");
    await page.keyboard.press("Tab");
    await page.keyboard.type("shirt");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await saved("empty.orch", /tool wash\(shirt: String\)[\s\S]*cost {5}<= \$0\.01[\s\S]*handlers\.ts#wash"/);
  });
  await step("what may stand in orch.json is offered, with what it is for", async () => {
    await open("orch.json");
    await goTo(2, 3);
    const offered = page.locator(".suggest-widget.visible .monaco-list-row");
    await until(
      async () => {
        await page.keyboard.press("Escape");
        await page.keyboard.press("Control+Space");
      },
      seen(offered.getByText("mcp")),
    );
    assert.ok((await offered.count()) > 1);
    await page.keyboard.press("Escape");
    await page.keyboard.type('"surely_not": 1');
    await page.waitForSelector(".squiggly-warning, .squiggly-error");
  });
}

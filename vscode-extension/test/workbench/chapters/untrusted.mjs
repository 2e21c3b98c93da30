// What a folder that nobody has said to trust may do: be read, checked and shown, and run nothing.
import assert from "node:assert/strict";
import { hello } from "../programs.mjs";

export const untrusted = {
  name: "untrusted",
  files: { "hello.orch": hello.replace("= greet(", "= gret("), "well.orch": hello },
  trusted: false,
  notifies: true,
  /** @param {ReturnType<import("../person.mjs").personAt>} person */
  async does({ page, open, ask, row, quick, goTo, command, inside, lens, until, seen }, step) {
    await step("in a folder that is not trusted a mistake is told", async () => {
      await page.locator(".statusbar-item").getByText("Restricted Mode").waitFor();
      // An older editor asks, before or after the first file is there.
      const refuse = page.getByText("No, I don't trust the authors");
      await page.addLocatorHandler(refuse, () => refuse.click());
      await open("hello.orch");
      await page.waitForSelector(".squiggly-error");
    });
    await step("there a plan is shown and not run", async () => {
      await open("well.orch");
      await goTo(8, 3);
      await command("orch: Preview Plan");
      await (await inside("Preview hello")).locator("svg .item").first().waitFor();
      await open("well.orch");
      await until(() => ask("F1", ">orch: "), seen(row("orch: Preview Plan")));
      assert.equal(await quick.locator('.monaco-list-row[aria-label^="orch: Run Plan"]').count(), 0);
      await page.keyboard.press("Escape");
    });
    await step("there what is above a plan plays scenarios, and says why it runs nothing", async () => {
      const told = page.locator(".notification-list-item").getByText("which is not trusted");
      await lens("Run", seen(told));
      assert.equal(await page.locator(".terminal-wrapper").count(), 0);
      await lens("Play", seen(page.locator(".codelens-decoration").getByText("✓ passed")));
    });
  },
};

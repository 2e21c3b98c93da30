// A larger plan, in light, dark and high contrast.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { campaign } from "../programs.mjs";

/** The theme and the class that the workbench bears in it. */
const themes = [
  ["Default Light Modern", "vs"],
  ["Default Dark Modern", "vs-dark"],
  ["Default High Contrast", "hc-black"],
];

export const inThemes = {
  name: "themes",
  files: { "campaign.orch": campaign },
  /** @param {ReturnType<import("../person.mjs").personAt>} person */
  async does({ page, folder, open, goTo, command, inside, soon, hardships }, step) {
    mkdirSync(join(folder, ".vscode"));
    await open("campaign.orch");
    await goTo(85, 3);
    await command("orch: Preview Plan");
    for (const [theme, kind] of themes) {
      await step(`a larger plan in ${theme}`, async () => {
        writeFileSync(
          join(folder, ".vscode/settings.json"),
          JSON.stringify({ "workbench.colorTheme": theme }),
        );
        await page.locator(`.monaco-workbench.${kind}`).waitFor();
        const shown = await inside("Preview announce");
        await shown.locator("svg .item").first().waitFor();
        await soon(async () => {
          const paper = await shown
            .locator("body")
            .evaluate((body) => getComputedStyle(body).backgroundColor);
          assert.equal(Number(/\d+/.exec(paper)?.[0]) < 128, kind !== "vs");
        });
        await soon(async () => assert.deepEqual(await hardships(shown), []));
        // There is nothing to be played yet.
        assert.equal(await shown.locator("#play").isVisible(), false);
      });
    }
  },
};

// The campaign of the examples, as the README shows it: its worst case above the text, its picture beside it.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const file = "campaign.orch";
const text = readFileSync(new URL(`../../../../examples/campaign-launch/${file}`, import.meta.url), "utf8");
const line = text.split("\n").findIndex((one) => one.startsWith("  step letter")) + 1;

export const campaign = {
  name: "campaign",
  files: { [file]: text },
  /** @param {ReturnType<import("../person.mjs").personAt>} person */
  async does({ page, open, goTo, command, inside }, step, shots) {
    await step("the plan of an example is seen beside its text", async () => {
      await open(file);
      await goTo(line, 3);
      await command("orch: Preview Plan");
      const shown = await inside("Preview announce");
      await shown.locator(".orch-chosen").getByText("letter").first().waitFor();
      await page.locator(".codelens-decoration").getByText("rules proved").first().waitFor();
      await page.screenshot({ path: join(shots, "editor.png") });
    });
  },
};

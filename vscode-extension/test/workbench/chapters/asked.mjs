// A run that asks a person: what it asks is told in the editor, is answered by a form there, and the run goes on.
import { join } from "node:path";
import { asks } from "../programs.mjs";

export const asked = {
  name: "asked",
  files: { "asks.orch": asks },
  notifies: true,
  needsTerminal: true,
  /** @param {ReturnType<import("../person.mjs").personAt>} person */
  async does({ page, open, lens, inside, tab, until, seen }, step, shots) {
    await step("a plan that asks a person is run", async () => {
      await open("asks.orch");
      await lens("Run", seen(tab("Run asks")));
      const form = await inside("Run asks");
      await form.locator("input").first().fill("the parade");
      await form.locator("button").click();
      await page.locator(".terminal-wrapper.active").waitFor();
    });
    await step("what the run asks is told, and a form asks for the answer", async () => {
      const told = page.locator(".notification-list-item");
      await told.getByText("The run asks: answer").waitFor();
      await until(
        () => told.getByText("Answer", { exact: true }).click({ timeout: 5_000 }),
        seen(tab("answer")),
      );
      const form = await inside("answer");
      await form.getByText("What asks.sure gives.").waitFor();
      await page.screenshot({ path: join(shots, "answer.png") });
      await form.locator("input[type=checkbox]").check();
      await form.locator("button").click();
    });
    await step("the run has the answer and is completed", async () => {
      await (await inside("Preview asks")).locator("a.orch-done").first().waitFor();
    });
  },
};

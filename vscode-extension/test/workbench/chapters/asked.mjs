// A run that asks a person: what it asks is told in the editor, is answered by a form there, and the run goes on.
import assert from "node:assert/strict";
import { join } from "node:path";
import { asks, handlers } from "../programs.mjs";

export const asked = {
  name: "asked",
  files: { "handlers.mjs": handlers, "asks.orch": asks },
  notifies: true,
  /** @param {ReturnType<import("../person.mjs").personAt>} person */
  async does({ page, open, lens, inside, tab, press, seen, gone, hardships }, step, shots) {
    await step("a plan that asks a person is run", async () => {
      await open("asks.orch");
      await lens("Run", seen(tab("Run asks")));
      const form = await inside("Run asks");
      await form.locator("input").first().fill("the parade");
      await form.locator("button").click();
      await page.locator(".terminal-wrapper.active").waitFor();
    });
    await step("what the run asks is told, and a form asks for the answer", async () => {
      const told = page.locator(".notification-list-item").filter({ hasText: "May the parade go ahead?" });
      await press(told.getByText("Answer", { exact: true }), seen(tab("answer asks")));
      const form = await inside("answer asks");
      await form.getByRole("heading", { name: "May the parade go ahead?" }).waitFor();
      await form.getByText("boss", { exact: true }).waitFor();
      await form.getByText("in 24 hours").waitFor();
      await form.getByText("If nobody answers by then, the plan fails.").waitFor();
      await form.getByText("calls march, a service, which nothing undoes").waitFor();
      await page.screenshot({ path: join(shots, "answer.png") });
      assert.deepEqual(await hardships(form), []);
      // Who answers is not asked: that is known.
      assert.equal(await form.getByText("by", { exact: true }).count(), 0);
      await form.locator("button").click();
      await tab("answer asks").waitFor();
      await form.getByLabel("yes").check();
      await form.locator("button").click();
      await gone(tab("answer asks"))({});
    });
    await step("what a policy wants to know is asked too, with what comes of it", async () => {
      const told = page.locator(".notification-list-item").filter({ hasText: "May march go ahead?" });
      await press(told.getByText("Answer", { exact: true }), seen(tab("marched asks")));
      const form = await inside("marched asks");
      await form.getByRole("heading", { name: "May march go ahead?" }).waitFor();
      await form.getByText("the parade", { exact: true }).waitFor();
      await form.getByText("warden", { exact: true }).waitFor();
      await form.getByText("two_eyes", { exact: true }).waitFor();
      await form.getByText("2 h after it was asked").waitFor();
      await form.getByText("calls march, a service, which nothing undoes").waitFor();
      await form.getByText("is denied: the plan fails").waitFor();
      await page.screenshot({ path: join(shots, "approval.png") });
      assert.deepEqual(await hardships(form), []);
      await form.getByLabel("yes").check();
      await form.locator("button").click();
      await gone(tab("marched asks"))({});
      // All that is shown of a plan is in one column, beside its text.
      assert.equal(await page.locator(".editor-group-container").count(), 2);
    });
    await step("the run has the answer and is completed", async () => {
      const shown = await inside("Preview asks");
      await shown.locator("a.orch-done", { hasText: "marched" }).waitFor();
      await shown.locator("a.orch-done", { hasText: "answer" }).waitFor();
    });
  },
};

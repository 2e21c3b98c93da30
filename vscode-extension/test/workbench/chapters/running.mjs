// A plan is run: with what a form asks for, and seen in the picture as it goes.
import { join } from "node:path";
import { handlers, hello } from "../programs.mjs";

export const running = {
  name: "running",
  files: { "handlers.mjs": handlers, "hello.orch": hello },
  /** @param {ReturnType<import("../person.mjs").personAt>} person */
  async does({ page, open, goTo, lens, inside, tab, seen }, step, shots) {
    await step(
      "a plan is run with what a form asks for, and the picture shows how far it has come",
      async () => {
        await open("hello.orch");
        await goTo(8, 3);
        await lens("Run", seen(tab("Run hello")));
        const form = await inside("Run hello");
        await form.locator("input").first().fill("Ada");
        await page.screenshot({ path: join(shots, "form.png") });
        await form.locator("button").click();
        await page.locator(".terminal-wrapper.active").waitFor();
        await (await inside("Preview hello")).locator("a.orch-done", { hasText: "more" }).waitFor();
        await page.screenshot({ path: join(shots, "run.png") });
      },
    );
  },
};

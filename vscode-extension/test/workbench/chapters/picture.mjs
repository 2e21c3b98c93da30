// A plan is seen: drawn beside its text, followed, played, compared, and put into a file.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { handlers, hello } from "../programs.mjs";

const file = "hello.orch";

export const picture = {
  name: "picture",
  files: { "handlers.mjs": handlers, [file]: hello },
  /** @param {ReturnType<import("../person.mjs").personAt>} person */
  async does(person, step) {
    await drawn(person, step);
    await played(person, step);
    await written(person, step);
    await compared(person, step);
  },
};

async function drawn({ page, open, goTo, rename, command, inside, seen, until }, step) {
  const preview = () => inside("Preview hello");
  await step("the plan is drawn beside its text", async () => {
    await open(file);
    await goTo(8, 3);
    await command("orch: Preview Plan");
    const shown = await preview();
    await shown.locator("svg .item").first().waitFor();
    assert.match((await shown.locator("h1").textContent()) ?? "", /hello/);
  });
  await step("a step that is clicked is found in the text", async () => {
    const more = (await preview()).locator("svg a", { hasText: "more" });
    await until(
      () => more.click(),
      seen(page.locator(".statusbar-item").getByText("Ln 9, Col 3", { exact: true })),
    );
  });
  await step("the picture follows what is typed", async () => {
    await open(file);
    await goTo(9, 8);
    await rename("again", seen((await preview()).locator("svg text.title").getByText("again")));
  });
}

async function played({ page, open, command, inside, tab, lens, seen }, step) {
  await step("a scenario is played from the Testing view", async () => {
    await command("Test: Run All Tests");
    await page.locator(".codicon-testing-passed-icon").first().waitFor();
    await open(file);
    await page.locator(".codelens-decoration").getByText("✓ passed").waitFor();
  });
  await step("a scenario is watched in the picture, moment by moment", async () => {
    await lens("Watch", seen(tab("the name is greeted")));
    const story = await inside("the name is greeted");
    await story.locator("#moment").press("End");
    await story.locator("a.orch-done").first().waitFor();
    assert.match((await story.locator("#says").textContent()) ?? "", /passed/);
  });
}

async function written({ folder, open, goTo, command, seen, soon, until, quick }, step) {
  for (const form of ["SVG", "PNG"]) {
    await step(`the picture is written into a file, as ${form}`, async () => {
      await open(file);
      await goTo(8, 3);
      const name = `hello.${form.toLowerCase()}`;
      const asks = quick.locator("input").first();
      await command(`orch: Export Picture of Plan as ${form}`, { leads: seen(asks) });
      await soon(async () => assert.ok((await asks.inputValue()).endsWith(name)));
      await until(
        async () => {
          if (await asks.isVisible()) await asks.press("Enter");
        },
        () => soon(() => assert.ok(existsSync(join(folder, name)))),
      );
      await soon(() => {
        const bytes = readFileSync(join(folder, name));
        assert.ok(bytes.length > 1_000);
        if (form === "PNG") assert.deepEqual([...bytes.subarray(1, 4)], [80, 78, 71]);
        else assert.match(bytes.toString("utf8"), /^<svg[\s\S]*again[\s\S]*<\/svg>\s*$/);
      });
    });
  }
}

async function compared({ page, folder, open, goTo, command, inside, tab, seen, until }, step) {
  await step("what has changed since the newest commit is shown in the picture", async () => {
    const git = (...args) =>
      execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@b.c", ...args], { cwd: folder });
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "all");
    await open(file);
    await goTo(9, 3);
    await page.keyboard.press("End");
    await page.keyboard.type(" { retry 1 }");
    await page.locator(".codelens-decoration").getByText("cost ≤ $0.03").waitFor();
    await goTo(8, 3);
    await until(() => command("orch: Preview What Has Changed Since HEAD"), seen(tab("Changes of hello")));
    await (await inside("Changes of hello")).locator("svg .changed").first().waitFor();
  });
}

// A plan is seen: drawn beside its text, followed, played, compared, and put into a file.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { handlers, hello, tea } from "../programs.mjs";

const file = "hello.orch";

export const picture = {
  name: "picture",
  notifies: true,
  files: { "handlers.mjs": handlers, [file]: hello, "tea.orch": tea },
  /** @param {ReturnType<import("../person.mjs").personAt>} person */
  async does(person, step) {
    await drawn(person, step);
    await played(person, step);
    await broken(person, step);
    await written(person, step);
    await compared(person, step);
  },
};

async function drawn({ page, open, goTo, hardships, rename, command, inside, seen, soon, until }, step) {
  const preview = () => inside("Preview hello");
  await step("the plan is drawn beside its text", async () => {
    await open(file);
    await goTo(8, 3);
    await command("orch: Preview Plan");
    const shown = await preview();
    await shown.locator("svg .item").first().waitFor();
    assert.match((await shown.locator("h1").textContent()) ?? "", /hello/);
    // The step that the cursor is in is told of.
    await shown.locator(".orch-chosen").getByText("greeting").first().waitFor();
    assert.deepEqual(await hardships(shown), []);
  });
  await step("a step that is clicked is found in the text", async () => {
    const more = (await preview()).locator("svg a", { hasText: "more" });
    await until(
      () => more.click(),
      seen(page.locator(".statusbar-item").getByText("Ln 9, Col 3", { exact: true })),
    );
  });
  await step("arrow keys lead from step to step, and Enter to its text", async () => {
    await goTo(1, 1);
    const shown = await preview();
    const titled = (title) => shown.locator("svg a", { hasText: title });
    const left = () => shown.evaluate(() => document.activeElement.getBoundingClientRect().left);
    await titled("greeting").focus();
    const first = await left();
    await shown.locator(":focus").press("ArrowRight");
    await soon(async () => assert.ok((await left()) > first));
    // Where the keys are is seen.
    const outline = await shown.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, "none");
    await shown.locator(":focus").press("ArrowLeft");
    await soon(async () => assert.equal(await left(), first));
    await until(
      () => titled("greeting").press("Enter"),
      seen(page.locator(".statusbar-item").getByText("Ln 8, Col 3", { exact: true })),
    );
  });
  await step("the picture follows what is typed", async () => {
    await open(file);
    await goTo(9, 8);
    await rename("again", seen((await preview()).locator("svg text.title").getByText("again")));
  });
}

async function played({ page, open, hardships, command, inside, tab, lens, seen, until }, step) {
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
    await until(
      () => story.locator("svg a", { hasText: "again" }).click(),
      seen(page.locator(".statusbar-item").getByText("Ln 9, Col 3", { exact: true })),
    );
    assert.deepEqual(await hardships(story), []);
  });
}

async function broken({ page, onDisk, open, command, saved, inside, tab, lens, seen, until }, step) {
  await step("what breaks a plan is found, and watched moment by moment", async () => {
    await open("tea.orch");
    await lens("Verify", seen(tab("How tea breaks")));
    const shown = await inside("How tea breaks");
    await shown.locator("#moment").press("End");
    await shown.getByText("boil is done and stays, and fetch, which stands in for it").waitFor();
    await shown.locator("a.orch-done", { hasText: "water" }).waitFor();
    await shown.locator("#moment").press("Home");
    await shown.locator("#moment").press("ArrowRight");
    await shown.getByText("water begins").waitFor();
    await shown.locator("a.orch-running", { hasText: "water" }).waitFor();
  });
  await step("what was found becomes a scenario of the file", async () => {
    const told = page.locator(".notification-list-item").filter({ hasText: "boil is done and stays" });
    const add = told.getByText("Add as Scenario", { exact: true });
    // What pops up goes away by itself, and is kept.
    await until(
      async () => {
        if (!(await add.isVisible()))
          await command("Notifications: Show Notifications", { leads: seen(add) });
        await add.click({ timeout: 5_000 });
      },
      seen(page.locator(".view-lines").getByText("expect undone boil")),
    );
    await open("tea.orch");
    await saved("tea.orch", /^scenario ".*" for tea \{[\s\S]*fault[\s\S]*expect/mu);
    assert.equal(onDisk("tea.orch").match(/^scenario/gmu)?.length, 1);
    await page.locator(".codelens-decoration").getByText("Play", { exact: true }).first().waitFor();
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
    const changes = await inside("Changes of hello");
    await changes.locator("svg .changed").first().waitFor();
    // What is otherwise leads to its text.
    await until(
      () => changes.locator("svg a").first().click(),
      seen(page.locator(".statusbar-item").getByText("Ln 9, Col 3", { exact: true })),
    );
  });
}

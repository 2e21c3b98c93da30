// A plan is written: what is wrong with it, what may come next, another name, what it comes to.
import assert from "node:assert/strict";
import { handlers, hello } from "../programs.mjs";

const file = "hello.orch";

export const writing = {
  name: "writing",
  files: {
    "handlers.mjs": handlers,
    [file]: hello.replace("= greet(", "= gret(").replace(/^.*step more.*\n/m, ""),
  },
  /** @param {ReturnType<import("../person.mjs").personAt>} person */
  async does(person, step) {
    await mistakes(person, step);
    await names(person, step);
  },
};

const writtenIn = (page) => (text) => page.locator(".view-lines").getByText(text).first();

async function mistakes({ page, open, goTo, saved, until, seen, soon }, step) {
  await step("a file is opened and coloured", async () => {
    await open(file);
    await page.waitForFunction(
      () =>
        new Set([...document.querySelectorAll(".view-line span span")].map(({ className }) => className))
          .size > 3,
    );
  });
  await step("a mistake is underlined and told", async () => {
    await page.waitForSelector(".squiggly-error");
  });
  await step("its fix is one key away", async () => {
    await goTo(8, 20);
    const fix = page.locator(".action-widget").getByText("greet").first();
    await until(async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+.");
    }, seen(fix));
    await page.keyboard.press("Enter");
    await soon(async () => assert.equal(await page.locator(".squiggly-error").count(), 0));
    await saved(file, /step greeting = greet\(name\)/);
  });
}

async function names({ page, goTo, saved, rename, until, seen, gone }, step) {
  const written = writtenIn(page);
  await step("completion knows what can be called", async () => {
    await goTo(8, 3);
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.keyboard.type("step more = gre");
    const offered = page.locator(".suggest-widget.visible .monaco-list-row.focused").getByText("greet");
    // By typing alone, as it opens for who does not know a key for it.
    await until(async () => {
      await page.keyboard.press("Backspace");
      await page.keyboard.type("e");
    }, seen(offered));
    await page.keyboard.press("Tab");
    // What is to be given is selected, to be written over.
    await written("step more = greet(name)").waitFor();
    await page.keyboard.type("greeting");
    await page.keyboard.press("Escape");
    await saved(file, /step more = greet\(greeting\)/);
  });
  await step("a step is renamed wherever it is named", async () => {
    await goTo(8, 9);
    await rename("first", seen(written("return first")));
    await saved(file, /step first = greet\(name\)[\s\S]*greet\(first\)[\s\S]*return first/);
  });
  await step("hovering tells what it is", async () => {
    const name = page.locator(".view-line span").getByText("greet", { exact: true }).first();
    await until(
      async () => {
        await page.mouse.move(0, 0);
        await name.hover();
      },
      seen(page.locator(".monaco-hover").getByText("cost")),
    );
  });
  await step("above a plan stands what it comes to", async () => {
    await page.mouse.move(0, 0);
    await gone(page.locator(".monaco-hover:visible"))({});
    await page.locator(".codelens-decoration").getByText("1/1 rules proved").waitFor();
  });
  await step("a step becomes a plan of its own", async () => {
    await goTo(8, 3);
    const offered = page.locator(".action-widget").getByText("Make it a plan of its own");
    await until(async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+Shift+R");
    }, seen(offered));
    await until(() => offered.click({ force: true, timeout: 1_000 }), seen(written("plan make_first")));
    await page.keyboard.press("Control+Z");
    await gone(written("plan make_first"))({});
  });
}

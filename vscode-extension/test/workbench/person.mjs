// What a person does at a workbench. Everything waits for what is seen, and is done again where it went by unseen: on a
// busy machine an editor takes in a key late, and moves what is about to be clicked.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** How long something may take to be seen at all, ms. */
const patienceMs = 60_000;
/** How long until it is done again for the first time, ms. */
const firstMs = 5_000;

/** @param {{ page: import("playwright-core").Page, folder: string }} workbench */
export function personAt({ page, folder }) {
  const onDisk = (file) => readFileSync(join(folder, file), "utf8");
  const tab = (title, state = "") =>
    page.locator(`.tab${state}[aria-label="${title}"], .tab${state}[aria-label^="${title}, "]`);
  const quick = page.locator(".quick-input-widget");
  const row = (label) => quick.locator(`.monaco-list-row[aria-label^="${label}"]`).first();

  /** Waits for what holds, looking each time that a picture is drawn. */
  async function soon(holds) {
    for (const end = performance.now() + patienceMs; ; ) {
      try {
        return await holds();
      } catch (error) {
        if (performance.now() > end) throw error;
        await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      }
    }
  }

  /** Does something, and again until it shows. `shows` is told how long to wait. */
  async function until(does, shows) {
    const end = performance.now() + patienceMs;
    for (let timeout = firstMs; ; timeout *= 2) {
      try {
        await does();
        return await shows({ timeout });
      } catch (error) {
        if (performance.now() > end) throw error;
      }
    }
  }

  const seen = (locator) => (options) => locator.first().waitFor(options);
  const gone = (locator) => (options) => locator.first().waitFor({ state: "hidden", ...options });

  /** Opens what asks for a command, a file or a line, and writes into it. */
  async function ask(keys, text, shows) {
    await until(async () => {
      await page.keyboard.press(keys);
      await quick.locator("input").first().fill(text, { timeout: firstMs });
    }, shows);
  }

  async function command(title, { leads } = {}) {
    await ask("F1", `>${title}`, seen(row(title)));
    await until(() => row(title).click({ timeout: firstMs }), leads ?? gone(row(title)));
  }

  return {
    page,
    folder,
    onDisk,
    tab,
    quick,
    row,
    soon,
    until,
    seen,
    gone,
    ask,
    command,

    /** A file of the folder, in front and with the cursor in it. */
    async open(file) {
      const item = page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${file}"]`);
      const known = tab(file);
      await until(
        async () =>
          (await known.count()) > 0
            ? known.first().click({ timeout: firstMs })
            : item.first().dblclick({ timeout: firstMs }),
        seen(tab(file, ".active")),
      );
      await page.locator(".editor-group-container.active .view-lines .view-line").first().waitFor();
    },

    async goTo(line, column) {
      const place = page.locator(".statusbar-item").getByText(`Ln ${line}, Col ${column}`, { exact: true });
      await until(async () => {
        await ask("Control+G", `:${line}:${column}`, seen(quick));
        await page.keyboard.press("Enter");
      }, seen(place));
    },

    /** Clicks what stands above a plan or scenario, which moves as more is known of it. */
    async lens(title, shows) {
      const lens = page.locator(".codelens-decoration a").getByText(title, { exact: true }).first();
      await lens.waitFor({ timeout: patienceMs });
      await until(() => lens.click({ timeout: firstMs }), shows);
    },

    /** Waits until a file, saved, is as wanted. */
    async saved(file, wanted) {
      await until(
        () => page.keyboard.press("Control+S"),
        ({ timeout }) =>
          page.waitForFunction(() => !document.querySelector(".tab.active.dirty"), { timeout }),
      );
      await soon(() => assert.match(onDisk(file), wanted));
    },

    async rename(name, shows) {
      const box = page.locator(".rename-box input, .rename-input").first();
      await until(() => page.keyboard.press("F2"), seen(box));
      await box.fill(name);
      await box.press("Enter");
      await shows({ timeout: patienceMs });
    },

    /** The page in the webview of this title, as soon as it is there: of those that are seen. */
    inside(title) {
      return soon(async () => {
        const pages = await pagesSeen(page);
        const found = pages.find((each) => each.title === title);
        if (found !== undefined) return found.frame;
        const titles = pages.map((each) => `“${each.title}”`).join(", ");
        throw new Error(`There is no page “${title}”, but ${titles || "none"}.`);
      });
    },
  };
}

async function pagesSeen(page) {
  const found = [];
  const brief = { timeout: 2_000 };
  for (const outer of await page.locator("iframe.webview.ready:visible").all()) {
    try {
      const inner = await outer.contentFrame().locator("iframe#active-frame").elementHandle(brief);
      const frame = await inner.contentFrame();
      if (frame !== null)
        found.push({ frame, title: await frame.locator("title").first().textContent(brief) });
    } catch {
      // It is being made or goes away: it is not seen yet, or not any more.
    }
  }
  return found;
}

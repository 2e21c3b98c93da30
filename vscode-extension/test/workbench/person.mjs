// What a person does at a workbench. Everything waits for what is seen, and is done again where it went by unseen: on a
// busy machine an editor takes in a key late, and moves what is about to be clicked.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** How long something may take to be seen at all, ms. */
const patienceMs = 60_000;
/** How long until it is done again for the first time, ms. */
const firstMs = 5_000;

/** Its functions can be taken out of it. */
class Person {
  /** @param {{ page: import("playwright-core").Page, folder: string, axe: string }} workbench */
  constructor({ page, folder, axe }) {
    this.axe = axe;
    this.page = page;
    this.folder = folder;
    /** What asks for a command, a file or a line. */
    this.quick = page.locator(".quick-input-widget");
  }

  onDisk = (file) => readFileSync(join(this.folder, file), "utf8");

  tab = (title, state = "") =>
    this.page.locator(`.tab${state}[aria-label="${title}"], .tab${state}[aria-label^="${title}, "]`);

  row = (label) => this.quick.locator(`.monaco-list-row[aria-label^="${label}"]`).first();

  seen = (locator) => (options) => locator.first().waitFor(options);
  gone = (locator) => (options) => locator.first().waitFor({ state: "hidden", ...options });

  /** Waits for what holds, looking each time that a picture is drawn. */
  soon = async (holds) => {
    for (const end = performance.now() + patienceMs; ; ) {
      try {
        return await holds();
      } catch (error) {
        if (performance.now() > end) throw error;
        await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      }
    }
  };

  /** Does something, and again until it shows. `shows` is told how long to wait. */
  until = async (does, shows) => {
    const end = performance.now() + patienceMs;
    for (let timeout = firstMs; ; timeout *= 2) {
      try {
        await does();
        return await shows({ timeout });
      } catch (error) {
        if (performance.now() > end) throw error;
      }
    }
  };

  /** Clicks what goes away by that, and waits for what comes of it, however long: a click that was taken in is not lost. */
  press = (locator, shows) =>
    this.until(async () => {
      if (await locator.first().isVisible()) await locator.first().click({ timeout: firstMs });
    }, shows);

  /** Opens what asks for a command, a file or a line, and writes into it. What it offers is found when it opens. */
  ask = async (keys, text) => {
    await this.page.keyboard.press("Escape");
    await this.page.keyboard.press(keys);
    await this.quick.locator("input").first().fill(text, { timeout: firstMs });
  };

  /** `leads`: what is seen when it was done; else that what asks for commands is gone. */
  command = async (title, { leads } = {}) => {
    const row = this.row(title);
    await this.until(async () => {
      await this.ask("F1", `>${title}`);
      await row.click({ timeout: firstMs });
    }, leads ?? this.gone(row));
  };

  /** A file of the folder, in front and with the cursor in it. */
  open = async (file) => {
    const { page } = this;
    const item = page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${file}"]`);
    const known = this.tab(file);
    const show = async () =>
      (await known.count()) > 0
        ? known.first().click({ timeout: firstMs })
        : item.first().dblclick({ timeout: firstMs });
    await this.until(show, this.seen(this.tab(file, ".active")));
    await page.locator(".editor-group-container.active .view-lines .view-line").first().waitFor();
  };

  goTo = async (line, column) => {
    const place = this.page
      .locator(".statusbar-item")
      .getByText(`Ln ${line}, Col ${column}`, { exact: true });
    await this.until(async () => {
      await this.ask("Control+G", `:${line}:${column}`);
      await this.page.keyboard.press("Enter");
    }, this.seen(place));
  };

  /** Clicks what stands above a plan or scenario, which moves as more is known of it. */
  lens = async (title, shows) => {
    const inFront = this.page.locator(".editor-group-container.active .codelens-decoration a");
    const lens = inFront.getByText(title, { exact: true }).first();
    await lens.waitFor({ timeout: patienceMs });
    await this.until(() => lens.click({ timeout: firstMs }), shows);
  };

  /** Waits until a file, saved, is as wanted. */
  saved = async (file, wanted) => {
    await this.until(
      () => this.page.keyboard.press("Control+S"),
      ({ timeout }) =>
        this.page.waitForFunction(() => !document.querySelector(".tab.active.dirty"), { timeout }),
    );
    await this.soon(() => assert.match(this.onDisk(file), wanted));
  };

  rename = async (name, shows) => {
    const box = this.page.locator(".rename-box input").first();
    await this.until(() => this.page.keyboard.press("F2"), this.seen(box));
    await box.fill(name);
    await box.press("Enter");
    await shows({ timeout: patienceMs });
  };

  /** What a page keeps from those who can't see it, or not well, by axe's rules: WCAG 2.2 and what is good besides. */
  hardships = async (frame) => {
    await frame.evaluate(readFileSync(this.axe, "utf8"));
    const { violations, passes } = await frame.evaluate(() => window.axe.run(document));
    assert.ok(passes.length > 5, "axe has looked at something");
    return violations.map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((one) => one.html).join(" ")}`,
    );
  };

  /** The page in the webview of this title, as soon as it is there: of those that are seen. */
  inside = (title) =>
    this.soon(async () => {
      const pages = await pagesSeen(this.page);
      const found = pages.find((each) => each.title === title);
      if (found !== undefined) return found.frame;
      const titles = pages.map((each) => `“${each.title}”`).join(", ");
      throw new Error(`There is no page “${title}”, but ${titles || "none"}.`);
    });
}

/** @param {{ page: import("playwright-core").Page, folder: string, axe: string }} workbench */
export function personAt(workbench) {
  return new Person(workbench);
}

/** The pages that are seen; of one that is being made or goes away nothing is known. */
async function pagesSeen(page) {
  const brief = { timeout: 2_000 };
  const outers = await page.locator("iframe.webview.ready:visible").all();
  const found = await Promise.allSettled(
    outers.map(async (outer) => {
      const inner = await outer.contentFrame().locator("iframe#active-frame").elementHandle(brief);
      const frame = await inner.contentFrame();
      return { frame, title: await frame.locator("title").first().textContent(brief) };
    }),
  );
  return found.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}

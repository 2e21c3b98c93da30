import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect } from "vitest";
import { chromiumPath } from "./chromium.ts";

export async function launched(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error("no Chromium");
  // Without its own sandbox, which a container seldom admits: only the page of this test is opened.
  return await chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

export interface Opened {
  readonly page: Page;
  /** Errors of the page, violations of its policy, and requests to another origin. */
  readonly complaints: readonly string[];
}

/** A page of its own context: no cookie and no setting of another test. */
export async function opened(
  browser: Browser,
  url: string,
  options?: BrowserContextOptions,
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // A rejected request is part of some tests; the page's own mistakes are not.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) complaints.push(`asks ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints };
}

/** As `opened`, signed in by a token, at a place of the console. */
export async function entered(
  browser: Browser,
  { address, token }: { readonly address: string; readonly token: string },
  place: string,
  options?: BrowserContextOptions,
): Promise<Opened> {
  const found = await opened(browser, address, options);
  await found.page.getByLabel("Access token").fill(token);
  await found.page.getByRole("button", { name: "Sign in" }).click();
  await found.page.getByRole("heading", { name: "Home" }).waitFor();
  await found.page.goto(`${address}/${place}`);
  return found;
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Expects no barrier that axe knows of, on the page as it is once transitions that end are over. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(
    "Promise.allSettled(document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity).map((one) => one.finished))",
  );
  const result = (await page.evaluate(`(() => { ${axe}; return axe.run(document); })()`)) as AxeResults;
  const found = result.violations.map(({ id, nodes }) => [id, ...nodes.slice(0, 3).map(({ html }) => html)]);
  expect(found).toEqual([]);
}

/** Nothing is wider than the page. */
export async function expectFits(page: Page): Promise<void> {
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(over).toBe(0);
}

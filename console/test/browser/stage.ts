import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { entered, expectAccessible, expectFits, launched } from "./browser.ts";
import type { Served } from "./served.ts";

/** A server and a browser for the tests of one `describe`, which are there once its tests begin. */
export interface Stage<Server> {
  readonly server: Server;
  readonly browser: Browser;
}

export function staged<Server extends Served>(open: () => Promise<Server>): Stage<Server> {
  let [server, browser] = [undefined as Server | undefined, undefined as Browser | undefined];
  beforeAll(async () => {
    [server, browser] = await Promise.all([open(), launched()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  return {
    get server() {
      return server as Server;
    },
    get browser() {
      return browser as Browser;
    },
  };
}

const looks = [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["high contrast", { contrast: "more" }],
  ["360 px", { viewport: { width: 360, height: 740 } }],
] as const;

/** @param places each with a text that is there once the view is */
export function everyViewFits(stage: Stage<Served>, places: readonly (readonly [string, string])[]): void {
  test.each(looks)("every view is accessible and fits, %s", async (_, options) => {
    const { page, complaints } = await entered(stage.browser, stage.server, "#/", options);
    for (const [place, text] of places) {
      await page.goto(`${stage.server.address}/${place}`);
      await page.getByText(text).first().waitFor({ state: "attached" });
      await page.getByRole("heading", { level: 1 }).waitFor();
      await expectAccessible(page);
      await expectFits(page);
    }
    expect(complaints).toEqual([]);
  });
}

import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entered, launched } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { type Served, served } from "./served.ts";

const folder = fileURLToPath(new URL("../../../docs/pictures/console/", import.meta.url));

/** Bytes of a picture in the documentation. */
const pictureMax = 150_000;

/* The pictures of docs/console.md. They are taken anew with PICTURES=1, and are held to their size always. */
describe.skipIf(chromiumPath() === undefined)("the pictures of the documentation", () => {
  let server: Served;
  let browser: Browser;
  let run: string;
  beforeAll(async () => {
    [server, browser] = await Promise.all([served("examples/incident-response/incident.orch"), launched()]);
    for (const part of ["checkout", "search"]) {
      const body = { workflow_name: "restore", input: { part, certainty: 0.82 } };
      const started = await server.ask("/workflow/execute", body, `picture ${part}`);
      run = (started as { readonly run: string }).run;
    }
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const pictures = [
    { name: "home", place: "#/", shows: "Answer …", options: { colorScheme: "light" } },
    { name: "inbox", place: "#/inbox", shows: "Takes back ready", options: { colorScheme: "light" } },
    {
      name: "runs",
      place: "#/runs",
      shows: "waits for",
      options: { colorScheme: "light" },
    },
    { name: "run", place: "#/runs/RUN?step=go", shows: "About go", options: { colorScheme: "light" } },
    { name: "run-dark", place: "#/runs/RUN", shows: "undo: stand_down", options: { colorScheme: "dark" } },
    {
      name: "inbox-360",
      place: "#/inbox?task=TASK",
      shows: "Takes back ready",
      options: { viewport: { width: 360, height: 900 } },
    },
  ] as const;

  test.each(pictures)("$name", async ({ name, place, shows, options }) => {
    const path = `${folder}${name}.png`;
    if (process.env.PICTURES !== undefined) {
      const viewport = { width: 1280, height: 900 };
      const { tasks } = (await server.ask("/tasks")) as {
        readonly tasks: readonly { readonly task: string }[];
      };
      const where = place.replace("RUN", run).replace("TASK", encodeURIComponent(tasks[0]?.task ?? ""));
      const { page } = await entered(browser, server, where, { viewport, ...options });
      await page
        .getByText(shows)
        .or(page.getByRole("region", { name: shows }))
        .first()
        .waitFor();
      if (name.startsWith("run")) await page.locator(".react-flow__edge, .run-list").first().waitFor();
      await page.screenshot({ path });
    }
    expect(statSync(path).size).toBeLessThan(pictureMax);
  });
});

import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entered, launched } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { type Foundry, foundry } from "./foundry.ts";
import { type House, house } from "./house.ts";
import { type Served, served } from "./served.ts";
import { staged } from "./stage.ts";
import { tearoom } from "./tearoom.ts";

const folder = fileURLToPath(new URL("../../../docs/pictures/console/", import.meta.url));

/** Bytes of a picture in the documentation. */
const pictureMax = 150_000;

/* The pictures of docs/console.md. They are taken anew with PICTURES=1, and are held to their size always. */
describe.skipIf(chromiumPath() === undefined)("the pictures of the documentation", () => {
  let server: Served;
  let browser: Browser;
  let run: string | undefined;
  let other: string | undefined;
  beforeAll(async () => {
    [server, browser] = await Promise.all([served("examples/incident-response/incident.orch"), launched()]);
    for (const part of ["checkout", "search"]) {
      const body = { workflow_name: "restore", input: { part, certainty: 0.82 } };
      const started = await server.ask("/workflow/execute", body, `picture ${part}`);
      other = run;
      run = (started as { readonly run: string }).run;
    }
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const pictures = [
    { name: "home", place: "#/", shows: "Answer …", options: { colorScheme: "light" } },
    { name: "inbox", place: "#/inbox", shows: "Undoes ready", options: { colorScheme: "light" } },
    {
      name: "runs",
      place: "#/runs",
      shows: "waits for",
      options: { colorScheme: "light" },
    },
    { name: "run", place: "#/runs/RUN?step=go", shows: "About go", options: { colorScheme: "light" } },
    { name: "run-dark", place: "#/runs/RUN", shows: "undo: stand_down", options: { colorScheme: "dark" } },
    { name: "builder", place: "#/builder", shows: "No mistakes", options: { colorScheme: "light" } },
    {
      name: "builder-360",
      place: "#/builder",
      shows: "No mistakes",
      options: { viewport: { width: 360, height: 900 } },
    },
    { name: "reports", place: "#/reports", shows: "By workflow", options: { colorScheme: "light" } },
    { name: "timeline", place: "#/timeline", shows: "at most", options: { colorScheme: "light" } },
    {
      name: "run-compared",
      place: "#/runs/RUN?with=OTHER",
      shows: "The runs part at",
      options: { colorScheme: "light" },
      isScrolledTo: true,
    },
    {
      name: "inbox-360",
      place: "#/inbox?task=TASK",
      shows: "Undoes ready",
      options: { viewport: { width: 360, height: 900 } },
    },
  ] as const;

  test.each<Picture>(pictures)("$name", async ({ name, place, ...rest }) => {
    const path = `${folder}${name}.png`;
    if (process.env.PICTURES !== undefined) {
      const { tasks } = (await server.ask("/tasks")) as {
        readonly tasks: readonly { readonly task: string }[];
      };
      const where = place
        .replace("RUN", run ?? "")
        .replace("OTHER", other ?? "")
        .replace("TASK", encodeURIComponent(tasks[0]?.task ?? ""));
      await taken(browser, server, { name, place: where, ...rest });
    }
    expect(statSync(path).size).toBeLessThan(pictureMax);
  });
});

describe.skipIf(chromiumPath() === undefined)("the pictures of the house", () => {
  let server: House;
  let browser: Browser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([house(), launched()]);
    const spare = { pool: "projectors", member: "spare", why: "its lamp is changed" };
    await server.ask("/resources/allocate", spare, "picture");
    const warm = { value: "21C", why: "guests like it warm", expects: 0 };
    await server.ask("/settings/living", warm, "picture warm");
    await server.ask("/kernel/stop", { plan: "on_the_wall", why: "its lamp is changed" }, "picture stop");
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const light = { colorScheme: "light" } as const;
  const pictures = [
    { name: "events", place: "#/events?event=EVENT", shows: "About sit_down", options: light },
    { name: "triggers", place: "#/triggers?trigger=evening", shows: "did not fire", options: light },
    { name: "resources", place: "#/resources", shows: "maintenance", options: light },
    { name: "programs", place: "#/programs/example.home.film_night", shows: "in the dark", options: light },
    { name: "ask", place: "#/ask?say=show%20Playtime", shows: "tried first", options: light },
    { name: "installation", place: "#/installation", shows: "guests like it warm", options: light },
    { name: "context", place: "#/context?name=example.home.living", shows: "About living", options: light },
    {
      name: "events-360",
      place: "#/events",
      shows: "evening fired",
      options: { viewport: { width: 360, height: 900 } },
    },
  ] as const;

  test.each(pictures)("$name", async ({ name, place, shows, options }) => {
    if (process.env.PICTURES !== undefined) {
      const { events } = (await server.ask("/events/history?name=sit_down")) as {
        readonly events: readonly { readonly seq: number }[];
      };
      const where = place.replace("EVENT", String(events.at(-1)?.seq));
      await taken(browser, server, { name, place: where, shows, options });
    }
    expect(statSync(`${folder}${name}.png`).size).toBeLessThan(pictureMax);
  });
});

describe.skipIf(chromiumPath() === undefined)("the pictures of the foundry", () => {
  let server: Foundry;
  let browser: Browser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([foundry(), launched()]);
    for (let part = 0; part < 60; part++) await server.begin("test_part", part);
    await server.ask("/consents", { scope: "mail.offers" }, "picture consent");
    const leave = { to: "ben", scopes: ["mail.offers"], until: Date.now() + 7 * 86_400_000, why: "on leave" };
    await server.ask("/consents/delegations", leave, "picture delegation");
    await server.becomes(await server.begin("offer", 1), "completed");
    await server.becomes(await server.begin("ring", 2), "failed");
    await server.begin("make", 3);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const light = { colorScheme: "light" } as const;
  const pictures = [
    { name: "nodes", place: "#/nodes", shows: "in use", options: light },
    { name: "consents", place: "#/consents", shows: "on leave", options: light },
    { name: "scoreboard", place: "#/reports/scores", shows: "95 % interval", options: light },
    {
      name: "reliability",
      place: "#/reports/reliability?claim=foundry.look&outcome=foundry.press",
      shows: "Brier score",
      options: light,
    },
  ] as const;

  test.each(pictures)("$name", async (picture) => {
    if (process.env.PICTURES !== undefined) await taken(browser, server, picture);
    expect(statSync(`${folder}${picture.name}.png`).size).toBeLessThan(pictureMax);
  });
});

describe.skipIf(chromiumPath() === undefined)("the pictures of the tearoom", () => {
  const stage = staged(tearoom);
  const light = { colorScheme: "light" } as const;
  const pictures = [
    { name: "compliance", place: "#/programs?part=compliance", shows: "asked 2 times", options: light },
    {
      name: "versions",
      place: "#/programs/tearoom.tea",
      shows: "Changes between versions",
      options: light,
      isScrolledTo: true,
    },
    {
      name: "counterexample",
      place: "#/programs/tearoom.tea",
      shows: "Search for a counterexample",
      options: light,
      isScrolledTo: true,
      click: "Search",
      until: "Smallest case",
    },
  ] as const;

  test.each<Picture>(pictures)("$name", async (picture) => {
    if (process.env.PICTURES !== undefined) await taken(stage.browser, stage.server, picture);
    expect(statSync(`${folder}${picture.name}.png`).size).toBeLessThan(pictureMax);
  });
});

interface Picture {
  readonly name: string;
  readonly place: string;
  readonly shows: string;
  readonly options: BrowserContextOptions;
  readonly isScrolledTo?: true;
  /** A button, and a text that is there once it has done its work. */
  readonly click?: string;
  readonly until?: string;
}

async function taken(
  browser: Browser,
  server: Served,
  { name, place, shows, options, isScrolledTo, click, until }: Picture,
): Promise<void> {
  const viewport = { width: 1280, height: 900 };
  const { page } = await entered(browser, server, place, { viewport, ...options });
  await page
    .getByText(shows)
    .or(page.getByRole("region", { name: shows }))
    .first()
    .waitFor();
  if (name.startsWith("builder")) {
    await page.getByRole("button", { name: "Edit step ready = make_ready" }).click();
    await page.locator("#palette-title").scrollIntoViewIfNeeded();
    await page.evaluate(() => document.querySelector(".palette")?.scrollIntoView());
  }
  if (click !== undefined) await page.getByRole("button", { name: click, exact: true }).click();
  if (until !== undefined) await page.getByText(until).first().waitFor();
  await expect.poll(() => page.locator(".loading").count(), { timeout: 30_000 }).toBe(0);
  if (/^#\/(?:runs|programs)\//u.test(place)) await page.locator(".react-flow__node").first().waitFor();
  if (isScrolledTo === true)
    await page
      .getByText(shows)
      .first()
      .evaluate((element) => element.scrollIntoView());
  // Nothing is under the pointer.
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${folder}${name}.png` });
}

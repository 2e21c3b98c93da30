import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entered, expectAccessible, expectFits, launched } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { type Served, served } from "./served.ts";

describe.skipIf(chromiumPath() === undefined)("views", () => {
  let server: Served;
  let browser: Browser;
  const runs: string[] = [];
  const begin = async (part: string): Promise<string> => {
    const body = { workflow_name: "restore", input: { part, certainty: 0.82 } };
    const { run } = (await server.ask("/workflow/execute", body, `views ${part} ${runs.length}`)) as {
      run: string;
    };
    runs.push(run);
    return run;
  };
  beforeAll(async () => {
    [server, browser] = await Promise.all([served("examples/incident-response/incident.orch"), launched()]);
    await begin("checkout");
    await begin("search");
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  /** Each view with a text that only its content has. */
  const places = [
    ["#/", "Started last"],
    ["#/inbox", "A no causes"],
    ["#/runs", "Left, at most"],
    ["#/runs/RUN", "What happened"],
    ["#/timeline", "Fold stretches"],
    ["#/reports", "By workflow"],
  ] as const;
  const looks = [
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["high contrast", { contrast: "more" }],
    ["360 px", { viewport: { width: 360, height: 740 } }],
  ] as const;

  test.each(looks)("every view is accessible and fits, %s", async (_, options) => {
    const { page, complaints } = await entered(browser, server, "#/", options);
    for (const [place, text] of places) {
      await page.goto(`${server.address}/${place.replace("RUN", runs[0] ?? "")}`);
      await page.getByText(text).first().waitFor({ state: "attached" });
      await expectAccessible(page);
      await expectFits(page);
    }
    expect(complaints).toEqual([]);
  });

  test("a new run appears in the list without a reload, and its count with it", async () => {
    const { page } = await entered(browser, server, "#/runs");
    await page
      .getByRole("link", { name: /restore/u })
      .first()
      .waitFor();
    const run = await begin("mail");
    await page.getByText(run.slice(0, 6)).waitFor();
  });

  test("by keyboard alone: skip to the list, choose a run, pause it with a reason", async () => {
    const run = runs[0] ?? "";
    const { page } = await entered(browser, server, `#/runs/${run}`);
    const pause = page.getByRole("button", { name: "Pause …" });
    await pause.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("What this will cause").waitFor();
    await expectAccessible(page);
    await page.getByLabel("Reason").focus();
    await page.keyboard.type("the room is closed");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Unpause …" }).waitFor();
    expect(((await server.ask(`/runs/${run}`)) as { readonly paused: boolean }).paused).toBe(true);
  });

  test("several runs are cancelled together, after a forecast that counts them", async () => {
    const { page } = await entered(browser, server, "#/runs");
    for (const run of runs.slice(1, 3)) await page.getByLabel(`Select run ${run.slice(0, 6)}`).check();
    await page.getByRole("button", { name: "Cancel …" }).click();
    await page.getByText("2 of 2 leave nothing behind.").waitFor();
    await page.getByLabel("Reason").fill("a drill");
    await page.getByRole("button", { name: "Cancel 2 runs" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expect
      .poll(async () => {
        const reports = await Promise.all(runs.slice(1, 3).map((run) => server.ask(`/runs/${run}`)));
        return reports.map((report) => (report as { readonly status: string }).status);
      })
      .toEqual(["cancelled", "cancelled"]);
  });

  test("the scrubber goes back to an earlier event and to now again", async () => {
    const { page } = await entered(browser, server, `#/runs/${runs[0]}`);
    const slider = page.getByRole("slider", { name: "Events of this run" });
    await slider.waitFor();
    await slider.fill("1");
    await page.getByText("the run as it was after event 2").waitFor();
    await page.getByRole("button", { name: "Back to now" }).click();
    await page.getByText("the run as it was after event 2").waitFor({ state: "detached" });
  });

  test("a step of the graph says its bounds, its undo and its line in the program", async () => {
    const { page } = await entered(browser, server, `#/runs/${runs[0]}?step=ready`);
    const panel = page.getByRole("region", { name: "About ready" });
    await panel.getByText("stand down").waitFor();
    await panel.getByText(/incident\.orch:\d+/u).waitFor();
  });

  test("a step says how it is, on a telephone too", async () => {
    const { page } = await entered(browser, server, `#/runs/${runs[0]}`, {
      viewport: { width: 360, height: 740 },
    });
    const row = page.getByRole("region", { name: "Steps" }).getByRole("row", { name: /^look/u });
    await row.getByText("completed").waitFor();
    // No word is broken into letters.
    expect((await row.getByRole("cell").nth(1).boundingBox())?.width).toBeGreaterThan(100);
    expect((await row.boundingBox())?.height).toBeLessThan(250);
    await page.locator(".figures .card", { hasText: "Spent" }).getByText("$0.01", { exact: true }).waitFor();
  });

  test("the timeline opens a run to its steps, zooms, and folds idle time", async () => {
    const { page, complaints } = await entered(browser, server, "#/timeline");
    const lanes = page.getByRole("region", { name: "Runs over time" });
    const widthOf = async (): Promise<number> => await lanes.evaluate((element) => element.scrollWidth);
    const opener = lanes.getByRole("button", { name: /^Steps of restore/u }).last();
    await opener.focus();
    await page.keyboard.press("Enter");
    await lanes.getByRole("link", { name: "look" }).waitFor();
    await expectAccessible(page);
    const before = await widthOf();
    await page.getByRole("button", { name: "Closer view" }).click();
    expect(await widthOf()).toBeGreaterThan(1.5 * before);
    await page.getByLabel("Fold stretches in which nothing happens").uncheck();
    expect(page.url()).toContain("fold=no");
    await lanes.getByRole("link", { name: "look" }).click();
    await page.getByRole("region", { name: "About look" }).waitFor();
    expect(complaints).toEqual([]);
  });

  test("two runs are compared step by step, and the first difference is named", async () => {
    const first = await begin("checkout");
    const second = await begin("search");
    const { page } = await entered(browser, server, `#/runs/${second}`);
    const other = page.getByLabel("The other run");
    await other.selectOption(first);
    await page.getByText(/The runs part at|steps are alike/u).waitFor();
    await page.getByText("Input part").waitFor();
    expect(page.url()).toContain(`with=${first}`);
    await expectAccessible(page);
  });

  test("a run is simulated on from an event: a no undoes what was done, and the record stays", async () => {
    const run = await begin("mail");
    const read = async () =>
      (await server.ask(`/runs/${run}`)) as { readonly status: string; readonly events: number };
    await expect.poll(async () => (await read()).status).toBe("waiting");
    const { events } = await read();
    const { page } = await entered(browser, server, `#/runs/${run}`);
    await page.getByLabel("People").selectOption("refuse");
    await page.getByRole("button", { name: "Simulate" }).click();
    await page.getByRole("list", { name: "Simulated steps" }).getByText("undo ready").waitFor();
    await expectAccessible(page);
    expect(await read()).toMatchObject({ status: "waiting", events });
  });

  test("a report counts the runs of its days, and goes back in time", async () => {
    const { page } = await entered(browser, server, "#/reports");
    const total = page.getByRole("region", { name: "Runs", exact: true });
    await total.waitFor();
    const { total: counted } = (await server.ask("/reports/runs?days=7")) as {
      readonly total: { readonly runs: number };
    };
    await total.getByText(String(counted.runs), { exact: true }).waitFor();
    await page.getByRole("img", { name: /^Effects undone\. .*: \d/u }).waitFor();
    const actions = page.getByRole("region", { name: "By action" });
    await actions.getByRole("row", { name: /may switch human/u }).waitFor();
    await expectAccessible(page);
    await expectFits(page);
    await page.getByRole("button", { name: "Earlier" }).click();
    await page.getByText("No run began in these days").waitFor();
    expect(page.url()).toContain("back=1");
    await page.getByRole("button", { name: "Later" }).click();
    await total.waitFor();
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("navigation").isVisible()).toBe(false);
    expect(await page.getByRole("button", { name: "Print" }).isVisible()).toBe(false);
    expect(await page.getByLabel("Length").isVisible()).toBe(false);
    // A week is on two sheets at most, whatever the colours of the screen.
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("light");
    const sheets = (await page.pdf({ format: "A4" })).toString("latin1").match(/\/Type\s*\/Page\b/gu);
    expect(sheets?.length).toBeLessThanOrEqual(2);
  });
});

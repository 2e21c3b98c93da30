import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entered, expectAccessible, expectFits, launched } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { type Strange, strange, strangeText } from "./strange.ts";

/* Careless and malicious users: strange texts, long names, a lost connection, two tabs, the back button, a reload. */
describe.skipIf(chromiumPath() === undefined)("a hostile user", () => {
  let server: Strange;
  let browser: Browser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([strange(), launched()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const statusOf = async (run: string): Promise<string> =>
    ((await server.ask(`/runs/${run}`)) as { readonly status: string }).status;
  const inboxOf = (task: string): string => `#/inbox?task=${encodeURIComponent(task)}`;
  const isUnharmed = async (page: Page): Promise<void> => {
    expect(await page.title()).not.toContain("owned");
    expect(await page.locator("main img, main script").count()).toBe(0);
  };

  test.each([
    ["a wide screen", { viewport: { width: 1280, height: 800 } }],
    ["360 px", { viewport: { width: 360, height: 740 } }],
  ])("strange texts and long names do no harm, on %s", async (_, options) => {
    const run = await server.begin(strangeText, strangeText);
    const task = await server.taskOf(run);
    const { page, complaints } = await entered(browser, server, "#/", options);
    const places = [
      "#/",
      inboxOf(task),
      "#/runs",
      `#/runs/${run}`,
      `#/runs/${run}?step=carried_over_the_bridge`,
      "#/timeline",
      "#/programs",
      "#/programs/strange.a_letter_leaves_the_house_only_with_the_seal_of_its_keeper",
      "#/reports",
      "#/reports/scores",
      "#/installation",
    ];
    for (const place of places) {
      await page.goto(`${server.address}/${place}`);
      await page.locator("h1").waitFor();
      await page.locator(".loading").first().waitFor({ state: "detached" });
      await page.waitForLoadState("networkidle");
      await expectAccessible(page);
      await expectFits(page);
      await isUnharmed(page);
    }
    expect(complaints).toEqual([]);
  });

  test("strange addresses show a view, a message, or that there is none", async () => {
    const { page, complaints } = await entered(browser, server, "#/");
    const places = [
      "#/nowhere",
      "#/runs/<img src=x onerror=alert(1)>",
      "#/runs/%E0%A4%A",
      "#/runs/..%2f..%2fetc%2fpasswd",
      "#/runs?status=🙂&workflow=%00",
      "#/runs/AAAA?at=999999999999999999999&step=%22%3E",
      "#/inbox?task=%22%3E%3Cscript%3E",
      "#/events?event=-1&kind=nothing",
      "#/context?name=__proto__",
      "#/reports/constructor?days=1e9&back=999",
      "#/reports/reliability?claim=%00&outcome=x",
      "#/programs/toString",
      "#/consents?user=%F0%9F%98%80",
      "#/timeline?zoom=NaN&fold=maybe",
      "#/resources?hours=-5&member=x",
      "#/triggers?trigger=__proto__",
      "#/ask?say=%00%F0%9F%98%80",
      "#/__proto__",
      "#////",
      "#?",
    ];
    for (const place of places) {
      await page.goto(`${server.address}/${place}`);
      await page.locator("h1").waitFor();
      await page.waitForLoadState("networkidle");
      expect(await page.locator("h1").count(), place).toBe(1);
      await isUnharmed(page);
    }
    expect(complaints).toEqual([]);
  });

  test("an answer of any text is kept as it was written; one that is too long is rejected, and stays", async () => {
    const run = await server.begin("letter one");
    const { page, complaints } = await entered(browser, server, inboxOf(await server.taskOf(run)));
    await page.getByRole("radio", { name: "No" }).check();
    const reason = page.getByLabel(/reason/u);
    const much = "a very long reason ".repeat(200_000);
    await reason.fill(much);
    await page.getByRole("button", { name: "Answer no" }).click();
    await page.getByRole("alert").waitFor();
    expect((await reason.inputValue()).length).toBe(much.length);
    expect(await statusOf(run)).toBe("waiting");
    const written = "<b>no</b> 👩‍👩‍👧‍👦 שלום ' \" \\ \u202E";
    await reason.fill(written);
    await page.getByRole("button", { name: "Answer no" }).click();
    await page.getByText("Your answer is in the journal").waitFor();
    // A character that changes the direction of text is shown by its name.
    await page.getByText(`no: ${written.replace("\u202E", "‹U+202E›")}`).waitFor();
    expect(await server.ask(`/runs/${run}`)).toMatchObject({ failure: { message: `no: ${written}` } });
    await isUnharmed(page);
    expect(complaints).toEqual([]);
  });

  test("a view that is opened without a connection says so, and opens once it is back", async () => {
    const { page } = await entered(browser, server, "#/");
    await page.getByRole("link", { name: "Runs" }).waitFor();
    await page.context().setOffline(true);
    await page.getByRole("link", { name: "Timeline" }).click();
    await page.getByRole("heading", { name: "This view could not be loaded" }).waitFor();
    await page.getByRole("link", { name: "Inbox" }).waitFor();
    const again = page.getByRole("button", { name: "Load the page again" });
    await again.click();
    await page.getByText("The server does not answer yet.").waitFor();
    await expectAccessible(page);
    await page.context().setOffline(false);
    await again.click();
    await page.getByRole("heading", { name: "Timeline" }).waitFor();
  });

  test.each(["css", "js"])(
    "a graph whose %s does not arrive says so, and the run around it stays usable",
    async (ending) => {
      const run = await server.begin("letter nine");
      const { page } = await entered(browser, server, "#/");
      await page.route(new RegExp(`/plan-graph[^/]*\\.${ending}$`, "u"), (route) => route.abort());
      await page.goto(`${server.address}/#/runs/${run}`);
      await page.getByRole("figure").getByText("A part of the page did not arrive.").waitFor();
      await page.getByText("What happened").waitFor();
      await page.getByRole("button", { name: "Cancel …" }).waitFor();
      await expectAccessible(page);
      await page.unrouteAll();
      await page.getByRole("button", { name: "Load the page again" }).click();
      await page.locator(".react-flow__node").first().waitFor();
    },
  );

  test("an answer that is sent without a connection is sent again, and counts once", async () => {
    const run = await server.begin("letter two");
    const { page } = await entered(browser, server, inboxOf(await server.taskOf(run)));
    await page.getByRole("radio", { name: "Yes" }).check();
    await page.getByLabel(/reason/u).fill("fine");
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Answer yes" }).click();
    await page.getByText("Repeat it once the connection is back: it counts once.").waitFor();
    await page.getByText("not connected: figures may be old").last().waitFor();
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "Answer yes" }).dblclick();
    await page.getByText("Your answer is in the journal").waitFor();
    await page.getByText("is over").waitFor();
    expect(await statusOf(run)).toBe("completed");
    await page.getByText("live", { exact: true }).waitFor();
  });

  test("what an order will cause follows the run: another tab cancels it, and the connection is lost for a while", async () => {
    const run = await server.begin("letter eight");
    const place = `#/runs/${run}`;
    const first = await entered(browser, server, place);
    const open = async (page: Page): Promise<void> =>
      await page.getByRole("button", { name: "Cancel …" }).click();
    const { page } = first;
    await page.locator(".react-flow__node").first().waitFor();
    await page.context().setOffline(true);
    await open(page);
    const dialog = page.getByRole("dialog");
    await dialog.getByText("The page tries again as soon as the connection is back.").waitFor();
    await page.context().setOffline(false);
    await dialog.getByText(/^Undoes carried over the bridge|^Undoes carried_over_the_bridge/u).waitFor();
    const second = await entered(browser, server, place);
    await open(second.page);
    await second.page.getByLabel("Reason").fill("it is late");
    await second.page.getByRole("button", { name: "Cancel", exact: true }).click();
    await dialog.getByText("The run is stopped already, or its work is over.").waitFor();
    expect(await dialog.getByText(/^Undoes/u).count()).toBe(0);
  });

  test("two tabs answer one question: the second one is told, and nothing is done twice", async () => {
    const run = await server.begin("letter three");
    const place = inboxOf(await server.taskOf(run));
    const first = await entered(browser, server, place);
    const second = await first.page.context().newPage();
    await second.goto(`${server.address}/${place}`);
    await second.getByRole("radio", { name: "No" }).check();
    await second.getByLabel(/reason/u).fill("half a rea");
    await first.page.getByRole("radio", { name: "Yes" }).check();
    await first.page.getByLabel(/reason/u).fill("fine");
    await first.page.getByRole("button", { name: "Answer yes" }).click();
    await first.page.getByText("Your answer is in the journal").waitFor();
    await second.getByText("This task is closed").waitFor();
    await second.getByText("is over").waitFor();
    expect(await statusOf(run)).toBe("completed");
  });

  test("a more urgent question does not take the place of the one that somebody answers", async () => {
    await server.begin("letter four");
    const { page } = await entered(browser, server, "#/inbox");
    const title = page.locator("#task-title");
    const shown = await title.textContent();
    await page.getByRole("radio", { name: "No" }).check();
    await page.getByLabel(/reason/u).fill("half a rea");
    await server.hurry("telegram");
    await page.locator(".task-item", { hasText: "May telegram leave?" }).waitFor();
    expect(await title.textContent()).toBe(shown);
    expect(await page.getByLabel(/reason/u).inputValue()).toBe("half a rea");
    await page.getByRole("button", { name: "Answer no" }).click();
    await page.getByText("Your answer is in the journal").waitFor();
    await page.getByRole("link", { name: "Next task" }).click();
    // Several tasks have the same words: the next one is open, and the answered one is left.
    await page.getByText("Your answer is in the journal").waitFor({ state: "detached" });
    await page.getByRole("radio", { name: "No" }).waitFor();
  });

  test("a half written answer stays through a look elsewhere and the back button", async () => {
    const run = await server.begin("letter seven");
    const place = inboxOf(await server.taskOf(run));
    const { page } = await entered(browser, server, place);
    await page.getByRole("radio", { name: "No" }).check();
    await page.getByLabel(/reason/u).fill("half a rea");
    await page.getByRole("link", { name: "Runs" }).click();
    await page.getByRole("heading", { name: "Runs", exact: true }).waitFor();
    await page.goBack();
    await expect.poll(() => page.getByLabel(/reason/u).inputValue()).toBe("half a rea");
    expect(await page.getByRole("radio", { name: "No" }).isChecked()).toBe(true);
    // A reload asks first, as the text would be gone.
    let asked = 0;
    page.on("dialog", (dialog) => {
      asked += 1;
      void dialog.dismiss();
    });
    await page.evaluate(() => location.reload());
    await expect.poll(() => asked).toBe(1);
    expect(await page.getByLabel(/reason/u).inputValue()).toBe("half a rea");
  });
});

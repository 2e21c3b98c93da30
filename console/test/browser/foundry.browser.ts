import { beforeAll, describe, expect, test } from "vitest";
import { entered, expectAccessible } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { foundry } from "./foundry.ts";
import { everyViewFits, staged } from "./stage.ts";

/* Workers elsewhere, consents of people, and how well everything does. */
describe.skipIf(chromiumPath() === undefined)("a foundry", () => {
  const stage = staged(foundry);
  beforeAll(async () => {
    for (let part = 0; part < 30; part++) await stage.server.begin("test_part", part);
  });

  const places = [
    ["#/nodes", "gateway"],
    ["#/consents", "mail.offers"],
    ["#/reports/scores", "test part"],
    ["#/reports/reliability?claim=foundry.look&outcome=foundry.press", "Brier score"],
  ] as const;
  everyViewFits(stage, places);

  test("a worker is shown with its offers and its job; it is drained, quarantined and released with a reason", async () => {
    const run = await stage.server.begin("make", 1);
    const { page, complaints } = await entered(stage.browser, stage.server, "#/nodes");
    const worker = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "gateway" }) });
    await worker.getByText("connected", { exact: true }).waitFor();
    await worker.getByRole("link", { name: `cast in run ${run.slice(0, 6)}` }).waitFor();
    await worker.getByText("1 of 2 in use").waitFor();
    await page.getByText("This server works alone on its journal").waitFor();
    const act = async (word: string, why: string): Promise<void> => {
      await worker.getByRole("button", { name: `${word} … gateway` }).focus();
      await page.keyboard.press("Enter");
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Reason").fill(why);
      await dialog.getByText(/It has (?:1|no) job now\./u).waitFor();
      await expectAccessible(page);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await dialog.waitFor({ state: "detached" });
    };
    const standing = async (): Promise<unknown> =>
      ((await stage.server.ask("/workers")) as { readonly workers: readonly unknown[] }).workers[0];
    await act("Drain", "its fan is loud");
    await worker.getByText("draining", { exact: true }).waitFor();
    await worker.getByText("Reason: its fan is loud").waitFor();
    expect(await standing()).toMatchObject({ standing: "draining", why: "its fan is loud" });
    await act("Quarantine", "it smells of smoke");
    await worker.getByText("quarantined", { exact: true }).waitFor();
    await worker.getByText("It does nothing now.").waitFor();
    expect(await standing()).toMatchObject({ standing: "quarantined" });
    const waits = await stage.server.begin("make", 2);
    const held = await entered(stage.browser, stage.server, `#/runs/${waits}`);
    await held.page
      .getByText("No place is free. hall_a: gateway is quarantined (it smells of smoke); hall_b: ")
      .waitFor();
    await expectAccessible(held.page);
    await act("Release", "a new fan");
    await worker.getByText("quarantined", { exact: true }).waitFor({ state: "detached" });
    expect(await standing()).toMatchObject({ standing: "open" });
    stage.server.letGo();
    for (const one of [run, waits]) await stage.server.becomes(one, "completed");
    await worker.getByText("It does nothing now.").waitFor();
    const viewer = {
      address: stage.server.address,
      token: await stage.server.newToken({ name: "v", role: "viewer", user: "vi" }),
    };
    const other = await entered(stage.browser, viewer, "#/nodes");
    await other.page.getByRole("heading", { name: "gateway" }).waitFor();
    await other.page.getByText("Operators of the whole installation see the nodes.").waitFor();
    expect(await other.page.getByRole("button", { name: "Drain" }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("a person gives a consent and withdraws it; a delegate gives it in the person's name", async () => {
    const person = async (user: string, role = "viewer") => ({
      address: stage.server.address,
      token: await stage.server.newToken({ name: user, role, user }),
    });
    const [ada, ben] = [await person("ada"), await person("ben")];
    const { page, complaints } = await entered(stage.browser, ada, "#/consents");
    const row = page.getByRole("listitem").filter({ hasText: "mail.offers" });
    await row.getByText("not given").waitFor();
    await row.getByText("Allows send offer").waitFor();
    const given = async (): Promise<unknown> => await stage.server.ask("/consents?user=ada");
    await row.getByRole("button", { name: "Give … mail.offers" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Until (optional)").fill("2001-01-01T12:00");
    await dialog.getByText("This time has passed.").waitFor();
    expect(await dialog.getByRole("button", { name: "Give", exact: true }).isDisabled()).toBe(true);
    await dialog.getByLabel("Until (optional)").fill("2101-01-01T12:00");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Give", exact: true }).click();
    await row.getByText("given", { exact: true }).waitFor();
    expect(await given()).toMatchObject({
      given: [{ scope: "mail.offers", until: new Date("2101-01-01T12:00").getTime() }],
    });
    await row.getByRole("button", { name: "Withdraw … mail.offers" }).click();
    await dialog.getByText("no run of this user begins this: send offer.").waitFor();
    await dialog.getByRole("button", { name: "Withdraw", exact: true }).click();
    await row.getByText("withdrawn").waitFor();
    expect(await given()).toMatchObject({ given: [], withdrawn: ["mail.offers"] });

    await page.getByRole("button", { name: "Delegate …" }).click();
    await dialog.getByLabel("User").fill("ben");
    await dialog.getByRole("checkbox", { name: "mail.offers" }).check();
    await dialog.getByLabel("Until").fill("2101-01-01T12:00");
    await dialog.getByLabel("Reason").fill("on leave");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Delegate", exact: true }).click();
    await page.getByText("on leave").waitFor();
    const bens = await entered(stage.browser, ben, "#/consents");
    await bens.page.getByLabel("Consents of").selectOption("ada");
    await bens.page.getByRole("button", { name: "Give … mail.offers" }).click();
    await bens.page.getByRole("dialog").getByRole("button", { name: "Give", exact: true }).click();
    await bens.page.getByText("by ben").waitFor();
    // The other consent was not delegated.
    expect(await bens.page.getByRole("button", { name: "Give … phone.buyers" }).count()).toBe(0);
    await page.getByText("by ben").waitFor();
    await page.getByRole("button", { name: "End … ben" }).click();
    await dialog.getByLabel("Reason").fill("back again");
    await dialog.getByRole("button", { name: "End", exact: true }).click();
    await page.getByText("Nobody may give or withdraw a consent in your name.").waitFor();
    expect(complaints).toEqual([]);
  });

  test("the scoreboard has the shares with their intervals, the diagram the confidences beside what was right", async () => {
    const { page, complaints } = await entered(stage.browser, stage.server, "#/reports");
    await page.getByRole("link", { name: "Scoreboard" }).click();
    const { scores } = (await stage.server.ask("/reports/scoreboard?days=7&kind=capability")) as {
      readonly scores: readonly { readonly name: string; readonly tries: number }[];
    };
    const tries = scores.find(({ name }) => name === "foundry.look")?.tries;
    expect(tries).toBe(30);
    const row = page
      .getByRole("region", { name: "Actions", exact: true })
      .getByRole("row")
      .filter({ has: page.getByRole("rowheader", { name: "look" }) });
    await row.getByRole("cell", { name: String(tries), exact: true }).waitFor();
    await row.getByText("89 % – 100 %").waitFor();
    await page.getByRole("link", { name: "Reliability" }).click();
    await page.getByText("Choose two actions").waitFor();
    await page.getByLabel("Claims of").selectOption("foundry.look");
    await page.getByLabel("Judged by").selectOption("foundry.press");
    const { error, bins } = (await stage.server.ask(
      "/reports/reliability?claim=foundry.look&outcome=foundry.press&days=7",
    )) as {
      readonly error: number;
      readonly bins: readonly { readonly right: { readonly share: number } }[];
    };
    const shares = bins.map(({ right }) => Math.round(100 * right.share));
    expect(new Set(shares).size).toBeGreaterThan(2);
    const spoken = shares.map((share, at) => `${10 * at + 5} % confident: ${share} % right, of 3`).join("; ");
    await page.getByRole("img", { name: spoken }).waitFor();
    expect(page.url()).toContain("claim=foundry.look");
    await page
      .getByRole("region", { name: "Mean distance" })
      .getByText(`${Math.round(100 * error)} %`)
      .waitFor();
    expect(complaints).toEqual([]);
  });
});

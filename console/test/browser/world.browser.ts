import { describe, expect, test } from "vitest";
import { entered, expectAccessible, expectFits } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { house } from "./house.ts";
import { everyViewFits, staged } from "./stage.ts";

/* The views of the world around the runs: what came in, what starts what, who holds what, what is known. */
describe.skipIf(chromiumPath() === undefined)("the world", () => {
  const stage = staged(house);

  const places = [
    ["#/events", "evening fired"],
    ["#/triggers?trigger=evening", "Whenever something set it off"],
    ["#/resources", "in all"],
    ["#/context?name=example.home.living", "sensor.shelf"],
  ] as const;
  everyViewFits(stage, places);

  test("an event appears without a reload, and says what became of it; filters are addresses", async () => {
    const { page } = await entered(stage.browser, stage.server, "#/events");
    await page.getByText("evening fired").first().waitFor();
    await stage.server.tell({ event: "sit_down", from: "sofa", fields: { film: "Trafic" } });
    const list = page.getByRole("region", { name: "List of events" });
    await list.getByText("film: Trafic").first().waitFor();
    await page.getByLabel("Kind").selectOption("occurrence");
    await list.getByText("trigger fired").first().waitFor({ state: "detached" });
    expect(page.url()).toContain("kind=occurrence");
    await list.getByRole("link", { name: "sit_down" }).last().focus();
    await page.keyboard.press("Enter");
    const about = page.getByRole("region", { name: "About sit_down" });
    await about.getByText("evening fired").waitFor();
    await expectAccessible(page);
    await about.getByRole("link", { name: /^run / }).click();
    await page.getByText("What happened").waitFor();
  });

  test("many events at once: the newest is shown, and only what is seen is in the page", async () => {
    const { page } = await entered(stage.browser, stage.server, "#/events?kind=reading");
    const list = page.getByRole("region", { name: "List of events" });
    await list.getByText("sensor.door").first().waitFor();
    await Promise.all(
      Array.from({ length: 500 }, (_, at) =>
        stage.server.tell({ reading: "sensor.sofa", value: at % 2 === 0 }),
      ),
    );
    await stage.server.tell({ reading: "sensor.window", value: "5C" });
    await list.getByText("5C", { exact: true }).first().waitFor();
    expect(await list.getByRole("row").count()).toBeLessThan(80);
  });

  test("a trigger says which check failed, and which were not looked at", async () => {
    const { page } = await entered(stage.browser, stage.server, "#/triggers");
    await page.getByRole("link", { name: "gets_cold" }).click();
    const about = page.getByRole("region", { name: "About gets_cold" });
    await about.getByText("change cold").waitFor();
    await about.getByText("began run").first().waitFor();
    await about.getByText("Its condition is true").first().waitFor();
    await about.locator(".parts").getByText("occupied").first().waitFor({ state: "attached" });
  });

  test("a trigger is disabled with a reason, says who did it, and is enabled again", async () => {
    const { page, complaints } = await entered(stage.browser, stage.server, "#/triggers?trigger=comes_home");
    const about = page.getByRole("region", { name: "About comes_home" });
    const dialog = page.getByRole("dialog");
    const isEnabled = async (): Promise<boolean | undefined> => {
      const { triggers } = (await stage.server.ask("/triggers")) as {
        readonly triggers: readonly { readonly trigger: string; readonly enabled: boolean }[];
      };
      return triggers.find(({ trigger }) => trigger === "example.home.comes_home")?.enabled;
    };
    await about.getByRole("button", { name: "Disable …" }).click();
    await dialog.getByText("Runs that it has started continue.").waitFor();
    await expectAccessible(page);
    await page.getByLabel("Reason").fill("<b>the bell</b> rings by itself");
    await dialog.getByRole("button", { name: "Disable", exact: true }).click();
    await about.getByText("It is disabled").waitFor();
    await about.getByText("<b>the bell</b> rings by itself").waitFor();
    expect(await isEnabled()).toBe(false);
    await expectAccessible(page);
    await about.getByRole("button", { name: "Enable …" }).click();
    await page.getByLabel("Reason").fill("it is mended");
    await dialog.getByRole("button", { name: "Enable", exact: true }).click();
    await about.getByRole("button", { name: "Disable …" }).waitFor();
    expect(await isEnabled()).toBe(true);
    expect(complaints).toEqual([]);
  });

  test("a member is taken out of its pool with a reason, and given back", async () => {
    const { page } = await entered(stage.browser, stage.server, "#/resources");
    const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "spare" }) });
    await row.getByRole("button", { name: "Take out" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("no run is given it").waitFor();
    await expectAccessible(page);
    await page.getByLabel("Reason").fill("its lamp is changed");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await row.getByText("maintenance").waitFor();
    const health = async (): Promise<string | undefined> => {
      const { members } = (await stage.server.ask("/resources")) as {
        readonly members: readonly { readonly id: string; readonly health: string }[];
      };
      return members.find(({ id }) => id === "spare")?.health;
    };
    expect(await health()).toBe("maintenance");
    await row.getByRole("button", { name: "Give back" }).click();
    await page.getByLabel("Reason").fill("the lamp is new");
    await dialog.getByRole("button", { name: "Give back" }).click();
    await row.getByText("ready").waitFor();
    expect(await health()).toBe("ready");
  });

  test("a pool shows how much of it was held over the last hours, as the server knows it", async () => {
    const { page } = await entered(stage.browser, stage.server, "#/resources");
    await page
      .getByRole("img", { name: /^Held at once, projectors, the last 24 hours: at most 1/u })
      .waitFor();
    await page.getByLabel("Utilisation over").selectOption("the last hour");
    await page.getByRole("img", { name: /the last hour: at most 1, \d+ % of all on average$/u }).waitFor();
    expect(page.url()).toContain("hours=1");
    const { pools } = (await stage.server.ask("/resources/history?hours=1")) as {
      readonly pools: readonly { readonly points: readonly { readonly held: number }[] }[];
    };
    expect(pools[0]?.points.map(({ held }) => held)).toEqual(expect.arrayContaining([0, 1]));
    await expectAccessible(page);
    await expectFits(page);
  });

  test("a flag says from which readings it turned, and leads to their history", async () => {
    const { page } = await entered(stage.browser, stage.server, "#/context?name=example.home.cold");
    const about = page.getByRole("region", { name: "About cold" });
    await about.getByText("living < 18C").waitFor();
    await about.getByRole("img", { name: /cold: \d+ values/u }).waitFor();
    await about.getByRole("link", { name: "living" }).click();
    const living = page.getByRole("region", { name: "About living" });
    await living.getByRole("img", { name: /living: \d+ values/u }).waitFor();
    await living.getByText("Newest values").click();
    await living.getByRole("cell", { name: "sensor.window" }).first().waitFor();
  });
});

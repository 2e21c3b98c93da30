import type { Locator } from "playwright-core";
import { describe, expect, test } from "vitest";
import { entered, expectAccessible } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { everyViewFits, staged } from "./stage.ts";
import { tearoom } from "./tearoom.ts";

/* The views of a program's meaning: what has changed, which rules hold, what was decided. */
describe.skipIf(chromiumPath() === undefined)("what a program means", () => {
  const stage = staged(tearoom);

  everyViewFits(stage, [
    ["#/programs?part=compliance", "Labels of its data"],
    ["#/programs/tearoom.tea", "It may cost more."],
    ["#/programs/tearoom.banquet", "Search for a counterexample"],
  ]);

  test("two versions of a program are compared by what they mean, and the other way round", async () => {
    const { page, complaints } = await entered(stage.browser, stage.server, "#/programs/tearoom.tea");
    const changed = page.getByRole("region", { name: "Changes between versions" });
    await changed.getByText("It may cost more.").waitFor();
    const bounds = changed.getByRole("region", { name: "Bounds" });
    expect(await bounds.innerText()).toContain("$0.10 → $4.30");
    const reach = changed.getByRole("region", { name: "Reach" });
    expect(await reach.innerText()).toContain("shops.order");
    await changed.getByText("All of it as text").click();
    await changed.getByText("cost   worst").waitFor();
    const [from, to] = [changed.getByLabel("Earlier version"), changed.getByLabel("Later version")];
    const [first, second] = [await from.inputValue(), await to.inputValue()];
    await from.selectOption(second);
    await changed.getByText("Choose two different versions.").waitFor();
    await to.selectOption(first);
    await bounds.getByText("$4.30 → $0.10").waitFor();
    expect(page.url()).toContain(encodeURIComponent(second));
    expect(complaints).toEqual([]);
  });

  test("rules are listed with the places where they are proved, checked or refused, and with their decisions", async () => {
    const { page, complaints } = await entered(stage.browser, stage.server, "#/programs");
    await page.getByRole("link", { name: "Rules and data" }).click();
    const rules = page.getByRole("region", { name: "Rules", exact: true });
    const modest = rules.getByRole("row", { name: /modest/u });
    await modest.getByText("asked 2 times").waitFor();
    expect(await modest.innerText()).toContain("1 denied");
    expect(await modest.getByRole("listitem").allInnerTexts()).toEqual(["tea at water", "water at seen"]);
    const little = rules.getByRole("row", { name: /little/u });
    expect(await little.getByRole("cell").first().innerText()).toContain("tea at water");
    await page.getByLabel("Decisions of the last").selectOption("1");
    await rules.getByText("Decided, last day").waitFor();
    expect(page.url()).toContain("days=1");
    const data = page.getByRole("region", { name: "Data and permissions", exact: true });
    const tea = data.getByRole("row", { name: /^tea/u });
    expect(await tea.innerText()).toContain("shops.order");
    await expectAccessible(page);
    await rules.getByRole("link", { name: "water", exact: true }).first().click();
    await page.getByRole("heading", { name: "water", level: 1 }).waitFor();
    expect(complaints).toEqual([]);
  });

  test("a scenario is played: which expectation it did not meet, and its run on the graph", async () => {
    const { page, complaints } = await entered(stage.browser, stage.server, "#/programs/tearoom.tea");
    const scenarios = page.getByRole("region", { name: "Scenarios", exact: true });
    await scenarios.getByRole("button", { name: "Play the kettle is broken" }).click();
    const played = scenarios.getByRole("region", { name: "Played: the kettle is broken" });
    await played.getByText("not met").waitFor();
    expect(await played.textContent()).toContain("expect never order_tea");
    const events = played.getByRole("slider");
    const last = await events.inputValue();
    await expect.poll(() => statusOf(played, "water"), patient).toContain("completed");
    await events.fill("0");
    await expect.poll(() => statusOf(played, "water"), patient).not.toContain("completed");
    await events.fill(last);
    await expect.poll(() => statusOf(played, "water"), patient).toContain("completed");
    await expectAccessible(page);
    await scenarios.getByRole("button", { name: "Play all" }).click();
    const reached = scenarios.getByRole("region", { name: "Reached by all scenarios together" });
    await reached.waitFor();
    expect(await reached.textContent()).toContain("1 of 1");
    const results = scenarios.getByRole("list", { name: "Scenarios" });
    expect(await results.getByText("passed", { exact: true }).count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  test("a search finds a counterexample, which is played on the graph, and is given as a scenario", async () => {
    const { page, complaints } = await entered(stage.browser, stage.server, "#/programs/tearoom.tea");
    await page.getByLabel("Faults at once").selectOption("1");
    await page.getByLabel("Time for it").selectOption("25");
    await page.getByRole("button", { name: "Search", exact: true }).click();
    const found = page.getByRole("region", { name: "Counterexample", exact: true });
    await found.first().waitFor(patient);
    expect(await found.getByRole("heading", { level: 3 }).first().textContent()).toContain("order_tea");
    const events = found.first().getByRole("slider");
    const seen = new Set<string>();
    for (let at = Number(await events.inputValue()); at >= 0; at -= 1) {
      await events.fill(String(at));
      await expect.poll(() => events.inputValue(), patient).toBe(String(at));
      seen.add(await statusOf(found.first(), "water"));
    }
    expect(seen.size).toBeGreaterThan(2);
    await found.first().getByText("As a scenario, for the program").click();
    await found.first().getByText("expect undone boil").waitFor();
    await expectAccessible(page);
    expect(complaints).toEqual([]);
  });

  test("a search is stopped, and another one begins at once", async () => {
    const { page } = await entered(stage.browser, stage.server, "#/programs/tearoom.banquet");
    await page.getByLabel("Faults at once").selectOption("3");
    await page.getByLabel("Time for it").selectOption("25");
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await page.getByText("The search was stopped.").waitFor();
    await page.getByLabel("Faults at once").selectOption("0");
    await page.getByLabel("Time for it").selectOption("5");
    // The thread of the one that was stopped may still be ending.
    await expect
      .poll(async () => {
        await page.getByRole("button", { name: "Search", exact: true }).click();
        const ended = page.getByText(/seed 1$/u).or(page.getByText("Another trial is under way"));
        await ended.first().waitFor(patient);
        return await page.getByText(/seed 1$/u).count();
      }, patient)
      .toBe(1);
  });

  test("somebody who is no author sees which scenarios there are, and plays none", async () => {
    const made = (await stage.server.ask(
      "/tokens",
      { name: "v", role: "viewer", user: "vera" },
      "viewer",
    )) as {
      readonly token: string;
    };
    const { page } = await entered(
      stage.browser,
      { address: stage.server.address, token: made.token },
      "#/programs/tearoom.tea",
    );
    await page.getByText("the kettle is broken").waitFor();
    expect(await page.getByRole("button", { name: /^Play/u }).count()).toBe(0);
    expect(await page.getByText("Search for a counterexample").count()).toBe(0);
  });
});

const patient = { timeout: 100_000 };

/** A step's node in a graph as a screen reader says it: its name, and its state. */
async function statusOf(within: Locator, step: string): Promise<string> {
  const node = within.locator(`.react-flow__node[data-id$="/${step}"]`).first();
  return (await node.getAttribute("aria-label")) ?? "";
}

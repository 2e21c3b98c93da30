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
});

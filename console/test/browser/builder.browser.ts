import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { entered, expectAccessible, expectFits, launched } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { type Served, served } from "./served.ts";

const program = "examples/incident-response/incident.orch";
const original = readFileSync(fileURLToPath(new URL(`../../../${program}`, import.meta.url)), "utf8");

/* The builder: forms, canvas and text are one program. */
describe.skipIf(chromiumPath() === undefined)("the builder", () => {
  let server: Served;
  let browser: Browser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([served(program), launched()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const textOf = (page: Page): Promise<string> =>
    page.getByRole("textbox", { name: "Text", exact: true }).inputValue();
  const summaryOf = (page: Page, kind: string) =>
    page.locator("summary").filter({ has: page.getByRole("heading", { name: kind, exact: true }) });
  const builder = async (options?: Parameters<typeof entered>[3]) => {
    const found = await entered(browser, server, "#/builder", options);
    await found.page.getByText("No mistakes").waitFor();
    return found;
  };

  test.each([
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["high contrast", { contrast: "more" }],
    ["360 px", { viewport: { width: 360, height: 740 } }],
  ] as const)("it is accessible and fits, %s", async (_, options) => {
    const { page, complaints } = await builder(options);
    await expectAccessible(page);
    await expectFits(page);
    await page.getByRole("button", { name: "Edit step ready = make_ready" }).click();
    await page.getByText("Options").waitFor();
    await expectAccessible(page);
    await expectFits(page);
    expect(complaints).toEqual([]);
  });

  test("a workflow is built by forms alone: plan, step, trigger, guardrail; and each is undone", async () => {
    const { page, complaints } = await builder();
    const before = await textOf(page);
    expect(before).toBe(original);
    await page.getByRole("button", { name: "New plan" }).click();
    await page.getByLabel("Name", { exact: true }).first().fill("call_all");
    await page.getByLabel("Description").first().fill("Tells everybody.");
    await page.getByRole("button", { name: "Add it" }).click();
    await page.getByRole("button", { name: "Add a parameter" }).click();
    await page.getByLabel("Parameter 1").fill("text: String");
    await page.keyboard.press("Enter");
    await page.locator(".palette").getByRole("button", { name: "page", exact: true }).click();
    await page.getByRole("button", { name: "Edit step page = page(text: text)" }).waitFor();
    await page.getByLabel("Option", { exact: true }).selectOption("retry");
    await page.getByLabel("Its text").fill("3 every 10s");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "call_all", exact: true }).click();
    await page.getByRole("button", { name: "Add a trigger" }).click();
    await page.getByLabel("Set off by").selectOption("every so often");
    await page.getByLabel("Which").fill("6h");
    await page.getByRole("button", { name: "Add it" }).click();
    await page.getByRole("button", { name: "New guardrail" }).click();
    await page.getByLabel("Rule", { exact: true }).selectOption("at most so many times");
    await page.getByLabel("Action", { exact: true }).selectOption("page");
    await page.getByRole("button", { name: "Add it" }).click();
    // It is checked at once: the retries of the step are more than the rule allows.
    await page.getByText("`page` can begin 4 times in one run, and may at most once.").first().waitFor();
    await page.getByLabel("Rule 1", { exact: true }).fill("at most 4 page");
    await page.keyboard.press("Enter");
    await page.getByText("No mistakes").waitFor();
    const text = await textOf(page);
    expect(text).toContain(
      "/// Tells everybody.\nplan call_all(text: String) {\n  step page = page(text: text) { retry 3 every 10s }\n}\n",
    );
    expect(text).toContain('trigger starts_call_all {\n  on    every 6h\n  start call_all(text: "")\n}\n');
    expect(text).toContain("guardrail rule_of_mine : safety blocking {\n  at most 4 page\n}\n");
    const undo = page.getByRole("button", { name: "Undo" });
    while (await undo.isEnabled()) await undo.click();
    expect(await textOf(page)).toBe(before);
    const redo = page.getByRole("button", { name: "Redo" });
    while (await redo.isEnabled()) await redo.click();
    expect(await textOf(page)).toBe(text);
    expect(complaints).toEqual([]);
  });

  test("actions, events, fused events, policies and scenarios are made by forms; each is checked, and undone", async () => {
    const { page, complaints } = await builder();
    const label = (name: string) => page.getByLabel(name, { exact: true }).first();
    const add = () => page.getByRole("button", { name: "Add it" }).click();
    for (const kind of ["Capabilities", "Events", "Fused events", "Policies", "Scenarios"])
      await summaryOf(page, kind).click();
    await page.getByRole("button", { name: "New capability" }).click();
    await label("Name").fill("post_sign");
    await label("Repeated, it").selectOption("once");
    await label("Takes at most").fill("20s");
    await add();
    await page.getByRole("button", { name: "Add a parameter" }).click();
    await label("Parameter 1").fill("part: Part");
    await page.keyboard.press("Enter");
    await label("Clause").selectOption("irreversible");
    await label("Its text").fill('because "a sign is seen"');
    await page.keyboard.press("Enter");
    await label("Effect and time limit").fill("once <= 15s");
    await page.keyboard.press("Enter");

    await page.getByRole("button", { name: "New event" }).click();
    await label("Name").fill("sign_gone");
    await add();
    await page.getByRole("button", { name: "Add a field" }).click();
    await label("Field 1").fill("part: Part");
    await page.keyboard.press("Enter");

    await page.getByRole("button", { name: "New fused event" }).click();
    await label("Name").fill("sign_seen");
    await label("First event").selectOption("sign_gone");
    await label("Second event").selectOption("complaint");
    await label("Apart at most").fill("10m");
    await label("Fields").fill("part: Part");
    await label("Values of the fields").fill("part: first.part");
    await add();
    await label("Clause").selectOption("by");
    await label("Its text").fill("first.part");
    await page.keyboard.press("Enter");

    await page.getByRole("button", { name: "New policy" }).click();
    await label("On").selectOption("page");
    await label("Decision").selectOption("at most so often");
    await label("When, who, which, how often").fill("5 per 1h");
    await add();
    await page.getByRole("button", { name: "New scenario" }).click();
    await label("Title").fill('the { pager } is "heard"');
    await label("Plays").selectOption("tell");
    await add();
    await label("Clause").selectOption("fault");
    await label("Its text").fill("page fails");
    await page.keyboard.press("Enter");
    await label("Title").fill("the pager fails");
    await page.keyboard.press("Enter");
    await label("expect").fill("failed");
    await page.keyboard.press("Enter");
    await page.getByText("No mistakes").waitFor();
    const text = await textOf(page);
    for (const made of [
      'service post_sign(part: Part) once <= 15s { irreversible because "a sign is seen" }\n',
      "event sign_gone(part: Part) {\n  from     sensors\n  category incident\n}\n",
      "fusion sign_seen(part: Part) {\n  join   sign_gone as first, complaint as second\n  within 10m\n  emit   { part: first.part }\n  by     first.part\n}\n",
      "policy policy_of_mine : safety blocking {\n  on    page\n  limit 5 per 1h\n}\n",
      'scenario "the pager fails" for tell {\n  given  text = ""\n  expect failed\n  fault  page fails\n}\n',
    ])
      expect(text).toContain(made);
    // A new name is changed where the event is declared and wherever it is named.
    await page.getByRole("button", { name: "recovered", exact: true }).click();
    await label("Name").fill("is_well");
    await page.keyboard.press("Enter");
    await vi.waitFor(async () => expect(await textOf(page)).toContain("wait for event is_well where"));
    await page.getByText("No mistakes").waitFor();
    await expectAccessible(page);
    const undo = page.getByRole("button", { name: "Undo" });
    while (await undo.isEnabled()) await undo.click();
    expect(await textOf(page)).toBe(original);
    expect(complaints).toEqual([]);
  });

  test.each([
    ["New capability", "Capabilities"],
    ["New event", "Events"],
    ["New fused event", "Fused events"],
    ["New policy", "Policies"],
    ["New scenario", "Scenarios"],
  ])("the form of %s is accessible and fits 360 px", async (name, kind) => {
    const { page } = await builder({ viewport: { width: 360, height: 740 } });
    await summaryOf(page, kind).click();
    await page.getByRole("button", { name }).click();
    await expectAccessible(page);
    await expectFits(page);
    await page.getByRole("button", { name: "Add it" }).click();
    await page.getByRole("heading", { name: "Basic information" }).scrollIntoViewIfNeeded();
    await expectAccessible(page);
    await expectFits(page);
  });

  test("a step is dragged to another place, and a capability into a block; comments stay", async () => {
    const { page } = await builder();
    const commented = original.replace(
      "      step back = switch_back(part) { after well }",
      "      // as soon as it is well\n      step back = switch_back(part) { after well }  // back to normal",
    );
    await page.getByRole("textbox", { name: "Text", exact: true }).fill(commented);
    await page.getByText("No mistakes").waitFor();
    const place = (name: string) => page.locator(`[data-place="${name}"]`);
    const card = page.locator(".statement-head", { hasText: "step back = switch_back" });
    await card.dragTo(place("0.0.0.3.0:5"));
    await vi.waitFor(async () =>
      expect(await textOf(page)).toMatch(
        /step free = .*\n +\/\/ as soon as it is well\n +step back = switch_back\(part\) \{ after well \} +\/\/ back to normal\n/u,
      ),
    );
    await place("0.0.1:0").scrollIntoViewIfNeeded();
    await page.locator(".palette-item", { hasText: "write_up" }).dragTo(place("0.0.1:0"));
    await vi.waitFor(async () =>
      expect(await textOf(page)).toMatch(
        /\} else \{\n +step write_up = write_up\(part: part, outcome: ""\)\n +fail no_spare/u,
      ),
    );
    await page.getByText("No mistakes").waitFor();
    // The form of what was dropped is open.
    await page.getByLabel("outcome", { exact: true }).fill('"no spare"');
    await page.keyboard.press("Enter");
    await vi.waitFor(async () => expect(await textOf(page)).toContain('outcome: "no spare")'));
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.keyboard.press("Control+z");
    expect(await textOf(page)).toBe(commented);
  });

  test("a step is added, moved and renamed by keyboard alone", async () => {
    const { page } = await builder();
    await page.getByRole("button", { name: "tell", exact: true }).first().focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Add here, at the beginning" }).focus();
    await page.keyboard.press("Enter");
    await page.getByLabel("Find a capability").focus();
    await page.keyboard.type("write");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByLabel("Name", { exact: true }).focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("noted");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Down", exact: true }).focus();
    await page.keyboard.press("Enter");
    await vi.waitFor(async () =>
      expect(await textOf(page)).toContain(
        'plan tell(text: String) {\n  step paged = page(text)\n  step noted = write_up(part: checkout, outcome: "")\n}\n',
      ),
    );
    await page.getByText("No mistakes").waitFor();
  });

  test("a mistake in a field is refused with its reason, one in the text stops the canvas alone", async () => {
    const { page } = await builder();
    await page.getByRole("button", { name: "Edit when go.granted" }).click();
    await page.getByLabel("Condition").fill("go.granted {");
    await page.keyboard.press("Enter");
    await page.getByText("Not done: A bracket is not closed.").waitFor();
    expect(await textOf(page)).toBe(original);
    const area = page.getByRole("textbox", { name: "Text", exact: true });
    await area.fill(original.replace("plan tell(", "plan tell["));
    await page.getByText("so forms and canvas wait").waitFor();
    expect(await page.getByRole("heading", { name: "Steps" }).isVisible()).toBe(false);
    await area.fill(original);
    await page.getByRole("heading", { name: "Steps" }).waitFor();
  });

  test("what was built is saved as a file and as a patch that git takes; and is there after a look elsewhere", async () => {
    const { page } = await builder();
    await page.getByRole("button", { name: "tell", exact: true }).first().click();
    await page.getByLabel("Description").fill("Tells whoever is on call.");
    await page.keyboard.press("Control+Enter");
    await page.getByText("(changed)").waitFor({ state: "attached" });
    await page.getByRole("link", { name: "Programs" }).click();
    await page.getByRole("heading", { name: "Programs" }).waitFor();
    await page.getByRole("link", { name: "Builder" }).click();
    const text = await textOf(page);
    expect(text).toContain("/// Tells whoever is on call.\nplan tell(");
    const saved = async (name: string): Promise<string> => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name }).click(),
      ]);
      return await download.path();
    };
    expect(readFileSync(await saved("Save as file"), "utf8")).toBe(text);
    const folder = mkdtempSync(join(tmpdir(), "orch-patch-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "incident.orch"), original);
    execFileSync("git", ["apply", "--unsafe-paths", await saved("Save as patch")], { cwd: folder });
    expect(readFileSync(join(folder, "incident.orch"), "utf8")).toBe(text);
  });

  test("a new program begins with a plan, and is checked with the standard library", async () => {
    const { page } = await builder();
    await page.getByRole("button", { name: "New program" }).click();
    await page.getByRole("button", { name: "first", exact: true }).waitFor();
    await page.getByText("No mistakes").waitFor();
    expect(await textOf(page)).toContain("module mine");
  });

  test("whoever may not read the program is told what is needed", async () => {
    const made = (await server.ask("/tokens", { name: "o", role: "operator", user: "olga" }, "olga")) as {
      readonly token: string;
    };
    const { page } = await entered(browser, { address: server.address, token: made.token }, "#/builder");
    await page.getByText("Building needs the role author").waitFor();
    await expectAccessible(page);
  });
});

// Does with the extension what a person does, and looks whether it happens. Screenshots are left in dist/screenshots.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tryAsked } from "./asked.mjs";
import { browsers, setUp } from "./setup.mjs";
import { tryUntrusted } from "./untrusted.mjs";
import { openWorkbench } from "./workbench.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const shots = here("../../dist/screenshots");
const text = `module hello

tool greet(name: String) -> String { effect pure  latency <= 2s  cost <= $0.01  run module "./handlers.mjs#greet" }

guardrail cheap { cost <= $1 }

plan hello(name: String) -> String {
  step greeting = gret(name)
  return greeting
}

scenario "the name is greeted" for hello {
  given   name = "Ada"
  answer  greet with "Hello, Ada"
  expect  completed
  expect  result == "Hello, Ada"
}
`;

const campaign = readFileSync(here("../../../examples/campaign-launch/campaign.orch"), "utf8");

const browser = browsers.find((path) => existsSync(path));
if (browser === undefined) {
  process.stdout.write("No Chromium on this machine: the workbench is not tried.\n");
  process.exit(0);
}
mkdirSync(shots, { recursive: true });
const vsix = here("../../dist/orch.vsix");
const version = process.env.ORCH_VSCODE ?? "1.139";
const release = setUp(version);
const handlers = `export const greet = ({ name }) => "Hello, " + name;\n`;
const files = { "handlers.mjs": handlers, "hello.orch": text, "campaign.orch": campaign };
const workbench = await openWorkbench({ ...release, browser, vsix, files });
const { page, folder } = workbench;
const failed = [];
let count = 0;

/** One thing that a person does. */
async function step(name, does, shown = page) {
  count += 1;
  const began = performance.now();
  try {
    await does();
    process.stdout.write(`  ✓ ${name}  ${Math.round(performance.now() - began)} ms\n`);
  } catch (error) {
    failed.push(name);
    process.stdout.write(`  ✗ ${name}\n    ${String(error).split("\n").slice(0, 6).join("\n    ")}\n`);
  }
  await shown.screenshot({ path: join(shots, `${count}-${name.replaceAll(/\W+/g, "-")}.png`) });
}

const onDisk = () => readFileSync(join(folder, "hello.orch"), "utf8");

/** Waits until what is on the disk is as wanted, saving now and then. */
async function saved(wanted) {
  await page.keyboard.press("Control+S");
  await page.waitForFunction(() => document.querySelector(".tab.active.dirty") === null);
  await assertSoon(() => assert.match(onDisk(), wanted));
}

async function assertSoon(holds) {
  for (let tries = 0; ; tries++) {
    try {
      return holds();
    } catch (error) {
      if (tries > 200) throw error;
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
  }
}

async function goTo(line, column) {
  await page.keyboard.press("Control+G");
  const box = page.locator(".quick-input-widget input");
  await box.fill(`:${line}:${column}`);
  await box.press("Enter");
  await page.waitForSelector(`text=Ln ${line}, Col ${column}`);
}

async function rename(name) {
  await page.keyboard.press("F2");
  const box = page.locator(".rename-box input");
  await box.fill(name);
  await box.press("Enter");
}

async function command(title) {
  await page.keyboard.press("F1");
  await page.keyboard.type(title);
  await page.locator(".quick-input-list .monaco-list-row").first().waitFor();
  await page.keyboard.press("Enter");
}

await step("a file is opened and coloured", async () => {
  await page.locator(".explorer-folders-view").getByText("hello.orch").dblclick();
  await page.waitForSelector(".view-lines");
  await page.waitForFunction(
    () =>
      new Set([...document.querySelectorAll(".view-line span span")].map(({ className }) => className)).size >
      3,
  );
});
await step("a mistake is underlined and told", async () => {
  await page.waitForSelector(".squiggly-error");
});
await step("its fix is one key away", async () => {
  await goTo(8, 20);
  await page.keyboard.press("Control+.");
  await page.locator(".action-widget").getByText("greet").first().waitFor();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector(".squiggly-error") === null);
  await saved(/step greeting = greet\(name\)/);
});
await step("completion knows what can be called", async () => {
  await goTo(8, 3);
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("step more = gre");
  await page.locator(".suggest-widget").getByText("greet", { exact: false }).first().waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.type("greeting");
  await page.keyboard.press("Escape");
  await saved(/step more = greet\(greeting\)/);
});
await step("a step is renamed wherever it is named", async () => {
  await goTo(8, 9);
  await rename("first");
  await page.locator(".view-lines").getByText("return first").waitFor();
  await saved(/step first = greet\(name\)[\s\S]*greet\(first\)[\s\S]*return first/);
});
await step("hovering tells what it is", async () => {
  await page.locator(".view-line span").getByText("greet", { exact: true }).first().hover();
  await page.locator(".monaco-hover").getByText("cost").first().waitFor();
});
await step("above a plan stands what it comes to", async () => {
  await page.locator(".codelens-decoration").getByText("1/1 rules proved").waitFor();
});
const preview = () => page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
await step("the plan is drawn beside its text", async () => {
  await goTo(8, 3);
  await command("orch: Preview Plan");
  await preview().locator("svg .item").first().waitFor();
  assert.match(await preview().locator("h1").textContent(), /hello/);
});
await step("a step that is clicked is found in the text", async () => {
  await preview().locator("svg a").nth(1).click();
  await page.waitForSelector("text=Ln 9, Col 3");
});
await step("the picture follows what is typed", async () => {
  await page.locator(".editor-group-container .view-lines").first().click();
  await goTo(9, 8);
  await rename("again");
  await preview().locator("svg text.title").getByText("again").waitFor();
});
await step("a scenario is played from the Testing view", async () => {
  await command("Test: Run All Tests");
  await page.locator(".testing-run-icon, .codicon-testing-passed-icon").first().waitFor();
});
await step("a scenario is watched in the picture, moment by moment", async () => {
  // What it has come to is put before it, and moves it.
  await page.locator(".codelens-decoration").getByText("passed").first().waitFor();
  await page.locator(".codelens-decoration").getByText("Watch").first().click();
  const frame = page.locator("iframe.webview.ready").last();
  const story = frame.contentFrame().frameLocator("iframe#active-frame");
  await story.locator("#moment").waitFor();
  await story.locator("#moment").press("End");
  await story.locator("a.orch-done").first().waitFor();
  assert.match(await story.locator("#says").textContent(), /passed/);
});

await step("a picture of points is written into a file", async () => {
  await page.locator(".tab").getByText("hello.orch").first().click();
  await goTo(8, 3);
  await command("orch: Export Picture of Plan as PNG");
  const box = page.locator(".quick-input-widget input");
  await page.waitForFunction(() =>
    document.querySelector(".quick-input-widget input")?.value.endsWith("hello.png"),
  );
  await box.press("Enter");
  await assertSoon(() => {
    const bytes = readFileSync(join(folder, "hello.png"));
    assert.deepEqual([...bytes.subarray(1, 4)], [80, 78, 71]);
    assert.ok(bytes.length > 5_000);
  });
});
await step("a step becomes a plan of its own", async () => {
  await goTo(8, 3);
  await page.keyboard.press("Control+Shift+R");
  await page.locator(".action-widget").getByText("Make it a plan of its own").click({ force: true });
  await page.locator(".view-lines").getByText("plan make_first").waitFor();
  await page.keyboard.press("Control+Z");
});
const runs = async () => {
  await page.locator(".tab").getByText("hello.orch").first().click();
  await goTo(8, 3);
  await command("orch: Preview Plan");
  await page.locator(".codelens-decoration").getByText("Run", { exact: true }).first().click();
  const form = page.locator("iframe.webview.ready").last().contentFrame().frameLocator("iframe#active-frame");
  await form.locator("input").first().fill("Ada");
  await page.screenshot({ path: join(shots, "form.png") });
  await form.locator("button").click();
  await page.locator(".terminal-wrapper.active").waitFor();
  const frame = page.locator("iframe.webview.ready").first();
  await frame.contentFrame().frameLocator("iframe#active-frame").locator("a.orch-done").first().waitFor();
};
await step("what has changed since the newest commit is shown in the picture", async () => {
  const git = (...args) =>
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@b.c", ...args], { cwd: folder });
  git("init", "-q");
  git("add", ".");
  git("commit", "-qm", "all");
  await page.locator(".tab").getByText("hello.orch").first().click();
  await goTo(9, 3);
  await page.keyboard.press("End");
  await page.keyboard.type(" { retry 1 }");
  await page.locator(".codelens-decoration").getByText("cost ≤ $0.03").waitFor();
  await goTo(8, 3);
  await command("orch: Preview What Has Changed Since HEAD");
  await page.locator(".tab").getByText("Changes of hello").waitFor();
  const frame = page.locator("iframe.webview.ready").last();
  const changes = frame.contentFrame().frameLocator("iframe#active-frame");
  await changes.locator("svg .changed").first().waitFor();
});
// The older release has no terminal without a part that has to be compiled.
if (version !== "1.100") {
  await step("a plan is run with what a form asks for, and the picture shows how far it has come", runs);
}
await page.keyboard.press("Control+J");
mkdirSync(join(folder, ".vscode"));
for (const theme of ["Default Dark Modern", "Default High Contrast", "Default Light Modern"]) {
  await step(`a larger plan in ${theme}`, async () => {
    writeFileSync(join(folder, ".vscode/settings.json"), JSON.stringify({ "workbench.colorTheme": theme }));
    await command("View: Close All Editors");
    await page.locator(".explorer-folders-view").getByText("campaign.orch").dblclick();
    await page.locator(".tab").getByText("campaign.orch").waitFor();
    await goTo(82, 3);
    await command("orch: Preview Plan");
    await preview().locator("svg .item").first().waitFor();
    const isDark = () =>
      preview()
        .locator("body")
        .evaluate((body) => Number(/\d+/.exec(getComputedStyle(body).backgroundColor)?.[0]) < 128);
    await preview()
      .locator(`body${theme.includes("Light") ? ":not(.vscode-dark)" : ""}`)
      .waitFor();
    assert.equal(await isDark(), !theme.includes("Light"));
  });
}

await workbench.close();
if (version !== "1.100") await tryAsked({ ...release, browser, vsix }, step, shots);
await tryUntrusted({ ...release, browser, vsix, files: { "hello.orch": text } }, step);
process.stdout.write(
  failed.length === 0 ? `${count} of ${count} done\n` : `${failed.length} of ${count} failed\n`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

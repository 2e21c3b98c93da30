// A run that asks a person: what it asks is told in the editor, is answered by a form there, and the run goes on.
import { join } from "node:path";
import { openWorkbench } from "./workbench.mjs";

const text = `module asks

import std.people { Approval }

role boss

human sure(what: String) -> Approval {
  ask  boss
  show "May \${what} go ahead?"
}

plan asks(what: String) -> Bool {
  step answer = sure(what) { timeout 1d }
  return answer.granted
}
`;

/** @param {Omit<Parameters<typeof openWorkbench>[0], "files">} given */
export async function tryAsked(given, step, shots) {
  const workbench = await openWorkbench({ ...given, files: { "asks.orch": text }, notifies: true });
  const { page } = workbench;
  const one = (name, does) => step(name, does, page);
  const webviews = page.locator("iframe.webview.ready");
  const inside = (webview) => webview.contentFrame().frameLocator("iframe#active-frame");
  const tab = (title) => page.locator(".tab").getByText(title, { exact: true });
  await one("a plan that asks a person is run", async () => {
    await page.locator(".explorer-folders-view").getByText("asks.orch").dblclick();
    await page.locator(".codelens-decoration").getByText("Run", { exact: true }).waitFor();
    await page.locator(".view-line").getByText("return").click();
    await page.keyboard.press("F1");
    await page.keyboard.type("orch: Run Plan");
    await page.locator(".quick-input-list .monaco-list-row").getByText("Run Plan").first().waitFor();
    await page.keyboard.press("Enter");
    await tab("Run asks").waitFor();
    const form = inside(webviews.last());
    await form.locator("input").first().fill("the parade");
    await form.locator("button").click();
    await page.locator(".terminal-wrapper.active").waitFor();
  });
  await one("what the run asks is told, and a form asks for the answer", async () => {
    await page.locator(".notification-list-item").getByText("The run asks: answer").waitFor();
    await page.locator(".notification-list-item").getByText("Answer", { exact: true }).click();
    await tab("answer").waitFor();
    const form = inside(webviews.last());
    await form.getByText("What asks.sure gives.").waitFor();
    await page.screenshot({ path: join(shots, "answer.png") });
    await form.locator("input[type=checkbox]").check();
    await form.locator("button").click();
  });
  await one("the run has the answer and is completed", async () => {
    await inside(webviews.first()).locator("a.orch-done").first().waitFor();
  });
  await workbench.close();
}

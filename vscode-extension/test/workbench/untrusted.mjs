// What a folder that nobody has said to trust may do: be read, checked and shown, and run nothing.
import assert from "node:assert/strict";
import { openWorkbench } from "./workbench.mjs";

/** @param {Parameters<typeof openWorkbench>[0]} given */
export async function tryUntrusted(given, step) {
  const workbench = await openWorkbench({ ...given, trusted: false });
  const { page } = workbench;
  const one = (name, does) => step(name, does, page);
  await one("in a folder that is not trusted a mistake is told", async () => {
    await page.locator(".statusbar-item").getByText("Restricted Mode").waitFor();
    await page.locator(".explorer-folders-view").getByText("hello.orch").dblclick();
    await page.waitForSelector(".squiggly-error");
  });
  await one("there a plan is shown and not run", async () => {
    await page.keyboard.press("F1");
    await page.keyboard.type("orch: Preview Plan");
    await page.locator(".quick-input-list .monaco-list-row").getByText("Preview Plan").first().waitFor();
    await page.keyboard.press("Control+A");
    await page.keyboard.type(">orch: Run Plan");
    const rows = page.locator(".quick-input-list .monaco-list-row");
    await rows.first().waitFor();
    assert.equal(await rows.getByText("Run Plan").count(), 0);
    await page.keyboard.press("Escape");
  });
  await workbench.close();
}

// What is installed: small, the same bytes each time it is packed, and quick to be there.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hello } from "../programs.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const sizeMax = 1_000_000;
const loadMsMax = 150;
const activateMsMax = 150;

/** What the extension host uses of the processor while it activates the extension for the first time, ms. */
async function activated(another, soon) {
  const { folder, close } = await another({
    files: { "note.txt": "no plan here\n" },
    hosts: here("../activation.cjs"),
  });
  const told = join(folder, "activation.json");
  const { wasActive, isActive, ms } = await soon(() => JSON.parse(readFileSync(told, "utf8")));
  await close();
  assert.deepEqual([wasActive, isActive], [false, true]);
  return Math.round(ms);
}

export const packed = {
  name: "package",
  files: { "hello.orch": hello },
  /** @param {ReturnType<import("../person.mjs").personAt>} person */
  async does({ page, open, command, soon }, step, _, another) {
    await step("the package is small, and the same when it is made again", async () => {
      const first = readFileSync(here("../../../dist/orch.vsix"));
      for (const script of ["build.mjs", "package.mjs"])
        execFileSync(process.execPath, [here(`../../../${script}`)], { stdio: "ignore" });
      const again = readFileSync(here("../../../dist/orch.vsix"));
      assert.ok(again.equals(first), "other bytes");
      assert.ok(first.length < sizeMax, `${first.length} bytes`);
      process.stdout.write(`    ${first.length} bytes\n`);
    });
    await step(`the extension is loaded in less than ${loadMsMax} ms`, async () => {
      const took = [1, 2, 3].map(() =>
        Number(execFileSync(process.execPath, [here("../loading.cjs"), here("../../../dist/extension.cjs")])),
      );
      process.stdout.write(`    ${Math.min(...took)} ms of processor time\n`);
      assert.ok(Math.min(...took) < loadMsMax, `${took.join(", ")} ms`);
    });
    await step(`the editor activates it in less than ${activateMsMax} ms of the processor`, async () => {
      const took = [];
      // A host is new each time; the first that is quick says that nothing of ours is slow.
      while (took.length < 3 && !took.some((ms) => ms < activateMsMax))
        took.push(await activated(another, soon));
      process.stdout.write(`    ${took.join(", ")} ms of processor time in the extension host\n`);
      assert.ok(Math.min(...took) < activateMsMax, `${took.join(", ")} ms`);
    });
    await step("the editor tells how long it took to be there", async () => {
      await open("hello.orch");
      await page.locator(".codelens-decoration").getByText("Verify").waitFor();
      await command("Developer: Show Running Extensions");
      const name = page.locator(".name").getByText("orch", { exact: true });
      const ours = page.locator(".runtime-extensions-editor .extension").filter({ has: name }).first();
      await soon(async () => {
        const said = /Activation:\s*(\d+)\s*ms/u.exec((await ours.textContent({ timeout: 1_000 })) ?? "");
        assert.ok(said);
        process.stdout.write(`    ${said[1]} ms, with all else that the machine does\n`);
      });
    });
  },
};

// What is installed: small, the same bytes each time it is packed, and quick to be there.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { hello } from "../programs.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const sizeMax = 1_000_000;
const loadMsMax = 150;

export const packed = {
  name: "package",
  files: { "hello.orch": hello },
  /** @param {ReturnType<import("../person.mjs").personAt>} person */
  async does({ page, open, command, soon }, step) {
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

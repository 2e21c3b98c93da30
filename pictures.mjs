// `npm run pictures`: takes every picture under docs/pictures anew, from real runs.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

function run(name, command, args, env = {}) {
  process.stdout.write(`${name}\n`);
  const { status } = spawnSync(command, args, {
    cwd: here("."),
    env: { ...process.env, ...env },
    stdio: "inherit",
  });
  if (status !== 0) throw new Error(`${name}: failed`);
}

const vitest = here("node_modules/vitest/vitest.mjs");
run("a plan, drawn", process.execPath, [vitest, "run", "compiler/test/documentation.test.ts", "-u"]);
const browser = ["--config", "console/vitest.browser.config.ts", "console/test/browser/pictures.browser.ts"];
run("the console", process.execPath, [vitest, "run", ...browser], { PICTURES: "1" });
run("the extension", "npm", ["run", "--silent", "package", "-w", "vscode-extension"]);
const chapters = { campaign: "editor.png", running: "run.png", asked: "answer.png" };
run("the editor", process.execPath, [
  here("vscode-extension/test/workbench/run.mjs"),
  ...Object.keys(chapters),
]);
for (const picture of Object.values(chapters)) {
  const taken = here(`vscode-extension/dist/screenshots/${picture}`);
  if (!existsSync(taken)) throw new Error(`${picture} was not taken: a Chromium is needed`);
  copyFileSync(taken, here(`docs/pictures/${picture}`));
}

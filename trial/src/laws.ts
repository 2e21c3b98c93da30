import { spawn } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Folders of tests that multiply their cases by `LAWS`, from the root. `npm test` takes a few cases of each law. */
export function foldersOfLaws(): readonly string[] {
  const files = globSync("*/test/**/*.ts", { cwd: root }).filter((file) =>
    readFileSync(root + file, "utf8").includes("process.env.LAWS"),
  );
  return [...new Set(files.map(dirname))].toSorted();
}

/** Runs the tests of these folders with `times` as many cases, of the seed. Returns true if all passed. */
export async function tryLaws(times: number, seed: string): Promise<boolean> {
  const vitest = fileURLToPath(import.meta.resolve("vitest/vitest.mjs"));
  const child = spawn(process.execPath, [vitest, "run", ...foldersOfLaws()], {
    cwd: root,
    env: { ...process.env, LAWS: String(times), SEED: seed },
    stdio: "inherit",
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code === 0));
  });
}

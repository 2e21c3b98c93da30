import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { workFolder } from "./orch.ts";

const binary = fileURLToPath(new URL("../bin/orch.js", import.meta.url));

/** Writes, as the process ends, which files it has loaded as modules, and whether Node's own `fetch` is among what it has. */
const counting = `import { registerHooks } from "node:module";
const files = [];
registerHooks({ load: (url, context, next) => { if (url.startsWith("file:")) files.push(url); return next(url, context); } });
process.on("exit", () => {
  const fetches = process.moduleLoadList.some((name) => name.endsWith("undici/undici"));
  process.stderr.write("\\nLOADED " + JSON.stringify({ files: files.length, fetches }));
});
`;

interface Loaded {
  readonly files: number;
  readonly fetches: boolean;
}

function loadedBy(cwd: string, args: readonly string[]): Loaded {
  const preloaded = ["--import", "./counting.mjs", binary, ...args];
  const { stderr } = spawnSync(process.execPath, preloaded, { cwd, encoding: "utf8" });
  return JSON.parse(/LOADED (.*)$/u.exec(stderr)?.[1] ?? "null") as Loaded;
}

/* Each file of a start takes half a millisecond. Unbundled, the runtime alone has more than five hundred. */
test("a command loads few files, and no `fetch` that it doesn't need", () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "counting.mjs"), counting);
  expect(loadedBy(cwd, ["--version"]).files).toBeLessThan(15);
  const run = loadedBy(cwd, ["run", "greet.orch#hello", "--input", '{"name": "Ada", "times": 2}']);
  expect(run.files).toBeLessThan(110);
  expect(run.fetches).toBe(false);
  const runs = loadedBy(cwd, ["runs"]);
  expect(runs.files).toBeLessThan(75);
  expect(runs.fetches).toBe(false);
});

test("what was compiled is kept where no other user can write", () => {
  const cwd = workFolder();
  const temporary = join(cwd, "tmp");
  mkdirSync(temporary);
  const { NODE_COMPILE_CACHE: _, XDG_CACHE_HOME: __, ...rest } = process.env;
  const env = { ...rest, HOME: cwd, TMPDIR: temporary };
  expect(spawnSync(process.execPath, [binary, "--version"], { cwd, env }).status).toBe(0);
  expect(existsSync(join(temporary, "node-compile-cache"))).toBe(false);
  expect(statSync(join(cwd, ".cache", "orch")).mode & 0o002).toBe(0);
});

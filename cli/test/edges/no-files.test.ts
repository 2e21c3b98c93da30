import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch, workFolder } from "../orch.ts";

/* What is named like a program and is no file neither holds a command up nor ends it. */

const good = "module good\n";

function folder(make: (path: string) => void): string {
  const cwd = workFolder();
  mkdirSync(join(cwd, "p"));
  writeFileSync(join(cwd, "p/good.orch"), good);
  make(join(cwd, "p/bad.orch"));
  return cwd;
}

const commands = [["check", "--fix"], ["format"], ["plan"]];

async function ended(cwd: string): Promise<void> {
  for (const command of commands)
    for (const where of ["p", "p/bad.orch"]) {
      const { code, stdout, stderr } = await orch([...command, where], { cwd });
      expect([command, where, code, stdout + stderr]).toEqual([
        command,
        where,
        expect.toSatisfy((one) => one === 1 || one === 2),
        expect.stringContaining("bad.orch"),
      ]);
    }
  expect(readFileSync(join(cwd, "p/good.orch"), "utf8")).toBe(good);
}

test.skipIf(!existsSync("/usr/bin/mkfifo"))("a pipe that nobody writes to", async () => {
  await ended(folder((path) => void spawnSync("/usr/bin/mkfifo", [path])));
});

test("a link that leads nowhere, and one in a circle", async () => {
  await ended(folder((path) => symlinkSync("nowhere.orch", path)));
  await ended(folder((path) => symlinkSync("bad.orch", path)));
});

test("a device that never ends", async () => {
  await ended(folder((path) => symlinkSync("/dev/zero", path)));
});

test("a run whose key is lost is damaged, and began at no time that is known", async () => {
  const cwd = workFolder();
  writeFileSync(
    join(cwd, "vault.orch"),
    "module vault\nplan vault(word: String @secret) -> String @secret { return word }\n",
  );
  const ran = await orch(["run", "vault.orch", "--input", '{"word": "open sesame"}'], { cwd });
  expect(ran.code).toBe(0);
  rmSync(join(cwd, ".orch/journal.db-key"));
  const { code, stdout, stderr } = await orch(["runs"], { cwd });
  expect([code, stdout + stderr]).toEqual([expect.anything(), expect.not.stringContaining("1970")]);
  expect(stdout + stderr).toMatch(/key|damaged/u);
});

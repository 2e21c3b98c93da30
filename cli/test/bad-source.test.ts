import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { workFolder } from "./orch.ts";

test("a missing file", async () => {
  const ended = await orch(["check", "nowhere.orch"]);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain("`nowhere.orch` cannot be read: there is no such file");
});

test.skipIf(process.getuid?.() === 0)("an unreadable file", async () => {
  const cwd = workFolder();
  chmodSync(join(cwd, "greet.orch"), 0o000);
  const ended = await orch(["check", "greet.orch"], { cwd });
  expect(ended.code).toBeGreaterThan(0);
  expect(ended.stdout + ended.stderr).toContain("permission");
});

test("a file that is not UTF-8 is told with its first bad byte", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "latin.orch"), Buffer.from("module m.a\n// caf\xe9\n", "latin1"));
  const ended = await orch(["check", "latin.orch"], { cwd });
  expect(ended.code).toBe(1);
  expect(ended.stdout).toContain("latin.orch");
  expect(ended.stdout).toContain("UTF-8");
});

test("an empty file", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "empty.orch"), "");
  const ended = await orch(["check", "empty.orch"], { cwd });
  expect(ended.code).toBe(1);
  expect(ended.stdout).toContain("module");
});

test("a line of five megabytes", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "long.orch"), `module m.a\ntype A = "${"x".repeat(5_000_000)}"\n`);
  const ended = await orch(["check", "long.orch"], { cwd });
  expect(ended.code).toBe(1);
  expect(ended.stdout.length).toBeLessThan(20_000);
});

test("ten thousand nested brackets", async () => {
  const cwd = workFolder();
  writeFileSync(
    join(cwd, "deep.orch"),
    `module m.a\nplan p() -> Int { return ${"(".repeat(10_000)}1${")".repeat(10_000)} }\n`,
  );
  const ended = await orch(["check", "deep.orch", "--format", "json"], { cwd });
  expect(ended.code).toBe(1);
  expect((JSON.parse(ended.stdout) as { summary: { errors: number } }).summary.errors).toBe(1);
});

test("a plan file that is cut short, altered, or of a newer format", async () => {
  const cwd = workFolder();
  await orch(["compile", "greet.orch", "-o", "plan.json"], { cwd });
  const whole = readFileSync(join(cwd, "plan.json"), "utf8");
  const broken: readonly (readonly [text: string, says: RegExp])[] = [
    [whole.slice(0, whole.length / 2), /ends in the middle/],
    [whole.replaceAll("demo.greet.hello", "demo.greet.hallo"), /altered|hash/i],
    [whole.replace("orch.plan/1", "orch.plan/2"), /orch\.plan\/2/],
    ["[]", /plan file/i],
  ];
  for (const [text, says] of broken) {
    writeFileSync(join(cwd, "broken.json"), text);
    const ended = await orch(["run", "broken.json", "--input", '{"name": "Ada", "times": 1}'], { cwd });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(says);
  }
  expect(existsSync(join(cwd, ".orch/journal.db"))).toBe(false);
});

test("an output that cannot be written leaves nothing half-written", async () => {
  const cwd = workFolder();
  const ended = await orch(["compile", "greet.orch", "-o", "greet.ts/plan.json"], { cwd });
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain("cannot be written");
});

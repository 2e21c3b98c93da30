import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const script = fileURLToPath(new URL("../.ci/count.mjs", import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "count-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, testResults: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ testResults }));
  return path;
};

const count = (testResults: unknown, status: number, ...again: readonly string[]): readonly string[] =>
  lines(write("report.json", testResults), status, ...again);

const lines = (...given: readonly (string | number)[]): readonly string[] =>
  execFileSync(process.execPath, [script, ...given.map(String)], { encoding: "utf8" })
    .trim()
    .split("\n");

const file = (name: string, status: string, ...tests: readonly string[]) => ({
  name,
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});

test("counts what passed and failed, on the last line", () => {
  const skipped = ["pending", "pending", "skipped"];
  const files = [file("a", "passed", "passed", "passed"), file("b", "failed", "failed", ...skipped)];
  expect(count(files, 1)).toEqual(["3 skipped", "2 passed, 1 failed"]);
});

test("counts a file that could not be loaded as one failure", () => {
  const files = [file("a", "passed", "passed", "passed"), file("c", "failed")];
  expect(count(files, 1)).toEqual(["could not be run: c", "2 passed, 1 failed"]);
});

test("what was run once more counts as it came out then", () => {
  const first = [file("a", "passed", "passed"), file("c", "failed", "passed", "pending")];
  const whole = write("again.json", [file("c", "passed", "passed", "passed")]);
  expect(count(first, 0, whole)).toEqual(["run once more: c", "3 passed, 0 failed"]);
  const ended = write("again.json", [file("c", "failed", "passed", "pending")]);
  expect(count(first, 1, ended)).toEqual([
    "could not be run: c",
    "run once more: c",
    "1 skipped",
    "2 passed, 1 failed",
  ]);
});

test("does not call it passed when something before the tests failed", () => {
  expect(lines(join(folder, "absent.json"), 2)).toEqual(["0 passed, 1 failed"]);
});

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

function count(report: unknown, status: number): readonly string[] {
  const path = join(folder, "report.json");
  writeFileSync(path, JSON.stringify(report));
  return lines(path, status);
}

const lines = (path: string, status: number): readonly string[] =>
  execFileSync(process.execPath, [script, path, String(status)], { encoding: "utf8" })
    .trim()
    .split("\n");

const file = (name: string, status: string, ...tests: readonly string[]) => ({
  name,
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});

test("counts what passed and failed, on the last line", () => {
  const testResults = [file("a", "passed", "passed", "passed"), file("b", "failed", "failed")];
  const report = { numPassedTests: 2, numFailedTests: 1, numPendingTests: 3, testResults };
  expect(count(report, 1)).toEqual(["3 skipped", "2 passed, 1 failed"]);
});

test("counts a file that could not be loaded as one failure", () => {
  const report = {
    numPassedTests: 2,
    numFailedTests: 0,
    numPendingTests: 0,
    testResults: [file("c", "failed")],
  };
  expect(count(report, 1)).toEqual(["could not be run: c", "2 passed, 1 failed"]);
});

test("does not call it passed when something before the tests failed", () => {
  expect(lines(join(folder, "absent.json"), 2)).toEqual(["0 passed, 1 failed"]);
});

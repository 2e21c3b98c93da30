import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { helpText } from "../src/help.ts";
import { foldersOfLaws } from "../src/laws.ts";

/* Each mode as `npm run trial` starts it, with the smallest count: its threads and processes have files of their own. */

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

function trial(...options: readonly string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, ["--conditions=orch-source", main, ...options], {
    encoding: "utf8",
    timeout: 120_000,
  });
  expect(stderr).toBe("");
  return stdout;
}

test("--help prints the modes, and searches for nothing", () => {
  expect(trial("--help")).toBe(helpText());
});

test("--proofs draws programs on threads", () => {
  const report = trial("--proofs", "--programs", "2", "--worlds", "2", "--threads", "1");
  expect(report).toContain("2 drawn");
  expect(report).toContain("breaches    none");
});

test("--weakenings searches in a process of its own", () => {
  const report = trial("--weakenings", "--name", "branch-decides", "--minutes", "0.02");
  expect(report).toMatch(/found branch-decides|NOT FOUND branch-decides/i);
});

test("--twin compares the simulator with the runtime", () => {
  expect(trial("--twin", "1")).toMatch(/1 /);
});

test("--laws finds the tests that take more cases on demand", () => {
  expect(foldersOfLaws()).toEqual(
    expect.arrayContaining(["cli/test/verify/playbooks", "kernel/test/kernel", "language/test/format"]),
  );
});

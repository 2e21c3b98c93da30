import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const reporting = new URL("../../src/internal-fault.ts", import.meta.url).href;

test("a report of a fault is its user's alone, has a name nobody can guess, and says no value that was given", () => {
  const state = mkdtempSync(join(tmpdir(), "orch-state-"));
  onTestFinished(() => rmSync(state, { recursive: true, force: true }));
  const call = `process.umask(0); const { reportInternalFault } = await import(${JSON.stringify(reporting)});
    reportInternalFault(new Error("no"));`;
  const given = ["run", "plans/s3cret.orch", "--input", '{"pin": "s3cret"}', "--user=s3cret"];
  const args = ["--conditions=orch-source", "--input-type=module", "--eval", call, "--", "orch", ...given];
  for (let each = 0; each < 2; each++)
    spawnSync(process.execPath, args, { cwd: state, env: { ...process.env, XDG_STATE_HOME: state } });
  const folder = join(state, "orch");
  const reports = readdirSync(folder);
  expect(new Set(reports).size).toBe(2);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const name of reports) {
    expect(name).toMatch(/^fault-[\w-]{12}\.txt$/u);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    const text = readFileSync(join(folder, name), "utf8");
    expect(text).toContain("--input … --user=…");
    expect(text).not.toContain("s3cret");
  }
});

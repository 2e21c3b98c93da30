import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "../in-process.ts";
import { workFolder } from "../orch.ts";

const copies = `module dc
service snapshot(host: String) -> { id: String } idempotent <= 3h
plan nightly(host: String) { step s = snapshot(host) { retry 2 } }
trigger hourly { on every 1h  start nightly(host: "db1") }
`;

test("a fault is one process death, however many runs of a trigger come to its place", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "dc.orch"), copies);
  const { stdout, code } = await orch(["verify", "dc.orch#hourly"], { cwd });
  expect(stdout).toMatch(/^hourly .* Safe\.$/m);
  expect(code).toBe(0);
});

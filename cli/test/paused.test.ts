import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { resultOf, workFolder } from "./orch.ts";

const program = `module seats
plan evening() -> Int {
  wait 1h
  return 1
}
`;

test("a run that is paused is shown as such, with the word that lets it go on", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "seats.orch"), program);
  const begun = await orch(["run", "seats.orch", "--input", "{}", "--format", "json"], { cwd });
  expect(begun.code, begun.stderr).toBe(3);
  const run = String(resultOf(begun).run);
  const paused = `nothing begins before orch unpause ${run}`;
  const told = await orch(["pause", run, "--why", "the lights are out"], { cwd });
  expect([told.code, told.stdout]).toEqual([3, expect.stringContaining(paused)]);
  expect((await orch(["show", run], { cwd })).stdout).toContain(paused);
  expect((await orch(["runs"], { cwd })).stdout).toMatch(/paused/);
  const json = await orch(["runs", "--format", "json"], { cwd });
  expect(JSON.parse(json.stdout)).toMatchObject({ run, status: "waiting", paused: true });
  const on = await orch(["unpause", run, "--why", "they are on"], { cwd });
  expect([on.code, on.stdout.includes("paused")]).toEqual([3, false]);
  expect((await orch(["show", run], { cwd })).stdout).not.toContain("paused");
});

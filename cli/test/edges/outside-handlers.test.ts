import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodePlanFile, type PlanFile } from "@orchlang/plan";
import { expect, test, vi } from "vitest";

import { orch } from "../in-process.ts";
import { workFolder } from "../orch.ts";

vi.setConfig({ testTimeout: 120_000 });

/* Handlers are loaded from the project alone, whatever a program, a plan file or a link says. */

const handler = "export const go = () => { console.error('LOADED'); return 1; };\n";
const program = (place: string) => `module p
tool go() -> Int { run module "${place}"  effect pure  latency <= 5m }
plan p() -> Int { step a = go()  return a }
`;

function projects(place: string, settings?: string) {
  const cwd = workFolder();
  for (const folder of ["proj", "h"]) mkdirSync(join(cwd, folder));
  writeFileSync(join(cwd, "h/h.mjs"), handler);
  writeFileSync(join(cwd, "proj/in.mjs"), handler);
  if (settings !== undefined) writeFileSync(join(cwd, "proj/orch.json"), settings);
  writeFileSync(join(cwd, "proj/p.orch"), program(place));
  return cwd;
}

test.each([
  ["/etc/passwd#x", undefined],
  ["/etc/passwd#x", "{}"],
  ["../h/h.mjs#go", undefined],
  ["../h/h.mjs#go", "{}"],
  ["./../proj/../h/h.mjs#go", "{}"],
  ["../proj2/h.mjs#go", '{"handlerFolders": ["../proj"]}'],
])("%s does not pass `check` (%s)", async (place, settings) => {
  const cwd = projects(place, settings);
  for (const where of ["proj", "proj/p.orch"]) {
    const checked = await orch(["check", where], { cwd });
    // Without an orch.json the folder that `check` is called in is taken for the project.
    if (settings !== undefined || place.startsWith("/"))
      expect([checked.code, checked.stdout]).toEqual([1, expect.stringContaining("ORCH3627")]);
  }
  const ran = await orch(["run", "proj/p.orch"], { cwd });
  expect(ran.code).toBe(1);
  expect(ran.stderr + ran.stdout).not.toContain("LOADED");
});

test("a folder that orch.json names is the project's too", async () => {
  const cwd = projects("../h/h.mjs#go", '{"handlerFolders": ["../h"]}');
  expect((await orch(["check", "proj", "--strict"], { cwd })).stdout).toContain("no mistakes");
  expect(await orch(["run", "proj/p.orch"], { cwd })).toMatchObject({ code: 0 });
});

test("a link that leads out is followed, and refused", async () => {
  const cwd = projects("./link.mjs#go", "{}");
  symlinkSync(join(cwd, "h/h.mjs"), join(cwd, "proj/link.mjs"));
  const file = await orch(["run", "proj/p.orch"], { cwd });
  expect([file.code, file.stderr]).toEqual([2, expect.stringContaining("leads out of the project")]);
  const other = projects("./sub/h.mjs#go", "{}");
  symlinkSync(join(other, "h"), join(other, "proj/sub"));
  const folder = await orch(["run", "proj/p.orch"], { cwd: other });
  expect([folder.code, folder.stderr]).toEqual([2, expect.stringContaining("leads out of the project")]);
  expect(file.stderr + folder.stderr).not.toContain("LOADED");
});

test("a link within the project, and a project that is reached by one, are fine", async () => {
  const cwd = projects("./link.mjs#go", "{}");
  symlinkSync("in.mjs", join(cwd, "proj/link.mjs"));
  symlinkSync("proj", join(cwd, "other"));
  for (const where of ["proj/p.orch", "other/p.orch"])
    expect(await orch(["run", where], { cwd })).toMatchObject({ code: 0 });
});

test("a plan file that somebody wrote loads nothing from outside either", async () => {
  const cwd = projects("./in.mjs#go", "{}");
  const compiled = await orch(["compile", "proj/p.orch"], { cwd });
  for (const path of ["../h/h.mjs", join(cwd, "h/h.mjs"), "/etc/passwd", "./a/../../h/h.mjs"]) {
    const { plan, about } = JSON.parse(compiled.stdout.replaceAll("in.mjs", path)) as PlanFile;
    writeFileSync(join(cwd, "proj/x.plan.json"), encodePlanFile(plan, about));
    const ran = await orch(["run", "proj/x.plan.json"], { cwd });
    expect([path, ran.code]).toEqual([path, 2]);
    expect(ran.stderr).not.toContain("LOADED");
  }
  expect(readFileSync(join(cwd, "h/h.mjs"), "utf8")).toBe(handler);
});

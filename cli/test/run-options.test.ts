import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { orch } from "./in-process.ts";
import { orch as binary, resultOf, workFolder } from "./orch.ts";

const input = ["--input", '{"name": "Ada"}'];

describe("orch run --dry-run", () => {
  test("refuses what a start would be refused for, and writes nothing", async () => {
    const cwd = workFolder();
    const run = (...options: string[]) => orch(["run", "asks.orch", "--dry-run", ...options], { cwd });
    expect(await run("--input", "{}")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("name: is missing"),
    });
    expect(await run(...input, "--locked")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("nothing was approved"),
    });
    expect(await run(...input)).toMatchObject({ code: 0, stdout: expect.stringContaining("doorkeeper") });
    expect(existsSync(join(cwd, ".orch"))).toBe(false);
  });

  test("tells programs which plan with which code would be run", async () => {
    const cwd = workFolder();
    const { code, stdout } = await orch(["run", "asks.orch", ...input, "--dry-run", "--format", "json"], {
      cwd,
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      type: "dry-run",
      planId: expect.stringMatching(/^sha256:/u),
      deploy: expect.stringMatching(/^sha256:/u),
      input: { name: "Ada" },
      preview: { plan: "demo.asks.visit" },
    });
  });
});

describe("orch run --answer", () => {
  test.each([
    ["a step that there is not", 'dor={"granted": true}', "People are asked in door."],
    ["text that is no JSON", "door={granted}", "--answer door: this is not JSON"],
    ["what the step does not take", 'door={"granted": 1}', "--answer door: The value is not what"],
    ["no step", "granted", "--answer takes `step=JSON`"],
  ])("refuses %s before anything is started", async (_, answer, why) => {
    const cwd = workFolder();
    const asked = await orch(["run", "asks.orch", ...input, "--answer", answer], { cwd });
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining(why) });
    expect(existsSync(join(cwd, ".orch"))).toBe(false);
  });
});

test("orch resume refuses an answer that no run takes before it goes on with any", async () => {
  const cwd = workFolder();
  const begun = await orch(["run", "asks.orch", ...input, "--format", "json"], { cwd });
  expect(begun.code).toBe(3);
  const { run } = resultOf(begun);
  const history = async () => (await orch(["show", String(run), "--format", "json"], { cwd })).stdout;
  const before = await history();
  for (const named of [[], [String(run)]])
    for (const [answer, why] of [
      ['door={"granted": 1}', "--answer door: The value is not what"],
      ["window=true", "--answer window: the plan has no such step."],
    ] as const) {
      const asked = await orch(["resume", ...named, "--answer", answer], { cwd });
      expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining(why) });
    }
  expect(await history()).toBe(before);
  expect(await orch(["resume", "--answer", 'door={"granted": true}'], { cwd })).toMatchObject({ code: 0 });
});

describe("orch run --detach", () => {
  test("ends at once, and the run goes on to its end in a process of its own", async () => {
    const cwd = workFolder();
    const options = ["--answer", 'door={"granted": true}', "--detach", "--format", "json"];
    const { code, stdout } = await binary(["run", "asks.orch", ...input, ...options], { cwd });
    expect(code).toBe(0);
    const { run, log } = JSON.parse(stdout) as { readonly run: string; readonly log: string };
    await vi.waitFor(async () => {
      const shown = await binary(["show", run, "--format", "json"], { cwd });
      expect(JSON.parse(shown.stdout)).toMatchObject({ status: "completed" });
    });
    await vi.waitFor(() => expect(readFileSync(join(cwd, log), "utf8")).toContain('"type":"result"'));
  });

  test("leaves a run that waits for a person to be answered", async () => {
    const cwd = workFolder();
    const { stdout } = await binary(["run", "asks.orch", ...input, "--detach"], { cwd });
    const [, run = ""] = /^run (\w+) continues in process \d+/u.exec(stdout) ?? [];
    await vi.waitFor(async () => {
      const answered = await binary(["answer", run, "door", '{"granted": true}'], { cwd });
      expect(answered).toMatchObject({ code: 0 });
    });
  });

  test("tells here why nothing was started", async () => {
    const cwd = workFolder();
    const refused = await binary(["run", "asks.orch", "--detach"], { cwd });
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("name: is missing") });
    const noJournal = await binary(["run", "asks.orch", ...input, "--store", "greet.ts", "--detach"], {
      cwd,
    });
    expect(noJournal).toMatchObject({ code: 2, stderr: expect.stringContaining("greet.ts") });
  });
});

test("what leaves no place for another run is told by --dry-run too", async () => {
  const cwd = workFolder();
  writeFileSync(
    join(cwd, "beds.orch"),
    `module beds
plan dig(bed: String) {
  overlap skip by bed
  wait 1h
}
`,
  );
  const dry = (bed: string) =>
    orch(["run", "beds.orch", "--input", JSON.stringify({ bed }), "--dry-run"], { cwd });
  expect((await dry("roses")).code).toBe(0);
  expect((await orch(["run", "beds.orch", "--input", '{"bed": "roses"}'], { cwd })).code).toBe(3);
  expect(await dry("roses")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("no more than one run"),
  });
  expect((await dry("leeks")).code).toBe(0);
});

import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { resultOf, workFolder } from "./orch.ts";

const input = ["--input", '{"name": "Ada"}'];
const twice = ["--input", '{"name": "Ada", "times": 2}'];

describe("orch run --locked (rule 55)", () => {
  test("starts what was approved, and nothing else", async () => {
    const cwd = workFolder();
    const run = (...more: string[]) => orch(["run", "greet.orch", ...twice, "--locked", ...more], { cwd });
    expect(await run()).toMatchObject({ code: 2, stderr: expect.stringContaining("nothing was approved") });
    const approved = await orch(["approve", "greet.orch", "--format", "json", "--user", '{"id": "ada"}'], {
      cwd,
    });
    expect(approved).toMatchObject({ code: 0 });
    const { format, approved: list } = JSON.parse(readFileSync(join(cwd, "orch.lock.json"), "utf8"));
    expect({ format, list }).toMatchObject({
      format: "orch.lock/1",
      list: [{ by: "ada", entry: "demo.greet.hello" }],
    });
    expect(await run()).toMatchObject({ code: 0 });
    // A file that the handler imports is its code too.
    writeFileSync(join(cwd, "words.ts"), "export const hello = 'Hello';\n");
    appendFileSync(join(cwd, "greet.ts"), '\nimport "./words.ts";\n');
    expect(await run()).toMatchObject({ code: 2, stderr: expect.stringContaining("with other code") });
    expect((await orch(["approve", "greet.orch"], { cwd })).code).toBe(0);
    expect(await run()).toMatchObject({ code: 0 });
    appendFileSync(join(cwd, "words.ts"), "export const more = 1;\n");
    expect(await run()).toMatchObject({ code: 2, stderr: expect.stringContaining("with other code") });
  });

  test("takes no file for approvals that is none", async () => {
    const cwd = workFolder();
    writeFileSync(join(cwd, "l.json"), '{"approved": []}');
    const asked = await orch(["run", "greet.orch", ...input, "--locked", "--lock", "l.json"], { cwd });
    expect(asked).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("was not written by `orch approve`"),
    });
  });
});

test("other code than a run began with is journalled, and refused to a run that was locked (rule 55)", async () => {
  const cwd = workFolder();
  const lines = readFileSync(join(cwd, "asks.orch"), "utf8");
  expect(lines).toContain("human");
  expect((await orch(["approve", "asks.orch"], { cwd })).code).toBe(0);
  const open = resultOf(await orch(["run", "asks.orch", ...input, "--format", "json"], { cwd }));
  const locked = resultOf(
    await orch(["run", "asks.orch", ...input, "--locked", "--format", "json"], { cwd }),
  );
  appendFileSync(join(cwd, "greet.ts"), "\n// other code\n");
  const answered = (run: unknown) => orch(["answer", String(run), "door", '{"granted": true}'], { cwd });
  expect(await answered(open.run)).toMatchObject({ code: 0 });
  const timeline = await orch(["timeline", String(open.run), "--format", "json"], { cwd });
  expect(timeline.stdout).toContain('"t":"Deployed"');
  expect(await orch(["replay", String(open.run)], { cwd })).toMatchObject({ code: 0 });
  expect(await answered(locked.run)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("started locked, and its code is not what was approved"),
  });
  // Nor is it gone on with among all others, and that is told with what has changed.
  expect(await orch(["resume"], { cwd })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/is skipped: [^\n]+approved[^\n]*\n {2}[^\n]+its code has changed/u),
  });
});

/** A journal that has lost something: told by every command, refused to those that write, gone on with on purpose alone. */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { orch as binary, resultOf, workFolder } from "./orch.ts";

const ada = ["--input", '{"name": "Ada"}'];
const answered = ["--answer", 'door={"granted": true}'];

/** Before and after a request. */
async function lost() {
  const cwd = workFolder();
  await orch(["run", "asks.orch", ...ada], { cwd });
  const path = join(cwd, ".orch/journal.db");
  const copy = readFileSync(path);
  const asked = ["run", "asks.orch", ...ada, ...answered, "--request", "order 7"];
  expect(await orch(asked, { cwd })).toMatchObject({ code: 0 });
  writeFileSync(path, copy);
  return { cwd, asked };
}

describe("an older copy in its place", () => {
  test("is refused to who would write, and told by who reads and by audit", async () => {
    const { cwd, asked } = await lost();
    for (const args of [asked, ["resume"]]) {
      const ended = await orch(args, { cwd });
      expect(ended.code).toBe(2);
      expect(ended.stderr).toContain("older copy");
      expect(ended.stderr).toContain("--accept-loss");
    }
    // Once in a process it says so.
    expect(await binary(["runs"], { cwd })).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("this output may be wrong"),
    });
    expect(await orch(["audit"], { cwd })).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("missing"),
    });
  });

  test("is gone on with once that is accepted, and a request that may have been lost is not done again unasked", async () => {
    const { cwd, asked } = await lost();
    expect((await orch(["audit", "--accept-loss", " "], { cwd })).code).toBe(2);
    expect(await orch(["audit", "--accept-loss", "the disk died"], { cwd })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("missing"),
    });
    const audit = await orch(["audit"], { cwd });
    expect(audit).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("accepted a loss: the disk died"),
    });
    expect(await orch(asked, { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--after-loss"),
    });
    expect(await orch([...asked, "--after-loss"], { cwd })).toMatchObject({ code: 0 });
    const again = await orch(["run", "asks.orch", ...ada, "--request", "order 7"], { cwd });
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("completed") });
  });
});

test("a whole journal has nothing to accept, and says how far it is anchored", async () => {
  const cwd = workFolder();
  await orch(["run", "asks.orch", ...ada], { cwd });
  expect(await orch(["audit"], { cwd })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("all anchored"),
  });
  expect(await orch(["audit", "--accept-loss", "why not"], { cwd })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("nothing to accept"),
  });
});

test("a run that waits is not hidden by a mark that it has ended", async () => {
  const cwd = workFolder();
  await orch(["run", "asks.orch", ...ada], { cwd });
  const db = new DatabaseSync(join(cwd, ".orch/journal.db"));
  db.exec("UPDATE streams SET closed = 1 WHERE stream LIKE 'run/%'");
  db.close();
  const resumed = await orch(["resume"], { cwd });
  expect(resumed.code).toBe(2);
  expect(resumed.stderr).toContain("it was marked as ended");
});

test("a request that is repeated with another input is refused, and the difference shown", async () => {
  const cwd = workFolder();
  const begun = await orch(["run", "asks.orch", ...ada, "--request", "order 7", "--format", "json"], { cwd });
  expect(resultOf(begun)).toHaveProperty("run");
  const again = await orch(["run", "asks.orch", "--input", '{"name": "Eve"}', "--request", "order 7"], {
    cwd,
  });
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('name: it was "Ada", and is "Eve" now');
});

test("backed up and restored with its anchor, it is a journal like any other", async () => {
  const cwd = workFolder();
  await orch(["run", "asks.orch", ...ada], { cwd });
  for (const end of ["", "-anchor"])
    copyFileSync(join(cwd, `.orch/journal.db${end}`), join(cwd, `restored.db${end}`));
  expect((await orch(["resume", "--store", "restored.db"], { cwd })).code).toBe(3);
  rmSync(join(cwd, "restored.db-anchor"));
  expect((await orch(["resume", "--store", "restored.db"], { cwd })).stderr).toContain(
    "restored.db-anchor is gone",
  );
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { allCommands } from "../src/commands.ts";
import { version } from "../src/version.ts";
import { inProcess, orch } from "./in-process.ts";
import { ending, resultOf, start, workFolder } from "./orch.ts";

const commands = await allCommands();

test("the version is the package's", () => {
  const file = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  expect((JSON.parse(file) as { version: string }).version).toBe(version);
});

test("every command is in the help, and has examples", async () => {
  const help = await orch(["--help"]);
  expect(help.code).toBe(0);
  for (const command of commands) {
    expect(help.stdout).toContain(command.name);
    expect(command.examples.length).toBeGreaterThan(0);
  }
});

test("docs/cli.md has every command", () => {
  const page = readFileSync(new URL("../../docs/cli.md", import.meta.url), "utf8");
  const has = (name: string) => new RegExp(String.raw`orch (?:[a-z]+\\\|)*${name}\b`, "u").test(page);
  expect(commands.map(({ name }) => name).filter((name) => !has(name))).toEqual([]);
});

test("an unknown command is wrong usage, with a suggestion", async () => {
  const ended = await orch(["chek"]);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain("check");
});

test("in an empty folder a command says how to begin, and leaves nothing there", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "orch-empty-"));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  for (const name of ["check", "test", "format"])
    expect([name, await inProcess([name], { cwd })]).toMatchObject([
      name,
      { code: 2, stderr: expect.stringContaining("no `.orch` file in this folder") },
    ]);
  expect(await inProcess(["plan"], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("`.` is this folder"),
  });
  expect(await inProcess(["runs"], { cwd })).toMatchObject({ code: 0, stdout: "no runs yet\n" });
  expect(await inProcess(["resume"], { cwd })).toMatchObject({ code: 0, stderr: "nothing to resume\n" });
  expect(await inProcess(["show", "7KQ2"], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("nothing has run there yet"),
  });
  expect(readdirSync(cwd)).toEqual([]);
});

test("check is quiet about what is right and loud about what is wrong", async () => {
  const cwd = workFolder();
  const right = await orch(["check", "greet.orch"], { cwd });
  expect(right).toMatchObject({ code: 0, stderr: "" });
  writeFileSync(
    join(cwd, "greet.orch"),
    readFileSync(join(cwd, "greet.orch"), "utf8").replace("greet(name, times)", "greet(nam, times)"),
  );
  const wrong = await orch(["check", "greet.orch"], { cwd });
  expect(wrong.code).toBe(1);
  expect(wrong.stdout).toContain("`name`");
  const json = await orch(["check", "greet.orch", "--format", "json"], { cwd });
  const parsed = JSON.parse(json.stdout) as {
    diagnostics: { range: { start: { line: number } } }[];
    summary: object;
  };
  expect(parsed.summary).toEqual({ errors: 1, warnings: 0, files: 1 });
  expect(parsed.diagnostics[0]?.range.start.line).toBe(10);
  const github = await orch(["check", "greet.orch", "--format", "github"], { cwd });
  expect(github.stdout).toMatch(/^::error file=greet\.orch,line=11,endLine=11,col=\d+/);
});

test("a plan is compiled, and its file runs as the source does", async () => {
  const cwd = workFolder();
  expect((await orch(["compile", "greet.orch", "-o", "plan.json"], { cwd })).code).toBe(0);
  const again = await orch(["compile", "greet.orch"], { cwd });
  expect(again.stdout).toBe(readFileSync(join(cwd, "plan.json"), "utf8"));
  const input = '{"name": "Ada", "times": 2}';
  const ended = await orch(["run", "plan.json", "--input", input, "--format", "json"], { cwd });
  expect(ended.code).toBe(0);
  expect(resultOf(ended)).toMatchObject({ status: "completed", output: { text: "Hello AdaHello Ada" } });
});

test("whoever stops reading, as `head` does, is not told of it, and the run goes on", async () => {
  const cwd = workFolder();
  const child = start(["run", "greet.orch", "--input", '{"name": "Ada", "times": 2}', "--format", "json"], {
    cwd,
  });
  child.stdout?.destroy();
  expect(await ending(child)).toMatchObject({ code: 0, stderr: "" });
  expect((await orch(["runs"], { cwd })).stdout).toContain("completed");
});

test("a run that waits ends with 3, and its answer carries it on", async () => {
  const cwd = workFolder();
  const waiting = await orch(["run", "asks.orch", "--input", '{"name": "Ada"}', "--format", "json"], { cwd });
  expect(waiting.code).toBe(3);
  const run = String(resultOf(waiting).run);
  const wrongShape = await orch(["answer", run, "door", '{"granted": "maybe"}'], { cwd });
  expect(wrongShape.code).toBe(2);
  expect(wrongShape.stderr).toContain("granted");
  const wrongStep = await orch(["answer", run, "window", "{}"], { cwd });
  expect(wrongStep.code).toBe(2);
  const answered = await orch(["answer", run.slice(0, 6), "door", '{"granted": true}', "--format", "json"], {
    cwd,
  });
  expect(answered.code).toBe(0);
  expect(resultOf(answered)).toMatchObject({ status: "completed", output: { text: "Hello Ada" } });
  const over = await orch(["resume", run, "--format", "json"], { cwd });
  expect(over.code).toBe(0);
  expect(resultOf(over)).toMatchObject({ status: "completed", output: { text: "Hello Ada" } });
  expect((await orch(["replay", run], { cwd })).code).toBe(0);
  expect((await orch(["audit", run], { cwd })).code).toBe(0);
  const shown = await orch(["show", run], { cwd });
  expect(shown.stdout).toContain("completed");
  const timeline = await orch(["timeline", run], { cwd });
  expect(timeline.stdout).toContain("door");
  expect((await orch(["runs"], { cwd })).stdout).toContain(run);
});

test("a refusal by a person is a failed run, with the reason", async () => {
  const cwd = workFolder();
  const ended = await orch(
    [
      "run",
      "asks.orch",
      "--input",
      '{"name": "Ada"}',
      "--answer",
      'door={"granted": false, "reason": "too late"}',
    ],
    { cwd },
  );
  expect(ended.code).toBe(1);
  expect(ended.stdout).toContain("too late");
});

test("explain prints a page, and tells of an unknown code", async () => {
  const known = readFileSync(new URL("../../docs/diagnostics/ORCH2001.md", import.meta.url), "utf8");
  const ended = await orch(["explain", "ORCH2001"]);
  expect(ended.code).toBe(0);
  expect(ended.stdout).toContain(known.split("\n")[0]?.replace(/^#+ /, ""));
  expect((await orch(["explain", "ORCH9999"])).code).toBe(2);
});

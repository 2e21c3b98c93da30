/* However a command ends, it ends with one of the codes that are documented, and broken output stops no run. */
import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { inProcess } from "../in-process.ts";
import { ending, orch, resultOf, start, workFolder } from "../orch.ts";

const binary = fileURLToPath(new URL("../../bin/orch.js", import.meta.url));
const hello = ["run", "greet.orch#hello", "--input", '{"name": "Ada", "times": 2}'];
const isFull = existsSync("/dev/full");

function limitedMemory(): string {
  const cwd = workFolder();
  const allowed = { "greet.greet": { memory: "64MB" }, "asks.greet": { memory: "64MB" } };
  writeFileSync(join(cwd, "orch.json"), JSON.stringify({ handlers: allowed }));
  for (const file of ["greet.orch", "asks.orch"]) {
    const text = readFileSync(join(cwd, file), "utf8");
    writeFileSync(join(cwd, file), text.replace("module demo.", "module "));
  }
  return cwd;
}

describe("a handler with a limit of memory", () => {
  test("leaves the command its exit code", async () => {
    const cwd = limitedMemory();
    const codesSeen: (number | null)[] = [];
    for (let each = 0; each < 2; each++) {
      const ended = await orch([...hello, "--store", `${each}.db`, "--format", "json"], { cwd });
      expect(ended.stderr).not.toContain("unsettled");
      expect(resultOf(ended)).toMatchObject({ status: "completed" });
      codesSeen.push(ended.code);
    }
    expect(codesSeen).toEqual([0, 0]);
  });

  test("also where it fails, is lost or waits for somebody", async () => {
    const cwd = limitedMemory();
    const kills =
      "process.getBuiltinModule('node:child_process').execFileSync('kill', ['-9', '' + process.pid])";
    for (const body of ["throw new Error('no')", "process.exit(7)", kills]) {
      writeFileSync(join(cwd, "greet.ts"), `export function greet() { ${body}; }`);
      const { code } = await orch([...hello, "--store", `${body.length}.db`], { cwd });
      expect(code).toBe(1);
    }
    const asks = ["run", "asks.orch", "--input", '{"name": "Ada"}'];
    expect((await orch(asks, { cwd })).code).toBe(3);
  });

  test("and is no reason to stay: a program that waits for nothing else ends", async () => {
    const cwd = limitedMemory();
    writeFileSync(
      join(cwd, "greet.ts"),
      "setInterval(() => undefined, 1e6); export function greet() { return { text: 'x' }; }",
    );
    expect((await orch(hello, { cwd })).code).toBe(0);
  });
});

describe.runIf(isFull)("a disk without room", () => {
  const full = (): number => {
    const fd = openSync("/dev/full", "w");
    onTestFinished(() => closeSync(fd));
    return fd;
  };
  const run = (
    args: readonly string[],
    cwd: string,
    stdio: ("ignore" | "pipe" | number)[],
  ): Promise<number | null> =>
    ending(spawn(process.execPath, [binary, ...args], { cwd, stdio })).then(({ code }) => code);

  test.each([
    ["standard output", true, false, "json"],
    ["standard error", false, true, "json"],
    ["both", true, true, "pretty"],
  ] as const)("on %s stops no run", async (_, out, err, one) => {
    const cwd = workFolder();
    const formats = Number(process.env.LAWS ?? 1) > 1 ? (["pretty", "json"] as const) : [one];
    for (const format of formats)
      expect(
        await run([...hello, "--format", format, "--store", `${format}.db`], cwd, [
          "ignore",
          out ? full() : "pipe",
          err ? full() : "pipe",
        ]),
      ).toBe(0);
    const store = `${formats.at(-1)}.db`;
    const { stdout } = await inProcess(["runs", "--format", "json", "--store", store], { cwd });
    expect(stdout).toContain('"status":"completed"');
  });

  test("in a log stops no run", async () => {
    const cwd = workFolder();
    expect(await run([...hello, "--log", "/dev/full"], cwd, ["ignore", "pipe", "pipe"])).toBe(0);
    expect(await run([...hello, "--store", "2.db", "--log", "-"], cwd, ["ignore", "pipe", full()])).toBe(0);
  });

  test("stops no run whose handler prints much", async () => {
    const cwd = workFolder();
    const greet = "for (let n = 0; n < 5000; n++) console.error('line ' + n); return { text: 'x' };";
    writeFileSync(join(cwd, "greet.ts"), `export function greet() { ${greet} }`);
    expect(await run(hello, cwd, ["ignore", full(), full()])).toBe(0);
  });

  test("is told where results are all that was wanted", async () => {
    const cwd = workFolder();
    const child = spawn(process.execPath, [binary, "plan", "greet.orch#hello"], {
      cwd,
      stdio: ["ignore", full(), "pipe"],
    });
    const { code, stderr } = await ending(child);
    expect(stderr).toContain("Standard output could not be written: ENOSPC");
    expect(code).toBe(2);
  });

  test("is no wrong of a run that failed or waits", async () => {
    const cwd = workFolder();
    writeFileSync(join(cwd, "greet.ts"), "export function greet() { throw new Error('no'); }");
    expect(await run(hello, cwd, ["ignore", full(), full()])).toBe(1);
    const asks = ["run", "asks.orch", "--input", '{"name": "Ada"}', "--store", "2.db"];
    expect(await run(asks, cwd, ["ignore", full(), full()])).toBe(3);
  });
});

test("readers that are gone stop no run", async () => {
  const cwd = workFolder();
  const child = start([...hello, "--format", "json"], { cwd });
  child.stdout?.destroy();
  child.stderr?.destroy();
  const code = await new Promise((resolve) => child.once("exit", resolve));
  expect(code).toBe(0);
});

test.each(["SIGINT", "SIGTERM"] as const)("%s while a journal is open ends with 130", async (signal) => {
  const cwd = workFolder();
  writeFileSync(
    join(cwd, "greet.ts"),
    "export function greet() { console.log('begun'); return new Promise(() => {}); }",
  );
  const child = start(hello, { cwd });
  child.stderr?.on("data", (text) => {
    if (`${text}`.includes("begun")) child.kill(signal);
  });
  expect((await ending(child)).code).toBe(130);
});

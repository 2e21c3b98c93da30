import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { workFolder } from "./orch.ts";

/** A folder with the programs, committed, as `git init` makes one. */
function repository(): string {
  const cwd = workFolder();
  const git = (...args: string[]) =>
    execFileSync(
      "git",
      ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false", ...args],
      {
        cwd,
        stdio: "pipe",
      },
    );
  git("init", "-q");
  git("add", "-A");
  git("commit", "-q", "-m", "first");
  return cwd;
}

function edit(cwd: string, file: string, from: string, to: string): void {
  const text = readFileSync(join(cwd, file), "utf8");
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  writeFileSync(join(cwd, file), text.replace(from, to));
}

test("nothing has changed since the last commit", async () => {
  const cwd = repository();
  for (const against of ["git:HEAD", "HEAD"]) {
    const ended = await orch(
      ["plan", "greet.orch", "--against", against, "--fail-on", "cost-up,scope-gained,guard-lost"],
      { cwd },
    );
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(ended.stdout).toMatch(/^hello +sha256:\S+ +nothing has changed\n$/);
  }
});

test("a build stops at what it was told to stop at, and at nothing else", async () => {
  const cwd = repository();
  edit(cwd, "greet.orch", "latency <= 5m", 'latency <= 8s\n  scope   "people.greet"');
  const args = ["plan", "greet.orch", "--against", "git:HEAD"];
  const told = await orch(args, { cwd });
  expect(told.code).toBe(0);
  expect(told.stdout).toContain("people.greet");
  const held = await orch([...args, "--fail-on", "cost-up,guard-lost"], { cwd });
  expect(held.code).toBe(0);
  const stopped = await orch([...args, "--fail-on", "scope-gained"], { cwd });
  expect(stopped.code).toBe(1);
  expect(stopped.stderr).toContain("scope-gained  scope people.greet");
  const json = JSON.parse((await orch([...args, "--format", "json"], { cwd })).stdout) as {
    findings: unknown;
  };
  expect(json.findings).toEqual([{ kind: "scope-gained", because: "scope people.greet" }]);
});

test("an earlier plan file is as good as a revision", async () => {
  const cwd = repository();
  expect((await orch(["compile", "greet.orch", "-o", "old.plan.json"], { cwd })).code).toBe(0);
  edit(cwd, "greet.orch", "greet(name, times)", "greet(name, times: 2)");
  const file = await orch(["plan", "greet.orch", "--against", "old.plan.json"], { cwd });
  const revision = await orch(["plan", "greet.orch", "--against", "git:HEAD"], { cwd });
  expect(file.stdout).toBe(revision.stdout);
  expect(file.stdout).toContain("times → 2");
  for (const format of ["html", "markdown", "svg", "mermaid", "dot"]) {
    const drawn = await orch(["plan", "greet.orch", "--against", "old.plan.json", "--format", format], {
      cwd,
    });
    expect(drawn).toMatchObject({ code: 0, stderr: "" });
  }
});

test("of another file with several plans the one of the same name is meant", async () => {
  const cwd = workFolder();
  const two = (time: string) =>
    `module m\ntool t(n: Int) -> Int { effect pure  latency <= ${time} }\nplan p(n: Int) { step a = t(n) }\nplan q(n: Int) { step b = t(n) }\n`;
  writeFileSync(join(cwd, "old.orch"), two("1s"));
  writeFileSync(join(cwd, "new.orch"), two("2s"));
  const told = await orch(["plan", "new.orch#q", "--against", "old.orch"], { cwd });
  expect(told).toMatchObject({ code: 0, stderr: "" });
  expect(told.stdout).toContain("2 s → 4 s");
});

test("wrong usage is told", async () => {
  const cwd = repository();
  const cases = [
    [["--against", "git:nowhere"], "nowhere"],
    [["--against", "git:--output=x"], "revision"],
    [["--against", "missing.plan.json"], "missing.plan.json"],
    [["--fail-on", "cost-up"], "--against"],
    [["--against", "git:HEAD", "--fail-on", "cost"], "cost-up, scope-gained, guard-lost"],
  ] as const;
  for (const [args, says] of cases) {
    const ended = await orch(["plan", "greet.orch", ...args], { cwd });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(says);
  }
  writeFileSync(join(cwd, "new.orch"), readFileSync(join(cwd, "greet.orch")));
  const unknown = await orch(["plan", "new.orch", "--against", "git:HEAD"], { cwd });
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain("new.orch");
  expect(unknown.stderr).toContain("review what is new by `orch plan` alone");
});

test("a step is explained from a plan file, with its source where that is there", async () => {
  const cwd = repository();
  expect((await orch(["compile", "greet.orch", "-o", "greet.plan.json"], { cwd })).code).toBe(0);
  const listed = await orch(["explain", "greet.plan.json"], { cwd });
  expect(listed.stdout).toContain("greet.orch:");
  const node = /^ {2}(\w+) +call/m.exec(listed.stdout)?.[1] ?? "";
  const explained = await orch(["explain", "greet.plan.json", node], { cwd });
  expect(explained.code).toBe(0);
  expect(explained.stdout).toContain(`│ step ${node}`);
  const json = await orch(["explain", "greet.orch", node, "--format", "json"], { cwd });
  expect(JSON.parse(json.stdout)).toMatchObject({ name: node });
  const wrong = await orch(["explain", "greet.plan.json", `${node}x`], { cwd });
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain(`did you mean \`${node}\`?`);
});

test("runs under way are counted that keep the earlier plan", async () => {
  const cwd = repository();
  const run = () => orch(["run", "asks.orch", "--input", '{"name": "Ada"}'], { cwd });
  expect((await run()).code).toBe(3);
  expect((await run()).code).toBe(3);
  const args = ["plan", "asks.orch", "--against", "git:HEAD"];
  expect((await orch(args, { cwd })).stdout).not.toContain("under way");
  edit(cwd, "asks.orch", "timeout 1d", "timeout 2d");
  expect((await orch(args, { cwd })).stdout).toContain("  2 runs under way keep the earlier plan.");
  const json = await orch([...args, "--format", "json"], { cwd });
  expect(JSON.parse(json.stdout)).toMatchObject({ findings: [] });
  expect((await run()).code).toBe(3);
  expect((await orch(args, { cwd })).stdout).toContain("  2 runs under way keep");
  // A journal that cannot be read takes nothing from the difference.
  const told = await orch([...args, "--store", "greet.ts"], { cwd });
  expect([told.code, told.stderr]).toEqual([0, expect.stringContaining("greet.ts")]);
});

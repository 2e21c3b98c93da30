import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { orch } from "./in-process.ts";

const cli = fileURLToPath(new URL("..", import.meta.url));

const all = [
  ".gitignore",
  ".vscode/extensions.json",
  ".vscode/settings.json",
  "handlers.ts",
  "orch.json",
  "package.json",
  "payment.json",
  "refunds.orch",
];

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "orch-init-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

test("a new project checks, is laid out, passes its scenarios, holds against two faults, and runs", async () => {
  const cwd = emptyFolder();
  const made = await orch(["init", "refunds"], { cwd });
  expect(made).toMatchObject({ code: 0, stderr: "" });
  expect(made.stdout).toContain("cd refunds");
  const project = join(cwd, "refunds");
  expect(filesIn(project)).toEqual(all);

  expect(await orch(["check", "--strict"], { cwd: project })).toMatchObject({ code: 0 });
  expect(await orch(["format", "--check"], { cwd: project })).toMatchObject({ code: 0, stdout: "" });
  expect((await orch(["test"], { cwd: project })).stdout).toContain("3 passed");
  expect((await orch(["verify", "refunds.orch"], { cwd: project })).stdout).toContain("Safe.");
  const run = ["run", "refunds.orch", "--input", "@payment.json", "--answer", 'answer={"granted":true}'];
  expect(await orch(run, { cwd: project })).toMatchObject({ code: 0 });
  const [receipt = ""] = readdirSync(join(project, "receipts"));
  expect(JSON.parse(readFileSync(join(project, "receipts", receipt), "utf8"))).toEqual({
    for: "p-17",
    amount: "40",
    currency: "USD",
  });
});

test("its handler has no mistake of types, in the strictest reading", () => {
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--erasableSyntaxOnly", "--types", "node"];
  const resolution = ["--module", "nodenext", "--target", "esnext", "--ignoreConfig"];
  const handler = join(cli, "starter/handlers.ts");
  const told = () =>
    execFileSync(process.execPath, [tsc, ...options, ...resolution, handler], { encoding: "utf8" });
  expect(told()).toBe("");
});

test("settings that are there stay as they are, and that is said", async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, "package.json"), "{}");
  const { code, stdout } = await orch(["init"], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain("kept: package.json");
  expect(readFileSync(join(cwd, "package.json"), "utf8")).toBe("{}");
});

test("what npm writes into an empty folder is completed, and what it asks for stays", async () => {
  const cwd = emptyFolder();
  const dependencies = { "@orchlang/cli": "file:../tarballs/orchlang-cli-0.1.0.tgz" };
  writeFileSync(join(cwd, "package.json"), JSON.stringify({ dependencies }));
  const { code, stdout } = await orch(["init"], { cwd });
  expect(code).toBe(0);
  expect(stdout).not.toContain("npm install");
  const { type, scripts, dependencies: after } = JSON.parse(readFileSync(join(cwd, "package.json"), "utf8"));
  expect({ type, after }).toEqual({ type: "module", after: dependencies });
  expect(scripts).toHaveProperty("test", "orch test");
});

test("a package that knows nothing of orch is told how to get it", async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, "package.json"), '{ "dependencies": { "zod": "4.6.7" } }');
  const { stdout } = await orch(["init"], { cwd });
  expect(stdout).toMatch(/^ {2}npm install --save-dev .*@?orchlang[/-]cli/mu);
});

test.each(["orch.json", "handlers.ts", "refunds.orch"])(
  "nothing is written where there is a %s",
  async (name) => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, name), "mine");
    const { code, stderr } = await orch(["init", "."], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(name);
    expect(filesIn(cwd)).toEqual([name]);
    expect(readFileSync(join(cwd, name), "utf8")).toBe("mine");
  },
);

test("a folder that cannot be made is told", async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, "taken"), "");
  expect(await orch(["init", "taken/refunds"], { cwd })).toMatchObject({ code: 2, stdout: "" });
});

test("a folder's name makes a package's name that npm takes", async () => {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, "_Übungs Projekt!"));
  await orch(["init", "_Übungs Projekt!"], { cwd });
  const { name } = JSON.parse(readFileSync(join(cwd, "_Übungs Projekt!/package.json"), "utf8"));
  expect(name).toBe("ubungs-projekt");
  const orchJson = JSON.parse(readFileSync(join(cwd, "_Übungs Projekt!/orch.json"), "utf8"));
  expect(orchJson).toEqual({ name: "_Übungs Projekt!" });
});

test("programs are told what was written", async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, ".gitignore"), "");
  const { stdout } = await orch(["init", "--format", "json"], { cwd });
  const told = JSON.parse(stdout);
  expect(told).toMatchObject({ folder: ".", kept: [".gitignore"] });
  expect([...told.written, ...told.kept].sort()).toEqual(all);
});

test("the published package has what a project begins with, and the pages of its diagnostics", () => {
  const packed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: cli,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  for (const file of ["starter/refunds.orch", "starter/dot-gitignore", "starter/dot-vscode/settings.json"])
    expect(packed).toContain(`"${file}"`);
  expect(packed).toContain('"dist/docs/diagnostics/ORCH0001.md"');
});

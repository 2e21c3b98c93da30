import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { workFolder } from "./orch.ts";

const wrongFields = (count: number): string =>
  Array.from({ length: count }, (_, index) => `  f${index}: Strin${index}\n`).join("");

const lastLine = (text: string): string | undefined => text.trimEnd().split("\n").at(-1);

function folderOf(files: Readonly<Record<string, string>>): string {
  const cwd = workFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return cwd;
}

test("of ten thousand errors in a file the first are shown, and all are counted", async () => {
  const cwd = folderOf({
    "types.orch": `module types\n\ntype A {\n${wrongFields(10_000)}}\n`,
    "syntax.orch": `module syntax\n\nplan p() {\n${"  wait 1m;\n".repeat(10_000)}}\n`,
  });
  const types = await orch(["check", "types.orch"], { cwd });
  expect(types.code).toBe(1);
  expect(types.stdout.match(/^error\[/gmu)).toHaveLength(200);
  expect(types.stdout).toContain("9,800 errors more in this file are not shown.");
  expect(lastLine(types.stdout)).toBe("10,000 errors in 1 file.  `orch explain ORCH3001` explains it.");
  const syntax = await orch(["check", "syntax.orch"], { cwd });
  expect(syntax.stdout.match(/^error\[/gmu)).toHaveLength(100);
  expect(lastLine(syntax.stdout)).toBe("10,000 errors in 1 file.  `orch explain ORCH0011` explains it.");
  const json = await orch(["check", "types.orch", "syntax.orch", "--format", "json"], { cwd });
  expect(JSON.parse(json.stdout)).toMatchObject({ summary: { errors: 20_000, warnings: 0, files: 2 } });
});

test("of very many files with mistakes the rest is counted by file", async () => {
  const files = Array.from({ length: 12 }, (_, index) => [
    `m${index + 10}.orch`,
    `module m${index + 10}\n\ntype A {\n${wrongFields(30)}}\n`,
  ]);
  const cwd = folderOf({ ...Object.fromEntries(files), "clean.orch": "module clean\n" });
  const ended = await orch(["check", ...files.map(([name]) => name ?? ""), "clean.orch"], { cwd });
  expect(ended.stdout.match(/^error\[/gmu)).toHaveLength(200);
  expect(ended.stdout).toContain(
    "… and 160 errors more: 10 in m16.orch, 30 in m17.orch, 30 in m18.orch, 30 in m19.orch, 30 in m20.orch, others in 1 file.",
  );
  expect(lastLine(ended.stdout)).toBe("360 errors in 12 of 13 files.  `orch explain ORCH3001` explains it.");
});

test("what check ends with: nothing wrong, warnings, warnings under --strict, errors, wrong usage", async () => {
  const cwd = folderOf({
    "clean.orch": "module clean\n",
    "warned.orch": "module warned\n\nprivate type A { x: Int }\n",
    "wrong.orch": "module wrong\n\ntype A { x: Strin }\n",
  });
  const endings = await Promise.all(
    [
      ["clean.orch"],
      ["warned.orch"],
      ["warned.orch", "--strict"],
      ["wrong.orch"],
      ["gone.orch"],
      ["--frmat", "json"],
    ].map(async (args) => (await orch(["check", ...args], { cwd })).code),
  );
  expect(endings).toEqual([0, 0, 1, 1, 2, 2]);
  expect(lastLine((await orch(["check", "clean.orch"], { cwd })).stdout)).toBe("✓ no mistakes in 1 file");
});

test("a command, an option and a format that are misspelt are answered with the near ones", async () => {
  const said = async (...args: readonly string[]) => (await orch(args, { cwd: workFolder() })).stderr;
  expect(await said("chek")).toBe(
    "error  There is no command `chek`.\n  Did you mean `check`?\n  `orch --help` lists the commands, `orch <command> --help` their options.\n",
  );
  expect(await said("lint")).toContain("There is no command `lint`.\n  Did you mean `check`?");
  expect(await said("frobnicate")).not.toContain("Did you mean");
  expect(await said("check", "--strct")).toContain(
    "There is no option `--strct` here.\n  Did you mean `--strict`?",
  );
  expect(await said("up", "greet.orch", "--news", "day.ndjson")).toContain(
    "There is no option `--news` here.\n  It is called `--ingest` now.",
  );
  expect(await said("run", "greet.orch", "--news", "day.ndjson")).not.toContain("--ingest");
  expect(await said("run", "greet.orch", "greet")).toContain(
    "2 arguments given, 1 expected.\n  To name one plan of a file, write `file.orch#plan`.",
  );
  expect(await said("check", "--format", "sarff")).toContain("Did you mean `sarif`?");
  expect(await said("explain")).toMatch(/^error {2}`<\w+>` is missing\./u);
});

test("where there are warnings before an error, one is led to what is told of the error", async () => {
  const cwd = folderOf({
    "a.orch": "module a\n\nimport std.people { Approval }\n\nplan p() -> Int {\n  return 1\n}\n",
    "b.orch": "module b\n\nplan p() -> Int {\n  return v\n}\n",
  });
  const { stdout } = await orch(["check", "a.orch", "b.orch"], { cwd });
  expect(stdout.search(/^warning\[/mu)).toBeLessThan(stdout.search(/^error\[/mu));
  expect(lastLine(stdout)).toBe("1 error, 1 warning in 2 files.  `orch explain ORCH3201` explains it.");
});

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { orch as binary, resultOf, workFolder } from "./orch.ts";

test("input that does not fit lists every fault with its path", async () => {
  const cwd = workFolder();
  const ended = await orch(["run", "greet.orch", "--input", '{"times": 12, "colour": "red"}'], { cwd });
  expect(ended.code).toBe(2);
  for (const name of ["name", "times", "colour"]) expect(ended.stderr).toContain(name);
});

test("input that is not JSON, and a file that is not there", async () => {
  const cwd = workFolder();
  expect((await orch(["run", "greet.orch", "--input", "{name}"], { cwd })).stderr).toContain("not JSON");
  expect((await orch(["run", "greet.orch", "--input", "@none.json"], { cwd })).stderr).toContain(
    "no such file",
  );
  expect(existsSync(join(cwd, ".orch/journal.db"))).toBe(false);
});

test.each(["check", "format", "test", "triggers"])(
  "orch %s of a compiled plan says that it takes programs",
  async (command) => {
    const cwd = workFolder();
    await orch(["compile", "greet.orch", "-o", "greet.plan.json"], { cwd });
    const asked = await orch([command, "greet.plan.json"], { cwd });
    expect(asked).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("is not a program") });
  },
);

test("orch lsp that no editor speaks to ends", async () => {
  expect(await binary(["lsp", "--stdio"])).toMatchObject({ code: 0, stdout: "", stderr: "" });
});

interface BadHandler {
  readonly name: string;
  readonly source: string | undefined;
  readonly says: RegExp;
  readonly code: number;
  /** Has less time than the program says: it uses up all of it. */
  readonly isSlow?: true;
}

const badHandlers: readonly BadHandler[] = [
  { name: "is missing", source: undefined, says: /greet\.ts/, code: 2 },
  {
    name: "throws on load",
    source: "throw new Error('no licence');\nexport const greet = 1;",
    says: /no licence/,
    code: 1,
  },
  { name: "has no such export", source: "export const other = 1;", says: /greet/, code: 1 },
  {
    name: "returns the wrong shape",
    source: "export const greet = () => ({ txt: 1 });",
    says: /text/,
    code: 1,
  },
  { name: "returns nothing", source: "export const greet = () => {};", says: /text|nothing/, code: 1 },
  {
    name: "never returns",
    source: "export const greet = () => new Promise(() => {});",
    says: /time/,
    code: 1,
    isSlow: true,
  },
  {
    name: "blocks its thread",
    source: "export const greet = () => { for (;;); };",
    says: /time/,
    code: 1,
    isSlow: true,
  },
  {
    name: "throws what is no error",
    source: "export const greet = () => { throw 'just text'; };",
    says: /just text/,
    code: 1,
  },
  {
    name: "exits its thread",
    source: "export const greet = () => process.exit(0);",
    says: /crash|lost|thread/,
    code: 1,
  },
  {
    name: "returns 50 MB",
    source: "export const greet = () => ({ text: 'x'.repeat(50_000_000) });",
    says: /limit/,
    code: 1,
  },
];

test.each(badHandlers)("a handler that $name", async ({ source, says, code, isSlow }) => {
  const cwd = workFolder();
  if (isSlow) writeFileSync(join(cwd, "greet.orch"), greetWith(cwd, "5m", "1s"));
  if (source === undefined)
    writeFileSync(join(cwd, "greet.orch"), greetWith(cwd, "./greet.ts#greet", "./missing/greet.ts#greet"));
  else writeFileSync(join(cwd, "greet.ts"), source);
  const ended = await orch(["run", "greet.orch", "--input", '{"name": "Ada", "times": 1}'], { cwd });
  expect(ended.stdout + ended.stderr).toMatch(says);
  expect(ended.code).toBe(code);
});

function greetWith(cwd: string, before: string, after: string): string {
  const text = readFileSync(join(cwd, "greet.orch"), "utf8");
  expect(text).toContain(before);
  return text.replace(before, after);
}

test("naughty strings are input like any other", async () => {
  const file = new URL("../../language/test/texts/naughty.json", import.meta.url);
  const strings = JSON.parse(readFileSync(file, "utf8")) as readonly string[];
  const cwd = workFolder();
  // One run of a plan over the whole list; the list itself is one more naughty value.
  writeFileSync(join(cwd, "input.json"), JSON.stringify({ name: strings.join("\n"), times: 1 }));
  const ended = await orch(["run", "greet.orch", "--input", "@input.json", "--format", "json"], { cwd });
  expect(ended.code).toBe(0);
  expect(resultOf(ended).output).toEqual({ text: `Hello ${strings.join("\n")}` });
});

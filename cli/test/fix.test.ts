import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch, workFolder } from "./orch.ts";

async function fixed(
  text: string,
): Promise<{ readonly text: string; readonly said: string; readonly code: number | null }> {
  const cwd = workFolder();
  writeFileSync(join(cwd, "a.orch"), text);
  const ended = await orch(["check", "a.orch", "--fix"], { cwd });
  return { text: readFileSync(join(cwd, "a.orch"), "utf8"), said: ended.stderr, code: ended.code };
}

test("safe fixes are made, all that do not meet, and the rest is told", async () => {
  const { text, said, code } = await fixed(
    "module a\n\n# a remark\nplan p(a: Bool, b: Bool) -> Bool {\n  return a && b;\n}\n",
  );
  expect(text).toBe("module a\n\n// a remark\nplan p(a: Bool, b: Bool) -> Bool {\n  return a and b\n}\n");
  expect(said).toBe("2 fixes made.\n");
  expect(code).toBe(0);
});

test("what only the author can know is left", async () => {
  const text = "module a\n\nplan p(n: Int) -> Int {\n  return m\n}\n";
  expect(await fixed(text)).toEqual({ text, said: "", code: 1 });
});

test("line ends as on Windows and a byte order mark stay", async () => {
  const { text } = await fixed("\ufeffmodule a\r\n\r\nplan p(n: Int) -> Int {\r\n  return n;\r\n}\r\n");
  expect(text).toBe("\ufeffmodule a\r\n\r\nplan p(n: Int) -> Int {\r\n  return n\r\n}\r\n");
});

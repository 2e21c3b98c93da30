import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "@orchlang/compiler";
import type { Diagnostic } from "@orchlang/language";
import { expect, test } from "vitest";
import { applySafeFixes } from "../src/project/apply-fixes.ts";
import { createFileHost, type FileSource, withTexts } from "../src/project/host.ts";
import { orch } from "./in-process.ts";
import { workFolder } from "./orch.ts";

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

test("what only the author can know is left, and that is said", async () => {
  const text = "module a\n\nplan p(count: Int) -> Int {\n  return coumt\n}\n";
  const said =
    "1 fix not made:\n  a.orch:4:10  ORCH3201  Write `count`: only its author knows whether this was intended\n";
  expect(await fixed(text)).toEqual({ text, said, code: 1 });
});

const asked = `module a
import std.people { Approval }
role boss
human ask(x: String) -> Approval { ask boss  show "\${x}?" }
service note(x: String) -> Int { effect pure  latency <= 1s }
service pay(x: String) { effect idempotent  latency <= 1s }
`;

test("where an answer is waited for, a fix that only waits is not offered", async () => {
  const text = `${asked}plan p(x: String) {
  step ok = ask(x) { timeout 1h }
  step a = pay(x)
}
guardrail g : p blocking { ask granted before pay }
`;
  const { text: after, said } = await fixed(text);
  expect(after).toBe(text);
  expect(said).toBe(
    "1 fix not made:\n  a.orch:9:8  ORCH4101  Do it only where `ok.granted`: only its author knows whether this was intended\n",
  );
});

test("line ends as on Windows and a byte order mark stay", async () => {
  const { text } = await fixed("\ufeffmodule a\r\n\r\nplan p(n: Int) -> Int {\r\n  return n;\r\n}\r\n");
  expect(text).toBe("\ufeffmodule a\r\n\r\nplan p(n: Int) -> Int {\r\n  return n\r\n}\r\n");
});

test.each([
  ["in a program without a mistake", ""],
  ["also where an error is mended with it", ' and x != "b"'],
])("a fix that would take a proof away is not made, whoever calls it safe, others are: %s", (_, mended) => {
  const file = join(workFolder(), "a.orch");
  const text = `${asked}plan p(x: String) {
  step n = note(x)
  when x != "a"${mended.replace("and", "&&")} {
    step a = pay(x) { after n }
  }
}
guardrail g : p blocking { note before pay }
`;
  writeFileSync(file, text);
  const read = (given: FileSource) => compile({ files: [file], root: "/" }, createFileHost(given));
  const host = createFileHost();
  const result = compile({ files: [file], root: "/" }, host);
  const fix = (title: string, was: string, newText: string): Diagnostic => {
    const start = text.indexOf(was);
    const edits = [{ file, span: { start, end: start + was.length }, newText }];
    const span = { start, end: start };
    return {
      code: "ORCH0000",
      severity: "warning",
      message: title,
      file,
      span,
      labels: [],
      notes: [],
      fixes: [{ title, safe: true, edits }],
    };
  };
  const diagnostics = [fix("Do not wait", " { after n }", ""), fix("Ask nicely", '?"', ', please?"')];
  const all = [...result.diagnostics, ...diagnostics];
  const { made, skipped } = applySafeFixes({ ...result, diagnostics: all }, host, (texts) =>
    read(withTexts(texts)),
  );
  expect(made).toBe(1 + result.diagnostics.length);
  expect(skipped.map((one) => [one.fix.title, one.because])).toEqual([
    ["Do not wait", "a proved rule would no longer be proved"],
  ]);
  expect(readFileSync(file, "utf8")).toBe(text.replace('?"', ', please?"').replace("&&", "and"));
});

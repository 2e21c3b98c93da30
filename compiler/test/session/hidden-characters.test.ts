import { expect, test } from "vitest";
import { openSession } from "../../src/session/session.ts";
import { memoryHost } from "../compile-fixture.ts";
import { freshly, path, program } from "./mutants.ts";

/* A character that nobody sees is a warning: it must hide no error, on its line or elsewhere, however the text came about. */

const text = `module m
tool note(text: String) { effect idempotent  latency <= 1s }
plan p(n: Int) -> Int {
  step a = note("plain") // said
  return m
}
plan q(n: Int) -> Int { step b = note("x") { timeout 1h }  return n }
`;

test.each([
  ['"plain"', '"pl\u202eain"'],
  ["// said", "// \u001bsaid"],
  ["return m", "return m // \u200b"],
  ['note("x")', 'note("\u0007")'],
  ['note("x") { timeout 1h }  return n', 'note("\u0007") { timeout 1h }  return z'],
])("%s becomes %j", (before, after) => {
  const session = openSession(program, memoryHost({ [path]: text }));
  expect(session.diagnostics(path)).toEqual(freshly(text));
  const start = text.indexOf(before);
  session.change(path, { start, end: start + before.length, text: after });
  const changed = session.text(path) ?? "";
  const reported = session.diagnostics(path);
  expect(reported).toEqual(freshly(changed));
  const errors = (codes: typeof reported) =>
    codes.filter(({ severity }) => severity === "error").map(({ code }) => code);
  const expected = freshly(text.replace(before, after.replaceAll(/[\p{Cc}\p{Cf}]/gu, "")));
  expect(errors(reported)).toEqual(errors(expected));
  expect(reported.filter(({ code }) => code === "ORCH0015")).toHaveLength(1);
});

import { describe, expect, test } from "vitest";
import { defineDiagnostic } from "../../src/diagnostics/define.ts";
import { annotate, compareMarks, readFixture } from "../../src/testing/fixture.ts";

const text = `module m
  lets = 1
  ^^^^ error[ORCH0900] No such word.
         ^ warning[ORCH0901]
rest`;

describe("a fixture", () => {
  test("without a header is one file", () => {
    const { files, cursor, marks } = readFixture("module m\nrole r");
    expect(files.map(({ name, text }) => [name, text])).toEqual([["/main.orch", "module m\nrole r"]]);
    expect(cursor).toBeUndefined();
    expect(marks).toEqual([]);
  });

  test("is split into its files", () => {
    const { files } = readFixture("//- /a.orch\nmodule a\n\n//- /b/c.orch\nmodule b");
    expect(files.map(({ name, text }) => [name, text])).toEqual([
      ["/a.orch", "module a\n"],
      ["/b/c.orch", "module b"],
    ]);
  });

  test("gives the cursor's place and takes it out; an amount is no cursor", () => {
    const { files, cursor } = readFixture("//- /a.orch\ncost <= $0.05\n//- /b.orch\nx\nab$0cd");
    expect(files[0]?.text).toBe("cost <= $0.05");
    expect(files[1]?.text).toBe("x\nabcd");
    expect(cursor).toEqual({ file: "/b.orch", offset: 4 });
  });

  test("gives its marks and takes their lines out", () => {
    const { files, marks } = readFixture(text);
    expect(files[0]?.text).toBe("module m\n  lets = 1\nrest");
    const file = "/main.orch";
    expect(marks).toEqual([
      { file, span: { start: 11, end: 15 }, severity: "error", code: "ORCH0900", message: "No such word." },
      { file, span: { start: 18, end: 19 }, severity: "warning", code: "ORCH0901", message: undefined },
    ]);
  });

  test("is written again as it was read", () => {
    const fixture = readFixture(text);
    expect(annotate(fixture.files, fixture.marks)).toBe(text);
    const files = readFixture(`//- /a.orch\n${text}\n//- /b.orch\n${text}`);
    expect(annotate(files.files, files.marks)).toBe(`//- /a.orch\n${text}\n//- /b.orch\n${text}`);
  });
});

describe("comparing marks", () => {
  const word = defineDiagnostic({
    code: "ORCH0900",
    severity: "error",
    title: "W",
    message: "No such word.",
  });
  const sign = defineDiagnostic({
    code: "ORCH0901",
    severity: "warning",
    title: "S",
    message: "Some message.",
  });
  const at = (start: number, end: number) => ({ file: "/main.orch", span: { start, end } });

  test("the texts are equal where all was found, messages that are not given apart", () => {
    const { expected, actual } = compareMarks(readFixture(text), [
      sign.at(at(18, 19), {}),
      word.at(at(11, 15), {}),
    ]);
    expect(actual).toBe(expected);
  });

  test.each([
    ["one is missing", [word.at(at(11, 15), {})]],
    ["one is elsewhere", [word.at(at(11, 14), {}), sign.at(at(18, 19), {})]],
    ["one is too many", [word.at(at(11, 15), {}), sign.at(at(18, 19), {}), sign.at(at(20, 22), {})]],
    ["one is another", [sign.at(at(11, 15), {}), sign.at(at(18, 19), {})]],
  ])("they differ where %s", (_, found) => {
    const { expected, actual } = compareMarks(readFixture(text), found);
    expect(actual).not.toBe(expected);
  });

  test("a span over lines is marked on its first, an empty one with one caret", () => {
    const { actual } = compareMarks(readFixture("ab\ncd"), [word.at(at(1, 4), {}), sign.at(at(3, 3), {})]);
    expect(actual).toBe("ab\n ^ error[ORCH0900] No such word.\ncd\n^ warning[ORCH0901] Some message.");
  });
});

import { createSourceFile, type Diagnostic } from "@orchlang/language";
import { expect, test } from "vitest";
import { githubAnnotation } from "../src/render/diagnostics-formats.ts";

const file = createSourceFile("plans/a,b.orch", "module m\ntype A { x: Strin }\ntype A {\n  y: Int\n}\n");

function annotation(parts: Partial<Diagnostic>): string {
  const start = file.text.indexOf("Strin");
  const base: Diagnostic = {
    code: "ORCH3001",
    severity: "error",
    message: "There is no type `Strin`.",
    file: file.name,
    span: { start, end: start + 5 },
    labels: [],
    notes: [],
    fixes: [],
  };
  return githubAnnotation({ ...base, ...parts }, (name) => (name === file.name ? file : undefined));
}

test("an annotation says where, under which title, and what", () => {
  expect(annotation({})).toMatchInlineSnapshot(
    `"::error file=plans/a%2Cb.orch,line=2,endLine=2,col=13,endColumn=18,title=ORCH3001%3A Unknown type::There is no type \`Strin\`."`,
  );
});

test("percent signs and line ends are escaped in the text, colons and commas in the properties too", () => {
  const said = annotation({ message: "100% wrong: a, b\r\nand c", notes: ["Why."], help: "Mend it." });
  expect(said).toContain("file=plans/a%2Cb.orch,");
  expect(said).toContain("title=ORCH3001%3A Unknown type::");
  expect(said.endsWith("::100%25 wrong: a, b␍␊and c%0AWhy.%0AMend it.")).toBe(true);
  expect(said).not.toContain("\n");
});

test("a place over several lines has no columns, and one of no width is a column wide", () => {
  const start = file.text.indexOf("type A {\n");
  expect(annotation({ span: { start, end: file.text.length } })).toContain("line=3,endLine=6,title=");
  expect(annotation({ span: { start, end: start } })).toContain("line=3,endLine=3,col=1,endColumn=2,");
});

test("the other places are named, and warnings and notes are told apart", () => {
  const labels = [{ file: file.name, span: { start: 0, end: 6 }, message: "declared here" }];
  expect(annotation({ labels, severity: "warning" })).toMatch(
    /^::warning .*%0Aplans\/a,b.orch:1: declared here$/u,
  );
  expect(annotation({ severity: "hint" })).toMatch(/^::notice /u);
});

test("of a file without a text only the file is named", () => {
  expect(annotation({ file: "./gone.orch" })).toMatch(/^::error file=gone.orch,title=/u);
});

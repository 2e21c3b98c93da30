import { describe, expect, test } from "vitest";
import { parse } from "../../src/parser/parse.ts";
import { createSourceFile } from "../../src/source/source-file.ts";

/* Options and sizes that stand in the wrong place, or lack their word: one error, whose fix is the right form. */

function read(text: string) {
  const { diagnostics } = parse(createSourceFile("/m.orch", text));
  const edits = diagnostics.flatMap(({ fixes }) => fixes[0]?.edits ?? []);
  const fixed = edits
    .toSorted((one, other) => other.span.start - one.span.start)
    .reduce((now, { span, newText }) => now.slice(0, span.start) + newText + now.slice(span.end), text);
  const found = diagnostics.map(({ code, message }) => `${code} ${message}`);
  return { found, fixed, again: parse(createSourceFile("/m.orch", fixed)).diagnostics };
}

describe("options of a step that stand behind its `else`", () => {
  const plan = (step: string): string =>
    `module m\nplan p(n: Int) {\n  step a = ${step}\n  step b = g(n)\n}\n`;

  test.each([
    ["f(n) else { yield 0 } { after b }", "f(n) { after b } else { yield 0 }"],
    [
      "f(n) else {\n    yield 0\n  } { after b  timeout 5s }",
      "f(n) { after b  timeout 5s } else {\n    yield 0\n  }",
    ],
    ["f(n) { retry 2 } else { yield 0 } { after b }", "f(n) { retry 2  after b } else { yield 0 }"],
    ["f(n) { retry 2 } { after b }", "f(n) { retry 2  after b }"],
    [
      "f(n) else when error == timeout { yield 0 } else g(n) { retry 1 } { after b }",
      "f(n) { after b } else when error == timeout { yield 0 } else g(n) { retry 1 }",
    ],
  ])("%j", (step, meant) => {
    const { found, fixed, again } = read(plan(step));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^ORCH0118 This list of options belongs /);
    expect(fixed.replaceAll(/ +/g, " ")).toBe(plan(meant).replaceAll(/ +/g, " "));
    expect(again).toEqual([]);
  });

  test("a `when` has none, and no list function is advised", () => {
    const { diagnostics } = parse(
      createSourceFile("/m.orch", plan("f(n)\n  when n > 1 { step c = f(n) } { after b }")),
    );
    expect(diagnostics.map(({ help }) => help)).toEqual([expect.stringContaining("before any `else`")]);
  });
});

describe("the size of a list without its word", () => {
  const type = (written: string): string =>
    `module m\ntype T { a: [Int] ${written}, b: Int }\nplan p(n: [Int] ${written}) {\n  step a = f(n)\n}\n`;

  test.each([
    ["0..5", "size 0..5"],
    ["in 0..5", "size 0..5"],
    ["up to 5", "size 0..5"],
    ["max 5", "size 0..5"],
    ["1..most", "size 1..most"],
  ])("%s", (written, meant) => {
    const { found, fixed, again } = read(type(written));
    const message = `ORCH0101 Expected \`${meant}\` here, but found \`${written}\`.`;
    expect(found).toEqual([message, message]);
    expect(fixed).toBe(type(meant));
    expect(again).toEqual([]);
  });

  test("fields that are called so are fields", () => {
    const text = "module m\ntype T { a: [Int]\n  max: Int\n  up: Int\n  size: Int }\n";
    expect(parse(createSourceFile("/m.orch", text)).diagnostics).toEqual([]);
  });
});

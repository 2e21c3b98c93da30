import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Diagnostic } from "@orchlang/language";
import { describe, expect, test } from "vitest";
import { compileText } from "../compile-fixture.ts";

/*
 * Slips of the keyboard and of memory in programs that are right: a word misspelt, a unit or a sign left out, a value
 * of another type. Each row changes the first such text of its page's program, and gives one error of that code.
 */

const here = fileURLToPath(new URL("./", import.meta.url));

const errorsOf = (text: string): readonly Diagnostic[] =>
  compileText(text).diagnostics.filter(({ severity }) => severity === "error");

describe.each(globSync("*.md", { cwd: here }).sort())("%s", (page) => {
  const text = readFileSync(`${here}${page}`, "utf8");
  const fenced = (kind: string): string =>
    new RegExp(`\`\`\`${kind}\\n([\\s\\S]*?)\`\`\``, "u").exec(text)?.[1] ?? "";
  const program = fenced("orch");
  const rows = fenced("slips")
    .trim()
    .split("\n")
    .map((row) => row.replaceAll(" ⏎ ", "\n").split(/ ==> | {2}\/\/! /u));

  test("the program has no mistake", () => {
    expect(errorsOf(program).map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  });

  test.each(rows)("%s ==> %s", (right = "", wrong = "", code = "") => {
    expect(program).toContain(right);
    const at = program.indexOf(right);
    const slipped = program.slice(0, at) + wrong + program.slice(at + right.length);
    expect(errorsOf(slipped).map((error) => error.code)).toEqual([code]);
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { contextualWords, createSourceFile, lineAt, parse, reservedWords } from "@orchlang/language";
import { describe, expect, test } from "vitest";
import { compileText } from "./compile-fixture.ts";
import { type Block, blocksOf } from "./documentation/blocks.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const chapters = readdirSync(`${root}docs/language`)
  .filter((name) => name.endsWith(".md") && name !== "README.md")
  .map((name) => `docs/language/${name}`);
const pages = ["README.md", "docs/tutorial.md", "docs/language/README.md", ...chapters];

const read = (page: string): string => readFileSync(root + page, "utf8");
const programs = pages.flatMap((page) => blocksOf(read(page)).map((block) => ({ page, block })));

/** Errors and warnings, as `12: ORCH3104 There is …`; lines are those of the program put together. */
function findings({ program }: Block): readonly string[] {
  return compileText(program)
    .diagnostics.filter(({ severity }) => severity === "error" || severity === "warning")
    .map(({ file, span, code, message }) => {
      const source = createSourceFile(file, program);
      return `${file}:${lineAt(source, span.start) + 1}: ${code} ${message}`;
    });
}

describe.each(programs)("$page:$block.line", ({ block }) => {
  test.runIf(block.code === undefined)("is a program of which there is nothing to say", () => {
    expect(findings(block)).toEqual([]);
  });

  test.runIf(block.code !== undefined)(`is a program of which ${block.code} is to be said`, () => {
    const codes = compileText(block.program).diagnostics.map(({ code }) => code);
    expect(codes, findings(block).join("\n")).toEqual([block.code]);
  });
});

describe("the language reference", () => {
  const written = chapters.filter((chapter) => !chapter.endsWith("/grammar.md"));

  test.each(written)("%s opens with a program that can be copied", (chapter) => {
    const [first] = blocksOf(read(chapter));
    expect(first?.whole).toBe(true);
  });

  test("has each chapter in its contents, and no other", () => {
    const linked = [...read("docs/language/README.md").matchAll(/^\| \[[^\]]+\]\(([\w-]+\.md)\)/gm)];
    expect(linked.map(([, name]) => `docs/language/${name}`).sort()).toEqual([...chapters].sort());
  });

  test("shows every word of the language in a sound program", () => {
    const shown = new Set(
      programs
        .filter(({ block }) => block.code === undefined)
        .flatMap(({ block }) => parse(createSourceFile("/shown.orch", block.program)).tokens)
        .map(({ image }) => image),
    );
    expect([...reservedWords, ...contextualWords].filter((word) => !shown.has(word))).toEqual([]);
  });
});

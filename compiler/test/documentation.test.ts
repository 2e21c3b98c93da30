import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { contextualWords, createSourceFile, lineAt, parse, reservedWords } from "@orchlang/language";
import { describe, expect, test } from "vitest";
import { compile } from "../src/compile.ts";
import { memoryHost } from "./compile-fixture.ts";
import { type Block, blocksOf } from "./documentation/blocks.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const chapters = readdirSync(`${root}docs/language`)
  .filter((name) => name.endsWith(".md") && name !== "README.md")
  .map((name) => `docs/language/${name}`);
const pages = ["README.md", "docs/tutorial.md", "docs/language/README.md", ...chapters];

const read = (page: string): string => readFileSync(root + page, "utf8");
const programs = pages.flatMap((page) => blocksOf(read(page)).map((block) => ({ page, block })));

/** What is found, hints and information apart: `/main.orch:12 ORCH3104 There is …`. */
function findings({ files }: Block): readonly { readonly code: string; readonly text: string }[] {
  const named = Object.keys(files).filter((path) => path.endsWith(".orch"));
  return compile({ files: named, root: "/" }, memoryHost(files))
    .diagnostics.filter(({ severity }) => severity === "error" || severity === "warning")
    .map(({ file, span, code, message }) => {
      const line = lineAt(createSourceFile(file, files[file] ?? ""), span.start) + 1;
      return { code, text: `${file}:${line} ${code} ${message}` };
    });
}

describe.each(programs)("$page:$block.line", ({ block }) => {
  test(block.code === undefined ? "has nothing to be said of it" : `is told ${block.code}`, () => {
    const found = findings(block);
    const codes = found.map(({ code }) => code);
    expect(codes, found.map(({ text }) => text).join("\n")).toEqual(
      block.code === undefined ? [] : [block.code],
    );
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
        .flatMap(({ block }) => Object.entries(block.files))
        .flatMap(([path, text]) => parse(createSourceFile(path, text)).tokens)
        .map(({ image }) => image),
    );
    expect([...reservedWords, ...contextualWords].filter((word) => !shown.has(word))).toEqual([]);
  });
});

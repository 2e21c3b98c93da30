import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  contextualWords,
  createSourceFile,
  type Diagnostic,
  lineAt,
  parse,
  reservedWords,
} from "@orchlang/language";
import { decodePlanFile, encodePlanFile } from "@orchlang/plan";
import { renderSvg, sceneOf } from "@orchlang/presentation/drawing";
import { describe, expect, test } from "vitest";
import { type Block, blocksOf } from "./documentation/blocks.ts";
import { type CompiledBlock, compileBlock } from "./documentation/compile-block.ts";
import { withLayout } from "./documentation/layout.ts";
import { withTranscripts } from "./documentation/transcripts.ts";

/*
 * The pages of the documentation, executed: see `documentation/blocks.ts` for what a page's programs are, and
 * `documentation/transcripts.ts` for what it shows of the tools' answers. `npx vitest run
 * compiler/test/documentation.test.ts -u` brings their layout and these answers up to date.
 */

const root = fileURLToPath(new URL("../../", import.meta.url));
const chapters = readdirSync(`${root}docs/language`)
  .filter((name) => name.endsWith(".md") && name !== "README.md")
  .map((name) => `docs/language/${name}`);
const pages = [
  "README.md",
  "examples/README.md",
  "docs/tutorial.md",
  "docs/preview.md",
  "docs/agents.md",
  "docs/memory.md",
  "docs/compared.md",
  "docs/language/README.md",
  ...chapters,
];

const read = (page: string): string => readFileSync(root + page, "utf8");
const programs = pages.flatMap((page) => blocksOf(read(page)).map((block) => ({ page, block })));

const placed = ({ file, span, code, message }: Diagnostic, { source }: CompiledBlock): string => {
  const read = source(file);
  return `${file}:${read === undefined ? "" : lineAt(read, span.start) + 1} ${code} ${message}`;
};

const told = (block: Block): { readonly codes: readonly string[]; readonly text: string } => {
  const compiled = compileBlock(block);
  const text = compiled.found.map((diagnostic) => placed(diagnostic, compiled)).join("\n");
  return { codes: compiled.found.map(({ code }) => code), text };
};

const sound = programs.filter(({ block }) => block.code === undefined);
const mistaken = programs.filter(({ block }) => block.code !== undefined);

describe.each(sound)("$page:$block.line", ({ block }) => {
  test("has no diagnostic", () => {
    const { codes, text } = told(block);
    expect(codes, text).toEqual([]);
  });

  test("has plan files that can be read back", () => {
    const { result } = compileBlock(block);
    for (const { name } of result.targets) {
      const file = result.plan(name);
      expect(file, name).toBeDefined();
      if (file !== undefined)
        expect(decodePlanFile(encodePlanFile(file.plan, file.about))).toEqual({ ok: file });
    }
  });
});

test.each(mistaken)("$page:$block.line reports $block.code alone", ({ block }) => {
  const { codes, text } = told(block);
  expect(codes, text).toEqual([block.code]);
});

test("README.md shows the picture of its program", async () => {
  const [block] = blocksOf(read("README.md"));
  const plan = block === undefined ? undefined : compileBlock(block).result.plan("shop.refund.give_back");
  if (plan === undefined) throw new Error("README.md has no plan to draw");
  await expect(`${renderSvg(sceneOf(plan))}\n`).toMatchFileSnapshot(`${root}docs/pictures/refund.svg`);
});

test.each(pages)("%s is laid out, and shows the output of the tools", async (page) => {
  await expect(withTranscripts(withLayout(read(page)))).toMatchFileSnapshot(root + page);
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
      sound
        .flatMap(({ block }) => Object.entries(block.files))
        .flatMap(([path, text]) => parse(createSourceFile(path, text)).tokens)
        .map(({ image }) => image),
    );
    expect([...reservedWords, ...contextualWords].filter((word) => !shown.has(word))).toEqual([]);
  });
});

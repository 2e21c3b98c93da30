import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { TokenType } from "chevrotain";
import { describe, expect, test } from "vitest";
import {
  BinaryOperatorToken,
  LiteralToken,
  PrefixOperator,
  RangeOperator,
  tokenTypes,
} from "../../src/lexer/token-types.ts";
import { reservedWords, spacedUnits } from "../../src/lexer/words.ts";
import { OrchParser, parse } from "../../src/parser/parse.ts";
import { createSourceFile } from "../../src/source/source-file.ts";
import { choiceText, ruleText } from "./ebnf.ts";
import { sections } from "./sections.ts";

/*
 * docs/language/grammar.md shows the parser's own rules. Its blocks are written by this test: `npx vitest run
 * language/test/grammar -u` brings them up to date, and without `-u` a block that differs is a failure.
 */

const path = fileURLToPath(new URL("../../../docs/language/grammar.md", import.meta.url));
const page = readFileSync(path, "utf8");
const rules = new OrchParser().productions;

const quoted = (words: Iterable<string>): readonly string[] => [...words].map((word) => `"${word}"`);

const membersOf = (category: TokenType): readonly TokenType[] =>
  tokenTypes.filter((type) => type.CATEGORIES?.includes(category) === true);

/** What the lexer knows, as rules of the same form. */
const lexical: Readonly<Record<string, string>> = {
  words: [choiceText("RESERVED", quoted(reservedWords)), choiceText("SPACED_UNIT", quoted(spacedUnits))].join(
    "\n",
  ),
  categories: [BinaryOperatorToken, RangeOperator, PrefixOperator, LiteralToken]
    .map((category) =>
      choiceText(
        category.name,
        membersOf(category).map(({ name }) => name),
      ),
    )
    .join("\n"),
};

function derived(section: string): string {
  const words = lexical[section];
  if (words !== undefined) return words;
  return (sections[section] ?? [])
    .map((name) => {
      const rule = rules[name];
      if (rule === undefined) throw new Error(`the parser has no rule \`${name}\``);
      return ruleText(rule);
    })
    .join("\n");
}

const blocks = /^```ebnf (\w+)\n[\s\S]*?^```$/gm;

describe("the grammar of the reference", () => {
  test("is that of the parser", async () => {
    const upToDate = page.replaceAll(
      blocks,
      (_, section: string) => `\`\`\`ebnf ${section}\n${derived(section)}\n\`\`\``,
    );
    await expect(upToDate).toMatchFileSnapshot(path);
  });

  test("shows each rule once", () => {
    const shown = Object.values(sections).flat();
    expect(shown.toSorted()).toEqual(Object.keys(rules).toSorted());
  });

  test("has a block for each section", () => {
    const named = [...page.matchAll(blocks)].map(([, section]) => section);
    expect(named.toSorted()).toEqual([...Object.keys(lexical), ...Object.keys(sections)].toSorted());
  });
});

/** Errors of a plan that returns an expression. */
function faultsOf(text: string): readonly string[] {
  return parse(createSourceFile("/a.orch", text)).diagnostics.map(
    ({ code, message }) => `${code} ${message}`,
  );
}

describe("what the grammar can't show", () => {
  test.each([
    ["arguments", "plan p() { step a = t(1, 2,) }"],
    ["a list", "plan p() { return [1, 2,] }"],
    ["a record", "plan p() { return { a: 1, } }"],
    ["the arms of a match", "plan p() { return match a { b: 1, else: 2, } }"],
    ["parameters", "plan p(a: Int, b: Int,) { }"],
    ["imports", "import a.b { c, d, }"],
  ])("a comma may end %s", (_, text) => {
    expect(faultsOf(`module a\n${text}`)).toEqual([]);
  });

  test("a comma by itself is no list", () => {
    expect(faultsOf("module a\nplan p() { return [,] }")).not.toEqual([]);
  });
});

/** The operators of each row of the page's table, the loosest first. */
const rows = [...page.matchAll(/^\| ((?:`[^`]+` ?)+) \| (left|right|alone) \|$/gm)].map(
  ([, cell = "", goes = ""]) => ({
    operators: [...cell.matchAll(/`([^`]+)`/g)].map(([, operator = ""]) => operator),
    goes,
  }),
);

/** The operator that is applied last in `a first b second c`. */
function lastOf(first: string, second: string): string {
  const { file, source } = parse(
    createSourceFile("/a.orch", `module m\nflag f = a ${first} b ${second} c\n`),
  );
  const [flag] = file.declarations;
  if (flag?.kind !== "flagDeclaration") throw new Error("no flag");
  const { value } = flag;
  if (value.kind === "range") return "..";
  if (value.kind !== "binary") throw new Error(`${source.text}: ${value.kind}`);
  return value.left.kind === "reference" ? first : second;
}

describe("the table of operators", () => {
  test("has them all", () => {
    const listed = rows.flatMap(({ operators }) => operators);
    const infix = membersOf(BinaryOperatorToken).map(({ name }) => name.slice(1, -1));
    expect(listed.toSorted()).toEqual([...infix, "is"].toSorted());
  });

  const infix = rows.map((row) => ({
    ...row,
    operators: row.operators.filter((operator) => operator !== "is"),
  }));
  const pairs = infix.flatMap((loose, index) =>
    infix.slice(index + 1).map((tight) => [loose.operators[0] ?? "", tight.operators[0] ?? ""] as const),
  );

  test.each(pairs)("%s binds more loosely than %s", (loose, tight) => {
    expect([lastOf(loose, tight), lastOf(tight, loose)]).toEqual([loose, loose]);
  });

  test.each(infix)("$operators.0 goes $goes", ({ operators: [first = "", other = first], goes }) => {
    const faults = faultsOf(`module m\nflag f = a ${first} b ${other} c\n`);
    expect(faults.length > 0 ? "alone" : "in a row").toBe(goes === "alone" ? "alone" : "in a row");
    const { file } = parse(createSourceFile("/a.orch", `module m\nflag f = a ${first} b ${other} c\n`));
    const [flag] = file.declarations;
    if (goes === "alone" || flag?.kind !== "flagDeclaration" || flag.value.kind !== "binary") return;
    expect(flag.value.left.kind === "binary" ? "left" : "right").toBe(goes);
  });
});

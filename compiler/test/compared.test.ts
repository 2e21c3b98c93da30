import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/* The line counts of docs/compared.md are those of the programs that it shows or names. */

const root = fileURLToPath(new URL("../../", import.meta.url));
const page = readFileSync(`${root}docs/compared.md`, "utf8");
const cookbook = readFileSync(`${root}examples/README.md`, "utf8");

const rows = [...page.matchAll(/^\| (\d+) \| \[[^\]]+\]\(#[^)]+\) \| (\d+) \| [^|]+ \| (\d+) \|$/gmu)].map(
  ([, number = "", own, other]) => ({ number, own: Number(own), other: Number(other) }),
);

/** The text below a heading, up to the next one of its level or above. */
function section(text: string, heading: RegExp): string {
  const found = heading.exec(text);
  if (found === null) return "";
  const rest = text.slice(found.index + found[0].length);
  const end = rest.search(/^#{2,3} /mu);
  return end < 0 ? rest : rest.slice(0, end);
}

function blockIn(text: string, language: string): string {
  return new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "msu").exec(text)?.[1] ?? "";
}

/** Without blank lines, comments and scenarios. */
function linesOf(code: string): number {
  return code
    .replace(/^scenario .*?^\}/gmsu, "")
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^\s*(?:\/\/|#)/u.test(line)).length;
}

test("there are twenty programs", () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, at) => `${at + 1}`));
});

test.each(rows)("program $number has as many lines as the table says", ({ number, own, other }) => {
  const compared = section(page, new RegExp(`^### ${number}\\. .*$`, "mu"));
  const named = /cookbook's \*([^*]+)\*/u.exec(compared)?.[1];
  const shown = named === undefined ? compared : section(cookbook, new RegExp(`^## ${named}$`, "mu"));
  expect(linesOf(blockIn(shown, "orch"))).toBe(own);
  expect(linesOf(blockIn(compared, "(?:ts|json|yaml)"))).toBe(other);
});

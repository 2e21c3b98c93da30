import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { editDistance } from "@orchlang/language/display";

/** In the repository they are at the root; for the published package the bundler lays them beside the bundle. */
const folders = ["../../../docs/diagnostics/", "../docs/diagnostics/"];

function folder(): string | undefined {
  return folders
    .map((each) => fileURLToPath(new URL(each, import.meta.url)))
    .find((each) => existsSync(each));
}

/** The page of a code, if it has one. */
export function findDiagnosticPage(code: string): string | undefined {
  const home = folder();
  if (home === undefined || !/^ORCH\d{4}$/.test(code)) return undefined;
  const path = `${home}${code}.md`;
  return existsSync(path) ? path : undefined;
}

interface DiagnosticPage {
  /** The short name, as in "Name declared twice". */
  readonly title: string;
  /** Markdown, without the heading. */
  readonly body: string;
}

/** The page of a code, if it has one. */
export function readDiagnosticPage(code: string): DiagnosticPage | undefined {
  const path = findDiagnosticPage(code);
  if (path === undefined) return undefined;
  const [heading = "", ...below] = readFileSync(path, "utf8").trim().split("\n");
  return { title: heading.replace(/^# ORCH\d{4}: /u, ""), body: below.join("\n").trim() };
}

export function knownCodes(): readonly string[] {
  const home = folder();
  if (home === undefined) return [];
  return readdirSync(home)
    .filter((name) => /^ORCH\d{4}\.md$/.test(name))
    .map((name) => name.slice(0, -3))
    .sort();
}

/** As many as fit on a screen beside what was typed. */
const nearMax = 6;

/** The codes that were most likely meant: by their digits, or by the words of their titles; the likeliest first. */
export function nearCodes(given: string): readonly string[] {
  const digits = given.replaceAll(/\D/gu, "");
  return digits === "" ? byTitle(given) : byDigits(digits);
}

function byDigits(digits: string): readonly string[] {
  const value = Number(digits);
  return knownCodes()
    .map((code) => ({
      code,
      // The same digits in another order are the likeliest slip of all.
      slips: sortedDigits(code.slice(4)) === sortedDigits(digits) ? 0.5 : editDistance(digits, code.slice(4)),
      apart: Math.abs(Number(code.slice(4)) - value),
    }))
    .filter(({ slips, apart }) => slips <= 1 || (slips === 2 && apart <= 9))
    .sort((a, b) => a.slips - b.slips || a.apart - b.apart)
    .slice(0, nearMax)
    .map(({ code }) => code);
}

function sortedDigits(digits: string): string {
  return [...digits].sort().join("");
}

function byTitle(given: string): readonly string[] {
  const wanted = wordsOf(given);
  return knownCodes()
    .map((code) => {
      const title = wordsOf(readDiagnosticPage(code)?.title ?? "");
      return { code, shared: wanted.filter((word) => title.includes(word)).length };
    })
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared)
    .slice(0, nearMax)
    .map(({ code }) => code);
}

/** Small words say nothing of a title. */
function wordsOf(text: string): readonly string[] {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return words.filter((word) => word.length > 2 && word !== "the");
}

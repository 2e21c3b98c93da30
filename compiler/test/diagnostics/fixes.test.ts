import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { applyEdits, type Diagnostic, type Fix, type TextEdit } from "@orchlang/language";
import { readFixture } from "@orchlang/language/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pages, tellFiles } from "./example.ts";

/*
 * What is offered mends. Of every mistake of the corpus: the change that a diagnostic proposes takes it away; one that
 * is called safe adds nothing to it besides. Of clean programs with one slip of the hand: where the slip has a safe
 * change, the program is clean after it.
 */

const here = fileURLToPath(new URL("../", import.meta.url));

type Files = Readonly<Record<string, string>>;

interface Text {
  readonly name: string;
  readonly files: Files;
}

function filesOf(text: string): Files {
  const plain = text.replace(/^\/\/- (\S+) (missing|not UTF-8)$/gmu, "").trim();
  if (plain === "") return {};
  return Object.fromEntries(readFixture(plain).files.map((file) => [file.name, file.text]));
}

const texts: readonly Text[] = [
  ...pages.flatMap(({ code, wrong }) => (wrong === undefined ? [] : [{ name: code, files: filesOf(wrong) }])),
  ...globSync("corpus/mistakes/**/*.orch", { cwd: here }).map((name) => ({
    name,
    files: filesOf(readFileSync(here + name, "utf8")),
  })),
];

/** The files with a change made. */
function mended(files: Files, fix: Fix): Files {
  const byFile = Map.groupBy(fix.edits, (edit: TextEdit) => edit.file);
  const changed = [...byFile].map(
    ([file, edits]) => [file, applyEdits(files[file] ?? "", 0, edits)] as const,
  );
  return { ...files, ...Object.fromEntries(changed) };
}

const says = ({ code, message }: Diagnostic): string => `${code} ${message}`;

/** How often each thing is said: places move, words stay. */
function without(diagnostics: readonly Diagnostic[], others: readonly Diagnostic[]): readonly Diagnostic[] {
  const left = others.map(says);
  return diagnostics.filter((diagnostic) => {
    const at = left.indexOf(says(diagnostic));
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

/** Held back as long as the file has an error: that a name is not used. */
const isHeldBack = ({ tags }: Diagnostic): boolean => tags?.includes("unnecessary") === true;

describe("a change that is offered", () => {
  for (const { name, files } of texts) {
    const { diagnostics } = tellFiles(files);
    const offered = diagnostics.flatMap((diagnostic) => diagnostic.fixes.map((fix) => ({ diagnostic, fix })));
    test.each(offered)(`mends ${name}: $fix.title`, ({ diagnostic, fix }) => {
      const now = tellFiles(mended(files, fix)).diagnostics;
      const gone = without(diagnostics, now);
      expect(gone.map(says)).toContain(says(diagnostic));
      if (!fix.safe) return;
      const added = without(now, diagnostics).filter((one) => !isHeldBack(one));
      expect(added.map(says)).toEqual([]);
    });
  }
});

/** A slip of the hand: where it can happen, and what it makes of the text. Each is one that has a safe change. */
interface Slip {
  readonly name: string;
  readonly place: RegExp;
  readonly slip: (found: string) => string;
}

const slips: readonly Slip[] = [
  { name: "single quotes", place: /(?<=[(:=] )"[^"'$\\]*"/gu, slip: (text) => `'${text.slice(1, -1)}'` },
  { name: "curly quotes", place: /(?<=[(:=] )"[^"'$\\]*"/gu, slip: (text) => `“${text.slice(1, -1)}”` },
  { name: "&&", place: /(?<=\w )and(?= \w)/gu, slip: () => "&&" },
  { name: "||", place: /(?<=\w )or(?= \w)/gu, slip: () => "||" },
  { name: "a semicolon", place: /(?<=return \w+)$/gmu, slip: () => ";" },
  { name: "one equals sign", place: /(?<=^ +when [\w.]+ )==(?= \w)/gmu, slip: () => "=" },
  { name: "three equals signs", place: /(?<=^ +when [\w.]+ )==(?= \w)/gmu, slip: () => "===" },
  { name: "an equals sign for a name", place: /(?<=\(\w+):(?= )/gu, slip: () => " =" },
  { name: "a comma that is not there", place: /(?<=\(\w+: \w+),(?= \w+:)/gu, slip: () => "" },
];

const programs = [
  ...globSync(["programs/*.orch", "corpus/programs/**/*.orch"], { cwd: here }).map((file) => here + file),
].sort();

/** `LAWS=50` tries fifty times as many slips. */
const laws = Number(process.env.LAWS ?? 1);

describe("a program with a slip of the hand", () => {
  for (const { name, place, slip } of slips) {
    const cases = programs.flatMap((file) => {
      const text = readFileSync(file, "utf8");
      return [...text.matchAll(place)].map((found) => ({ text, at: found.index, found: found[0] }));
    });
    test(`is clean again after its safe change: ${name}`, () => {
      expect(cases).not.toEqual([]);
      fc.assert(
        fc.property(fc.constantFrom(...cases), ({ text, at, found }) => {
          const slipped = text.slice(0, at) + slip(found) + text.slice(at + found.length);
          const files = { "/main.orch": slipped };
          const { diagnostics } = tellFiles(files);
          // Inside a string or a comment it is no slip.
          fc.pre(diagnostics.length > 0);
          const fixes = diagnostics.flatMap((diagnostic) => diagnostic.fixes.filter(({ safe }) => safe));
          expect(fixes).not.toEqual([]);
          const all = { title: "all", safe: true, edits: fixes.flatMap(({ edits }) => edits) };
          expect(tellFiles(mended(files, all)).diagnostics.map(says)).toEqual([]);
        }),
        { numRuns: 4 * laws, seed: 25 },
      );
    });
  }
});

import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { planOf, sketches } from "@orchlang/kernel/testing";
import { tableRows } from "@orchlang/plan/testing/tables";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { constructsIn } from "../../src/constructs/table.ts";
import { drawProgram } from "../../src/program/draw.ts";

/* The table of `README.md`: of each construct a section, a program, and that both generators draw it. */

const here = dirname(fileURLToPath(import.meta.url));

interface Row {
  readonly construct: string;
  readonly reference: string;
  readonly conformance: string;
  readonly proofs: string;
  readonly kernel: string;
}

const rows = tableRows(readFileSync(`${here}/README.md`, "utf8"), "construct").map(
  ([construct = "", reference = "", conformance = "", proofs = "", kernel = ""]): Row => ({
    construct,
    reference,
    conformance,
    proofs,
    kernel,
  }),
);

/** `[name](path#part)`. */
function linkIn(cell: string): { readonly text: string; readonly part: string | undefined } {
  const [, path = "", part] = /\]\(([^)#]+)(?:#([^)]+))?\)/u.exec(cell) ?? [];
  return { text: readFileSync(`${here}/${path}`, "utf8"), part };
}

/** What stands between the backquotes at the end of a cell. */
function wordIn(cell: string): string {
  return /`([^`]+)`$/u.exec(cell)?.[1] ?? "";
}

function patternIn(cell: string): RegExp {
  const word = wordIn(cell);
  expect(word, cell).toMatch(/^\/.+\/$/u);
  return new RegExp(word.slice(1, -1), "mu");
}

const anchors = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.*)$/gmu)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/gu, "")
      .replaceAll(" ", "-"),
  );

test("the table has all constructs", () => {
  expect(rows.length).toBeGreaterThan(30);
  expect(new Set(rows.map(({ construct }) => construct)).size).toBe(rows.length);
});

describe.each(rows.map((row) => [row.construct, row] as const))("%s", (_, { reference, conformance }) => {
  test("has a section of the reference", () => {
    const { text, part } = linkIn(reference);
    expect(anchors(text)).toContain(part);
  });

  test("stands in a conformance program", () => {
    expect(linkIn(conformance).text).toMatch(patternIn(conformance));
  });
});

test("the generator of the proof trial comes to each", () => {
  const missing = new Set(rows.map(({ proofs }) => proofs).filter((cell) => cell !== "–"));
  for (let seed = 1; seed <= 2_000 && missing.size > 0; seed++) {
    const text = drawProgram({ seed });
    const constructs = constructsIn(text);
    for (const cell of missing) {
      const isThere = wordIn(cell).startsWith("/")
        ? patternIn(cell).test(text)
        : constructs.has(wordIn(cell));
      if (isThere) missing.delete(cell);
    }
  }
  expect([...missing]).toEqual([]);
});

test("the random plans of the kernel come to each that is left in a plan", () => {
  const missing = new Set(rows.map(({ kernel }) => kernel).filter((cell) => cell !== "–"));
  for (const sketch of fc.sample(sketches, { seed: 7, numRuns: 400 })) {
    const written = JSON.stringify(planOf(sketch));
    for (const cell of missing) if (patternIn(cell).test(written)) missing.delete(cell);
    if (missing.size === 0) break;
  }
  expect([...missing]).toEqual([]);
});

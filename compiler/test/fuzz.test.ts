import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createSourceFile, parse } from "@orchlang/language";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile } from "../src/compile.ts";
import { memoryHost } from "./compile-fixture.ts";

/*
 * Whatever an author writes, the compiler answers with diagnostics: programs with tokens taken away, doubled and
 * swapped, and cut anywhere. What can't be parsed as a whole is checked as far as it goes.
 */

const folder = fileURLToPath(new URL("./programs/", import.meta.url));
const programs = readdirSync(folder).map((name) => readFileSync(folder + name, "utf8"));

function diagnosticsOf(text: string) {
  return compile({ files: ["/m.orch"], root: "/" }, memoryHost({ "/m.orch": text })).diagnostics;
}

/** The text of each token with the white space before it. */
function pieces(text: string): readonly string[] {
  const { tokens } = parse(createSourceFile("/m.orch", text));
  let from = 0;
  return tokens.map(({ end }) => {
    const piece = text.slice(from, end);
    from = end;
    return piece;
  });
}

const changes = fc.array(
  fc.record({ at: fc.nat(), with: fc.constantFrom("drop", "double", "swap", "borrow"), other: fc.nat() }),
  { minLength: 1, maxLength: 6 },
);

function changed(text: string, edits: readonly { at: number; with: string; other: number }[]): string {
  const parts = [...pieces(text)];
  for (const edit of edits) {
    const at = edit.at % parts.length;
    const other = edit.other % parts.length;
    const here = parts[at] ?? "";
    if (edit.with === "drop") parts.splice(at, 1);
    else if (edit.with === "double") parts.splice(at, 0, here);
    else if (edit.with === "borrow") parts.splice(at, 0, parts[other] ?? "");
    else [parts[at], parts[other]] = [parts[other] ?? "", here];
  }
  return parts.join("");
}

/** `LAWS=50` tries fifty times as many. */
const laws = Number(process.env.LAWS ?? 1);

describe("broken programs", () => {
  test("with tokens dropped, doubled, swapped and borrowed never make the compiler throw", () => {
    fc.assert(
      fc.property(fc.constantFrom(...programs), changes, (text, edits) => {
        for (const { file, span } of diagnosticsOf(changed(text, edits))) {
          expect(file).toBe("/m.orch");
          expect(span.start).toBeLessThanOrEqual(span.end);
        }
      }),
      { numRuns: 50 * laws },
    );
  });

  test("cut anywhere never make the compiler throw", () => {
    fc.assert(
      fc.property(fc.constantFrom(...programs), fc.nat(), (text, at) => {
        diagnosticsOf(text.slice(0, at % text.length));
      }),
      { numRuns: 50 * laws },
    );
  });

  test("say the same each time", () => {
    fc.assert(
      fc.property(fc.constantFrom(...programs), changes, (text, edits) => {
        const broken = changed(text, edits);
        expect(diagnosticsOf(broken)).toEqual(diagnosticsOf(broken));
      }),
      { numRuns: 40 },
    );
  });
});

describe("own programs", () => {
  for (const [index, name] of readdirSync(folder).entries()) {
    test(`${name} is clean`, () => {
      expect(diagnosticsOf(programs[index] ?? "")).toEqual([]);
    });
  }
});

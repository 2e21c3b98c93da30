import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { renderDiagnostic, syntaxCatalogue } from "@orchlang/language";
import { describe, expect, test } from "vitest";
import { compilerCatalogue } from "../../src/catalogue.ts";
import { mistakesPerFileMax } from "../../src/limits.ts";
import { pages, type Told, tell, tellFiles } from "./example.ts";

/*
 * What a reader sees of every diagnostic: `shown/ORCHnnnn.txt` is the "Wrong" example of its page as a terminal of 100
 * columns shows it. `vitest run compiler/test/diagnostics -u` brings them up to date; read the difference as a person
 * who has made that mistake.
 */

const folder = fileURLToPath(new URL("./shown/", import.meta.url));

function shown({ diagnostics, sourceOf }: Told): string {
  return diagnostics.map((diagnostic) => `${renderDiagnostic(diagnostic, { sourceOf })}\n`).join("\n");
}

/** What no short text can show; of very many the last are what matters. */
const long: Readonly<Record<string, () => Told>> = {
  ORCH0116: () => tell(`module shop\n\nplan p() -> Int { return ${"(".repeat(150)}1${")".repeat(150)} }\n`),
  ORCH0117: () => tell(`module shop\n\nplan p() -> Int { return 1${" + 1".repeat(1_500)} }\n`),
  ORCH0199: () => lastOf(tell(`module shop\n\nplan p() {\n${"  wait 1m;\n".repeat(300)}}\n`)),
  ORCH1014: () =>
    lastOf(
      tellFiles({ "/main.orch": `module shop\n\ntype A {\n${wrongFields(mistakesPerFileMax + 50)}}\n` }),
    ),
};

const wrongFields = (count: number): string =>
  Array.from({ length: count }, (_, index) => `  f${index}: Strin\n`).join("");

function lastOf({ diagnostics, sourceOf }: Told): Told {
  return { diagnostics: diagnostics.slice(-1), sourceOf };
}

describe("as a reader sees it", () => {
  for (const { code, wrong } of pages) {
    const told = wrong === undefined ? long[code] : () => tell(wrong);
    test.runIf(told !== undefined)(code, async () => {
      const text = told === undefined ? "" : shown(told());
      expect(text).toContain(`[${code}]`);
      await expect(text).toMatchFileSnapshot(`${folder}${code}.txt`);
    });
  }
});

test("every diagnostic is shown, and nothing that is none", () => {
  const codes = [...syntaxCatalogue.keys(), ...compilerCatalogue.keys()].sort();
  const files = readdirSync(folder).map((name) => name.replace(/\.txt$/u, ""));
  expect(files.filter((code) => !codes.includes(code))).toEqual([]);
  expect(codes.filter((code) => !files.includes(code))).toEqual([]);
});

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { renderDiagnostic, syntaxCatalogue } from "@orchlang/language";
import { expect, test } from "vitest";
import { compilerCatalogue } from "../../src/catalogue.ts";
import { shownOf } from "./every.ts";
import type { Told } from "./example.ts";

/*
 * What a reader sees of every diagnostic: `shown/ORCHnnnn.txt` is the "Wrong" example of its page as a terminal of 100
 * columns shows it. `vitest run compiler/test/diagnostics -u` brings them up to date; read the difference as a person
 * who has made that mistake.
 */

const folder = fileURLToPath(new URL("./shown/", import.meta.url));

function shown({ diagnostics, sourceOf }: Told): string {
  return diagnostics.map((diagnostic) => `${renderDiagnostic(diagnostic, { sourceOf })}\n`).join("\n");
}

test.each(shownOf)("$code as a reader sees it", async ({ code, told }) => {
  const text = shown(told());
  expect(text).toContain(`[${code}]`);
  await expect(text).toMatchFileSnapshot(`${folder}${code}.txt`);
});

test("every diagnostic is shown, and nothing that is none", () => {
  const codes = [...syntaxCatalogue.keys(), ...compilerCatalogue.keys()];
  const shownCodes = shownOf.map(({ code }) => code);
  const files = readdirSync(folder).map((name) => name.replace(/\.txt$/u, ""));
  expect(codes.filter((code) => !shownCodes.includes(code))).toEqual([]);
  expect(files.filter((code) => !codes.includes(code))).toEqual([]);
});

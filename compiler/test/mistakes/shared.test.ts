import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createSourceFile, lineAt } from "@orchlang/language";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { memoryHost } from "../compile-fixture.ts";

const shared = fileURLToPath(new URL("../../../../shared/", import.meta.url));
const present = existsSync(`${shared}mistakes`) && existsSync(`${shared}programs`);
if (!present) console.warn(`skipped: there is no ${shared} beside the checkout`);

/** Mistakes that no phase finds yet. */
const notFoundYet: ReadonlySet<string> = new Set();

function diagnosticsOf(folder: string, file: string) {
  const path = `/${file}`;
  const text = readFileSync(`${shared}${folder}/${file}`, "utf8");
  const { diagnostics } = compile({ files: [path], root: "/" }, memoryHost({ [path]: text }));
  return { diagnostics, source: createSourceFile(path, text) };
}

describe.skipIf(!present)("programs beside the checkout", () => {
  for (const file of present ? readdirSync(`${shared}programs`) : []) {
    test(`${file} is clean`, () => {
      expect(diagnosticsOf("programs", file).diagnostics).toEqual([]);
    });
  }
});

describe.skipIf(!present)("mistakes beside the checkout", () => {
  for (const file of present ? readdirSync(`${shared}mistakes`) : []) {
    test.skipIf(notFoundYet.has(file))(`${file} gives one error, on its line`, () => {
      const { diagnostics, source } = diagnosticsOf("mistakes", file);
      const marked = source.text.split("\n").flatMap((line, index) => (line.includes("//!") ? [index] : []));
      const errors = diagnostics.filter(({ severity }) => severity === "error");
      expect(errors.map(({ span }) => lineAt(source, span.start))).toEqual(marked);
    });
  }
});

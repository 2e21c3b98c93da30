import type { Host } from "@orchlang/checker";
import type { Diagnostic } from "@orchlang/language";
import { compareMarks, type Fixture, readFixture } from "@orchlang/language/testing";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { expect } from "vitest";
import { type CompileResult, compile } from "../src/compile.ts";

/** A host over texts by path, and the real standard library. */
export function memoryHost(files: Readonly<Record<string, string>>): Host {
  return {
    read(path) {
      const text = files[path];
      if (text !== undefined) return { text };
      const isFolder = Object.keys(files).some((file) => file.startsWith(`${path}/`));
      return isFolder
        ? { fault: "folder", message: "is a folder" }
        : { fault: "missing", message: "there is no such file" };
    },
    list(folder) {
      const start = folder === "/" ? "/" : `${folder}/`;
      return Object.keys(files)
        .filter((file) => file.startsWith(start))
        .map((file) => file.slice(start.length).split("/")[0] ?? "");
    },
    standard: standardModule,
    standardModules,
  };
}

/** Compiles the `.orch` files of a fixture together, as a caller who named them all. */
function compileFixture(fixture: Fixture): CompileResult {
  const files = Object.fromEntries(fixture.files.map((file) => [file.name, file.text]));
  const named = Object.keys(files).filter((name) => name.endsWith(".orch"));
  return compile({ files: named, root: "/" }, memoryHost(files));
}

export function compileText(text: string): CompileResult {
  return compileFixture(readFixture(text));
}

/** Holds what is found against the marks of the text. */
export function check(text: string): void {
  const fixture = readFixture(text.replace(/^\n/u, ""));
  const { expected, actual } = compareMarks(fixture, compileFixture(fixture).diagnostics);
  expect(actual).toBe(expected);
}

/** Of a text with one mistake: that one. */
export function onlyDiagnostic(text: string): Diagnostic {
  const { diagnostics } = compileText(text);
  expect(diagnostics.map(({ code }) => code)).toHaveLength(1);
  return diagnostics[0] as Diagnostic;
}

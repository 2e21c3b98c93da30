import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createSourceFile, lineAt } from "@orchlang/language";
import { decodePlanFile, encodePlanFile } from "@orchlang/plan";
import { renderHtml, renderSvg, sceneOf } from "@orchlang/presentation/drawing";
import { htmlOf, xmlOf } from "@orchlang/presentation/testing";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { memoryHost } from "../compile-fixture.ts";
import { testMutants } from "../session/mutants.ts";

/* Programs and mistakes that somebody else has written. */

function texts(folder: string): readonly (readonly [name: string, text: string])[] {
  const cwd = join(process.env.SHARED ?? "", folder);
  return globSync("*.orch", { cwd })
    .sort()
    .map((name) => [name, readFileSync(join(cwd, name), "utf8")] as const);
}

function compiled(text: string) {
  return compile({ files: ["/m.orch"], root: "/" }, memoryHost({ "/m.orch": text }));
}

test.each(texts("programs"))("%s is clean, and its plans are read back and drawn", (_, text) => {
  const { diagnostics, targets, plan } = compiled(text);
  expect(diagnostics).toEqual([]);
  expect(targets).not.toEqual([]);
  for (const { name } of targets) {
    const file = plan(name);
    if (file === undefined) throw new Error(`there is no plan file of ${name}`);
    expect(decodePlanFile(encodePlanFile(file.plan, file.about))).toEqual({ ok: file });
    expect(xmlOf(renderSvg(sceneOf(file))).elements).toContain("svg");
    htmlOf(renderHtml(file));
  }
});

test.each(texts("mistakes"))("%s gives one error, on its line", (_, text) => {
  const source = createSourceFile("/m.orch", text);
  const marked = text.split("\n").flatMap((line, index) => (line.includes("//!") ? [index] : []));
  const errors = compiled(text).diagnostics.filter(({ severity }) => severity === "error");
  expect(errors.map(({ span }) => lineAt(source, span.start))).toEqual(marked);
});

describe("check and a session report the same", () => {
  testMutants(
    [...texts("programs"), ...texts("mistakes")].map(([, text]) => text),
    200,
  );
});

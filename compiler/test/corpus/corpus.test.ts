import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createSourceFile, type Diagnostic, format, lineAt, parse } from "@orchlang/language";
import { decodePlanFile, encodePlanFile } from "@orchlang/plan";
import { previewJson, previewOf, renderPreview } from "@orchlang/presentation";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";

import { memoryHost } from "../compile-fixture.ts";

/*
 * Programs as people write them, by field: each checks clean, warnings included, keeps its layout, and comes through
 * to a preview. Mistakes as people make them, by kind: each gives one error and nothing else, of the code and on the
 * line that its `//!` says. Pairs: one mistake, and none where what stands behind each `//=` is put in place of its
 * line.
 */

const here = fileURLToPath(new URL("./", import.meta.url));
const filesIn = (folder: string) => globSync("**/*.orch", { cwd: `${here}${folder}` }).sort();

function compiled(folder: string, file: string) {
  const path = `/${file}`;
  const text = readFileSync(`${here}${folder}/${file}`, "utf8");
  return {
    source: createSourceFile(path, text),
    result: compile({ files: [path], root: "/" }, memoryHost({ [path]: text })),
  };
}

describe("programs", () => {
  test.each(filesIn("programs"))("%s", (file) => {
    const { source, result } = compiled("programs", file);
    expect(result.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
    expect(format(parse(source))).toBe(source.text);
    expect(result.targets).not.toEqual([]);
    for (const { name } of result.targets) {
      const plan = result.plan(name);
      if (plan === undefined) throw new Error(`there is no plan file of ${name}`);
      expect(renderPreview(previewOf(plan))).toContain("sha256:");
      expect(() => JSON.stringify(previewJson(plan))).not.toThrow();
      expect(decodePlanFile(encodePlanFile(plan.plan, plan.about))).toEqual({ ok: plan });
    }
  });
});

describe("pairs", () => {
  const read = (file: string): string => readFileSync(`${here}pairs/${file}`, "utf8");
  const told = (text: string): readonly string[] => {
    const source = createSourceFile("/m.orch", text);
    const { diagnostics } = compile({ files: ["/m.orch"], root: "/" }, memoryHost({ "/m.orch": text }));
    return diagnostics.map(
      ({ code, severity, span }) => `${lineAt(source, span.start) + 1} ${severity} ${code}`,
    );
  };

  test.each(filesIn("pairs"))("%s", (file) => {
    const lines = read(file).split("\n");
    const wrong = lines.map((line) => line.replace(/ *\/\/= .*$/, ""));
    const marked = wrong.flatMap((line, at) => {
      const code = /\/\/! (ORCH\d{4})/.exec(line)?.[1];
      return code === undefined ? [] : [`${at + 1} error ${code}`];
    });
    expect(marked).toHaveLength(1);
    expect(told(wrong.join("\n"))).toEqual(marked);
    const right = lines.map((line) => line.replace(/^(\s*).*\/\/= (.*)$/, "$1$2"));
    expect(told(right.join("\n"))).toEqual([]);
  });
});

describe("mistakes", () => {
  test.each(filesIn("mistakes"))("%s", (file) => {
    const { source, result } = compiled("mistakes", file);
    const found = ({ code, severity, span }: Diagnostic) => ({
      severity,
      code,
      line: lineAt(source, span.start) + 1,
    });
    const marked = source.text.split("\n").flatMap((text, index) => {
      const code = /\/\/! (ORCH\d{4}) /.exec(text)?.[1];
      return code === undefined ? [] : [{ severity: "error", code, line: index + 1 }];
    });
    expect(marked).toHaveLength(1);
    expect(result.diagnostics.map(found)).toEqual(marked);
  });
});

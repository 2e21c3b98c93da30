import { readFileSync } from "node:fs";
import { compile } from "@orchlang/compiler";
import { createSourceFile, renderDiagnostic } from "@orchlang/language";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { expect, test } from "vitest";

interface Pattern {
  readonly regexp: string;
  readonly [group: string]: string | number;
}

const { contributes } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  readonly contributes: { readonly problemMatchers: readonly { readonly pattern: readonly Pattern[] }[] };
};

/** What the Problems view makes of some lines: the patterns of a matcher follow one another, line by line. */
function problemsIn(text: string): readonly Record<string, string>[] {
  const lines = text.split("\n");
  return lines.flatMap((_, start) =>
    contributes.problemMatchers.flatMap(({ pattern }) => {
      const found: Record<string, string> = {};
      for (const [index, { regexp, ...groups }] of pattern.entries()) {
        const match = new RegExp(regexp, "u").exec(lines[start + index] ?? "");
        if (match === null) return [];
        for (const [name, group] of Object.entries(groups)) {
          const said = match[Number(group)] ?? "";
          found[name] = found[name] === undefined ? said : `${found[name]} ${said}`;
        }
      }
      return [found];
    }),
  );
}

const name = "nothing_that_there_is_under_that_very_long_name_of_all";
const program = `module lab
tool wash(n: Int) -> Int { effect pure  latency <= 1m }
plan p(n: Int) -> Int {
  step w = wash(n) { after ${name} }
  return v
}
`;

test.each([200, 100, 60])("in %d columns the Problems view has each mistake once, at its place", (width) => {
  const path = "plans/lab.orch";
  const host = {
    read: (asked: string) =>
      asked.endsWith(path)
        ? { text: program }
        : ({ fault: "missing", message: "there is no such file" } as const),
    list: () => [],
    standard: standardModule,
    standardModules,
  };
  const { diagnostics } = compile({ files: [path], root: "/" }, host);
  const sourceOf = () => createSourceFile(path, program);
  const told = diagnostics.map((one) => renderDiagnostic(one, { sourceOf, width })).join("\n\n");
  const found = problemsIn(told);
  expect(found.map(({ file, line, column, severity }) => [file, line, column, severity])).toEqual([
    [path, "4", "28", "error"],
    [path, "5", "10", "error"],
  ]);
  expect(found[0]?.message).toBe(`There is no step called \`${name}\` to wait for.`);
});

import { compile } from "@orchlang/compiler";
import { spacedUnits } from "@orchlang/language";
import { describe, expect, test } from "vitest";
import { standardModule, standardModules } from "../src/modules.ts";

/** Where a host finds the module if it is checked as somebody's own file. */
const pathOf = (name: string) => `/${name.replaceAll(".", "/")}.orch`;

const host = {
  read(path: string) {
    const found = standardModules.find((name) => pathOf(name) === path);
    return found === undefined
      ? { fault: "missing" as const, message: "there is no such file" }
      : { text: standardModule(found)?.text ?? "" };
  },
  standard: standardModule,
  standardModules,
};

describe("the standard library", () => {
  test("has modules in folders of any depth, each named after its file", () => {
    expect(standardModules).toContain("std.units");
    const declared = standardModules.map(
      (name) => /^module (\S+)$/mu.exec(standardModule(name)?.text ?? "")?.[1],
    );
    expect(declared).toEqual(standardModules);
  });

  test.each(standardModules)("%s is clean", (name) => {
    const { diagnostics } = compile({ files: [pathOf(name)], root: "/" }, host);
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  });

  test("gives each file a path that is the same on every machine", () => {
    expect(standardModules.map((name) => standardModule(name)?.path)).toEqual(
      standardModules.map((name) => pathOf(name).slice(1)),
    );
    expect(standardModule("std.nothing")).toBeUndefined();
    expect(standardModule("../../package")).toBeUndefined();
  });
});

describe("units", () => {
  const text = standardModule("std.units")?.text ?? "";
  const declared = [...text.matchAll(/^unit (\S+):/gmu)].map((match) => match[1]);

  test("that may stand apart from their number are declared", () => {
    expect([...spacedUnits].filter((unit) => !declared.includes(unit))).toEqual([]);
  });

  test("that are whole words may stand apart from their number", () => {
    const words = declared.filter(
      (unit) => /^[a-z]{4,}$/u.test(unit ?? "") && !/^[kmg]?bps$/iu.test(unit ?? ""),
    );
    expect(words.filter((unit) => !spacedUnits.has(unit ?? ""))).toEqual([]);
  });
});

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "@orchlang/compiler";
import { spacedUnits } from "@orchlang/language";
import { describe, expect, test } from "vitest";
import { standardModule, standardModules } from "../src/modules.ts";

const folder = fileURLToPath(new URL("../std/", import.meta.url));

const host = {
  read(path: string) {
    const found = standardModule(`std.${path.slice("/std/".length, -".orch".length)}`);
    return found === undefined
      ? { fault: "missing" as const, message: "there is no such file" }
      : { text: found.text };
  },
  standard: standardModule,
  standardModules,
};

describe("the standard library", () => {
  test("has a file for every module, and a module for every file", () => {
    const files = readdirSync(folder).map((name) => `std.${name.replace(/\.orch$/u, "")}`);
    expect([...standardModules].sort()).toEqual(files.sort());
  });

  test.each(standardModules)("%s is clean", (name) => {
    const path = `/std/${name.slice("std.".length)}.orch`;
    const { diagnostics } = compile({ files: [path], root: "/" }, host);
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  });

  test("gives each file a path that is the same on every machine", () => {
    expect(standardModules.map((name) => standardModule(name)?.path)).toEqual(
      standardModules.map((name) => `${name.replace(".", "/")}.orch`),
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

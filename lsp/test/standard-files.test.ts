import { standardModule, standardModules } from "@orchlang/stdlib";
import { expect, test } from "vitest";
import { isStandardFile, standardFileOf } from "../src/files.ts";

test.each(standardModules)("the file of %s is found and may not be changed", (name) => {
  const { path = "", file = "" } = standardModule(name) ?? {};
  expect(standardFileOf(path)).toBe(file);
  expect(isStandardFile(file)).toBe(true);
  expect(isStandardFile(`/elsewhere/${path}`)).toBe(false);
});

test("a path that leads out of the library is none of its files", () => {
  expect(standardFileOf("std/../package.orch")).toBeUndefined();
});

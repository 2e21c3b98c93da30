import { compileText } from "@orchlang/compiler/testing";
import { expect } from "vitest";
import type { CheckedProgram } from "../../src/3-check/checked.ts";

/** The result of phase 3 for a text without mistakes. */
export function checked(text: string): CheckedProgram {
  const { projects, diagnostics } = compileText(text);
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  return projects[0]?.checked as CheckedProgram;
}

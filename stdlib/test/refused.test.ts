import { standardModule } from "@orchlang/stdlib";
import { describe, expect, test } from "vitest";
import { programsIn, reported } from "./library.ts";
import { documentedModule } from "./reference.ts";

/*
 * Programs that the rules and types of the library reject. A line that is reported ends with `//! CODE`, and with the
 * name of the rule where one is broken.
 */

const refused = programsIn("refused");
const kept = programsIn("programs");

test.each(refused)("$path is rejected where it says so", (program) => {
  const marked = program.text.split("\n").flatMap((line, index) => {
    const [, mark] = /\/\/! (.+)$/u.exec(line) ?? [];
    return mark === undefined ? [] : `${index + 1} ${mark}`;
  });
  expect(reported(program)).toEqual(marked.sort());
});

describe("std.guardrails", () => {
  const { declarations } = documentedModule("std.guardrails");

  test.each(declarations)("$name stops a run, and rejects a plan", ({ name }) => {
    const stops = new RegExp(`^scenario "${name} (?:stops|is breached)`, "mu");
    const rejects = new RegExp(`//! ORCH\\d+ ${name}$`, "mu");
    expect(kept.some(({ text }) => stops.test(text))).toBe(true);
    expect(refused.some(({ text }) => rejects.test(text))).toBe(true);
  });

  const text = standardModule("std.guardrails")?.text ?? "";
  const rules = text.split("\n").filter((line) => /^ {2}(?:every|never|at most) /u.test(line));

  const baseline = refused
    .filter((program) => program.text.includes("std.guardrails"))
    .map((program) => ({ program, count: reported(program).length }));

  test.each(rules)("a plan would get through without `%s`", (rule) => {
    const without = { "std.guardrails": text.replace(`\n${rule}\n`, "\n  at most 1_000 kind llm\n") };
    const differs = baseline.filter(({ program, count }) => reported(program, without).length < count);
    expect(differs).not.toEqual([]);
  });
});

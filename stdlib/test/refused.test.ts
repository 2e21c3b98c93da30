import { standardModule } from "@orchlang/stdlib";
import { describe, expect, test } from "vitest";
import { type Program, programsIn, reported } from "./library.ts";
import { tagsIn, withOtherSafeguards } from "./other-safeguards.ts";
import { documentedModule } from "./reference.ts";

/*
 * Programs that the rules and types of the library reject. A line that is reported ends with `//! CODE`, and with the
 * name of the rule where one is broken.
 */

const refused = programsIn("refused");
const kept = programsIn("programs");

/** The lines that a program marks as rejected, each as its number, code and rule. */
function marked({ text }: Program): readonly string[] {
  const lines = text.split("\n").flatMap((line, index) => {
    const [, mark] = /\/\/! (.+)$/u.exec(line) ?? [];
    return mark === undefined ? [] : `${index + 1} ${mark}`;
  });
  return lines.sort();
}

test.each(refused)("$path is rejected where it says so", (program) => {
  expect(reported(program)).toEqual(marked(program));
});

const textOf = (name: string) => standardModule(name)?.text ?? "";
const tags = tagsIn(
  ["std.guardrails", "std.policies", "std.response.rules", "std.home"].map(textOf).join("\n"),
);

describe.each(["std.guardrails", "std.response.rules", "std.home"])("%s", (name) => {
  test.each(withOtherSafeguards(name, textOf(name), tags))(
    "in $path no other safeguard is enough",
    (program) => {
      expect(marked(program).length).toBeGreaterThan(20);
      expect(reported(program)).toEqual(expect.arrayContaining([...marked(program)]));
    },
  );
});

describe("std.guardrails", () => {
  const { declarations } = documentedModule("std.guardrails");

  test.each(declarations)("$name stops a run, and rejects a plan", ({ name }) => {
    const stops = new RegExp(`^scenario "${name} (?:stops|is breached)`, "mu");
    const rejects = new RegExp(`//! ORCH\\d+ ${name}$`, "mu");
    expect(kept.some(({ text }) => stops.test(text))).toBe(true);
    expect(refused.some(({ text }) => rejects.test(text))).toBe(true);
  });

  const text = textOf("std.guardrails");
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

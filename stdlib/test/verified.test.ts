import { verify } from "@orchlang/simulator";
import { standardModules } from "@orchlang/stdlib";
import { expect, test } from "vitest";
import { compiled, libraryPrograms } from "./library.ts";

/*
 * The plans that programs call from the library keep their rules, whatever fails. `response.test.ts` searches the
 * workflows. `LAWS=20` searches about as long as `orch verify` does.
 */

const laws = Number(process.env.LAWS ?? 1);
const runs = { exhaustive: 100 * laws, directed: 5 * laws, random: 0 };

const withPlans = libraryPrograms.flatMap((program, at) => {
  const name = standardModules[at] ?? "";
  if (name.startsWith("std.response.workflows.") || !/^(?:plan|goal) /mu.test(program.text)) return [];
  return [{ name, result: compiled(program) }];
});

test("most modules of the library have no plan, and these have", () => {
  expect(withPlans.map(({ name }) => name)).toEqual([
    "std.context.space",
    "std.home",
    "std.http",
    "std.llm",
    "std.llm.answers",
    "std.notify",
    "std.response.plans",
    "std.text",
    "std.time",
  ]);
});

test.each(withPlans)("the plans of $name are safe as far as a few runs go", ({ result }) => {
  const targets = result.targets.filter(({ root }) => root);
  const found = targets.flatMap(({ name }) => {
    const file = result.plan(name);
    const context = result.context(name);
    if (file === undefined || context === undefined) throw new Error(`${name} has no plan file`);
    const unreachable = result.unreachable(name);
    const { violations, refuted } = verify(file, context, { faults: 2, unreachable, runs });
    expect(refuted).toEqual([]);
    return violations.map(({ violation }) => `${name}: ${violation.says}`);
  });
  expect(targets.length).toBeGreaterThan(0);
  expect(found).toEqual([]);
});

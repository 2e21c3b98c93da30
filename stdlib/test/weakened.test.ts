import type { CompileResult } from "@orchlang/compiler";
import { playScenario } from "@orchlang/simulator";
import { standardModule } from "@orchlang/stdlib";
import { describe, expect, test } from "vitest";
import { compiled, type Program, programsIn, reported } from "./library.ts";
import { tagsIn, withOtherSafeguards } from "./other-safeguards.ts";
import { type Weakened, weakenings, withoutTags } from "./weakenings.ts";

/*
 * Each guardrail and policy of the library is weakened in one place, and each action loses a tag that a rule speaks of.
 * Something has to notice: a program that is no longer rejected, a scenario that fails, or other words in the journal.
 */

const textOf = (name: string) => standardModule(name)?.text ?? "";

const refused = programsIn("refused");
const kept = programsIn("programs");

const packs = ["std.guardrails", "std.policies", "std.response.rules", "std.home"];
const rules = packs.map(textOf).join("\n");
const safeguards = tagsIn(textOf("std.guardrails"));
const others = packs.flatMap((name) => withOtherSafeguards(name, textOf(name), safeguards));

/**
 * What the programs of these tests show of a module, cheapest first: what is rejected, what scenarios end in, what is
 * journalled. Scenarios that name `rule` come first.
 */
function* shown(name: string, rule: string, instead: Readonly<Record<string, string>>): Generator<string> {
  const uses = ({ text }: Program) => text.includes(`import ${name} {`);
  for (const program of refused.filter(uses)) yield reported(program, instead).join("\n");
  const about = others.filter(({ text }) => text.includes(`import ${name} { ${rule} }`));
  for (const program of about) yield reported(program, instead).join("\n");
  for (const program of kept.filter(uses)) {
    const { diagnostics, scenarios } = compiled(program, instead);
    yield diagnostics.map(({ code }) => code).join();
    for (const isNamed of [true, false])
      for (const scenario of scenarios)
        if (scenario.says.startsWith(rule) === isNamed) yield outcomeOf(scenario);
  }
}

/** Without `LAWS=10` every third place is weakened, of each rule the first. */
function tried(mutants: readonly Weakened[]): readonly Weakened[] {
  if (Number(process.env.LAWS ?? 1) > 1) return mutants;
  const rules = Map.groupBy(mutants, ({ says }) => says.split(":")[0]);
  return [...rules.values()].flatMap((those) => those.filter((_, at) => at % 3 === 0));
}

const outcomes = new Map<string, string>();

/** How a scenario ends, and what the policies say in it; that of the same plan is not played again. */
function outcomeOf(scenario: CompileResult["scenarios"][number]): string {
  const plan = scenario.plan();
  if (plan === undefined) return `${scenario.says}: no plan`;
  const known = `${plan.id} ${scenario.says}`;
  const before = outcomes.get(known);
  if (before !== undefined) return before;
  const { status, run } = playScenario(scenario, plan, scenario.context);
  const checks = (run?.events ?? []).flatMap((event) => ("checks" in event ? (event.checks ?? []) : []));
  const words = checks.flatMap(({ because }) => because ?? []);
  const outcome = `${scenario.says}: ${status} ${words.join("; ")}`;
  outcomes.set(known, outcome);
  return outcome;
}

function survivors(name: string, mutants: readonly Weakened[]): readonly string[] {
  return tried(mutants)
    .filter((mutant) => !isNoticed(name, mutant))
    .map(({ says }) => says);
}

function isNoticed(name: string, { says, text }: Weakened): boolean {
  const [rule = ""] = says.split(":");
  const before = shown(name, rule, {});
  for (const one of shown(name, rule, { [name]: text })) if (before.next().value !== one) return true;
  return before.next().done !== true;
}

describe.each(packs)("%s", (name) => {
  const text = textOf(name);
  const mutants = weakenings(text);

  test("is weakened in every rule, and each change is a program", () => {
    const declared = [...text.matchAll(/^(?:guardrail|policy) (\w+)/gmu)].map(([, rule]) => rule);
    expect([...new Set(mutants.map(({ says }) => says.split(":")[0]))]).toEqual(declared);
    const path = `/${standardModule(name)?.path ?? ""}`;
    for (const { says, text: changed } of tried(mutants)) {
      const errors = compiled({ path, text: changed }, { [name]: changed }).diagnostics.filter(
        ({ severity }) => severity === "error",
      );
      expect(errors.map(({ message }) => `${says}: ${message}`)).toEqual([]);
    }
  });

  test("has no rule that can be weakened unnoticed", () => {
    expect(survivors(name, mutants)).toEqual([]);
  });
});

test.each(["std.response", "std.home"])("no action of %s loses the tag of a rule unnoticed", (name) => {
  const mutants = withoutTags(textOf(name), rules);
  expect(mutants.length).toBeGreaterThan(3);
  expect(survivors(name, mutants)).toEqual([]);
});

import { type CompileResult, compile } from "@orchlang/compiler";
import type { PlanFile } from "@orchlang/plan";
import type { ScenarioContext } from "@orchlang/plan/scenarios";
import { scenarioText } from "@orchlang/presentation";
import { playScenario, type Verified, verify } from "@orchlang/simulator";
import { describe, expect, test } from "vitest";
import { createFileHost } from "../../../src/project/host.ts";
import { mutated, type Specimen } from "./mutant.ts";

function compiled(text: string): CompileResult {
  const host = createFileHost({
    read: (path) => (path === "plan.orch" ? { text } : { fault: "missing", message: "is not there" }),
    list: () => [],
  });
  return compile({ files: ["plan.orch"], root: "." }, host);
}

/** Enough to find every mistake. `LAWS=8` plays eight times as many, of all intact plans and of every mistake in them. */
const laws = Number(process.env.LAWS ?? 1);
const runs = { exhaustive: 500 * laws, directed: Math.min(1_500, 200 * laws) };

/** The fifth of a group that has the shortest plans, or all of them: a search takes longer, the more a plan does. */
function tried(group: readonly Specimen[]): readonly Specimen[] {
  if (laws > 1) return group;
  const shortest = group.toSorted((one, other) => one.intact.length - other.intact.length);
  return shortest.slice(0, Math.ceil(group.length / 5));
}

interface Searched {
  readonly result: CompileResult;
  readonly file: PlanFile;
  readonly context: ScenarioContext;
  readonly found: Verified;
}

function searched(text: string): readonly Searched[] {
  const result = compiled(text);
  expect(result.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const roots = result.targets
    .filter(({ root }) => root)
    .map(({ name }) => ({ file: result.plan(name), context: result.context(name) }));
  const triggers = result.triggers().map(({ context, plan }) => ({ file: plan(), context }));
  return [...roots, ...triggers].map(({ file, context }) => {
    if (file === undefined || context === undefined) throw new Error("it has no plan file");
    const faults = context.armed === undefined ? 2 : 1;
    return { result, file, context, found: verify(file, context, { faults, runs }) };
  });
}

/** Nothing is reported of intact plans, and something of each mistake in them. */
export function findMistakes(groups: Readonly<Record<string, readonly Specimen[]>>): void {
  const mistakes = Object.values(groups)
    .flatMap(tried)
    .flatMap(({ intact, mistakes }) => mistakes.map((mistake) => ({ intact, mistake })));

  describe.each(Object.entries(groups))("%s", (_, group) => {
    test.each(tried(group).map(({ intact }) => [intact.split("\n")[0], intact] as const))(
      "nothing is said of %s",
      (_name, intact) => {
        for (const { found } of searched(intact))
          expect(found.violations.map(({ violation }) => violation.says)).toEqual([]);
      },
    );
  });

  test.each(mistakes.map((one) => [one.mistake.says, one] as const))("%s", (_, { intact, mistake }) => {
    const text = mutated(intact, mistake);
    if (mistake.told !== undefined) {
      const errors = compiled(text).diagnostics.filter(({ severity }) => severity === "error");
      expect([...new Set(errors.map(({ code }) => code))]).toEqual([mistake.told]);
      return;
    }
    const violations = searched(text).flatMap((one) =>
      one.found.violations.map((violation) => ({ ...one, violation })),
    );
    expect(violations.length).toBeGreaterThan(0);
    for (const { violation, ...one } of violations) {
      expect(violation.trial.one.faults.size).toBeLessThanOrEqual(3);
      expect(violation.reproduces).toBe(true);
      failsTheSame(text, one, violation);
    }
  });
}

/** What is printed can be pasted into the file: it is checked, played, and fails for the same reason. */
function failsTheSame(
  text: string,
  { file, context }: Searched,
  { scenario }: Verified["violations"][number],
): void {
  const pasted = compiled(`${text}\n${scenarioText(scenario, { plan: file.plan, context })}`);
  expect(pasted.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const [last] = pasted.scenarios.slice(-1);
  const plan = last?.plan();
  if (last === undefined || plan === undefined) throw new Error("the scenario has no plan");
  const played = playScenario(last, plan, last.context);
  expect(played.status).toBe("failed");
  // What no scenario can set off is told of the plan that is started.
  const { armed: _, ...alone } = context;
  const [wanted] = playScenario(
    scenario,
    file,
    scenario.target === file.plan.entry ? alone : context,
  ).expectations;
  expect(played.expectations.map(({ because }) => because)).toContain(wanted?.because);
}

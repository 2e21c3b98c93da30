import { type PlayedScenario, playScenario } from "@orchlang/simulator";
import { describe, expect, test } from "vitest";
import { compiled, programsIn } from "./library.ts";
import { documentedModule } from "./reference.ts";

/* Scenarios of the programs that use the library, played in the simulator. `response.test.ts` plays those of workflows. */

const programs = programsIn("programs").map((program) => ({ ...program, result: compiled(program) }));

type Scenario = (typeof programs)[number]["result"]["scenarios"][number];

const played = new Map<Scenario, PlayedScenario>();

function playedOnce(scenario: Scenario): PlayedScenario {
  const file = scenario.plan();
  if (file === undefined) throw new Error(`the plan of "${scenario.says}" has a mistake`);
  const one = played.get(scenario) ?? playScenario(scenario, file, scenario.context);
  played.set(scenario, one);
  return one;
}

describe.each(programs)("$path", ({ result }) => {
  test("compiles without diagnostics", () => {
    expect(result.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  });

  test.each(result.scenarios)("$says", (scenario) => {
    const { status, expectations, notes, outcome } = playedOnce(scenario);
    const unmet = expectations.flatMap(({ because }) => because ?? []);
    expect({ status, unmet, notes, outcome }).toMatchObject({ status: "passed", unmet: [], notes: [] });
  });
});

/** Modules whose actions have to be called by a scenario. */
const coveredModules = ["std.data", "std.home", "std.llm", "std.memory", "std.notify"].map(documentedModule);

test("every action that is not a person's is called in a scenario", () => {
  const runs = programs.flatMap(({ result }) => result.scenarios.map((one) => playedOnce(one).run));
  const events = runs.flatMap((run) => run?.events ?? []);
  const called = new Set(events.flatMap((event) => ("capability" in event ? event.capability : [])));
  const actions = coveredModules.flatMap(({ name, declarations }) =>
    declarations
      .filter(({ group, signature }) => group === "Capabilities" && !signature.startsWith("human"))
      .map((action) => `${name}.${action.name}`),
  );
  expect(actions.filter((action) => !called.has(action))).toEqual([]);
});

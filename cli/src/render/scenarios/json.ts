import type { JsonObject } from "@orchlang/plan";
import { hasFailed, type TestedScenario } from "../../project/tested.ts";
import { lineOf, type Sources, writtenAt } from "./words.ts";

/** `test --format json`. */
export function scenariosJson(tested: readonly TestedScenario[], sources: Sources): JsonObject {
  return { scenarios: tested.map((one) => scenarioJson(one, sources)) };
}

function scenarioJson(one: TestedScenario, sources: Sources): JsonObject {
  const { scenario, played } = one;
  return {
    name: scenario.says,
    target: scenario.target,
    file: scenario.file,
    line: lineOf(one, sources),
    status: hasFailed(one) ? "failed" : played.status,
    outcome: played.outcome,
    expectations: played.expectations.map((expectation) => {
      const { text, line, range } = writtenAt(one, expectation, sources);
      const { status, because } = expectation;
      return { text, line, range, status, ...(because === undefined ? {} : { because }) };
    }),
    notes: [...played.notes],
    ...(one.timeline === undefined ? {} : { timeline: one.timeline as unknown as JsonObject }),
  };
}

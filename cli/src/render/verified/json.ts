import type { JsonObject } from "@orchlang/plan";
import type { scenarioText } from "@orchlang/presentation";
import type { VerifiedTarget } from "./pretty.ts";

/** `verify --format json`. */
export function verifiedJson(
  { verified, types, lineOf }: VerifiedTarget,
  text: typeof scenarioText,
): JsonObject {
  const {
    target,
    runs,
    exhaustive,
    faults,
    counted,
    seed,
    violations,
    stranded,
    unreached,
    unreachable,
    refuted,
    untried,
    granting,
    verdict,
  } = verified;
  return {
    target,
    verdict,
    runs,
    exhaustive,
    faults,
    seed,
    counted: { ...counted },
    violations: violations.map(({ violation, scenario, reproduces, trial }) => ({
      property: violation.property,
      about: violation.about,
      says: violation.says,
      scenario: text(scenario, types),
      reproduces,
      seed,
      events: trial.run.events as unknown as JsonObject[],
    })),
    stranded: stranded.map(({ step, why, trial }) => ({
      step,
      why,
      events: trial.run.events as unknown as JsonObject[],
    })),
    unreached: [...unreached],
    unreachable: unreachable.map(({ place, why }) => ({ place, why })),
    refuted: [...refuted],
    untried: [...untried],
    granting: [...granting],
    lines: Object.fromEntries(
      [...unreached, ...unreachable.map(({ place }) => place), ...untried].flatMap((place) => {
        const line = lineOf(place);
        return line === undefined ? [] : [[place, line]];
      }),
    ),
  };
}

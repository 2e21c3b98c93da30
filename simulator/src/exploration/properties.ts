import type { Trial } from "./case.ts";
import { agreed, askedOfAnother } from "./properties/asked.ts";
import { bounds } from "./properties/bounds.ts";
import { cancelled, kernelLaws, success } from "./properties/ends.ts";
import { held } from "./properties/held.ts";
import { leftStanding } from "./properties/left-standing.ts";
import { passedOver } from "./properties/passed-over.ts";
import { raced } from "./properties/raced.ts";
import { besideItself, doubled, once, twice } from "./properties/repeated.ts";
import { guardrails, refused, unattemptedObligations } from "./properties/rules.ts";
import { overtime, timely, waiting } from "./properties/time.ts";
import { undos } from "./properties/undos.ts";
import type { Property, Violation } from "./violation.ts";

/** Everything that holds of every run. */
const properties: readonly Property[] = [
  guardrails,
  refused,
  passedOver,
  overtime,
  success,
  bounds,
  once,
  doubled,
  besideItself,
  agreed,
  askedOfAnother,
  twice,
  leftStanding,
  undos,
  held,
  raced,
  timely,
  waiting,
  cancelled,
  unattemptedObligations,
  kernelLaws,
];

export function violationsOf(trial: Trial): readonly Violation[] {
  // Nothing was set off.
  if (trial.run.state.start === undefined) return [];
  return properties.flatMap((property) => property(trial));
}

import type { Trial } from "./case.ts";
import { agreed } from "./properties/agreed.ts";
import { askedOfAnother } from "./properties/asked-of-another.ts";
import { bounds } from "./properties/bounds.ts";
import { cancelled } from "./properties/cancelled.ts";
import { doubled } from "./properties/doubled.ts";
import { guardrails } from "./properties/guardrails.ts";
import { held } from "./properties/held.ts";
import { kernelLaws } from "./properties/kernel-laws.ts";
import { leftStanding } from "./properties/left-standing.ts";
import { unattemptedObligations } from "./properties/obligations.ts";
import { once } from "./properties/once.ts";
import { overtime } from "./properties/overtime.ts";
import { passedOver } from "./properties/passed-over.ts";
import { raced } from "./properties/raced.ts";
import { refused } from "./properties/refused.ts";
import { success } from "./properties/success.ts";
import { timely } from "./properties/timely.ts";
import { twice } from "./properties/twice.ts";
import { undos } from "./properties/undos.ts";
import { waiting } from "./properties/waiting.ts";
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

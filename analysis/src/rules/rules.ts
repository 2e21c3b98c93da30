import type { CheckedProgram } from "@orchlang/checker";
import type { Diagnostic } from "@orchlang/language";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { resourceFindings } from "../resources/findings.ts";
import { resourceDiagnostics } from "../resources/limits-kept.ts";
import { guardrailBound } from "./bound/bound.ts";
import { capabilityFindings } from "./capability.ts";
import { clearanceDiagnostics, releaseFindings } from "./clearance.ts";
import { atMostOutcome } from "./count/at-most.ts";
import type { Finding } from "./finding.ts";
import { flowOutcome } from "./flow.ts";
import { goalFindings } from "./goal.ts";
import { type GuardrailSite, guardrailFinding } from "./guardrail.ts";
import { neverOutcome } from "./never.ts";
import { orderOutcome } from "./order/order.ts";
import { policyFindings } from "./policy.ts";
import { followedOutcome } from "./response/response.ts";
import { inModuleOrder, type Run } from "./run.ts";
import {
  endlessWaitDiagnostics,
  unboundedDiagnostics,
  waitsForAnyDiagnostics,
} from "./steps/endless-wait.ts";
import { exchangedDiagnostics } from "./steps/exchanged.ts";
import { oneMemberDiagnostics } from "./steps/one-member.ts";
import { otherArgumentDiagnostics } from "./steps/other-argument.ts";
import { otherMeasureDiagnostics } from "./steps/other-measure.ts";
import { roundsAlikeDiagnostics } from "./steps/rounds-alike.ts";
import { withoutEffectDiagnostics } from "./steps/without-effect.ts";
import { cachedDiagnostics } from "./undo/cached.ts";
import { committedDiagnostics } from "./undo/committed.ts";
import { irreversibleDeclarations, irreversibleSteps } from "./undo/irreversible.ts";
import { onceDiagnostics } from "./undo/once.ts";
import { wayBackDeclarations } from "./undo/taken-back-of.ts";

import {
  leftStandingDiagnostics,
  standingFindings,
  stepUndoDiagnostics,
  undoOnceDiagnostics,
} from "./undo/undo.ts";
import { undoneByHandDiagnostics, undoOfStepDiagnostics } from "./undo/undo-of-step.ts";

/** The rules of a guardrail, one analysis for each form (semantics, rule 35). */
export function guardrailRule(site: GuardrailSite): Finding {
  const { rule } = site;
  switch (rule.kind) {
    case "before":
    case "preceded":
      return guardrailFinding(site, orderOutcome({ ...site, rule }));
    case "followed":
      return guardrailFinding(site, followedOutcome({ ...site, rule }));
    case "atMost":
      return guardrailFinding(site, atMostOutcome({ ...site, rule }));
    case "never":
      return guardrailFinding(site, neverOutcome({ ...site, rule }));
    case "flow":
      return guardrailFinding(site, flowOutcome({ ...site, rule }));
    case "bound":
      return guardrailBound({ ...site, rule });
  }
}

/** Further rules of a run, beside guardrails; in the order in which a reader wants them. */
export const runRules: readonly ((run: Run) => readonly Finding[])[] = [
  // A goal's budget, what it keeps where, its success.
  goalFindings,
  // Policies, at each action that they decide about.
  (run) => inModuleOrder(run.analysis.program.policies).flatMap((policy) => policyFindings(run, policy)),
  // Consent to scopes, what results ensure, clearance.
  capabilityFindings,
  // Labels that an author took away.
  releaseFindings,
  // Effects that a failure leaves standing.
  standingFindings,
  // Members of pools against what there is, holds against what is done in them.
  resourceFindings,
];

/** Mistakes of a plan by itself, whatever rules cover it. */
export const routineRules: readonly ((
  analysis: Analysis,
  routine: AnalysedRoutine,
) => readonly Diagnostic[])[] = [
  // An effect that a later failure can leave standing.
  leftStandingDiagnostics,
  // An undo named at a step that can't be repeated.
  stepUndoDiagnostics,
  // An undo named at a step that refers to another thing than its call.
  undoOfStepDiagnostics,
  undoneByHandDiagnostics,
  // Steps that are irreversible, and undone all the same.
  irreversibleSteps,
  // Plans that commit, retried or given up for another.
  committedDiagnostics,
  // `once` in races, in quorums, retried, asked anew, replaced.
  onceDiagnostics,
  // Calls that an earlier result may not replace.
  cachedDiagnostics,
  // More members than a pool has, holds longer than a lease.
  resourceDiagnostics,
  // Work or people without a time limit.
  unboundedDiagnostics,
  // Waits that nothing need ever end.
  endlessWaitDiagnostics,
  // Times of zero, races of one, fallbacks that do the same again.
  withoutEffectDiagnostics,
  // Arguments in each other's place.
  exchangedDiagnostics,
  // One member of an enum, whichever the plan is about.
  oneMemberDiagnostics,
  // Another value in the place of a parameter of the plan.
  otherArgumentDiagnostics,
  // Quantities held against the limit of another.
  otherMeasureDiagnostics,
  // Loops whose rounds do not ask what they are for.
  roundsAlikeDiagnostics,
  // Waits that take an event about something else.
  waitsForAnyDiagnostics,
  // Data that comes to a place that is not cleared for it by way of other plans.
  clearanceDiagnostics,
];

/** Mistakes of declarations that no plan need use. */
export const declarationRules: readonly ((program: CheckedProgram) => readonly Diagnostic[])[] = [
  // An undo that happens at most once.
  undoOnceDiagnostics,
  // Irreversible capabilities with an undo.
  irreversibleDeclarations,
  // Undos and confirms that refer to another thing.
  wayBackDeclarations,
];

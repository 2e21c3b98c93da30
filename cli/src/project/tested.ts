/** Played scenarios, and what became of them. */

import type { CompiledScenario } from "@orchlang/compiler";
import type { PlayedScenario, ScenarioCoverage } from "@orchlang/simulator";

/** A plan, and what of it its scenarios came through. */
export interface CoveredPlan {
  readonly target: string;
  readonly coverage: ScenarioCoverage;
}

/** It does not come to what is expected, or not by the way that is kept. */
export function hasFailed({ played, timeline }: TestedScenario): boolean {
  return played.status === "failed" || timeline?.status === "other";
}

/** How a scenario's timeline is beside the one that is kept. */
export type ComparedTimeline =
  | { readonly status: "same" | "new" }
  | { readonly status: "other"; readonly difference: readonly string[] };

/** A scenario, and what came of it. */
export interface TestedScenario {
  readonly scenario: CompiledScenario;
  readonly played: PlayedScenario;
  /** ms. */
  readonly took: number;
  /** Beside the one that is kept, where any are kept of its program. */
  readonly timeline?: ComparedTimeline;
}

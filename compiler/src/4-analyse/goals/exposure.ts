import type { Attempt, Settings } from "@orchlang/plan";
import type { CheckedProgram } from "../../3-check/checked.ts";
import type { AnalysedRoutine } from "../analysis.ts";
import { attemptsOf, type Slot } from "../attempts.ts";
import { tiersOfCall } from "../tiers.ts";
import type { Located } from "../tree.ts";

/** How many of a plan's calls leave the device, those of the plans that it calls included: to the edge count once, to the cloud twice. */
export interface Exposure {
  /** Those that are given personal or secret data. */
  readonly personal: number;
  readonly any: number;
}

interface Surroundings {
  readonly program: CheckedProgram;
  readonly settings: Settings;
  /** The plans that a call may run. */
  routinesOf(attempt: Attempt): readonly AnalysedRoutine[];
}

export function exposureOf(surroundings: Surroundings, routine: AnalysedRoutine): Exposure {
  const known = new Map<AnalysedRoutine, Exposure>();
  const of = ({ tree }: AnalysedRoutine): Exposure => {
    let personal = 0;
    let any = 0;
    for (const located of tree.all) {
      for (const { slot, attempt } of attemptsOf(located.statement)) {
        const tiers = tiersOfCall(surroundings.program, surroundings.settings, attempt);
        const far = tiers.includes("cloud") ? 2 : tiers.includes("edge") ? 1 : 0;
        any += far;
        if (isGivenPersonal(located, slot)) personal += far;
        for (const called of surroundings.routinesOf(attempt)) {
          const inner = known.get(called) ?? of(called);
          known.set(called, inner);
          personal += inner.personal;
          any += inner.any;
        }
      }
    }
    return { personal, any };
  };
  return of(routine);
}

function isGivenPersonal({ statement }: Located, slot: Slot): boolean {
  return Object.entries(statement.argumentLabels).some(
    ([at, { confidentiality }]) =>
      at.startsWith(`${slot}.`) && (confidentiality === "personal" || confidentiality === "secret"),
  );
}

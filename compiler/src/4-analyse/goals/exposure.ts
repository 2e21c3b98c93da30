import type { Attempt, Settings } from "@orchlang/plan";
import type { CheckedProgram } from "../../3-check/checked.ts";
import { calleesFirst } from "../../callees-first.ts";
import type { AnalysedRoutine } from "../analysis.ts";
import type { Slot } from "../attempts.ts";
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

/** @param known of the plans looked at before; it is added to. */
export function exposureOf(
  surroundings: Surroundings,
  routine: AnalysedRoutine,
  known: Map<AnalysedRoutine, Exposure> = new Map(),
): Exposure {
  const leadsTo = ({ tree }: AnalysedRoutine): readonly AnalysedRoutine[] =>
    tree.all.flatMap(({ attempts }) => attempts.flatMap(({ attempt }) => surroundings.routinesOf(attempt)));
  const of = (called: AnalysedRoutine): Exposure => known.get(called) ?? none;
  for (const each of calleesFirst([routine], leadsTo, { isDone: (one) => known.has(one) })) {
    known.set(each, exposureIn(surroundings, each, of));
  }
  return of(routine);
}

const none: Exposure = { personal: 0, any: 0 };

function exposureIn(
  { program, settings, routinesOf }: Surroundings,
  { tree }: AnalysedRoutine,
  of: (called: AnalysedRoutine) => Exposure,
): Exposure {
  let personal = 0;
  let any = 0;
  for (const located of tree.all) {
    for (const { slot, attempt } of located.attempts) {
      const tiers = tiersOfCall(program, settings, attempt);
      const far = tiers.includes("cloud") ? 2 : tiers.includes("edge") ? 1 : 0;
      any += far;
      if (isGivenPersonal(located, slot)) personal += far;
      for (const inner of routinesOf(attempt).map(of)) {
        personal += inner.personal;
        any += inner.any;
      }
    }
  }
  return { personal, any };
}

function isGivenPersonal({ statement }: Located, slot: Slot): boolean {
  return Object.entries(statement.argumentLabels).some(
    ([at, { confidentiality }]) =>
      at.startsWith(`${slot}.`) && (confidentiality === "personal" || confidentiality === "secret"),
  );
}

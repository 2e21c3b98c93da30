import { type CheckedProgram, calleesFirst } from "@orchlang/checker";
import type { Settings } from "@orchlang/plan";
import type { Attempt } from "@orchlang/plan/nodes";

import type { AnalysedRoutine } from "../analysis.ts";
import { tiersOfCall } from "../tiers.ts";
import type { Located, Slot } from "../tree.ts";

/** The calls of a plan that leave the device, those of the plans that it calls included. */
export interface Exposure {
  /** Those that are given personal or secret data. */
  readonly personal: Far;
  readonly any: Far;
}

/** How many there are, and how far they go: to the edge counts once, to the cloud twice. */
export interface Far {
  readonly calls: number;
  readonly weight: number;
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

const nowhere: Far = { calls: 0, weight: 0 };
const none: Exposure = { personal: nowhere, any: nowhere };

function both(one: Far, other: Far): Far {
  return { calls: one.calls + other.calls, weight: one.weight + other.weight };
}

function exposureIn(
  { program, settings, routinesOf }: Surroundings,
  { tree }: AnalysedRoutine,
  of: (called: AnalysedRoutine) => Exposure,
): Exposure {
  let personal = nowhere;
  let any = nowhere;
  for (const located of tree.all) {
    for (const { slot, attempt } of located.attempts) {
      const tiers = tiersOfCall(program, settings, attempt);
      const weight = tiers.includes("cloud") ? 2 : tiers.includes("edge") ? 1 : 0;
      const far: Far = { calls: weight > 0 ? 1 : 0, weight };
      any = both(any, far);
      if (isGivenPersonal(located, slot)) personal = both(personal, far);
      for (const inner of routinesOf(attempt).map(of)) {
        personal = both(personal, inner.personal);
        any = both(any, inner.any);
      }
    }
  }
  return { personal, any };
}

function isGivenPersonal({ statement }: Located, slot: Slot): boolean {
  return statement.argumentLabels.some(
    ({ slot: of, label: { confidentiality } }) =>
      of === slot && (confidentiality === "personal" || confidentiality === "secret"),
  );
}

import { type CheckedProgram, calleesFirst, type TracedLabel } from "@orchlang/checker";
import type { Settings } from "@orchlang/plan";
import type { Attempt } from "@orchlang/plan/nodes";

import type { AnalysedRoutine } from "../analysis.ts";
import { tiersOfCall } from "../tiers.ts";

/** The calls of a plan that leave the device, those of the plans that it calls included. */
export interface Exposure {
  /** Those that are given personal or secret data. */
  readonly personal: Far;
  readonly any: Far;
  /** Those that are where what the plan is handed for one of these parameters is. */
  readonly following: readonly { readonly far: Far; readonly follows: readonly string[] }[];
}

/** How many there are, and how far they go: to the edge counts once, to the cloud twice. */
interface Far {
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
const none: Exposure = { personal: nowhere, any: nowhere, following: [] };

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
  const following: Exposure["following"][number][] = [];
  const add = (far: Far, labels: readonly TracedLabel[]): void => {
    const follows = labels.flatMap((label) => label.follows ?? []);
    if (labels.some(isPersonal)) personal = both(personal, far);
    else if (follows.length > 0) following.push({ far, follows });
  };
  for (const linked of tree.all) {
    for (const { slot, attempt } of linked.attempts) {
      const tiers = tiersOfCall(program, settings, attempt);
      const weight = tiers.includes("cloud") ? 2 : tiers.includes("edge") ? 1 : 0;
      const far: Far = { calls: weight > 0 ? 1 : 0, weight };
      any = both(any, far);
      const given = linked.statement.argumentLabels.filter(({ slot: of }) => of === slot);
      add(
        far,
        given.map(({ label }) => label),
      );
      for (const inner of routinesOf(attempt).map(of)) {
        personal = both(personal, inner.personal);
        any = both(any, inner.any);
        for (const one of inner.following) {
          const handed = given.filter(({ parameter }) => one.follows.includes(parameter));
          // A parameter that is left out may have the label of any other.
          const isWhole = one.follows.every((name) => handed.some(({ parameter }) => parameter === name));
          add(
            one.far,
            (isWhole ? handed : given).map(({ label }) => label),
          );
        }
      }
    }
  }
  return { personal, any, following };
}

function isPersonal({ confidentiality }: TracedLabel): boolean {
  return confidentiality === "personal" || confidentiality === "secret";
}

import type { Limit } from "@orchlang/plan";
import { calleesFirst } from "../../callees-first.ts";
import type { AnalysedRoutine } from "../analysis.ts";
import { isBounded } from "../bounds/limit.ts";
import { endless } from "../bounds/timeline.ts";
import { failsWithoutFault, mayBeCut } from "../outcomes/ending.ts";
import { planFailsByData } from "../outcomes/failing.ts";
import { type Candidate, candidatesFor } from "./followers.ts";
import { alwaysFollows, canFollowCall, latestGap } from "./following.ts";
import type { GuardrailSite } from "./guardrail.ts";
import { leadsTo } from "./looked-at.ts";
import type { FollowedRule } from "./not-followed.ts";
import { callsInside, happensIn, type Occurrence } from "./occurrence.ts";
import { neverBegins } from "./reachable.ts";
import { routinesOf } from "./run.ts";

/*
 * What follows the calls of a plan, in the plans that call it: what they do counts for what it has done (semantics, rules
 * 34 and 40).
 */

/** `late`: ms from the end of the call at most. `refused`: nothing around can follow. */
export type Around =
  | { readonly verdict: "proved"; readonly by: string; readonly late: number }
  | { readonly verdict: "checked" }
  | { readonly verdict: "refused" };

const nothing: Around = { verdict: "refused" };

/**
 * Of each plan that a root leads to, what follows on the worst of the ways to it. The root itself is not there.
 *
 * @param undone whether what was done is taken back where a plan around it fails.
 */
export function followersAround(
  site: GuardrailSite<FollowedRule>,
  undone: boolean,
): ReadonlyMap<AnalysedRoutine, Around> {
  const { run, root, guardrail } = site;
  const below = (routine: AnalysedRoutine): readonly AnalysedRoutine[] => leadsTo(run, routine, guardrail);
  const found = new Map<AnalysedRoutine, Around>();
  for (const routine of [...calleesFirst([root], below)].reverse()) {
    const called = new Set(below(routine));
    if (called.size === 0) continue;
    const around = routine === root ? nothing : (found.get(routine) ?? nothing);
    for (const located of routine.tree.all) {
      for (const { slot, attempt } of located.attempts) {
        const inner = routinesOf(run.analysis, attempt.target).filter((each) => called.has(each));
        if (inner.length === 0 || neverBegins(run.analysis, routine, located)) continue;
        const here = followersOf(site, routine, { located, slot }, undone);
        const both = either(here, furtherOut(routine, around));
        for (const each of inner) {
          const next = afterGivingWay(site, each, routinesOf(run.analysis, attempt.target));
          found.set(each, worse(found.get(each), either(both, next)));
        }
      }
    }
  }
  return found;
}

function followersOf(
  site: GuardrailSite<FollowedRule>,
  routine: AnalysedRoutine,
  call: Pick<Occurrence, "located" | "slot">,
  undone: boolean,
): Around {
  const { analysis } = site.run;
  const { located } = call;
  const candidates = candidatesFor(site, routine).filter((each) => each.located !== located);
  // Where the plan that is called may fail, only what comes whatever happens is sure.
  const mayFail = failsWithoutFault(analysis, routine, located) || mayBeCut(analysis, routine, located);
  const isSure = (candidate: Candidate): boolean =>
    candidate.sure &&
    (!mayFail || (candidate.located.block.inFinally && !located.block.inFinally)) &&
    alwaysFollows(analysis, routine, call, candidate.located, undone);
  const sure = candidates.find(isSure);
  if (sure !== undefined) {
    return { verdict: "proved", by: sure.located.id, late: latestGap(routine, located, sure.located) };
  }
  const others = [...candidates.map((each) => each.located), ...callsInside(analysis, routine, site.rule.by)];
  const possible = others.some((other) => canFollowCall(routine, located, other));
  return possible ? { verdict: "checked" } : nothing;
}

/** A plan of a goal that data can make give way: another of them may pay what it owes. */
export function afterGivingWay(
  { run: { analysis }, rule }: GuardrailSite<FollowedRule>,
  routine: AnalysedRoutine,
  alternatives: readonly AnalysedRoutine[],
): Around {
  const { achieves } = routine.checked.head;
  const goal = achieves === undefined ? undefined : analysis.program.goals.get(achieves)?.goal;
  const gives = (goal?.success.length ?? 0) > 0 || planFailsByData(analysis, routine);
  const pays = alternatives.some(
    (each) => each !== routine && rule.by.some(({ selector }) => happensIn(analysis, each, selector)),
  );
  return gives && pays ? { verdict: "checked" } : nothing;
}

/** What follows the plan itself comes after the rest of it. */
function furtherOut(routine: AnalysedRoutine, around: Around): Around {
  return around.verdict === "proved" ? { ...around, late: around.late + restOf(routine) } : around;
}

/** ms that may pass from something in a plan until it is over. */
export function restOf({ bounds }: AnalysedRoutine): number {
  const worst: Limit<number> = bounds.bounds.latency.worst;
  return isBounded(worst) ? worst.value : endless;
}

function either(one: Around, other: Around): Around {
  if (one.verdict === "proved" && other.verdict === "proved") return one.late <= other.late ? one : other;
  if (one.verdict === "proved" || other.verdict === "proved") return one.verdict === "proved" ? one : other;
  return one.verdict === "checked" ? one : other;
}

const severities: readonly Around["verdict"][] = ["proved", "checked", "refused"];

function worse(one: Around | undefined, other: Around): Around {
  if (one === undefined) return other;
  if (one.verdict === "proved" && other.verdict === "proved") return one.late >= other.late ? one : other;
  return severities.indexOf(other.verdict) > severities.indexOf(one.verdict) ? other : one;
}

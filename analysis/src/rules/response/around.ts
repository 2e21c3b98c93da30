import type { Limit } from "@orchlang/plan";
import type { AnalysedRoutine } from "../../analysis.ts";
import { isBounded } from "../../bounds/limit.ts";
import { endless } from "../../bounds/timeline.ts";
import { contextsFrom, routinesOf } from "../../graph/call-graph.ts";
import { now } from "../../graph/denials.ts";
import { modesAt, planModes } from "../../graph/failures.ts";
import { cutWords } from "../../graph/interruptions.ts";
import { canFollowCall } from "../../graph/may-reach.ts";
import { byData, can, withoutFault } from "../../graph/modes.ts";
import { cutByCallers } from "../../graph/must-reach.ts";
import { neverBegins } from "../../graph/reachability.ts";
import { byRules } from "../denied-ways.ts";
import { betterOf, worseOf } from "../finding.ts";
import type { GuardrailSite } from "../guardrail.ts";
import { leadsTo } from "../in-reach.ts";
import { callsInside, happensIn, type Occurrence } from "../occurrence.ts";
import type { FollowedRule } from "./not-followed.ts";
import { candidatesFor, furtherTries, reachedAfter } from "./responders.ts";

/*
 * The responses after a called plan, in its callers: their actions count for the plan's (semantics, rules 34 and 40).
 */

/** `late`: ms from the end of the call at most. `refused`: nothing around can follow. */
export type Around =
  | { readonly verdict: "proved"; readonly by: string; readonly late: number }
  | { readonly verdict: "checked" }
  | { readonly verdict: "refused" };

const nothing: Around = { verdict: "refused" };

/**
 * For each plan that a root leads to, the response on the worst of the paths to it, without the root itself.
 *
 * @param undone whether the effect is undone if a plan around it fails.
 */
export function followersAround(
  site: GuardrailSite<FollowedRule>,
  undone: boolean,
): ReadonlyMap<AnalysedRoutine, Around> {
  const { run, root, guardrail } = site;
  const below = (routine: AnalysedRoutine): readonly AnalysedRoutine[] => leadsTo(run, routine, guardrail);
  // A plan that its callers may end need not come to what follows in it.
  const cut = undone ? new Set() : cutByCallers(run.analysis, root, below);
  return contextsFrom<Around>(run.analysis, root, {
    below,
    isReached: ({ caller, located }) => !neverBegins(run.analysis, caller, located),
    from: (routine, around) => {
      const further = furtherOut(routine, around ?? nothing);
      return (call, called) => {
        const own = followersOf(site, routine, call, undone);
        const sure: Around = own.verdict === "proved" && cut.has(routine) ? { verdict: "checked" } : own;
        const both = betterOf(sure, further);
        return betterOf(both, afterGivingWay(site, called, routinesOf(run.analysis, call.attempt.target)));
      };
    },
    worse: worseOf,
  });
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
  const mayFail =
    can(modesAt(analysis, routine, located, byRules), withoutFault) ||
    cutWords(analysis, routine, located) !== undefined;
  const sure = candidates.filter(
    (each) => each.sure && (!mayFail || (each.located.block.inFinally && !located.block.inFinally)),
  );
  const [reached] = reachedAfter(site, routine, call, sure, undone);
  if (reached !== undefined)
    return { verdict: "proved", by: reached.id, late: reached.late + furtherTries(routine, located) };
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
  const gives = (goal?.success.length ?? 0) > 0 || can(planModes(analysis, routine, now), byData);
  const pays = alternatives.some(
    (each) => each !== routine && rule.by.some(({ selector }) => happensIn(analysis, each, selector)),
  );
  return gives && pays ? { verdict: "checked" } : nothing;
}

/** The response around the plan comes after the rest of the plan. */
function furtherOut(routine: AnalysedRoutine, around: Around): Around {
  return around.verdict === "proved" ? { ...around, late: around.late + restOf(routine) } : around;
}

/** ms that may pass from something in a plan until it is over. */
export function restOf({ bounds }: AnalysedRoutine): number {
  const worst: Limit<number> = bounds.bounds.latency.worst;
  return isBounded(worst) ? worst.value : endless;
}

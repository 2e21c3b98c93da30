import type { Limit } from "@orchlang/plan";
import { freeReads } from "@orchlang/plan/expressions";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { isBounded } from "../../bounds/limit.ts";
import { endless } from "../../bounds/timeline.ts";
import { type CallSite, contextsFrom, routinesOf } from "../../graph/call-graph.ts";
import { now } from "../../graph/denials.ts";
import { modesAt, planModes } from "../../graph/failures.ts";
import { cutWords } from "../../graph/interruptions.ts";
import { canFollowCall } from "../../graph/may-reach.ts";
import { byData, can, withoutFault } from "../../graph/modes.ts";
import { cutByCallers } from "../../graph/must-reach.ts";
import { isUnreachable } from "../../graph/reachability.ts";
import { byRules } from "../denied-ways.ts";
import { betterOf, worseOf } from "../finding.ts";
import type { GuardrailSite } from "../guardrail.ts";
import { leadsTo } from "../in-reach.ts";
import { callsInside, happensIn } from "../occurrence.ts";
import { holdOfReads } from "../undo/hold-of-undo.ts";
import type { FollowedRule } from "./not-followed.ts";
import { candidatesAfter, furtherTries, reachedAfter } from "./responders.ts";

/*
 * The responses after a called plan, in its callers: their actions count for the plan's (semantics, rules 34 and 40).
 */

/** `late`: ms from the end of the call at most. `refused`: nothing around can follow. */
export type Around =
  | { readonly verdict: "proved"; readonly by: string; readonly late: number }
  | { readonly verdict: "checked" }
  | { readonly verdict: "refused" };

const nothing: Around = { verdict: "refused" };

/** The responses to an effect of a called plan: where a failure of that plan undoes it, and where none does. */
interface Contexts {
  readonly undone: Around;
  readonly kept: Around;
}

/**
 * For each plan that a root leads to, the response on the worst of the paths to it, without the root itself.
 *
 * @param undone whether the effect is undone if the plan that has it fails.
 */
export function followersAround(
  site: GuardrailSite<FollowedRule>,
  undone: boolean,
): ReadonlyMap<AnalysedRoutine, Around> {
  const { run, root, guardrail } = site;
  const below = (routine: AnalysedRoutine): readonly AnalysedRoutine[] => leadsTo(run, routine, guardrail);
  // A plan that its callers may end need not come to what follows in it.
  const cut = cutByCallers(run.analysis, root, below);
  const held = givenHeldMembers(run.analysis, root, below);
  const contexts = contextsFrom<Contexts>(run.analysis, root, {
    below,
    isReached: ({ caller, linked }) => !isUnreachable(run.analysis, caller, linked),
    from: (routine, around) => (call, called) => {
      const isKept = isKeptAfter(call);
      const result = (isUndone: boolean): Around => {
        const after = isUndone && !isKept;
        // A hold whose end stops the plan takes the member that the undo needs.
        const inside = isUndone && !held.has(routine) && !passesHeldMember(call);
        const own = followersOf(site, routine, call, { inside, after });
        const sure: Around =
          own.verdict === "proved" && !after && cut.has(routine) ? { verdict: "checked" } : own;
        const further = after ? around?.undone : around?.kept;
        return betterOf(
          betterOf(sure, furtherOut(routine, further ?? nothing)),
          afterGivingWay(site, called, routinesOf(run.analysis, call.attempt.target)),
        );
      };
      const kept = result(false);
      return { undone: undone ? result(true) : kept, kept };
    },
    join: (one, other) => ({
      undone: worseOf(one.undone, other.undone),
      kept: worseOf(one.kept, other.kept),
    }),
  });
  return new Map([...contexts].map(([routine, each]) => [routine, undone ? each.undone : each.kept]));
}

/**
 * True if effects of a called plan are not undone once it has completed: `finally` is kept, and so is an effect whose
 * undo may need a member that is held only here.
 */
function isKeptAfter(call: Pick<CallSite, "linked" | "attempt">): boolean {
  return call.linked.block.inFinally || passesHeldMember(call);
}

function passesHeldMember({ linked, attempt }: Pick<CallSite, "linked" | "attempt">): boolean {
  return holdOfReads(Object.values(attempt.args).flatMap(freeReads), linked) !== undefined;
}

/** The plans that a root leads to whose arguments may be made of a member that a caller holds. */
export function givenHeldMembers(
  analysis: Analysis,
  root: AnalysedRoutine,
  below: (routine: AnalysedRoutine) => readonly AnalysedRoutine[],
): ReadonlySet<AnalysedRoutine> {
  const given = contextsFrom<boolean>(analysis, root, {
    below,
    isReached: ({ caller, linked }) => !isUnreachable(analysis, caller, linked),
    from: (_, around) => (call) => around === true || passesHeldMember(call),
    join: (one, other) => one || other,
  });
  return new Set([...given].flatMap(([routine, held]) => (held ? [routine] : [])));
}

/** True if an effect of a called plan is undone when that fails, and when its caller fails later. */
interface Undone {
  readonly inside: boolean;
  readonly after: boolean;
}

function followersOf(
  site: GuardrailSite<FollowedRule>,
  routine: AnalysedRoutine,
  call: Pick<CallSite, "linked" | "slot" | "attempt">,
  undone: Undone,
): Around {
  const { analysis } = site.run;
  const { linked } = call;
  const candidates = candidatesAfter(site, routine, linked);
  // Where the plan that is called may fail and its effect stays, only what comes whatever happens is sure. A goal's next
  // plan may take effects over.
  const mayFail =
    (!undone.inside || "goal" in call.attempt.target) &&
    (can(modesAt(analysis, routine, linked, byRules), withoutFault) ||
      cutWords(analysis, routine, linked) !== undefined);
  const sure = candidates.filter(
    (each) => each.sure && (!mayFail || (each.linked.block.inFinally && !linked.block.inFinally)),
  );
  const [reached] = reachedAfter(site, routine, call, sure, undone.after);
  if (reached !== undefined)
    return { verdict: "proved", by: reached.id, late: reached.late + furtherTries(routine, linked) };
  const others = [...candidates.map((each) => each.linked), ...callsInside(analysis, routine, site.rule.by)];
  const possible = others.some((other) => canFollowCall(routine, linked, other));
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

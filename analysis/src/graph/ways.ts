import type { Expression } from "@orchlang/plan/expressions";
import type { Selector } from "@orchlang/plan/rules";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { occurrencesIn } from "../rules/occurrence.ts";
import type { LinkedStatement } from "../tree.ts";
import { type CallSite, callSites, routinesOf, summaryOf } from "./call-graph.ts";
import { asCaller } from "./called-cases.ts";
import { hasDeadline, mayBeUnmet } from "./causes.ts";
import { reachesPlan } from "./failure-edges.ts";
import { type Denials, modesAt } from "./failures.ts";
import { can, type Modes } from "./modes.ts";
import { mayHaveNoValue } from "./partial.ts";
import { isUnreachable, nearestFacts } from "./reachability.ts";

/*
 * The path conditions of all ways on which a plan comes to some of its points, or to points of the plans that it calls: a
 * plan that sends by mail or by phone does not phone where it is called to mail.
 */

/** One set of conditions a way, in the plan's own terms. `undefined`: there are too many ways, under any condition. */
type Ways = readonly (readonly Expression[])[] | undefined;

/** Beyond so many ways a plan is said to come there under any condition. */
const waysMax = 8;

/** A statement on the way; the plan that it calls, where the way goes on there. */
interface Step {
  readonly linked: LinkedStatement;
  readonly through?: Pick<CallSite, "linked" | "attempt"> & { readonly plan: AnalysedRoutine };
}

/** On which ways some run of a plan comes to what a selector means. */
export function waysToDo(analysis: Analysis, plan: AnalysedRoutine, selector: Selector): Ways {
  return waysIn(analysis, `ways to ${JSON.stringify(selector)}`, plan, (routine) => [
    ...occurrencesIn(analysis, routine, selector),
    ...callSites(analysis, routine).flatMap((site) =>
      site.called.map((each) => ({ linked: site.linked, through: { ...site, plan: each } })),
    ),
  ]);
}

/** Failures in some modes, where rules may deny attempts. */
export interface Failing {
  readonly modes: Modes;
  readonly denials: Denials;
}

/** On which ways a statement fails, as its plan says it. */
export function waysToFail(
  analysis: Analysis,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
  { modes, denials }: Failing,
): Ways {
  const through = failingCall(analysis, routine, linked, denials);
  if (through === undefined) return undefined;
  const question = `ways to fail ${denials.question} ${modes}`;
  const ways = waysIn(analysis, question, through.plan, (one) => {
    const { head } = one.checked;
    if (hasDeadline(analysis.program, head) || mayBeUnmet(analysis.program, head)) return undefined;
    return one.tree.all
      .filter((each) => !each.block.inFinally && reachesPlan(each))
      .filter(
        (each) => can(modesAt(analysis, one, each, denials), modes) && !isUnreachable(analysis, one, each),
      )
      .map((each) => {
        const call = failingCall(analysis, one, each, denials);
        return { linked: each, ...(call === undefined ? {} : { through: call }) };
      });
  });
  return ways?.map((facts) => facts.map(asCaller(linked, through.attempt.args, through.plan)));
}

/** The call of a plan that alone decides whether a statement fails. */
function failingCall(
  analysis: Analysis,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
  denials: Denials,
): Step["through"] {
  const { node } = linked.statement;
  if (node.kind !== "call") return undefined;
  const { attempt } = node;
  const { options, target, using } = attempt;
  if (options.timeout !== undefined || options.accept !== undefined || using !== undefined) return undefined;
  if (!("routine" in target) || denials.isDenied(analysis, { routine, linked, slot: "do", attempt }))
    return undefined;
  if (mayHaveNoValue(linked, routine.context)) return undefined;
  const [plan] = routinesOf(analysis, target);
  return plan && { linked, attempt: node.attempt, plan };
}

function waysIn(
  analysis: Analysis,
  question: string,
  plan: AnalysedRoutine,
  stepsOf: (routine: AnalysedRoutine) => readonly Step[] | undefined,
): Ways {
  return summaryOf<Ways>(analysis, question, plan, (routine, of) => {
    const ways: (readonly Expression[])[] = [];
    const steps = stepsOf(routine);
    for (const { linked, through } of steps ?? []) {
      const own = nearestFacts(linked);
      const inner = through && of(through.plan);
      if (through === undefined || inner === undefined) ways.push(own);
      else
        for (const facts of inner)
          ways.push([...own, ...facts.map(asCaller(through.linked, through.attempt.args, through.plan))]);
      if (ways.length > waysMax) return undefined;
    }
    return steps && ways;
  });
}

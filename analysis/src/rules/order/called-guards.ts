import type { Action } from "@orchlang/plan/rules";
import type { AnalysedRoutine } from "../../analysis.ts";
import { environmentAt } from "../../bounds/context.ts";
import { implies } from "../../facts/implication.ts";
import { not } from "../../facts/logic.ts";
import { type Find, routinesOf, summaryOf } from "../../graph/call-graph.ts";
import { casesOf, doneBy, type PlanCall, planCalls } from "../../graph/called-cases.ts";
import { completionsOf } from "../../graph/completion.ts";
import { failsByAdversity } from "../../graph/failures.ts";
import { canBeLater } from "../../graph/may-reach.ts";
import { inScopeOf, type LinkedStatement, loopsAround } from "../../tree.ts";
import { callOccurrence, callsInside, happensIn, type Occurrence, occurrencesIn } from "../occurrence.ts";
import type { Run } from "../run.ts";
import { asksFor, isThere } from "../truth-at.ts";
import { casesMax } from "./available.ts";
import { eachRoundMay, everyRoundMay, isCompleted, type Missing, type Question } from "./missing.ts";
import { mustEndWell } from "./standing.ts";

/*
 * Decides if the required action stands because a called plan did it: what such a plan did, by itself or
 * in each round of a loop, counts around its call (semantics, rule 34).
 */

/** A call that can begin before a statement, of plans in which one of some actions can happen. */
interface CalledGuard {
  /** The call as if it were the action. */
  readonly occurrence: Occurrence;
  readonly firsts: readonly Action[];
  /** Where it can be looked into. */
  readonly call: PlanCall | undefined;
}

export function calledGuards(
  run: Run,
  routine: AnalysedRoutine,
  then: LinkedStatement,
  firsts: readonly Action[],
): readonly CalledGuard[] {
  const inside = callsInside(run.analysis, routine, firsts).filter(
    (linked) => linked !== then && !routine.precedence.before(then, linked),
  );
  if (inside.length === 0) return [];
  const calls = new Map(planCalls(run, routine, firsts).map((call) => [call.linked, call]));
  return inside.flatMap((linked): readonly CalledGuard[] => {
    const occurrence = callOccurrence(routine, linked);
    return occurrence === undefined ? [] : [{ occurrence, firsts, call: calls.get(linked) }];
  });
}

/** Why a call can't have seen to it in any data, in every order, whatever fails; else `undefined`. */
export function whyNotCalled(question: Question, guard: CalledGuard): Missing["why"] | undefined {
  const { run, routine, then, facts, known } = question;
  const { occurrence, call, firsts } = guard;
  const { linked } = occurrence;
  const { precedence } = routine;
  if (!inScopeOf(linked, then))
    return firsts.every(isCompleted) && everyRoundMay(question, linked) ? undefined : "other round";
  if (call === undefined || then.block.inFinally || !firsts.every(mustEndWell)) return undefined;
  const isInScope = call.called.some((each) => firsts.some((action) => inOwnScope(run, each, action)));
  const byRounds = firsts.every(isCompleted) && call.called.some((each) => roundsMay(run, each, firsts));
  if (!isInScope && !byRounds) return "other round";
  if (!precedence.mayPrecede(linked, then)) {
    // Its first actions may be done long before it ends.
    const isClocked = routine.bounds.timers().some((timer) => precedence.mayPrecede(timer.linked, then));
    return !isClocked && canBeLater(routine, linked, then, question.slot) ? "unordered" : undefined;
  }
  const { node } = linked.statement;
  const optional = node.kind === "call" && node.optional === true;
  const isSure = !optional || isThere(linked, facts, environmentAt(routine.context, then));
  // Completions leave open what rounds have done.
  if (isSure && !byRounds && precedence.before(linked, then)) {
    const cases = casesOf([call], (called) => completionsOf(run, called, firsts), casesMax);
    const isNever = cases?.every(
      ({ facts: more, within }) =>
        implies([...facts.map(within), ...more], not(within(doneBy(linked))), known) === true,
    );
    if (isNever === true) return "other side";
  }
  if (facts.some((fact) => asksFor(fact, linked))) return undefined;
  const failing = optional ? "any" : "quietly";
  return call.called.every((each) => canAllFail(run, each, firsts, failing)) ? "may fail" : undefined;
}

/** True if an action can happen in a plan, or in one that it calls, outside of their rounds. */
function inOwnScope(run: Run, called: AnalysedRoutine, { selector }: Action): boolean {
  const find: Find<boolean> = (routine, of) =>
    occurrencesIn(run.analysis, routine, selector).some(({ linked }) => linked.block.loops.length === 0) ||
    routine.tree.all.some(
      ({ block, attempts }) =>
        block.loops.length === 0 &&
        attempts.some(({ attempt }) => routinesOf(run.analysis, attempt.target).some(of)),
    );
  return summaryOf(run.analysis, `own scope ${JSON.stringify(selector)}`, called, find);
}

/** True if a plan, or one that it calls, may have done one of some actions in each round of a loop. */
function roundsMay(run: Run, called: AnalysedRoutine, firsts: readonly Action[]): boolean {
  const { analysis } = run;
  const find: Find<boolean> = (routine, of) => {
    const inRounds = (linked: LinkedStatement): boolean => {
      const [outermost] = loopsAround(linked);
      return outermost !== undefined && eachRoundMay(routine, outermost, linked);
    };
    const own = firsts.flatMap(({ selector }) => occurrencesIn(analysis, routine, selector));
    if (own.some(({ linked, slot }) => slot === "do" && inRounds(linked))) return true;
    return callsInside(analysis, routine, firsts).some((linked) =>
      linked.attempts.some(({ attempt }) =>
        routinesOf(analysis, attempt.target).some(
          (each) =>
            (of(each) && (loopsAround(linked).length === 0 || inRounds(linked))) ||
            (inRounds(linked) && firsts.some((action) => inOwnScope(run, each, action))),
        ),
      ),
    );
  };
  return summaryOf(analysis, `rounds may ${JSON.stringify(firsts)}`, called, find);
}

/**
 * Whether failures alone can keep all of some actions from ending well in a plan: in any way, or so that the plan itself
 * goes on as if nothing were.
 */
function canAllFail(
  run: Run,
  called: AnalysedRoutine,
  firsts: readonly Action[],
  how: "any" | "quietly",
): boolean {
  const { analysis } = run;
  const find: Find<boolean> = (routine, of) => {
    const own = firsts.flatMap(({ selector }) => occurrencesIn(analysis, routine, selector));
    const fails = ({ linked, attempt }: Occurrence): boolean => {
      const { node } = linked.statement;
      const isOptional = node.kind === "call" && node.optional === true && node.rescues.length === 0;
      return failsByAdversity(analysis, attempt) && (how === "any" || isOptional);
    };
    return (
      own.every(fails) &&
      callsInside(analysis, routine, firsts).every(({ attempts }) =>
        attempts.every(({ attempt }) =>
          routinesOf(analysis, attempt.target).every(
            (each) => of(each) || !firsts.some(({ selector }) => happensIn(analysis, each, selector)),
          ),
        ),
      )
    );
  };
  return summaryOf(analysis, `all fail ${how} ${JSON.stringify(firsts)}`, called, find);
}

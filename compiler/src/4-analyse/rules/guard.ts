import type { Action, Expression } from "@orchlang/plan";
import type { AnalysedRoutine } from "../analysis.ts";
import { attemptsOf } from "../attempts.ts";
import { knowledgeAt } from "../bounds/context.ts";
import { worstDuration } from "../bounds/duration.ts";
import { factsAt } from "../facts/activation.ts";
import { not, some } from "../facts/choice.ts";
import { implies } from "../facts/implication.ts";
import { evaluateAbstractly } from "../interval/evaluate.ts";
import { inScopeOf, type Located } from "../tree.ts";
import { happensIn, type Occurrence, occurrencesIn } from "./occurrence.ts";
import { type Run, routinesOf } from "./run.ts";
import { standingCondition } from "./standing.ts";

/*
 * Whether something stands whenever a statement begins (semantics, rules 34 to 38). A guard is found by
 * happens-before, and by the sides of choices on which both stand; that it is missing is claimed only where some
 * order, duration or failure leaves it out whatever the data.
 */

export type Guarded =
  | { readonly verdict: "proved"; readonly by: readonly Occurrence[] }
  | { readonly verdict: "refused"; readonly missing: readonly Missing[] }
  | { readonly verdict: "checked"; readonly because: string };

/** Why a candidate need not have happened. */
export interface Missing {
  readonly candidate: Occurrence;
  readonly why: "unordered" | "later" | "may fail" | "other side" | "other round";
}

/** @param begins what else is known where the statement begins for the rule: its own `when`. */
export function guardOf(
  run: Run,
  routine: AnalysedRoutine,
  then: Located,
  firsts: readonly Action[],
  begins: readonly Expression[] = [],
): Guarded {
  const candidates = firsts.flatMap((action) =>
    occurrencesIn(run.analysis, routine, action.selector).map((occurrence) => ({ action, occurrence })),
  );
  const { precedence } = routine;
  const knowledge = knowledgeAt(routine.context, then);
  const known = (path: Expression) => evaluateAbstractly(path, knowledge);
  const facts = [...factsAt(then), ...begins];
  const before = candidates.filter(
    ({ occurrence }) => inScopeOf(occurrence.located, then) && precedence.before(occurrence.located, then),
  );
  const conditions = before.map(({ action, occurrence }) => standingCondition(run, action, occurrence));
  // What `finally` comes after may have failed.
  const relied = before.length > 0 && !then.block.inFinally;
  if (relied && implies(facts, some(conditions), known) === true) {
    const alone = before.filter(
      (_, at) => implies(facts, some(conditions.slice(at, at + 1)), known) === true,
    );
    const by = (alone.length > 0 ? alone.slice(0, 1) : before).map(({ occurrence }) => occurrence);
    return { verdict: "proved", by };
  }
  const missing: Missing[] = [];
  for (const { action, occurrence } of candidates) {
    const why = missingBecause(run, routine, occurrence, action, then, facts, known);
    if (why === undefined) return { verdict: "checked", because: dependsOn(occurrence) };
    missing.push({ candidate: occurrence, why });
  }
  const elsewhere = calledBefore(run, routine, then, firsts);
  if (elsewhere !== undefined) {
    return { verdict: "checked", because: `\`${elsewhere.id}\` may do it in the plan that it calls` };
  }
  return { verdict: "refused", missing };
}

function dependsOn({ located }: Occurrence): string {
  return `whether \`${located.id}\` stands depends on what is only known when it runs`;
}

/** Why no data can make the candidate stand in every order, at every duration, whatever fails; else `undefined`. */
function missingBecause(
  run: Run,
  routine: AnalysedRoutine,
  candidate: Occurrence,
  action: Action,
  then: Located,
  facts: readonly Expression[],
  known: (path: Expression) => ReturnType<typeof evaluateAbstractly>,
): Missing["why"] | undefined {
  const { located, slot } = candidate;
  const { precedence } = routine;
  if (!inScopeOf(located, then)) return "other round";
  if (located === then || slot === "undo" || slot === "confirm") return undefined;
  if (precedence.before(then, located)) return "later";
  if (!precedence.mayHold(located, then)) {
    return canBeLater(routine, located, then) ? "unordered" : undefined;
  }
  if (implies(facts, not(standingCondition(run, action, candidate)), known) === true) return "other side";
  const { node } = located.statement;
  const optional = node.kind === "call" && node.optional === true && node.rescues.length === 0;
  const mustEndWell = (action.outcome ?? "completed") !== "failed";
  return optional &&
    mustEndWell &&
    attemptsOf(located.statement).every(({ attempt }) => canFail(run, attempt))
    ? "may fail"
    : undefined;
}

/** Whether adversity alone can make an attempt fail: a person without a time limit never does. */
export function canFail(run: Run, attempt: Occurrence["attempt"]): boolean {
  if (!("capability" in attempt.target)) return false;
  const capability = run.analysis.program.capabilities.get(attempt.target.capability)?.capability;
  return capability !== undefined && (capability.kind !== "human" || attempt.options.timeout !== undefined);
}

/** Whether durations within their limits let `then` begin while `candidate` has not ended. */
function canBeLater(routine: AnalysedRoutine, candidate: Located, then: Located): boolean {
  const latest = worstDuration(routine.context, candidate, "whole", () => 0);
  let waited = 0;
  for (const located of routine.tree.all) {
    const { node } = located.statement;
    const timed =
      node.kind === "wait" || node.kind === "loop" || node.kind === "race" || node.kind === "hold";
    if (timed && routine.precedence.mayHold(located, then)) {
      const { parts } = routine.bounds.nodes[located.id]?.latency ?? { parts: undefined };
      const timers = parts?.timers;
      waited += timers === undefined ? 0 : "value" in timers ? timers.value : Infinity;
    }
  }
  return latest > waited;
}

/** A call that can begin before `then`, of a plan in which one of the actions can happen. */
function calledBefore(
  run: Run,
  routine: AnalysedRoutine,
  then: Located,
  firsts: readonly Action[],
): Located | undefined {
  return routine.tree.all.find(
    (located) =>
      located !== then &&
      !routine.precedence.before(then, located) &&
      attemptsOf(located.statement).some(({ attempt }) =>
        routinesOf(run.analysis, attempt.target).some((called) =>
          firsts.some((action) => happensIn(run.analysis, called, action.selector)),
        ),
      ),
  );
}

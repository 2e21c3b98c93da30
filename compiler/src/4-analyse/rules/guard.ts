import type { Action, Expression } from "@orchlang/plan";
import { once } from "../../once.ts";
import type { AnalysedRoutine } from "../analysis.ts";
import { knowledgeAt } from "../bounds/context.ts";
import { substitute } from "../expression/substitute.ts";
import { activation, factsAt } from "../facts/activation.ts";
import { always, never, not, some } from "../facts/choice.ts";
import type { Known } from "../facts/formula.ts";
import { implies } from "../facts/implication.ts";
import { decided, evaluateAbstractly } from "../interval/evaluate.ts";
import type { Knowledge } from "../interval/knowledge.ts";
import { knownOfCompleted } from "../outcomes/completed.ts";
import { failsByAdversity } from "../outcomes/failing.ts";
import { loopThatDoes } from "../outcomes/loop-done.ts";
import { childOf, inScopeOf, type Located } from "../tree.ts";
import { type CalledGuard, calledGuards, provedByCalls, whyNotCalled } from "./called-guards.ts";
import { canBeLater } from "./later.ts";
import { withLets } from "./lets.ts";
import { type Occurrence, occurrencesIn } from "./occurrence.ts";
import { doneByOther, givenInstead, knownOfHandlers, wonByOther } from "./other-ways.ts";
import { isPlainlyOpen } from "./plainly-open.ts";
import { isRuledOutByCalls } from "./reachable.ts";
import type { Run } from "./run.ts";
import { standingCondition } from "./standing.ts";

/*
 * Whether something stands whenever a statement begins (semantics, rules 34 to 38). A guard is found by
 * happens-before, and by the sides of choices on which both stand; that it is missing is claimed only where some
 * order, duration or failure leaves it out whatever the data.
 */

export type Guarded =
  /** `by` nothing: it never begins. */
  | { readonly verdict: "proved"; readonly by: readonly Occurrence[] }
  | { readonly verdict: "refused"; readonly missing: readonly Missing[] }
  | { readonly verdict: "checked"; readonly because: string };

/** Why a candidate need not have happened. */
export interface Missing {
  readonly candidate: Occurrence;
  readonly why: "unordered" | "later" | "may fail" | "has failed" | "other side" | "other round";
}

/** Where something has to stand, and what is known there. */
export interface Question {
  readonly run: Run;
  readonly routine: AnalysedRoutine;
  readonly then: Located;
  /** The way of doing it that begins. */
  readonly slot: Occurrence["slot"];
  readonly facts: readonly Expression[];
  readonly known: Known;
}

interface Candidate {
  readonly action: Action;
  readonly occurrence: Occurrence;
}

/** @param begins what else is known where the statement begins for the rule: its own `when`. */
export type Guards = (then: Located, begins?: readonly Expression[], slot?: Occurrence["slot"]) => Guarded;

/** Beyond so much looking into single statements, the rest of a rule's places is left to be checked. */
const lookedAtMax = 20_000_000;

/** So many places are looked into one by one. */
const lookedAtOnceMin = 4;

/** Whether one of `firsts` stands before the statements of a plan that a rule asks about. */
export function guardsIn(run: Run, routine: AnalysedRoutine, firsts: readonly Action[]): Guards {
  const candidates = firsts.flatMap((action): readonly Candidate[] =>
    occurrencesIn(run.analysis, routine, action.selector).map((occurrence) => ({ action, occurrence })),
  );
  const others = candidates.map(({ occurrence }) => occurrence);
  const sure = once(() => sureBefore(run, routine, candidates));
  let left = Math.max(64, lookedAtMax / Math.max(1, routine.tree.all.length));
  let asked = 0;
  return (then, begins = [], slot = "do") => {
    asked += 1;
    // Who looks for mistakes alone needs no proof; all places are looked into at once only where there are many.
    if (run.mistakesOnly === true && asked <= lookedAtOnceMin) {
      const open = candidates.find((candidate) => isPlainlyOpen(run, routine, candidate, then, others));
      if (open !== undefined) return { verdict: "checked", because: dependsOn(open.occurrence) };
    }
    const first = sure()(then);
    // What `finally` comes after may have failed.
    if (first !== undefined && first.located !== then && !then.block.inFinally) {
      return { verdict: "proved", by: [first] };
    }
    left -= 1;
    if (left < 0) return { verdict: "checked", because: "the plan is too large to look into every place" };
    return lookInto({ run, routine, firsts, candidates }, then, slot, begins);
  };
}

/** Of candidates that stand in every run: the one that has come before a statement; found for all statements at once. */
function sureBefore(
  run: Run,
  routine: AnalysedRoutine,
  candidates: readonly Candidate[],
): (then: Located) => Occurrence | undefined {
  const sure = new Map(
    candidates
      .filter(({ action, occurrence }) => standingCondition(run, action, occurrence) === always)
      .map(({ occurrence }) => [occurrence.located, occurrence] as const),
  );
  const plainly = routine.precedence.plainlyAfter(new Set(sure.keys()));
  return (then) => sure.get(plainly.get(then) ?? then);
}

interface Rule {
  readonly run: Run;
  readonly routine: AnalysedRoutine;
  readonly firsts: readonly Action[];
  readonly candidates: readonly Candidate[];
}

function lookInto(
  rule: Rule,
  then: Located,
  slot: Occurrence["slot"],
  begins: readonly Expression[],
): Guarded {
  const { run, routine, firsts, candidates } = rule;
  const others = candidates.map(({ occurrence }) => occurrence);
  if (run.mistakesOnly === true) {
    const open = candidates.find((candidate) => isPlainlyOpen(run, routine, candidate, then, others));
    if (open !== undefined) return { verdict: "checked", because: dependsOn(open.occurrence) };
  }
  const knowledge = knowledgeAt(routine.context, then);
  const known: Known = (path) => evaluateAbstractly(path, knowledge);
  const facts = withLets(routine.tree, then, [...factsAt(then), ...begins]);
  const there = candidates
    .filter(({ occurrence }) => isThere(occurrence.located, facts, knowledge))
    .map(({ occurrence }) => not(isNone(occurrence.located)));
  const completed = candidates
    .filter(({ occurrence: { located } }) => routine.precedence.before(located, then))
    .flatMap(({ occurrence }) => knownOfCompleted(occurrence.located, then));
  const instead = candidates.flatMap(({ occurrence }) => knownOfHandlers(occurrence.located, facts));
  const question: Question = {
    run,
    routine,
    then,
    slot,
    facts: [...facts, ...there, ...completed, ...instead],
    known,
  };
  const why = (candidate: Candidate) => missingBecause(question, candidate, others);
  // Where one of them may stand there is no mistake, be that proved or not.
  if (run.mistakesOnly === true) {
    const open = candidates.find((candidate) => why(candidate) === undefined);
    if (open !== undefined) return { verdict: "checked", because: dependsOn(open.occurrence) };
  }
  if (
    implies(question.facts, never, known) === true ||
    isRuledOutByCalls(run.analysis, routine, then, question.facts, known)
  )
    return { verdict: "proved", by: [] };
  const calls = calledGuards(run, routine, then, firsts);
  const by = standing(question, candidates) ?? standingWithCalls(question, candidates, calls);
  if (by !== undefined) return { verdict: "proved", by };
  const missing: Missing[] = [];
  for (const candidate of candidates) {
    const because = why(candidate);
    if (because === undefined) return { verdict: "checked", because: dependsOn(candidate.occurrence) };
    missing.push({ candidate: candidate.occurrence, why: because });
  }
  for (const call of calls) {
    const because = whyNotCalled(question, call);
    if (because === undefined) {
      const { id } = call.occurrence.located;
      return { verdict: "checked", because: `\`${id}\` may do it in the plan that it calls` };
    }
    missing.push({ candidate: call.occurrence, why: because });
  }
  return { verdict: "refused", missing };
}

/** Those before it in its own plan, and those in plans that have been called before it. */
function standingWithCalls(
  question: Question,
  candidates: readonly Candidate[],
  calls: readonly CalledGuard[],
): readonly Occurrence[] | undefined {
  const { run, routine, then } = question;
  if (calls.length === 0 || then.block.inFinally) return undefined;
  const own = candidates
    .filter(({ occurrence: { located } }) => isBefore(routine, located, then))
    .map(({ action, occurrence }) => standingCondition(run, action, occurrence));
  const before = calls.filter(({ occurrence: { located } }) => isBefore(routine, located, then));
  return provedByCalls(question, own, before);
}

function isBefore({ precedence }: AnalysedRoutine, located: Located, then: Located): boolean {
  return inScopeOf(located, then) && precedence.before(located, then);
}

/** Those of which one always stands; the one alone, where one does. */
function standing(question: Question, candidates: readonly Candidate[]): readonly Occurrence[] | undefined {
  const { run, routine, then, facts, known } = question;
  const failed = candidates.find((candidate) => hasFailed(question, candidate));
  if (failed !== undefined) return [failed.occurrence];
  if (then.block.inFinally) return standingAtLast(question, candidates);
  const { analysis } = run;
  const stands = candidates.flatMap((candidate) => {
    const { action, occurrence } = candidate;
    if (isBefore(routine, occurrence.located, then))
      return [{ candidate, condition: standingCondition(run, action, occurrence) }];
    const loop = loopThatDoes(analysis, routine, candidate, then);
    return loop === undefined ? [] : [{ candidate, condition: activation(loop) }];
  });
  const before = stands.map(({ candidate }) => candidate);
  const conditions = stands.map(({ condition }) => condition);
  if (before.length === 0 || implies(facts, some(conditions), known) !== true) return undefined;
  const alone = before.find((_, at) => implies(facts, some(conditions.slice(at, at + 1)), known) === true);
  return (alone === undefined ? before : [alone]).map(({ occurrence }) => occurrence);
}

/** A handler begins when what it stands in for has failed. */
function hasFailed({ then, slot }: Question, { action, occurrence }: Candidate): boolean {
  const { located } = occurrence;
  const isFirst = occurrence.slot === "do" && located.statement.node.kind === "call";
  if (!isFirst || mustEndWell(action) || action.when !== undefined) return false;
  return (located === then && wayNumber(slot) > 0) || isInHandler(then, located);
}

function isInHandler(then: Located, of: Located): boolean {
  return of.blocks.some((block) => block.role?.kind === "rescue" && childOf(block, then) !== undefined);
}

const outcome = { op: "read", from: "local", name: "outcome" } as const;
const hasCompleted: Expression = {
  op: "call",
  fn: "any.equal",
  args: [
    { op: "field", of: outcome, name: "status" },
    { op: "constant", value: "completed" },
  ],
};

/** In `finally`, where it is known that the plan has completed: all that was on before has completed. */
function standingAtLast(
  { run, then, facts, known }: Question,
  candidates: readonly Candidate[],
): readonly Occurrence[] | undefined {
  if (implies(facts, hasCompleted, known) !== true) return undefined;
  const found = candidates.find(
    ({ action, occurrence }) =>
      !occurrence.located.block.inFinally &&
      inScopeOf(occurrence.located, then) &&
      implies(facts, standingCondition(run, action, occurrence), known) === true,
  );
  return found && [found.occurrence];
}

/** Whether a fact in `finally` hangs on how the plan ended. */
function asksOutcome(fact: Expression): boolean {
  let found = false;
  substitute(fact, (read) => {
    found ||= read.from === "local" && read.name === outcome.name;
    return undefined;
  });
  return found;
}

export function isNone(located: Located): Expression {
  return { op: "isNone", of: { op: "read", from: "node", name: located.id } };
}

/** Whether facts can't hold where an optional step gave nothing: `ok?.granted ?? false`. */
export function isThere(located: Located, facts: readonly Expression[], knowledge: Knowledge): boolean {
  return facts.some((fact) => decided(evaluateAbstractly(withValue(fact, located), knowledge)) === false);
}

const none: Expression = { op: "constant", value: null };

export function withValue(fact: Expression, located: Located, value: Expression = none): Expression {
  return substitute(fact, (read) => (read.from === "node" && read.name === located.id ? value : undefined));
}

export function asksFor(fact: Expression, located: Located): boolean {
  let found = false;
  substitute(fact, (read) => {
    found ||= read.from === "node" && read.name === located.id;
    return undefined;
  });
  return found;
}

function dependsOn({ located }: Occurrence): string {
  return `whether \`${located.id}\` stands depends on what is only known when it runs`;
}

/** Why no data can make the candidate stand in every order, at every duration, whatever fails; else `undefined`. */
function missingBecause(
  question: Question,
  { action, occurrence }: Candidate,
  candidates: readonly Occurrence[],
): Missing["why"] | undefined {
  const { run, routine, then, facts, known } = question;
  const { located, slot } = occurrence;
  const { precedence } = routine;
  if (!inScopeOf(located, then)) return "other round";
  if (slot === "undo" || slot === "confirm") return undefined;
  if (!mustEndWell(action) && (located === then || isInHandler(then, located))) return undefined;
  if (located === then) return ofSameStep(question.slot, slot);
  if (precedence.before(then, located)) return "later";
  if (then.block.inFinally && !located.block.inFinally) {
    if (facts.some((fact) => asksOutcome(fact) || asksFor(fact, located))) return undefined;
    // Its own failure is what `finally` then follows.
    return mustEndWell(action) && everyWayCanFail(run, located) ? "may fail" : undefined;
  }
  if (!precedence.mayHold(located, then)) {
    return canBeLater(routine, located, then, question.slot) ? "unordered" : undefined;
  }
  if (implies(facts, not(standingCondition(run, action, occurrence)), known) === true) return "other side";
  // A condition that asks for its value may not hold where it has failed, unless its handler gives what is asked for.
  const asked = facts.filter((fact) => asksFor(fact, located));
  if (asked.length > 0) {
    const value = mustEndWell(action) ? givenInstead(run, routine, located, candidates) : undefined;
    const holds = (fact: Expression): boolean =>
      decided(evaluateAbstractly(withValue(fact, located, value), knowledgeAt(routine.context, then))) ===
      true;
    return value !== undefined && asked.every(holds) ? "may fail" : undefined;
  }
  if (!mustEndWell(action)) return undefined;
  if (doneByOther(run, routine, located, candidates)) return "may fail";
  const { node } = located.statement;
  const optional = node.kind === "call" && node.optional === true && node.rescues.length === 0;
  if (!optional && !wonByOther(run, routine, { located, then }, candidates)) return undefined;
  return everyWayCanFail(run, located) ? "may fail" : undefined;
}

/** Of one step's ways each begins when those before it have failed. */
function ofSameStep(begins: Occurrence["slot"], candidate: Occurrence["slot"]): Missing["why"] | undefined {
  if (begins === "undo" || begins === "confirm") return undefined;
  return wayNumber(candidate) < wayNumber(begins) ? "has failed" : "later";
}

function wayNumber(slot: Occurrence["slot"]): number {
  return slot.startsWith("else") ? Number(slot.slice("else".length)) : 0;
}

export function mustEndWell(action: Action): boolean {
  return (action.outcome ?? "completed") !== "failed";
}

function everyWayCanFail(run: Run, { attempts }: Located): boolean {
  return attempts.every(({ attempt }) => failsByAdversity(run.analysis, attempt));
}

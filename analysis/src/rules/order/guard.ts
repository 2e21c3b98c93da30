import { once } from "@orchlang/checker";
import type { Expression } from "@orchlang/plan/expressions";
import type { Action } from "@orchlang/plan/rules";
import type { AnalysedRoutine } from "../../analysis.ts";
import { environmentAt } from "../../bounds/context.ts";
import type { Known } from "../../facts/formula.ts";
import { implies } from "../../facts/implication.ts";
import { withLets } from "../../facts/lets.ts";
import { always, never, not } from "../../facts/logic.ts";
import { factsAt, holdsWithin, pathConditionAt } from "../../facts/path-condition.ts";
import { completionsOf, knownOfCompleted } from "../../graph/completion.ts";
import { isRuledOutByCalls } from "../../graph/reachability.ts";
import { evaluateAbstractly } from "../../interval/evaluate.ts";
import { inScopeOf, type LinkedStatement } from "../../tree.ts";
import { type Occurrence, occurrencesIn } from "../occurrence.ts";
import type { Run } from "../run.ts";
import { isNone, isThere } from "../truth-at.ts";
import { type Available, provedBy } from "./available.ts";
import { calledGuards, whyNotCalled } from "./called-guards.ts";
import {
  type Candidate,
  type Guarded,
  type Missing,
  missingBecause,
  type Question,
  wayNumber,
} from "./missing.ts";
import { doneByOther, knownOfHandlers, wonByOther } from "./other-ways.ts";
import { standingIn } from "./standing.ts";

/*
 * Decides if something stands whenever a statement begins (semantics, rules 34 to 38): whether that follows from what is
 * known there and what stands there at all, or something is missing.
 */

/** @param begins what else is known where the statement begins for the rule: its own `when`. */
type Guards = (then: LinkedStatement, begins?: readonly Expression[], slot?: Occurrence["slot"]) => Guarded;

/** So many places are looked into one by one. */
const lookedAtOnceMin = 4;

/** Beyond so many pairs of places and of what may stand there the rest of the places is left to be checked. */
const lookedAtMax = 20_000_000;

interface Rule {
  readonly run: Run;
  readonly routine: AnalysedRoutine;
  readonly firsts: readonly Action[];
  readonly candidates: readonly Candidate[];
}

/** Answers if one of `firsts` stands before the statements of a plan that a rule asks about. */
export function guardsIn(run: Run, routine: AnalysedRoutine, firsts: readonly Action[]): Guards {
  const candidates = firsts.flatMap((action): readonly Candidate[] =>
    occurrencesIn(run.analysis, routine, action.selector).map((occurrence) => ({ action, occurrence })),
  );
  const rule = { run, routine, firsts, candidates };
  const standing = once(() =>
    standingIn(run, routine, firsts, (called) => completionsOf(run, called, firsts)),
  );
  let left = lookedAtMax;
  let asked = 0;
  return (then, begins = [], slot = "do") => {
    asked += 1;
    // A search for mistakes alone needs no proof; all places are analysed together only if there are many.
    const open = run.mistakesOnly === true && asked <= lookedAtOnceMin ? openAt(rule, then) : undefined;
    if (open !== undefined) return open;
    const available = standing().before(then, wayNumber(slot) > 0);
    const [[sure, condition] = []] = available;
    if (sure !== undefined && condition === always) return { verdict: "proved", by: sure.by };
    left -= 1 + available.size + candidates.length;
    if (left < 0) return { verdict: "checked", because: "the plan is too large to look into every place" };
    return lookInto(rule, available, { then, slot, begins });
  };
}

function openAt({ run, routine, candidates }: Rule, then: LinkedStatement): Guarded | undefined {
  const others = candidates.map(({ occurrence }) => occurrence);
  const open = candidates.find((candidate) => isPlainlyOpen(run, routine, candidate, then, others));
  return open && { verdict: "checked", because: dependsOn(open.occurrence) };
}

interface Begin {
  readonly then: LinkedStatement;
  readonly slot: Occurrence["slot"];
  readonly begins: readonly Expression[];
}

function lookInto(rule: Rule, available: Available, begin: Begin): Guarded {
  const { run, routine, firsts, candidates } = rule;
  const { then } = begin;
  const others = candidates.map(({ occurrence }) => occurrence);
  const question = questionAt(rule, begin);
  const why = (candidate: Candidate) => missingBecause(question, candidate, others);
  // Where one of them may stand there is no mistake, be that proved or not.
  if (run.mistakesOnly === true) {
    const plainly = openAt(rule, then);
    if (plainly !== undefined) return plainly;
    const open = candidates.find((candidate) => why(candidate) === undefined);
    if (open !== undefined) return { verdict: "checked", because: dependsOn(open.occurrence) };
  }
  const { facts, known } = question;
  if (implies(facts, never, known) === true || isRuledOutByCalls(run.analysis, routine, then, facts, known))
    return { verdict: "proved", by: [] };
  const { before } = routine.precedence;
  // A statement before `finally` may have failed.
  const isOver = (call: LinkedStatement): boolean => !then.block.inFinally && before(call, then);
  const by = provedBy(
    { completions: (called) => completionsOf(run, called, firsts), facts, known, isOver },
    available,
  );
  if (by !== undefined) return { verdict: "proved", by };
  const missing: Missing[] = [];
  for (const candidate of candidates) {
    const because = why(candidate);
    if (because === undefined) return { verdict: "checked", because: dependsOn(candidate.occurrence) };
    missing.push({ candidate: candidate.occurrence, why: because });
  }
  for (const call of calledGuards(run, routine, then, firsts)) {
    const because = whyNotCalled(question, call);
    if (because === undefined) {
      const { id } = call.occurrence.linked;
      return { verdict: "checked", because: `\`${id}\` may do it in the plan that it calls` };
    }
    missing.push({ candidate: call.occurrence, why: because });
  }
  return { verdict: "refused", missing };
}

function questionAt({ run, routine, candidates }: Rule, { then, slot, begins }: Begin): Question {
  const environment = environmentAt(routine.context, then);
  const known: Known = (path) => evaluateAbstractly(path, environment);
  const facts = withLets(routine.tree, then, [...factsAt(then), ...begins]);
  const there = candidates
    .filter(({ occurrence }) => isThere(occurrence.linked, facts, environment))
    .map(({ occurrence }) => not(isNone(occurrence.linked)));
  const completed = candidates.flatMap(({ occurrence }) =>
    knownOfCompleted(routine.precedence, occurrence.linked, then),
  );
  const instead = candidates.flatMap(({ occurrence }) => knownOfHandlers(occurrence.linked, facts));
  return { run, routine, then, slot, facts: [...facts, ...there, ...completed, ...instead], known };
}

function dependsOn({ linked }: Occurrence): string {
  return `whether \`${linked.id}\` stands depends on what is only known when it runs`;
}

/**
 * Whether the positions of two statements alone show that the first may have completed when the second begins: it comes
 * first in the order, its path condition is implied there, and no failure alone bypasses it. Most pairs that a rule
 * asks about are of this kind, and such a pair is no mistake.
 */
function isPlainlyOpen(
  run: Run,
  routine: AnalysedRoutine,
  { action, occurrence }: { readonly action: Action; readonly occurrence: Occurrence },
  then: LinkedStatement,
  candidates: readonly Occurrence[],
): boolean {
  const { linked, slot } = occurrence;
  const { node } = linked.statement;
  return (
    (action.outcome ?? "completed") === "completed" &&
    action.when === undefined &&
    slot === "do" &&
    node.kind === "call" &&
    node.optional !== true &&
    linked !== then &&
    !linked.block.inFinally &&
    !then.block.inFinally &&
    inScopeOf(linked, then) &&
    holdsWithin(pathConditionAt(linked), pathConditionAt(then)) &&
    routine.precedence.mayPrecede(linked, then) &&
    !doneByOther(run, routine, linked, candidates) &&
    !wonByOther(run, routine, { linked, then }, candidates)
  );
}

import type { Limit } from "@orchlang/plan";
import { freeReads } from "@orchlang/plan/expressions";
import type { Action } from "@orchlang/plan/rules";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { environmentAt } from "../../bounds/context.ts";
import { type Effort, effortOfGaps, latestGap } from "../../bounds/gap.ts";
import { isBounded } from "../../bounds/limit.ts";
import { roundsOf } from "../../bounds/rounds.ts";
import { endless } from "../../bounds/timeline.ts";
import { entryCondition } from "../../facts/choice.ts";
import { implies } from "../../facts/implication.ts";
import { some } from "../../facts/logic.ts";
import { activation } from "../../facts/path-condition.ts";
import { perRoutine, routinesOf } from "../../graph/call-graph.ts";
import { mayBeCommitted } from "../../graph/commits.ts";
import { modesAt } from "../../graph/failures.ts";
import { cutWords } from "../../graph/interruptions.ts";
import { can, withoutFault } from "../../graph/modes.ts";
import { happensAlways, mustReach } from "../../graph/must-reach.ts";
import { evaluateAbstractly } from "../../interval/evaluate.ts";
import { type LinkedStatement, loopsAround, standsIn } from "../../tree.ts";
import { listed } from "../../words.ts";
import { byRules } from "../denied-ways.ts";
import { undoReference } from "../effects.ts";
import type { GuardrailSite } from "../guardrail.ts";
import { type Occurrence, occurrencesIn } from "../occurrence.ts";
import { eachRoundMay } from "../order/missing.ts";
import { holdOfUndo } from "../undo/hold-of-undo.ts";
import type { FollowedRule } from "./not-followed.ts";

interface Candidate {
  readonly linked: LinkedStatement;
  /** True if it does what is asked in every run without faults in which it is come to. */
  readonly sure: boolean;
  /** A loop that does it if this list has an item. */
  readonly unlessEmpty?: string;
}

/** The steps of a plan that may do what has to follow, the calls of plans that surely do, and loops of such steps. */
export function candidatesFor(
  site: GuardrailSite<FollowedRule>,
  routine: AnalysedRoutine,
): readonly Candidate[] {
  return perRoutine(site.run.analysis, `followers ${JSON.stringify(site.rule.by)}`, routine, () =>
    findCandidates(site, routine),
  );
}

/** Those that may come after a statement: not itself, and no loop around it. */
export function candidatesAfter(
  site: GuardrailSite<FollowedRule>,
  routine: AnalysedRoutine,
  from: LinkedStatement,
): readonly Candidate[] {
  const items = new Set(loopsAround(from).flatMap((loop) => listOf(loop) ?? []));
  return candidatesFor(site, routine)
    .filter(({ linked }) => linked !== from && !standsIn(from, linked))
    .map((each) =>
      each.unlessEmpty !== undefined && items.has(each.unlessEmpty) ? { ...each, sure: true } : each,
    );
}

function findCandidates(site: GuardrailSite<FollowedRule>, routine: AnalysedRoutine): readonly Candidate[] {
  const { rule, run } = site;
  const own = rule.by.flatMap((action) =>
    occurrencesIn(run.analysis, routine, action.selector)
      .filter(({ slot }) => slot !== "undo" && slot !== "confirm")
      .map(
        (one): Candidate => ({
          linked: one.linked,
          sure:
            isPlain(action) &&
            isTaken(one) &&
            !can(modesAt(run.analysis, routine, one.linked, byRules), withoutFault),
        }),
      ),
  );
  const calls = routine.tree.all.filter((linked) => {
    const { node } = linked.statement;
    if (node.kind !== "call") return false;
    const called = routinesOf(run.analysis, node.attempt.target);
    return (
      called.length > 0 &&
      called.every((each) => surelyIn(site, each)) &&
      !can(modesAt(run.analysis, routine, linked, byRules), withoutFault)
    );
  });
  const direct = [...own, ...calls.map((linked): Candidate => ({ linked, sure: true }))];
  return [...direct, ...loopsOf(run.analysis, routine, direct)];
}

/** The loops that have done it once they are over, if each of their rounds has (semantics, rule 34). */
function loopsOf(
  analysis: Analysis,
  routine: AnalysedRoutine,
  direct: readonly Candidate[],
): readonly Candidate[] {
  const around = new Set(direct.flatMap(({ linked }) => loopsAround(linked)));
  const candidates: Candidate[] = [];
  // From the inside out: what a loop has done may be what the loop around it does in each of its rounds.
  for (const loop of [...around].sort((one, other) => loopsAround(other).length - loopsAround(one).length)) {
    const inside = [...direct, ...candidates].filter(({ linked }) => standsIn(linked, loop));
    if (inside.some(({ linked }) => eachRoundMay(routine, loop, linked)))
      candidates.push({ linked: loop, ...doneByRounds(analysis, routine, loop, inside) });
  }
  return candidates;
}

/** How sure a loop is to do it: in every run without faults, or where its list has an item. */
function doneByRounds(
  analysis: Analysis,
  routine: AnalysedRoutine,
  loop: LinkedStatement,
  inside: readonly Candidate[],
): Omit<Candidate, "linked"> {
  const { node } = loop.statement;
  const round = loop.blocks.find(({ role }) => role?.kind === "round");
  if (node.kind !== "loop" || round === undefined) return { sure: false };
  if (can(modesAt(analysis, routine, loop, byRules), withoutFault)) return { sure: false };
  const certain = inside.filter(
    ({ linked, sure }) =>
      sure && loopsAround(linked).at(-1) === loop && cutWords(analysis, routine, linked) === undefined,
  );
  const environment = environmentAt(routine.context, loop);
  const inEach = implies(
    [activation(loop), entryCondition(round)],
    some(certain.map(({ linked }) => activation(linked))),
    (path) => evaluateAbstractly(path, environment),
  );
  if (inEach !== true) return { sure: false };
  const list = listOf(loop);
  return {
    sure: roundsOf(routine.context, loop, node).least > 0,
    ...(list === undefined ? {} : { unlessEmpty: list }),
  };
}

/** The list that a loop goes over, if it is the same value wherever it is read. */
function listOf({ statement: { node } }: LinkedStatement): string | undefined {
  if (node.kind !== "loop" || node.over.kind !== "list") return undefined;
  const { list } = node.over;
  return freeReads(list).every(({ from }) => from === "input") ? JSON.stringify(list) : undefined;
}

function isPlain(action: Action): boolean {
  return action.when === undefined && (action.outcome ?? "completed") === "completed";
}

/** True if what is done without a fault has completed then, and is not turned down for what it gives. */
function isTaken({ slot, attempt }: Occurrence): boolean {
  return slot === "do" && attempt.options.accept === undefined;
}

/** True if every run of a plan without faults does one of them. */
function surelyIn(site: GuardrailSite<FollowedRule>, called: AnalysedRoutine): boolean {
  const { analysis } = site.run;
  return candidatesFor(site, called).some(
    ({ linked, sure }) => sure && happensAlways(analysis, called, linked),
  );
}

/** The statements that follow one on every path without faults, and the most ms in between. */
export interface Reached {
  /** One, or several of which each way comes to one. */
  readonly id: string;
  readonly late: number;
}

/** The candidates to which every way comes that leaves a statement, the soonest first. */
export function reachedAfter(
  { run: { analysis }, rule }: GuardrailSite<FollowedRule>,
  routine: AnalysedRoutine,
  { linked: from, slot }: Pick<Occurrence, "linked" | "slot">,
  candidates: readonly Candidate[],
  undone: boolean,
  { wanted = 1, effort = effortOfGaps() }: { readonly wanted?: number; readonly effort?: Effort } = {},
): readonly Reached[] {
  // A handler's actions run only after a failure.
  if (slot !== "do") return [];
  const targets = candidates.flatMap(({ linked, sure }) => (sure ? [linked] : []));
  const failed = isOfFailure(rule);
  // Behind a failure its handlers come first.
  const handling = failed ? furtherTries(routine, from) : 0;
  return mustReach({ analysis, routine, from, failed, undone }, targets, wanted)
    .map((each) => ({
      id: listed(
        each.map(({ id }) => id),
        "or",
      ),
      late: Math.max(...each.map((one) => latestGap(routine, from, one, effort))) + handling,
    }))
    .sort((one, other) => one.late - other.late);
}

/** True if the rule is about actions that have failed. */
export function isOfFailure({ every }: FollowedRule): boolean {
  return every.outcome === "failed";
}

/** True if a failure of its plan undoes the effect. A failed call may have had none, and nothing is undone then. */
export function isUndone(site: GuardrailSite<FollowedRule>, occurrence: Occurrence): boolean {
  const { routine, linked } = occurrence;
  return hasUndo(site, occurrence) && !mayBeCommitted(site.run.analysis, routine, linked);
}

/** The same before any `commit` has passed. */
export function hasUndo(
  { run: { analysis }, rule }: GuardrailSite<FollowedRule>,
  { attempt, linked, slot }: Occurrence,
): boolean {
  const { program } = analysis;
  if (isOfFailure(rule) || slot === "undo" || slot === "confirm" || linked.block.inFinally) return false;
  return (
    undoReference({ program }, attempt) !== undefined && holdOfUndo(program, attempt, linked) === undefined
  );
}

/** ms that a step may go on after something that an earlier call, plan or handler of it has done. */
export function furtherTries(routine: AnalysedRoutine, linked: LinkedStatement): number {
  const isTriedOnce = linked.attempts.every(({ attempt: { target, options } }) => {
    const times = (options.attempts?.times ?? 1) + (options.retry?.times ?? 0);
    return times === 1 && !("goal" in target);
  });
  if (isTriedOnce && linked.attempts.length === 1 && linked.blocks.length === 0) return 0;
  const worst: Limit<number> | undefined = routine.bounds.nodes()[linked.id]?.latency.worst;
  return worst !== undefined && isBounded(worst) ? worst.value : endless;
}

import { once } from "@orchlang/checker";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { implies } from "../../facts/implication.ts";
import { never } from "../../facts/logic.ts";
import { excludeEachOther, factsAt } from "../../facts/path-condition.ts";
import { routinesOf, summaryOf } from "../../graph/call-graph.ts";
import { asCaller } from "../../graph/called-cases.ts";
import { isCommittedAtEnd } from "../../graph/commits.ts";
import { unfailedIn } from "../../graph/completion.ts";
import { now } from "../../graph/denials.ts";
import { type Denials, modesAt, triedBy } from "../../graph/failures.ts";
import { isTimed } from "../../graph/interruptions.ts";
import { can, type Modes, mode, refusing } from "../../graph/modes.ts";
import { compensationOf, losesRace } from "../../graph/propagation.ts";
import { cannotHold, isCutOff, isUnreachable, nearestFacts } from "../../graph/reachability.ts";
import { type Failing, waysToFail } from "../../graph/ways.ts";
import { type LinkedStatement, type SlottedAttempt, standsIn } from "../../tree.ts";
import { byRules } from "../denied-ways.ts";
import { capabilityOf, irreversibleBecause, isOnce, undoReference } from "../effects.ts";
import { holdOfReads, inputsOf, readsOfUndo } from "./hold-of-undo.ts";

/* Effects that a later failure can leave standing (semantics, rules 27, 28 and 46a). */

/**
 * A failure that comes after an effect: of another step, of the step itself, of what the goal asks, for want of time or
 * of a value, or because a rule denies a step.
 */
export type Later =
  | LinkedStatement
  | "success"
  | "own result"
  | "race"
  | "event"
  | "handler"
  | "time"
  | "value"
  | "rule";

/** Causes that leave an effect standing and are only reported: a plan with a `once` call is not refused for them. */
export function isOnlyReported(later: Later): boolean {
  return later === "time" || later === "value" || later === "rule";
}

/** An attempt whose effect can outlive a failure. */
export interface Residue {
  readonly linked: LinkedStatement;
  readonly attempt: SlottedAttempt["attempt"];
  readonly later: Later;
  /** True if that other step is one of another round. */
  readonly otherRound: boolean;
  /** The effect itself: of the step, or of a plan that the step calls. */
  readonly effect: Effect;
}

/** Something done to the world that nothing undoes. */
interface Effect {
  readonly capability: string;
  readonly once: boolean;
  /** The plan, and the step in it. */
  readonly routine: AnalysedRoutine;
  readonly linked: LinkedStatement;
  /** It has an undo, which needs a member that is given back before. */
  readonly hold?: LinkedStatement;
  /** It has an undo, which can be called as long as these parameters of the plan mean what they did. */
  readonly inputs?: readonly string[];
  /** A called plan has committed to it, and says so itself, once it has completed. */
  readonly committed?: boolean;
  /** The path condition inside a called plan, in terms of the caller. */
  readonly facts: readonly Expression[];
}

/** For one plan: the effects that can be left standing in it, and those it leaves to its callers. */
interface Left {
  readonly residues: readonly Residue[];
  readonly outliving: readonly Effect[];
}

type LeftOf = (called: AnalysedRoutine) => Left;

export function residues(analysis: Analysis, routine: AnalysedRoutine): readonly Residue[] {
  const find = (one: AnalysedRoutine, of: LeftOf): Left => {
    const results = findResidues(analysis, one, of);
    return { residues: results, outliving: findOutliving(analysis, one, results, of) };
  };
  return summaryOf(analysis, "left standing", routine, find).residues;
}

/** Those of effects that may happen once alone; most plans do nothing of the kind that they can't undo. */
export function residuesOfOnce(analysis: Analysis, routine: AnalysedRoutine): readonly Residue[] {
  const mayLeave = summaryOf<boolean>(analysis, "once, and not undone", routine, (one, of) =>
    one.tree.all.some((linked) =>
      linked.attempts.some(({ attempt }) => {
        const capability = capabilityOf(analysis.program, attempt);
        if (capability === undefined) return routinesOf(analysis, attempt.target).some(of);
        return isOnce(capability) && effectsOf(analysis, one, linked, attempt, noneLeft).length > 0;
      }),
    ),
  );
  return mayLeave
    ? residues(analysis, routine).filter(({ effect, later }) => effect.once && !isOnlyReported(later))
    : [];
}

const noneLeft: LeftOf = () => ({ residues: [], outliving: [] });

function findResidues(analysis: Analysis, routine: AnalysedRoutine, of: LeftOf): readonly Residue[] {
  const results: Residue[] = [];
  const endings = endingsOf(analysis, routine);
  for (const linked of routine.tree.all) {
    if (isUnreachable(analysis, routine, linked)) continue;
    for (const { slot, attempt } of linked.attempts) {
      for (const effect of effectsOf(analysis, routine, linked, attempt, of)) {
        if (effect.inputs !== undefined) continue;
        const later = laterFailure(analysis, routine, endings, { linked, attempt, slot, effect });
        if (later !== undefined) results.push({ linked, attempt, effect, ...later });
      }
    }
  }
  return results;
}

/** Statements of a plan that can end it in failure, in some modes; the last one first: it is before least. */
interface Ending extends Failing {
  /** Most plans need not be asked. */
  readonly statements: () => readonly LinkedStatement[];
}

/** Each for its reason. */
interface Endings {
  readonly failing: Ending;
  /** An expression of theirs may have no value. */
  readonly valueless: Ending;
  /** A rule may keep them from beginning. */
  readonly denied: Ending;
  /** Holds whose time may be over before what is done in them is, and calls of plans that have some. */
  readonly overrunning: Ending;
  /** People who may not have answered when the time is over that is declared for it. */
  readonly late: Ending;
}

function endingsOf(analysis: Analysis, routine: AnalysedRoutine): Endings {
  const begun = once(() =>
    routine.tree.all
      .filter((other) => !other.block.inFinally && !isUnreachable(analysis, routine, other))
      .reverse(),
  );
  const endingBy = (modes: Modes, denials: Denials = now): Ending => ({
    modes,
    denials,
    statements: once(() => begun().filter((other) => can(modesAt(analysis, routine, other, denials), modes))),
  });
  return {
    failing: endingBy(refusing),
    valueless: endingBy(mode.value),
    denied: endingBy(mode.context, byRules),
    overrunning: endingBy(mode.lapse),
    late: endingBy(mode.late),
  };
}

/** The effects of a completed attempt: its own, or those of the plans that it calls. */
function effectsOf(
  analysis: Analysis,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
  attempt: SlottedAttempt["attempt"],
  of: LeftOf,
): readonly Effect[] {
  const { program } = analysis;
  if (irreversibleBecause(program, attempt) !== undefined) return [];
  const reads = readsOfUndo(program, attempt);
  const hold = holdOfReads(reads, linked);
  const inputs = hold === undefined ? inputsOf(reads, linked) : [];
  const isCompensated = undoReference({ program }, attempt) !== undefined && hold === undefined;
  const capability = capabilityOf(program, attempt);
  if (isCompensated && (capability === undefined || inputs.length === 0)) return [];
  if (capability === undefined) {
    return triedBy(analysis, attempt.target, now).flatMap((called) =>
      of(called).outliving.flatMap((effect) => inCaller(effect, called, linked, attempt)),
    );
  }
  if (capability.effect.kind === "pure" || capability.kind === "human") return [];
  return [
    {
      capability: capability.name,
      once: isOnce(capability),
      routine,
      linked,
      facts: [],
      ...(hold === undefined ? {} : { hold }),
      ...(isCompensated ? { inputs } : {}),
    },
  ];
}

/** An effect of a plan, for the step that calls it: what its undo needs may be held here, and given back here. */
function inCaller(
  { inputs, ...effect }: Effect,
  called: AnalysedRoutine,
  linked: LinkedStatement,
  { args }: SlottedAttempt["attempt"],
): readonly Effect[] {
  const there = { ...effect, facts: onWhere(effect, called).map(asCaller(linked, args, called)) };
  if (inputs === undefined) return [there];
  const reads = inputs.flatMap((name) => (args[name] === undefined ? [] : freeReads(args[name])));
  const hold = holdOfReads(reads, linked);
  if (hold !== undefined) return [{ ...there, hold }];
  const own = inputsOf(reads, linked);
  return own.length === 0 ? [] : [{ ...there, inputs: own }];
}

/** The facts under which an effect of a plan is done and the plan has completed. */
function onWhere({ facts, linked, routine }: Effect, called: AnalysedRoutine): readonly Expression[] {
  return [...facts, ...(routine === called ? factsAt(linked) : []), ...unfailedIn(called.tree)];
}

/** The effects that a plan leaves to its callers; those that can be left standing inside it are reported there. */
function findOutliving(
  analysis: Analysis,
  routine: AnalysedRoutine,
  standing: readonly Residue[],
  of: LeftOf,
): readonly Effect[] {
  const unfailed = unfailedIn(routine.tree);
  const results = new Set(
    standing.flatMap(({ effect, later }) => (isOnlyReported(later) ? [] : [placeOf(effect)])),
  );
  const effects = routine.tree.all
    .filter((linked) => !linked.block.inFinally && !isUnreachable(analysis, routine, linked))
    .flatMap((linked) => {
      const on = [...nearestFacts(linked), ...unfailed];
      return linked.attempts
        .flatMap(({ attempt }) => effectsOf(analysis, routine, linked, attempt, of))
        .filter(({ facts }) => !cannotHold(analysis, routine, linked, [...facts, ...on]))
        .map((effect) => (isCommittedAtEnd(linked) ? { ...effect, committed: true } : effect));
    })
    .filter((effect) => !results.has(placeOf(effect)));
  const byPlace = new Map<string, Effect>();
  for (const effect of effects) {
    const key = placeOf(effect);
    // Called twice, it is done under what holds at either.
    const known = byPlace.get(key);
    byPlace.set(
      key,
      known === undefined
        ? effect
        : {
            ...(known.hold === undefined ? effect : known),
            facts: [],
            committed: known.committed === true && effect.committed === true,
          },
    );
  }
  return [...byPlace.values()];
}

/** A step and its handlers have effects of their own. */
function placeOf({ routine, linked, capability }: Effect): string {
  return `${routine.checked.name}/${linked.id} ${capability}`;
}

/** A failure after which the effect would still be there. */
function laterFailure(
  analysis: Analysis,
  routine: AnalysedRoutine,
  { failing, valueless, denied, overrunning, late }: Endings,
  done: Done,
): Pick<Residue, "later" | "otherRound"> | undefined {
  const { program } = analysis;
  const { linked, attempt, slot, effect } = done;
  const { hold, once } = effect;
  const { node } = linked.statement;
  // While the hold lasts, its undo can still be called; that of a called plan is over.
  if (hold === undefined || !standsIn(linked, hold)) {
    // A replacement of dissenting voters need not agree with anybody.
    if (attempt.options.accept !== undefined || (node.kind === "quorum" && !slot.startsWith("else"))) {
      return { later: "own result", otherRound: false };
    }
    // A failure of which nothing is known may have had the effect; of `once` that is another rule's matter.
    if (!once && node.kind === "call" && slot === "do" && node.rescues.length > 0) {
      return { later: "handler", otherRound: false };
    }
    const lost = once ? undefined : losesRace(linked);
    if (lost !== undefined) return { later: lost, otherRound: false };
  }
  const isCutShort = attempt.options.timeout !== undefined && !("capability" in attempt.target);
  // Effects of `finally` are kept, whatever fails beside it (rule 25); a plan that it calls is undone when its time is over.
  if (linked.block.inFinally) return isCutShort ? { later: "time", otherRound: false } : undefined;
  const failure = firstAfter(analysis, routine, failing, done);
  if (failure !== undefined) return failure;
  const goal = routine.checked.head.achieves;
  const asks =
    goal === undefined || effect.committed === true || isCommittedAtEnd(linked)
      ? 0
      : (program.goals.get(goal)?.goal.success.length ?? 0);
  if (asks > 0) return { later: "success", otherRound: false };
  const timed =
    isTimed(analysis, routine) ||
    isCutShort ||
    overrunning
      .statements()
      .some(
        (over) =>
          standsIn(linked, over) ||
          (compensationOf(routine, over, linked) !== undefined && !routine.precedence.before(over, linked)),
      );
  if (timed) return { later: "time", otherRound: false };
  const unanswered = firstAfter(analysis, routine, late, done);
  if (unanswered !== undefined) return { ...unanswered, later: "time" };
  const unvalued = firstAfter(analysis, routine, valueless, done);
  if (unvalued !== undefined) return { ...unvalued, later: "value" };
  const kept = firstAfter(analysis, routine, denied, done);
  return kept && { ...kept, later: "rule" };
}

/** An effect, and the attempt that has it. */
interface Done {
  readonly linked: LinkedStatement;
  readonly attempt: SlottedAttempt["attempt"];
  readonly slot: SlottedAttempt["slot"];
  readonly effect: Effect;
}

/** The first of some statements whose failure undoes what was done. */
function firstAfter(
  analysis: Analysis,
  routine: AnalysedRoutine,
  failing: Ending,
  { linked, slot, effect: { hold, facts, committed } }: Done,
): Pick<Residue, "later" | "otherRound"> | undefined {
  for (const other of failing.statements()) {
    if (hold !== undefined && (other === hold || standsIn(other, hold))) {
      // The hold of another round is over.
      if (compensationOf(routine, other, hold) === "elsewhere") return { later: other, otherRound: true };
      continue;
    }
    if (committed === true && routine.precedence.before(linked, other)) continue;
    const where = compensationOf(routine, other, linked);
    if (where === "elsewhere") return { later: other, otherRound: true };
    if (where === undefined || standsIn(other, linked)) continue;
    if (!comesAfter(analysis, routine, { other, failing }, linked, facts)) continue;
    const both = [...facts, ...nearestFacts(linked), ...nearestFacts(other)];
    if (isCutOff(analysis, routine, { linked, slot }, both)) continue;
    return { later: other, otherRound: false };
  }
  return undefined;
}

/** True if a statement can fail when another, in the same round, has completed. */
function comesAfter(
  analysis: Analysis,
  routine: AnalysedRoutine,
  { other, failing }: { readonly other: LinkedStatement; readonly failing: Failing },
  linked: LinkedStatement,
  facts: readonly Expression[],
): boolean {
  if (routine.precedence.before(other, linked)) return false;
  // A loop whose `until` is never met fails after its rounds; what else is around a step fails by what is in it.
  if (standsIn(linked, other)) {
    const { node } = other.statement;
    return node.kind === "loop" && node.over.kind === "fold" && node.over.until !== undefined;
  }
  if (facts.length === 0 && excludeEachOther(linked, other)) return false;
  if (facts.length > 0 && implies([...facts, ...factsAt(linked), ...factsAt(other)], never) === true)
    return false;
  const both = [...facts, ...nearestFacts(linked), ...nearestFacts(other)];
  // A plan that is called may fail on some of its ways alone.
  const ways = waysToFail(analysis, routine, other, failing) ?? [[]];
  return ways.some((way) => !cannotHold(analysis, routine, other, [...both, ...way]));
}

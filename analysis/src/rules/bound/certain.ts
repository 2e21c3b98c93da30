import type { Capability, Money } from "@orchlang/plan";
import type { Attempt } from "@orchlang/plan/nodes";
import type { Resource } from "@orchlang/plan/rules";
import type { AnalysedRoutine } from "../../analysis.ts";
import { chargesFor } from "../../bounds/about.ts";
import { askedFor } from "../../bounds/asked.ts";
import { callingAt, declaredSpending, retryDelays, tryLimit } from "../../bounds/attempt.ts";
import { durationAt } from "../../bounds/context.ts";
import { earliestOf } from "../../bounds/earliest.ts";
import type { Measure } from "../../bounds/formula.ts";
import { bounded, isBounded, least } from "../../bounds/limit.ts";
import { roundsInARow, roundsOf } from "../../bounds/rounds.ts";
import { alongBlock } from "../../bounds/spending.ts";
import { undoCalling } from "../../bounds/undoing.ts";
import { factsAt } from "../../facts/path-condition.ts";
import { type Find, routinesOf, summaryOf } from "../../graph/call-graph.ts";
import { now } from "../../graph/denials.ts";
import { failsByAdversity, modesAt } from "../../graph/failures.ts";
import { byData, can } from "../../graph/modes.ts";
import { childOf, type LinkedBlock, type LinkedStatement } from "../../tree.ts";
import { capabilityOf } from "../effects.ts";
import type { Run } from "../run.ts";
import { holdOfUndo } from "../undo/hold-of-undo.ts";

/*
 * Lower bounds under adversity: whatever the data, some failures and durations make a run use at least this much. A
 * budget below it is broken by every run that meets them, and the plan is refused (semantics, rule 36).
 */

/** The kind of spending, with its measure. */
interface Spent<T> {
  readonly name: Resource;
  readonly measure: Measure<T>;
  readonly of: (spending: ReturnType<typeof declaredSpending>) => T;
}

export function spentMoney(routine: AnalysedRoutine): Spent<Money> {
  return { name: "cost", measure: routine.context.measures.cost, of: (spending) => spending.cost.best };
}

export function spentNumber(
  routine: AnalysedRoutine,
  resource: Exclude<Resource, "cost" | "latency">,
): Spent<number> {
  return {
    name: resource,
    measure: routine.context.measures[resource],
    of: (spending) => spending[resource].best,
  };
}

export function certainlySpent<T>(run: Run, root: AnalysedRoutine, spent: Spent<T>): T {
  return summaryOf<T>(run.analysis, `certain ${spent.name}`, root, (routine, of) =>
    certainIn(run, routine, spent, of),
  );
}

type Of<T> = (called: AnalysedRoutine) => T;

function certainIn<T>(run: Run, routine: AnalysedRoutine, spent: Spent<T>, of: Of<T>): T {
  const { measure } = spent;
  const { tree, precedence } = routine;
  const own = (linked: LinkedStatement): T => certainOf(run, routine, linked, spent, of);
  const last = tree.finally === undefined ? measure.zero : certainBlock(tree.finally, spent, own);
  const whole = certainBlock(tree.root, spent, own);
  const enders = tree.all.filter(
    (linked) => can(modesAt(run.analysis, routine, linked, now), byData) && !linked.block.inFinally,
  );
  const cut = enders.map((ender) =>
    tree.all
      .filter((linked) => childOf(linked.block, ender) !== undefined && precedence.before(linked, ender))
      // All that are asked have begun before they can fail to agree.
      .reduce(
        (total, linked) => measure.add(total, own(linked)),
        ender.statement.node.kind === "quorum" ? own(ender) : measure.zero,
      ),
  );
  const failing = enders.length > 0 ? [] : certainFailures(run, routine, spent, own);
  return measure.add(greatest(measure, [least(measure, [whole, ...cut]), ...failing]), last);
}

function greatest<T>({ compare, zero }: Measure<T>, values: readonly T[]): T {
  return values.reduce((most, each) => (compare(each, most) > 0 ? each : most), zero);
}

/**
 * The use if one step fails for good that every run reaches: everything that may have been done by then, and its
 * compensation. Suitable durations complete all that does not wait for it, unless something waits by the clock.
 */
function certainFailures<T>(
  run: Run,
  routine: AnalysedRoutine,
  spent: Spent<T>,
  own: (linked: LinkedStatement) => T,
): readonly T[] {
  const { tree, precedence, bounds } = routine;
  const { measure } = spent;
  const undo = (linked: LinkedStatement): T => certainUndo(run, routine, linked, spent);
  if (tree.root.statements.every((linked) => measure.compare(undo(linked), measure.zero) === 0)) return [];
  const culprits = tree.root.statements.filter((linked) => failsForSure(run, linked)).slice(-culpritsMax);
  const isClocked = bounds.timers().length > 0;
  return culprits.map((culprit) => {
    const isDone = (linked: LinkedStatement): boolean =>
      linked === culprit ||
      (isClocked ? precedence.before(linked, culprit) : !precedence.before(culprit, linked));
    return certainBlock(tree.root, spent, (linked) => {
      const at = childOf(tree.root, linked);
      return at !== undefined && isDone(at) ? measure.add(own(linked), undo(linked)) : measure.zero;
    });
  });
}

/** The last of a plan's steps have the most behind them. */
const culpritsMax = 16;

/** True if every run comes to a step that adversity alone can make fail, and its plan with it. */
function failsForSure(run: Run, linked: LinkedStatement): boolean {
  const { node } = linked.statement;
  return (
    node.kind === "call" &&
    node.optional !== true &&
    node.rescues.length === 0 &&
    factsAt(linked).length === 0 &&
    failsByAdversity(run.analysis, node.attempt)
  );
}

/** The least use of compensating what a step did, or may have done; zero if that is not certain. */
function certainUndo<T>(run: Run, routine: AnalysedRoutine, linked: LinkedStatement, spent: Spent<T>): T {
  const { measure } = spent;
  const { program } = run.analysis;
  const { node } = linked.statement;
  if (node.kind === "loop") {
    const body = linked.blocks.find((block) => block.role?.kind === "round");
    if (body === undefined || node.rescues.length > 0) return measure.zero;
    const inside = certainBlock(body, spent, (inner) => certainUndo(run, routine, inner, spent));
    return measure.times(inside, roundsOf(routine.context, linked, node).least);
  }
  if (node.kind !== "call" || node.rescues.length > 0 || node.optional === true) return measure.zero;
  const { attempt } = node;
  const capability = capabilityOf(program, attempt);
  const isSure = capability?.effect.kind === "idempotent" && attempt.options.cache === undefined;
  if (!isSure || holdOfUndo(program, attempt, linked) !== undefined) return measure.zero;
  const undo = undoCalling(routine.context, linked, attempt);
  return undo === undefined ? measure.zero : spent.of(declaredSpending(routine.context, linked, undo));
}

function certainBlock<T>(block: LinkedBlock, { measure }: Spent<T>, own: (linked: LinkedStatement) => T): T {
  return alongBlock(measure, block, (linked) => ({ best: own(linked), worst: bounded(measure.zero) })).best;
}

function certainOf<T>(
  run: Run,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
  spent: Spent<T>,
  of: Of<T>,
): T {
  const { measure } = spent;
  const { node } = linked.statement;
  if (node.kind === "loop") {
    const body = linked.blocks.find((block) => block.role?.kind === "round");
    if (body === undefined) return measure.zero;
    const rounds = roundsOf(routine.context, linked, node).least;
    const own = (inner: LinkedStatement): T => certainOf(run, routine, inner, spent, of);
    return measure.times(certainBlock(body, spent, own), rounds);
  }
  if (node.kind === "quorum") {
    const asks = node.attempts.map((attempt) => certainAttempt(run, routine, linked, attempt, spent, of));
    return asks.reduce((total, each) => measure.add(total, each), measure.zero);
  }
  return node.kind === "call" ? certainAttempt(run, routine, linked, node.attempt, spent, of) : measure.zero;
}

function certainAttempt<T>(
  run: Run,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
  attempt: Attempt,
  spent: Spent<T>,
  of: Of<T>,
): T {
  const { measure } = spent;
  const called = routinesOf(run.analysis, attempt.target).map(of);
  if (called.length > 0) return least(measure, called);
  const calling = callingAt(routine.context, linked, attempt);
  if (calling === undefined) return measure.zero;
  return measure.times(
    spent.of(declaredSpending(routine.context, linked, calling)),
    certainCharges(run, attempt, spent.name, calling.capability),
  );
}

/** Tries under one key may be charged once. */
function certainCharges(run: Run, attempt: Attempt, of: Resource, capability: Capability): number {
  const tries = certainTries(run, attempt);
  return of === "cost" ? chargesFor(capability, tries) : tries;
}

/** So often adversity can make an attempt be tried: a retry that asks `when` depends on the failure. */
function certainTries(run: Run, attempt: Attempt): number {
  const { retry } = attempt.options;
  if (retry === undefined || retry.when !== undefined || !failsByAdversity(run.analysis, attempt)) return 1;
  const { capability } = attempt.target as { readonly capability: string };
  const effect = run.analysis.program.capabilities.get(capability)?.capability.effect.kind;
  return effect === "once" ? 1 : 1 + retry.times;
}

/** ms that adversity can make the plan's own work take, whatever the data. */
export function certainlyLasting(run: Run, root: AnalysedRoutine): number {
  const find: Find<number> = (routine, of) => certainLength(run, routine, of);
  return summaryOf(run.analysis, "certain latency", root, find);
}

function certainLength(run: Run, routine: AnalysedRoutine, of: Of<number>): number {
  const { precedence, bounds, context } = routine;
  const lasting = (linked: LinkedStatement, inner: (block: LinkedBlock) => number): number => {
    const { node } = linked.statement;
    if (node.kind === "call") return certainDuration(run, routine, linked, node.attempt, of);
    if (node.kind === "wait" && node.for.kind === "duration") {
      return durationAt(context, linked, node.for.duration, "the wait").least;
    }
    const body = linked.blocks.find((block) => block.role?.kind === "round");
    if (node.kind !== "loop" || body === undefined) return 0;
    const rounds = roundsOf(context, linked, node);
    return rounds.least === 0 ? 0 : inner(body) * roundsInARow({ ...rounds, most: rounds.least });
  };
  return earliestOf(precedence, bounds.sections, lasting, (each) =>
    can(modesAt(run.analysis, routine, each, now), byData),
  ).length;
}

function certainDuration(
  run: Run,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
  attempt: Attempt,
  of: Of<number>,
): number {
  const called = routinesOf(run.analysis, attempt.target).map(of);
  if (called.length > 0) return Math.min(...called);
  const { context } = routine;
  const calling = callingAt(context, linked, attempt);
  if (calling === undefined) return 0;
  const { timeout, retry } = attempt.options;
  const given = timeout === undefined ? undefined : durationAt(context, linked, timeout, "the timeout");
  const tries = certainTries(run, attempt);
  const delays = tries > 1 && retry !== undefined ? retryDelays(context, linked, retry) : bounded(0);
  const asked = askedFor(context, linked, attempt)?.least ?? 0;
  const paused = isBounded(delays) ? delays.value : 0;
  return asked + tryLimit(context, linked, calling, given).least * tries + paused;
}

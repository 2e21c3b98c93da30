import type { CheckedProgram } from "@orchlang/checker";
import type { Expression } from "@orchlang/plan/expressions";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { durationAt, environmentAt } from "../bounds/context.ts";
import { latestGap } from "../bounds/gap.ts";
import { isBounded } from "../bounds/limit.ts";
import { decidedNumber } from "../bounds/quantity.ts";
import { roundsOf } from "../bounds/rounds.ts";
import type { Section, Sections } from "../bounds/sections.ts";
import { mayRunOver, outlasts } from "../bounds/since-grant.ts";
import { endless } from "../bounds/timeline.ts";
import { holdsAround } from "../expression/qualify.ts";
import { implies } from "../facts/implication.ts";
import { some } from "../facts/logic.ts";
import { activation, excludeEachOther, factsAt } from "../facts/path-condition.ts";
import { evaluateAbstractly } from "../interval/evaluate.ts";
import { byRules } from "../rules/denied-ways.ts";
import { stops } from "../rules/guardrail.ts";
import { type LinkedBlock, type LinkedStatement, standsIn, statementsIn } from "../tree.ts";
import { perRoutine } from "./call-graph.ts";
import { modesAt, wayModes } from "./failures.ts";
import { can, withoutFault } from "./modes.ts";
import { compensationOf, losesRace, sharedLoop } from "./propagation.ts";

/* Interruptions: ends of a statement without a fault, by data alone, by time, or by the outcome of others. */

/** True if, without a fault, what comes after one statement can end the plan while another is still running. */
export function mayCutShort(
  analysis: Analysis,
  routine: AnalysedRoutine,
  over: LinkedStatement,
  running: LinkedStatement,
): boolean {
  const { before, mayPrecede } = routine.precedence;
  return endersWithoutFault(analysis, routine).some(
    (ender) =>
      ender !== running &&
      (ender === over || standsIn(over, ender) || mayPrecede(over, ender)) &&
      !before(running, ender) &&
      !excludeEachOther(ender, running),
  );
}

export function endersWithoutFault(analysis: Analysis, routine: AnalysedRoutine): readonly LinkedStatement[] {
  return perRoutine(analysis, "enders", routine, () =>
    routine.tree.all.filter((linked) => canEnd(analysis, routine, linked)),
  );
}

function canEnd(analysis: Analysis, routine: AnalysedRoutine, linked: LinkedStatement): boolean {
  const { node } = linked.statement;
  if ("optional" in node && node.optional === true) return false;
  return (
    can(modesAt(analysis, routine, linked, byRules), withoutFault) && !isStoodInFor(analysis, routine, linked)
  );
}

/** True if a handler takes each failure, and neither data nor what it says has the plan end there. */
function isStoodInFor(analysis: Analysis, routine: AnalysedRoutine, linked: LinkedStatement): boolean {
  const { blocks, statement } = linked;
  const { node } = statement;
  if (!("rescues" in node)) return false;
  const at = node.rescues.findIndex(({ when }) => when === undefined);
  const last = node.rescues[at];
  if (last === undefined) return false;
  if ("attempt" in last) {
    const way = { routine, linked, slot: `else${at + 1}` as const, attempt: last.attempt };
    return !can(wayModes(analysis, way, byRules), withoutFault);
  }
  // A failure inside is analysed by itself; a `return` in any of them is another end.
  return blocks.every((block) => block.role?.kind !== "rescue" || !canReturn(block));
}

function canReturn(block: LinkedBlock): boolean {
  return statementsIn(block).some(({ statement: { node } }) => node.kind === "return");
}

/**
 * Why something other than a failure may end a statement before it is over: the plan's own time limit, that of a hold
 * around it or of its call, or another branch that wins. `undefined`: nothing may.
 */
export function cutWords(
  analysis: Analysis,
  routine: AnalysedRoutine,
  then: LinkedStatement,
): string | undefined {
  const { sections, timeline } = routine.bounds;
  // A later run takes its place, whatever this one has come to.
  if (routine.checked.head.overlap?.mode === "replace") return "a later run may take the place of this one";
  const end = timeline.endOf(aroundIn(sections, then, sections.root));
  if (limitsOf(analysis, routine).some((limit) => end > limit))
    return "the time of the plan may be over before";
  if (losesRace(then)) return "another branch of its race may win before";
  if (mayTimeOut(routine, then)) return "its time may be over before";
  const hold = holdsAround(then).find((each) =>
    outlasts(routine, each, aroundIn(sections, then, sections.of(each))),
  );
  return hold && `the time of ${hold.id} may be over before`;
}

/** Statements in rounds or handlers have times of their own: the statement around them whose end also ends them. */
function aroundIn(sections: Sections, linked: LinkedStatement, section: Section): LinkedStatement {
  const { owner } = linked.block;
  return owner === undefined || sections.of(linked) === section ? linked : aroundIn(sections, owner, section);
}

/** True if a plan has a time limit. Running calls that may have reached the world are awaited when it is over. */
export function isTimed(analysis: Analysis, routine: AnalysedRoutine): boolean {
  return limitsOf(analysis, routine).length > 0;
}

/** ms after which a plan is stopped: by its own time limit, by its goal's budget, and by rules. */
function limitsOf(analysis: Analysis, routine: AnalysedRoutine): readonly number[] {
  return perRoutine(analysis, "time limits", routine, () => findLimits(analysis, routine));
}

function findLimits(
  { program }: Analysis,
  { checked: { head }, context, values }: AnalysedRoutine,
): readonly number[] {
  const goal = head.achieves === undefined ? undefined : program.goals.get(head.achieves)?.goal;
  const allowed = (goal?.budget ?? []).flatMap(({ of, limit }) =>
    of === "latency" ? [decidedNumber(limit, values.everywhere)?.least ?? 0] : [],
  );
  const ruled = latencyLimits(program).map((limit) => decidedNumber(limit, values.everywhere)?.least ?? 0);
  return [...(context.timeout === undefined ? [] : [context.timeout.least]), ...allowed, ...ruled];
}

const ruledTimes = new WeakMap<CheckedProgram, readonly Expression[]>();

/** The limits of rules about how long a plan takes. */
function latencyLimits(program: CheckedProgram): readonly Expression[] {
  const known = ruledTimes.get(program);
  if (known !== undefined) return known;
  const expressions = program.guardrails.flatMap(({ rule: { severity, rules } }) =>
    rules.flatMap((rule) =>
      stops(severity) && rule.kind === "bound" && rule.of === "latency" ? [rule.limit] : [],
    ),
  );
  ruledTimes.set(program, expressions);
  return expressions;
}

/** True if time may be up in a statement, as data decide: that of its plan, of a hold around it, or of who calls the plan. */
export function mayBeLate(analysis: Analysis, routine: AnalysedRoutine, linked: LinkedStatement): boolean {
  return (
    isTimed(analysis, routine) ||
    holdsAround(linked).some((hold) => mayRunOver(routine, hold)) ||
    mayCallsBeLate(analysis)
  );
}

const lateCalls = new WeakMap<Analysis, boolean>();

/** True if time may be up in some plan while that waits for one which it calls. */
function mayCallsBeLate(analysis: Analysis): boolean {
  const known = lateCalls.get(analysis);
  if (known !== undefined) return known;
  const isFound = [...analysis.routines.values()].some((routine) =>
    routine.tree.all.some(
      (linked) =>
        linked.attempts.some(({ attempt: { target } }) => !("capability" in target)) &&
        (isTimed(analysis, routine) ||
          mayTimeOut(routine, linked) ||
          holdsAround(linked).some((hold) => mayRunOver(routine, hold))),
    ),
  );
  lateCalls.set(analysis, isFound);
  return isFound;
}

/** True if two statements stand in rounds of one loop that may run side by side. */
export function runsInRoundsBeside(
  routine: AnalysedRoutine,
  one: LinkedStatement,
  other: LinkedStatement,
): boolean {
  const loop = sharedLoop(routine, one, other);
  const node = loop?.statement.node;
  return loop !== undefined && node?.kind === "loop" && roundsOf(routine.context, loop, node).atOnce > 1;
}

/** True if the time of a plan, of a hold, or of a statement's call of a plan may be over before it is. */
export function mayBeOver(analysis: Analysis, routine: AnalysedRoutine, linked?: LinkedStatement): boolean {
  if (linked === undefined) {
    const ends = routine.tree.root.statements.map((one) => routine.bounds.timeline.endOf(one));
    return limitsOf(analysis, routine).some((limit) => ends.some((end) => end > limit));
  }
  return linked.statement.node.kind === "hold" ? mayRunOver(routine, linked) : mayTimeOut(routine, linked);
}

/** True if a plan that is called may take longer than its step lets it. */
function mayTimeOut({ context }: AnalysedRoutine, linked: LinkedStatement): boolean {
  return linked.attempts.some(({ attempt: { target, options } }) => {
    if ("capability" in target || options.timeout === undefined) return false;
    const worst = context.callable("routine" in target ? target.routine : target.goal)?.duration.worst;
    const most = worst !== undefined && isBounded(worst) ? worst.value : Infinity;
    return most > durationAt(context, linked, options.timeout, "the timeout").least;
  });
}

/** True if, by data alone, every run in which the statement has completed fails and undoes it. */
export function isAlwaysTakenBack(
  analysis: Analysis,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
): boolean {
  const environment = environmentAt(routine.context, linked);
  const ends = failuresTakingBack(analysis, routine, linked);
  const known = (path: Expression) => evaluateAbstractly(path, environment);
  return ends.length > 0 && implies(factsAt(linked), some(ends.map(activation)), known) === true;
}

/** Each `fail` that undoes a statement, and that nothing keeps from coming for ever: a person need not answer. */
export function failuresTakingBack(
  analysis: Analysis,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
): readonly LinkedStatement[] {
  return endersWithoutFault(analysis, routine).filter(
    (other) =>
      other.statement.node.kind === "fail" &&
      compensationOf(routine, other, linked) === "here" &&
      latestGap(routine, linked, other) < endless,
  );
}

/** True if a failure that is no fault may have it undone. */
export function mayBeTakenBack(
  analysis: Analysis,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
): boolean {
  return endersWithoutFault(analysis, routine).some((other) => {
    const where = other === linked ? undefined : compensationOf(routine, other, linked);
    return where === "elsewhere" || (where === "here" && !excludeEachOther(linked, other));
  });
}

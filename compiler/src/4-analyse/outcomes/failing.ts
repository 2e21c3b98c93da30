import type { Attempt } from "@orchlang/plan";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import type { Slot } from "../attempts.ts";
import { callingAt, declaredLatency } from "../bounds/attempt.ts";
import { durationAt } from "../bounds/context.ts";
import { isBounded } from "../bounds/limit.ts";
import { mayBeExhausted, mayBeTooLong, roundsOf } from "../bounds/rounds.ts";
import { perRoutine, routinesOf, summaryOf } from "../graph/call-graph.ts";
import { capabilityOf } from "../rules/effects.ts";
import type { Located } from "../tree.ts";
import { isDeniedNow } from "./denied-now.ts";
import { hasDeadline, isLimited, mayBeUnmet } from "./goal-limits.ts";
import { maySplit } from "./may-split.ts";
import { byData, either, type Modes, mode, none, together } from "./modes.ts";
import { mayHaveNoValue } from "./partial.ts";
import { reachesPlan } from "./passing.ts";

/*
 * How statements and plans can fail: the one place that says so. What becomes of a failure, who catches it and what it
 * takes back, is told by `passing.ts`.
 */

/** A way of doing a step, where it stands. */
export interface Way {
  readonly routine: AnalysedRoutine;
  readonly located: Located;
  readonly slot: Slot;
  readonly attempt: Attempt;
}

/** Which ways of doing something may be kept from beginning by a rule, and under which name that is asked. */
export interface Denials {
  readonly question: string;
  isDenied(analysis: Analysis, way: Way): boolean;
}

/** What is denied by what is true at that moment alone: policies, consent, a `never` that reads the context. */
const now: Denials = {
  question: "now",
  isDenied: (analysis, { attempt }) => isDeniedNow(analysis, attempt),
};

/** How a statement by itself can fail, its handlers not asked; what stands in its blocks are others. */
export function modesOf(
  analysis: Analysis,
  routine: AnalysedRoutine,
  located: Located,
  denials: Denials = now,
): Modes {
  return statementModes(analysis, routine, located, {
    denials,
    of: (called) => planModes(analysis, called, denials),
  });
}

/** How a plan that is called can fail: what it can fail with, and nothing in it stops. */
export function planModes(analysis: Analysis, called: AnalysedRoutine, denials: Denials = now): Modes {
  return summaryOf<Modes>(analysis, `modes ${denials.question}`, called, (routine, of) => {
    const own = routine.tree.all
      .filter((located) => !located.block.inFinally && reachesPlan(located))
      .map((located) => statementModes(analysis, routine, located, { denials, of }));
    const late = hasDeadline(analysis.program, routine.checked.head) ? mode.deadline : none;
    return either([...own, late, mayBeUnmet(analysis.program, routine.checked.head) ? mode.data : none]);
  });
}

interface Asked {
  readonly denials: Denials;
  of(called: AnalysedRoutine): Modes;
}

function statementModes(analysis: Analysis, routine: AnalysedRoutine, located: Located, asked: Asked): Modes {
  // Of a plan's statements the answer is the same whoever asks, once what they call is known.
  const question = `statement modes ${asked.denials.question}`;
  const ofRoutine = perRoutine(analysis, question, routine, () => new Map<Located, Modes>());
  const found = ofRoutine.get(located) ?? findModes(analysis, routine, located, asked);
  ofRoutine.set(located, found);
  return found;
}

function findModes(analysis: Analysis, routine: AnalysedRoutine, located: Located, asked: Asked): Modes {
  const { node } = located.statement;
  const valueless = mayHaveNoValue(located, routine.context) ? mode.value : none;
  switch (node.kind) {
    case "fail":
      return mode.data;
    // What stands in a hold is looked at by itself.
    case "hold":
      return valueless | (node.otherwise === undefined ? mode.context : none);
    case "wait":
      return valueless | ("within" in node.for && node.for.within !== undefined ? mode.data : none);
    case "loop":
      return valueless | (endsUnmet(routine, located) ? mode.data : none);
    case "race":
      return valueless | (mayLackRounds(routine, located) ? mode.data : none);
    case "quorum": {
      const asks = located.attempts.filter(({ slot }) => !slot.startsWith("else"));
      const each = asks.map((one) => attemptModes(analysis, { routine, located, ...one }, asked));
      return valueless | either(each) | mode.fault | (maySplit(located, node) ? mode.data : none);
    }
    case "call":
      return (
        valueless | attemptModes(analysis, { routine, located, slot: "do", attempt: node.attempt }, asked)
      );
    default:
      return valueless;
  }
}

/** How one way of doing a step can fail. */
export function wayModes(analysis: Analysis, way: Way, denials: Denials = now): Modes {
  return attemptModes(analysis, way, { denials, of: (called) => planModes(analysis, called, denials) });
}

function attemptModes(analysis: Analysis, way: Way, { denials, of }: Asked): Modes {
  const { target, options, using } = way.attempt;
  const accept = options.accept === undefined ? none : mode.data;
  const context = using !== undefined || denials.isDenied(analysis, way) ? mode.context : none;
  if ("capability" in target) {
    const isHuman = capabilityOf(analysis.program, way.attempt)?.kind === "human";
    if (isHuman) return accept | context | (options.timeout === undefined ? none : mode.silence);
    return accept | context | mode.fault | (isCutByTime(way) ? mode.clock : none);
  }
  const timed = options.timeout === undefined ? none : mode.clock;
  const called = routinesOf(analysis, target).map(of);
  if ("routine" in target) return accept | context | timed | either(called);
  // A goal has failed once the last of its plans has, or what it is allowed is used up.
  const limited = isLimited(analysis.program, target.goal) ? mode.data : none;
  return accept | context | timed | limited | together(called);
}

/** Whether a call may be given less time than its capability says that it may take. */
function isCutByTime({ routine: { context }, located, attempt }: Way): boolean {
  const { timeout } = attempt.options;
  const calling = timeout === undefined ? undefined : callingAt(context, located, attempt);
  if (timeout === undefined || calling === undefined) return false;
  const most = declaredLatency(context, located, calling)?.most;
  return (
    most === undefined ||
    !isBounded(most) ||
    most.value > durationAt(context, located, timeout, "the timeout").least
  );
}

// ---- what is asked ------------------------------------------------------------------------

/** Whether a statement can fail at all, by other than an expression that has no value. */
export function canFail(analysis: Analysis, routine: AnalysedRoutine, located: Located): boolean {
  if ((modesOf(analysis, routine, located) & ~mode.value) !== none) return true;
  return (
    hasDeadline(analysis.program, routine.checked.head) &&
    ["wait", "loop", "call"].includes(located.statement.node.kind)
  );
}

export function planCanFail(analysis: Analysis, called: AnalysedRoutine): boolean {
  return (planModes(analysis, called) & ~mode.value) !== none;
}

/** Whether some data can make a statement end its plan in failure, without any fault. */
export function failsByData(analysis: Analysis, routine: AnalysedRoutine, located: Located): boolean {
  return (modesOf(analysis, routine, located) & byData) !== none;
}

/** Whether some data can make a plan fail, without any fault, or its own time be over. */
export function planFailsByData(analysis: Analysis, called: AnalysedRoutine): boolean {
  return (planModes(analysis, called) & byData) !== none;
}

/** Whether adversity alone can make an attempt of a capability fail: a person without a time limit never does. */
export function failsByAdversity(analysis: Analysis, attempt: Attempt): boolean {
  const capability = capabilityOf(analysis.program, attempt);
  return capability !== undefined && (capability.kind !== "human" || attempt.options.timeout !== undefined);
}

/** Whether a loop can fail although all its rounds went well: `too_many` before the first, `exhausted` after the last. */
function endsUnmet({ context }: AnalysedRoutine, located: Located): boolean {
  const { node } = located.statement;
  if (node.kind !== "loop") return false;
  if (node.over.kind === "list") return mayBeTooLong(context, located, node);
  return node.over.kind === "fold" ? mayBeExhausted(context, located) : node.over.until !== undefined;
}

/** Whether rounds that race may be fewer than have to win. */
export function mayLackRounds({ context }: Pick<AnalysedRoutine, "context">, race: Located): boolean {
  const { node } = race.statement;
  if (node.kind !== "race" || node.rounds !== true) return false;
  return race.blocks.some(
    ({ role, statements }) =>
      role?.kind === "contender" &&
      statements.some(
        (loop) =>
          loop.statement.node.kind === "loop" &&
          roundsOf(context, loop, loop.statement.node).least < node.winners,
      ),
  );
}

/** The plans that a call may come to: of a goal none after one that can't give way to it. */
export function triedBy(analysis: Analysis, target: Attempt["target"]): readonly AnalysedRoutine[] {
  const called = routinesOf(analysis, target);
  if (!("goal" in target) || isLimited(analysis.program, target.goal)) return called;
  const last = called.findIndex((each) => !planCanFail(analysis, each));
  return last < 0 ? called : called.slice(0, last + 1);
}

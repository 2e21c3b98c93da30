import type { Attempt } from "@orchlang/plan/nodes";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { mayRunOver } from "../bounds/since-grant.ts";
import { capabilityOf } from "../rules/effects.ts";
import type { LinkedStatement, Slot } from "../tree.ts";
import { perRoutine, routinesOf, summaryOf } from "./call-graph.ts";
import { isLimited } from "./causes.ts";
import {
  attemptEdges,
  causeWords,
  type FailureEdge,
  type FailureSources,
  failureEdges,
  modesAlong,
  modesOfTree,
} from "./failure-edges.ts";
import { butValue, can, joinModes, type Modes, meetModes, withoutFault } from "./modes.ts";

/* The modes in which the statements of a plan, and plans as a whole, can fail under rules that may deny attempts. */

/** A way of doing a step, where it stands. */
interface Way {
  readonly routine: AnalysedRoutine;
  readonly linked: LinkedStatement;
  readonly slot: Slot;
  readonly attempt: Attempt;
}

/** Attempts that a rule may keep from beginning, and the name of the question for memoising. */
export interface Denials {
  readonly question: string;
  isDenied(analysis: Analysis, way: Way): boolean;
}

/** The edges that leave a statement of a plan. */
function edgesAt(
  analysis: Analysis,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
  denials: Denials,
): readonly FailureEdge[] {
  return failureEdges(sourcesOf(analysis, routine, denials), linked);
}

/** Why a statement of a plan can fail although nothing is at fault. */
export function failureWords(
  analysis: Analysis,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
  denials: Denials,
): string {
  const edge = edgesAt(analysis, routine, linked, denials).find(({ modes }) => can(modes, withoutFault));
  return edge === undefined ? `${linked.id} may fail` : causeWords(linked, edge);
}

/** In which modes a statement of a plan can fail, its handlers not asked; found once for all that ask. */
export function modesAt(
  analysis: Analysis,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
  denials: Denials,
): Modes {
  return modesKept(analysis, routine, linked, denials, (called) => planModes(analysis, called, denials));
}

/** The summary of a plan: in which modes it can fail. */
export function planModes(analysis: Analysis, plan: AnalysedRoutine, denials: Denials): Modes {
  return summaryOf<Modes>(analysis, `modes ${denials.question}`, plan, (routine, of) =>
    modesOfTree(routine.tree, (linked) => modesKept(analysis, routine, linked, denials, of), routine.context),
  );
}

/** The same of one way of doing a step. */
export function wayModes(
  analysis: Analysis,
  { routine, linked, slot, attempt }: Way,
  denials: Denials,
): Modes {
  return modesAlong(attemptEdges(sourcesOf(analysis, routine, denials), linked, slot, attempt));
}

function modesKept(
  analysis: Analysis,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
  denials: Denials,
  of: (called: AnalysedRoutine) => Modes,
): Modes {
  const question = `statement modes ${denials.question}`;
  const known = perRoutine(analysis, question, routine, () => new Map<LinkedStatement, Modes>());
  const kept = known.get(linked);
  if (kept !== undefined) return kept;
  const result = modesAlong(failureEdges(sourcesOf(analysis, routine, denials, of), linked));
  known.set(linked, result);
  return result;
}

function sourcesOf(
  analysis: Analysis,
  routine: AnalysedRoutine,
  denials: Denials,
  of: (called: AnalysedRoutine) => Modes = (called) => planModes(analysis, called, denials),
): FailureSources {
  return {
    context: routine.context,
    // A goal has failed once the last of its plans has.
    called: (target) => {
      const called = routinesOf(analysis, target).map(of);
      return "goal" in target ? meetModes(called) : joinModes(called);
    },
    runsOver: (hold) => mayRunOver(routine, hold),
    isDenied: (linked, slot, attempt) => denials.isDenied(analysis, { routine, linked, slot, attempt }),
  };
}

/** The plans that a call may come to: of a goal none after one that can't give way to it. */
export function triedBy(
  analysis: Analysis,
  target: Attempt["target"],
  denials: Denials,
): readonly AnalysedRoutine[] {
  const called = routinesOf(analysis, target);
  if (!("goal" in target) || isLimited(analysis.program, target.goal)) return called;
  const last = called.findIndex((each) => !can(planModes(analysis, each, denials), butValue));
  return last < 0 ? called : called.slice(0, last + 1);
}

/** True if adversity alone can make an attempt of a capability fail: a person without a time limit never does. */
export function failsByAdversity({ program }: Pick<Analysis, "program">, attempt: Attempt): boolean {
  const capability = capabilityOf(program, attempt);
  return capability !== undefined && (capability.kind !== "human" || attempt.options.timeout !== undefined);
}

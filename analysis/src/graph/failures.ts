import type { Attempt } from "@orchlang/plan/nodes";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { mayRunOver } from "../bounds/since-grant.ts";
import { capabilityOf } from "../rules/effects.ts";
import type { Located, Slot } from "../tree.ts";
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
export interface Way {
  readonly routine: AnalysedRoutine;
  readonly located: Located;
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
  located: Located,
  denials: Denials,
): readonly FailureEdge[] {
  return failureEdges(sourcesOf(analysis, routine, denials), located);
}

/** Why a statement of a plan can fail although nothing is at fault. */
export function failureWords(
  analysis: Analysis,
  routine: AnalysedRoutine,
  located: Located,
  denials: Denials,
): string {
  const edge = edgesAt(analysis, routine, located, denials).find(({ modes }) => can(modes, withoutFault));
  return edge === undefined ? `${located.id} may fail` : causeWords(located, edge);
}

/** In which modes a statement of a plan can fail, its handlers not asked; found once for all that ask. */
export function modesAt(
  analysis: Analysis,
  routine: AnalysedRoutine,
  located: Located,
  denials: Denials,
): Modes {
  return modesKept(analysis, routine, located, denials, (called) => planModes(analysis, called, denials));
}

/** The summary of a plan: in which modes it can fail. */
export function planModes(analysis: Analysis, plan: AnalysedRoutine, denials: Denials): Modes {
  return summaryOf<Modes>(analysis, `modes ${denials.question}`, plan, (routine, of) =>
    modesOfTree(
      routine.tree,
      (located) => modesKept(analysis, routine, located, denials, of),
      routine.context,
    ),
  );
}

/** The same of one way of doing a step. */
export function wayModes(
  analysis: Analysis,
  { routine, located, slot, attempt }: Way,
  denials: Denials,
): Modes {
  return modesAlong(attemptEdges(sourcesOf(analysis, routine, denials), located, slot, attempt));
}

function modesKept(
  analysis: Analysis,
  routine: AnalysedRoutine,
  located: Located,
  denials: Denials,
  of: (called: AnalysedRoutine) => Modes,
): Modes {
  const question = `statement modes ${denials.question}`;
  const known = perRoutine(analysis, question, routine, () => new Map<Located, Modes>());
  const kept = known.get(located);
  if (kept !== undefined) return kept;
  const found = modesAlong(failureEdges(sourcesOf(analysis, routine, denials, of), located));
  known.set(located, found);
  return found;
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
    isDenied: (located, slot, attempt) => denials.isDenied(analysis, { routine, located, slot, attempt }),
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

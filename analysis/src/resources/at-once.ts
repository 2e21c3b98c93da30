import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { excludeEachOther } from "../facts/activation.ts";
import { calledFrom } from "../graph/call-graph.ts";
import { type Located, surroundings } from "../tree.ts";

/** How many runs of each plan there may be at the same time. */
export interface Overlaps {
  /** Infinity where nothing says it; a plan that others call runs as often as they do. */
  runs(routine: AnalysedRoutine): number;
  /** Whether two places can be under way at the same time, in one run or in two. */
  together(one: Place, other: Place): boolean;
  /** Whether they can be in one run. */
  inOneRun(one: Place, other: Place): boolean;
}

export interface Place {
  readonly routine: AnalysedRoutine;
  readonly located: Located;
}

export function overlapsOf(analysis: Analysis): Overlaps {
  const called = new Set<AnalysedRoutine>();
  for (const caller of analysis.routines.values())
    for (const routine of calledFrom(analysis, caller)) called.add(routine);
  const runs = (routine: AnalysedRoutine): number => {
    const { overlap } = routine.checked.head;
    const achieves = routine.checked.head.achieves !== undefined;
    if (overlap === undefined || overlap.by !== undefined || called.has(routine) || achieves) return Infinity;
    if (overlap.mode === "allow") return overlap.upTo ?? Infinity;
    return overlap.upTo ?? 1;
  };
  return {
    runs,
    together: (one, other) => {
      if (one.routine !== other.routine || runs(one.routine) > 1) return true;
      return inOneRun(one.routine, one.located, other.located);
    },
    inOneRun: (one, other) =>
      one.routine === other.routine && inOneRun(one.routine, one.located, other.located),
  };
}

/** Whether nothing keeps two statements of one run from being under way at the same time. */
function inOneRun({ precedence }: AnalysedRoutine, one: Located, other: Located): boolean {
  if (inRoundsAtOnce(one) && inRoundsAtOnce(other)) return true;
  if (one === other) return false;
  if (precedence.before(one, other) || precedence.before(other, one)) return false;
  return !excludeEachOther(one, other);
}

/** Whether it stands in rounds that may run side by side. */
function inRoundsAtOnce(located: Located): boolean {
  for (const block of surroundings(located)) {
    const node = block.owner?.statement.node;
    if (block.role?.kind === "round" && node?.kind === "loop" && node.over.kind === "list") {
      if (node.over.atOnce !== 1) return true;
    }
  }
  return false;
}

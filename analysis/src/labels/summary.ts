import { labelWords } from "@orchlang/checker/labels";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { summaryOf } from "../graph/call-graph.ts";
import { labelContext } from "./context.ts";
import { type Shape, whole } from "./shape.ts";
import { type Symbols, symbolsOf } from "./symbols.ts";
import { clean, joinAll, joinTaints, type Taint } from "./taint.ts";
import { exitsOf, type Use } from "./uses.ts";
import { Walk } from "./walk.ts";

/** The label summary of a plan, in terms of its parameters. */
export interface LabelSummary {
  readonly symbols: Symbols;
  readonly result: Shape;
  /** Learnt from a run ending. */
  readonly ends: Taint;
  /** Learnt from a run failing, for any cause. */
  readonly fails: Taint;
  /** The taint of the decisions by which policies and rules deny the plan's calls. */
  readonly denies: Taint;
  /** The parts of its failure that its caller can read. */
  readonly says: Taint;
  /** The taint of all that decides how long a run takes. */
  readonly lasts: Taint;
  /** Every place in the plan where data leaves, and at its calls of plans what leaves inside of these. */
  readonly uses: readonly Use[];
  /** The same by where it goes. */
  readonly exits: readonly Use[];
}

/**
 * The labels of a plan, with those that it calls summed up first: plans don't call themselves, so that one pass over the
 * call graph, callees first, is its fixpoint.
 */
export function labelsOf(analysis: Analysis, routine: AnalysedRoutine, strict: boolean): LabelSummary {
  return summaryOf<LabelSummary>(analysis, `labels ${strict ? "for rules" : ""}`, routine, (one, of) =>
    summarise(analysis, one, strict, of),
  );
}

function summarise(
  analysis: Analysis,
  routine: AnalysedRoutine,
  strict: boolean,
  of: (called: AnalysedRoutine) => LabelSummary,
): LabelSummary {
  const { file, nameSpan: span } = routine.checked.origin;
  const symbols = symbolsOf(routine.checked.params, analysis.program.schemas, (parameter) => (label) => ({
    ...label,
    way: [{ says: `\`${parameter}\` is declared ${labelWords(label)}`, file, span }],
  }));
  const walk = new Walk(routine, labelContext(analysis, strict, of), symbols).run();
  const { result, all } = walk;
  const uses = walk.context.strict ? withStanding(walk) : walk.uses;
  const ends = joinTaints(all.ends, all.stays);
  const fails = joinTaints(all.fails, ends);
  const says = joinAll([all.says, all.tells, fails]);
  const { denies, lasts } = all;
  return { symbols, result, ends, fails, denies, says, lasts, uses, exits: exitsOf(uses) };
}

/** Calls that rules of order count, with the taint of what decides whether what they did stands. */
function withStanding(walk: Walk): readonly Use[] {
  const limits = walk.context.limits().filter(({ isByOutcome }) => isByOutcome !== undefined);
  if (limits.length === 0) return walk.uses;
  return walk.uses.map((use) => {
    const isAsked = use.about === "call" || use.about === "enter";
    if (!isAsked || !limits.some(({ counts }) => counts(use.capability))) return use;
    const stands = joinTaints(use.stands ?? clean, walk.standing(use.located));
    return { ...use, stands: joinTaints(stands, whole(walk.flowOf(use.located).value)) };
  });
}

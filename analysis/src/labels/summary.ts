import { once } from "@orchlang/checker";
import { isWithoutWay, labelWords } from "@orchlang/checker/labels";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { summaryOf } from "../graph/call-graph.ts";
import { isUnreachable } from "../graph/reachability.ts";
import { followed } from "../rules/part.ts";
import { type LabelSummary, labelContext } from "./context.ts";
import { joinDefaults } from "./defaults.ts";
import { contentOfElsewhere, filledElsewhere } from "./elsewhere.ts";
import type { Elsewhere } from "./limits.ts";
import { whole } from "./shape.ts";
import { statementFlow } from "./statement.ts";
import { symbolsOf } from "./symbols.ts";
import { clean, joinAll, joinTaints } from "./taint.ts";
import { exitsOf, type Use } from "./uses.ts";
import { Walk } from "./walk.ts";

/**
 * The labels of a plan, with those that it calls summed up first: plans don't call themselves, so that one pass over the
 * call graph, callees first, is its fixpoint.
 */
export function labelsOf(analysis: Analysis, routine: AnalysedRoutine, strict: boolean): LabelSummary {
  const elsewhere = filledElsewhere(analysis, { strict, labelsOf });
  const question = questionOf(elsewhere, strict);
  return summaryOf<LabelSummary>(analysis, question, routine, (one, of) =>
    summarise(analysis, one, { strict, elsewhere }, of),
  );
}

const questions = { strict: new WeakMap<Elsewhere, string>(), lax: new WeakMap<Elsewhere, string>() };

/** The same for what decides alike, however many limits there are. */
function questionOf(elsewhere: Elsewhere, strict: boolean): string {
  const ofMode = strict ? questions.strict : questions.lax;
  const known = ofMode.get(elsewhere);
  if (known !== undefined) return known;
  const made = `labels ${strict ? "for rules" : ""} ${contentOfElsewhere(elsewhere)}`;
  ofMode.set(elsewhere, made);
  return made;
}

function summarise(
  analysis: Analysis,
  routine: AnalysedRoutine,
  { strict, elsewhere }: { readonly strict: boolean; readonly elsewhere: Elsewhere },
  of: (called: AnalysedRoutine) => LabelSummary,
): LabelSummary {
  const { origin } = routine.checked;
  const follows = followed(analysis.program, routine.checked);
  const params = routine.checked.params.map((param) =>
    follows.has(param.name)
      ? { ...param, label: { ...param.label, confidentiality: "public" as const } }
      : param,
  );
  const { file, nameSpan: span } = origin;
  const declared = symbolsOf(params, analysis.program.schemas, (parameter) => (label) => ({
    ...label,
    way: [{ says: `\`${parameter}\` is declared ${labelWords(label)}`, file, span }],
  }));
  const context = labelContext(analysis, strict, elsewhere, of);
  const inputs = joinDefaults(params, declared.inputs, { sources: context.sources, place: { file, span } });
  const symbols = { ...declared, inputs };
  const walk = new Walk(routine, context, symbols, statementFlow).run();
  const { result, all, afterwards } = walk;
  const uses = walk.context.strict ? withStanding(walk) : walk.uses;
  const ends = joinAll([all.ends, all.stays, afterwards.ends]);
  const fails = joinTaints(all.fails, ends);
  const says = joinAll([all.says, all.tells, fails]);
  const { denies } = all;
  const lasts = joinTaints(all.lasts, afterwards.lasts);
  const { tries } = walk;
  // A place that no run comes to is not reported, so it takes no report from callers and triggers.
  const isBegun = ({ taint, linked }: Use): boolean =>
    isWithoutWay(taint.label) || !isUnreachable(analysis, routine, linked);
  const exits = once(() => exitsOf(uses.filter(isBegun)));
  return { symbols, result, ends, tries, fails, denies, says, lasts, uses, exits };
}

/** Calls that rules of order count, with the taint of what decides whether what they did stands. */
function withStanding(walk: Walk): readonly Use[] {
  const limits = walk.context.limits().filter(({ isByOutcome }) => isByOutcome !== undefined);
  if (limits.length === 0) return walk.uses;
  return walk.uses.map((use) => {
    const isAsked = use.about === "call" || use.about === "enter";
    if (!isAsked || !limits.some(({ counts }) => counts(use.capability))) return use;
    const stands = joinTaints(use.stands ?? clean, walk.standing(use.linked));
    return { ...use, stands: joinTaints(stands, whole(walk.flowOf(use.linked).value)) };
  });
}

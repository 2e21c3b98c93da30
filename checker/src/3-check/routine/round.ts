import type { Loop, Span } from "@orchlang/language/ast";
import type { Expression } from "@orchlang/plan/expressions";
import type { CheckedBlock, TracedLabel } from "../checked.ts";
import { softly } from "../expression/hint.ts";
import type { Binding } from "../expression/typed.ts";
import { joinLabels } from "../labels/label.ts";
import { quietly } from "../scope/module.ts";
import type { Type } from "../type.ts";
import { errorType, nothingType, optional, required } from "../types/kinds.ts";
import { checkBlock, openInside } from "./block.ts";
import { givesSomewhere } from "./doubles.ts";
import { loopUnbounded } from "./messages.ts";
import type { PrepassBlock } from "./prepass.ts";
import { commonValue } from "./quorum.ts";
import type { CheckContext, Frame, Given } from "./site.ts";

/** A loop's body, checked for all of its rounds. */
export interface CheckedRound {
  readonly block: CheckedBlock;
  /** The type that one round yields; `nothing` if it yields nothing on any path. */
  readonly type: Type;
  readonly label: TracedLabel;
  /** The span of the first `yield`. */
  readonly yielded?: Span;
}

/**
 * @param meant what a round probably yields.
 * @param binding what the loop's variable stands for.
 * @param under the conditions under which there is a round at all.
 * @param trial a look ahead: nothing is reported, and nothing kept.
 */
export function checkRound(
  site: LoopSite,
  binding: Binding,
  under: TracedLabel,
  meant: Type | undefined,
  trial = false,
): CheckedRound {
  const { ast, round, context } = site;
  const yields: Given[] = [];
  const frame = innerFrame(context.frame, trial);
  const opened = openInside(round, context, {
    frame,
    bindings: new Map([[ast.variable.text, binding]]),
    under,
    surroundings: { yields: { given: yields, meant: softly(meant) }, noReturn: "a loop" },
  });
  const block = checkBlock(opened);
  // The unreadable part may be the value it yields.
  if (round.ast.broken) return { block, type: errorType, label: under };
  // A `return` is reported, and was meant to yield.
  if (yields.length === 0)
    return { block, type: givesSomewhere(round, "return") ? errorType : nothingType, label: under };
  const value = commonValue(yields, "The values that rounds yield", { ...context, module: frame.module });
  const type = round.yields ? value.type : optional(value.type);
  return {
    block,
    type,
    label: joinLabels(value.label, under),
    ...(yields[0] && { yielded: yields[0].span }),
  };
}

function innerFrame(outer: Frame, trial: boolean): Frame {
  return {
    routine: outer.routine,
    module: trial ? quietly(outer.module) : outer.module,
    trial: trial || outer.trial,
    sites: new Map(),
    statements: new Map(),
    values: new Map(),
    reported: new Set(),
    told: trial ? new Set(outer.told) : outer.told,
  };
}

/** A loop in its place: its rounds in a block of their own. */
export interface LoopSite {
  readonly ast: Loop;
  readonly round: PrepassBlock;
  /** The share of rounds that may fail. */
  readonly tolerated: Expression | undefined;
  readonly context: CheckContext;
  /** The probable type of the loop's value. */
  readonly wanted: Type | undefined;
}

/** The probable type that a round yields, if the loop collects a list of them. */
export function itemWanted({ wanted }: LoopSite): Type | undefined {
  const list = wanted && required(wanted);
  return list?.kind === "list" ? list.item : undefined;
}

/** Reported at the loop's head, at its source. */
export function reportUnbounded(site: LoopSite): void {
  const { ast, context } = site;
  const over = { eachItem: "list", fromValue: "rounds", eachEvent: "events" } as const;
  if (context.site.block.ast.broken) return;
  const place = { file: context.module.file, span: { start: ast.span.start, end: ast.source.span.end } };
  context.module.program.report(loopUnbounded.at(place, { over: over[ast.source.kind] }));
}

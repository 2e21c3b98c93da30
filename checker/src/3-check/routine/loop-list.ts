import type { EachItem, Range } from "@orchlang/language/ast";
import { callFailures } from "@orchlang/plan";
import { evaluationLimits } from "@orchlang/plan/expressions";
import { call, failed, gathered } from "../expression/make.ts";
import { reversedRange } from "../expression/range.ts";
import type { Binding, Typed } from "../expression/typed.ts";
import { joinLabels } from "../labels/label.ts";
import type { ListType, Type } from "../type.ts";
import { interval } from "../types/interval.ts";
import { errorType, intType, listType, nothingType } from "../types/kinds.ts";
import { aType } from "../types/show.ts";
import { checkAt } from "./expressions.ts";
import { loopOverOther, loopTooShort, rangeTooLong, rangeUnbounded } from "./messages.ts";
import type { StepBodyOutcome } from "./outcome.ts";
import { type CheckedCount, checkBound } from "./pick.ts";
import { checkRound, itemWanted, type LoopSite, reportUnbounded } from "./round.ts";
import type { CheckContext } from "./site.ts";

/** `for x in list up to N at once K`: rounds beside one another, their values in the list's order. */
export function checkFanOut(source: EachItem, site: LoopSite): StepBodyOutcome {
  const { ast, round, context, tolerated } = site;
  const { list: written } = source;
  const list =
    written.kind === "range" ? checkRangeItems(written, context) : checkAt(written, undefined, context);
  const over = listOver(list.type, source, site);
  const upTo = boundOf(over, site);
  reportTooShort(over, upTo, site);
  const atOnce = ast.atOnce === undefined ? upTo : checkBound(ast.atOnce, "`at once`", context);
  const item: Binding = {
    read: { op: "read", from: "local", name: ast.variable.text },
    type: over?.item ?? errorType,
    label: list.label,
    declared: { file: context.module.file, span: ast.variable.span },
    ...(list.doubtful ? { doubtful: true } : {}),
  };
  // The number of rounds reveals the length of the list.
  const under = joinLabels(context.under, list.label);
  const checked = checkRound(site, item, under, itemWanted(site));
  return {
    node: (rest) => ({
      kind: "loop",
      variable: ast.variable.text,
      over: { kind: "list", list: list.expression, atOnce: atOnce.count },
      upTo: upTo.count,
      body: round.id,
      ...(tolerated === undefined ? {} : { tolerated }),
      ...rest,
    }),
    type: resultType(checked.type, over, upTo, tolerated !== undefined),
    label: checked.label,
    inputLabel: under,
    ...loopFailures(context.frame.routine.failures, ["too_many"]),
    blocks: [checked.block],
    argumentLabels: [],
  };
}

function listOver(type: Type, source: EachItem, site: LoopSite): ListType | undefined {
  if (type.kind === "list") return type;
  if (type.kind !== "error") {
    const place = { file: site.context.module.file, span: source.list.span };
    site.context.module.program.report(loopOverOther.at(place, { is: aType(type) }));
  }
  return undefined;
}

/** A list whose type bounds it needs no other bound. */
function boundOf(over: ListType | undefined, site: LoopSite): CheckedCount {
  const { ast, context } = site;
  if (ast.upTo !== undefined) return checkBound(ast.upTo, "`up to`", context);
  if (over?.max !== undefined) return { count: over.max, most: over.max };
  if (over !== undefined) reportUnbounded(site);
  return { count: 1, most: 1 };
}

/** Where the step does not say what then, a list that its type allows makes it fail. */
function reportTooShort(
  over: ListType | undefined,
  { most }: CheckedCount,
  { ast, context }: LoopSite,
): void {
  if (ast.upTo === undefined || over?.max === undefined || over.max <= most) return;
  const { ast: statement } = context.statement;
  if ("handlers" in statement && statement.handlers.length > 0) return;
  const place = { file: context.module.file, span: ast.upTo.span };
  context.module.program.report(loopTooShort.at(place, { most, items: over.max }));
}

/** As many values as rounds; fewer where some may fail, since those are left out. */
function resultType(round: Type, over: ListType | undefined, upTo: CheckedCount, someMayFail: boolean): Type {
  if (round.kind === "nothing") return nothingType;
  const min = someMayFail ? undefined : over?.min;
  const max = Math.min(over?.max ?? upTo.most, upTo.most);
  return listType(round, { ...(min === undefined || min > max ? {} : { min }), max });
}

/** A loop fails as its rounds do, and in ways of its own. */
export function loopFailures(
  declared: ReadonlySet<string>,
  own: readonly string[],
): { readonly failures: readonly string[]; readonly declaredFailures: readonly string[] } {
  return { failures: [...new Set([...own, ...declared, ...callFailures])], declaredFailures: [] };
}

/**
 * `for i in 1..n`: the whole numbers from one end to the other, both included; none where the first is greater. Its
 * ends have known bounds, so the number of rounds has one. It stays an expression in the plan file, whatever its size.
 */
function checkRangeItems(ast: Range, context: CheckContext): Typed {
  const asks = "an end of the range is";
  const of = [ast.from, ast.to].map((end) => checkAt(end, { type: intType, asks }, context));
  const [from, to] = of.map(({ type }) => type);
  if (from?.kind !== "int" || to?.kind !== "int") return failed(ast.span, of);
  const { file, program } = context.module;
  if (from.min === undefined || to.max === undefined) {
    const end = to.max === undefined ? "upper" : "lower";
    const { span } = end === "upper" ? ast.to : ast.from;
    program.report(rangeUnbounded.at({ file, span }, { end }));
    return failed(ast.span, of);
  }
  const most = to.max - from.min + 1;
  if (most <= 0) {
    program.report(reversedRange.at({ file, span: ast.span }, { from: `${from.min}`, to: `${to.max}` }));
    return failed(ast.span, of);
  }
  if (most > evaluationLimits.itemsMax) {
    program.report(
      rangeTooLong.at({ file, span: ast.span }, { items: most, most: evaluationLimits.itemsMax }),
    );
    return failed(ast.span, of);
  }
  const least = to.min === undefined || from.max === undefined ? 0 : Math.max(0, to.min - from.max + 1);
  const item: Type = { ...intType, ...interval(from.min, to.max) };
  return {
    ...gathered(of),
    type: listType(item, { min: least, max: most }),
    label: joinLabels(...of.map(({ label }) => label)),
    expression: call("list.range", ...of.map(({ expression }) => expression)),
    span: ast.span,
    constant: undefined,
    missingBecause: undefined,
  };
}

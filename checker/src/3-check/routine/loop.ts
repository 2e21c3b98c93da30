import type { EachEvent, Loop, Span } from "@orchlang/language/ast";
import type { Expression } from "@orchlang/plan/expressions";
import { occurrenceBinding } from "../declarations/event-signature.ts";
import { extend } from "../expression/checking.ts";
import type { Binding } from "../expression/typed.ts";
import { joinLabels } from "../labels/label.ts";
import { spoiltBinding } from "../scope/environment.ts";
import { definitionAt } from "../scope/module.ts";
import type { Type } from "../type.ts";
import { listType, nothingType } from "../types/kinds.ts";
import { conditionAt, untilQuestion, whereQuestion } from "./conditions.ts";
import { durationAt } from "./expressions.ts";
import { checkFold } from "./loop-fold.ts";
import { checkFanOut, loopFailures } from "./loop-list.ts";
import { loopClauseUnused, loopNameHides } from "./messages.ts";
import type { StepBodyOutcome } from "./outcome.ts";
import { checkBound } from "./pick.ts";
import type { PrepassBlock } from "./prepass.ts";
import { checkRound, itemWanted, type LoopSite, reportUnbounded } from "./round.ts";
import type { CheckContext } from "./site.ts";

export function checkLoop(
  ast: Loop,
  round: PrepassBlock,
  tolerated: Expression | undefined,
  context: CheckContext,
  wanted?: Type,
): StepBodyOutcome {
  const site: LoopSite = { ast, round, tolerated, context, wanted };
  reportUnused(site);
  reportHidden(site);
  switch (ast.source.kind) {
    case "eachItem":
      return checkFanOut(ast.source, site);
    case "fromValue":
      return checkFold(ast.source, site);
    case "eachEvent":
      return checkEventLoop(ast.source, site);
  }
}

const overWords = { eachItem: "a list", fromValue: "rounds", eachEvent: "events" } as const;

/** Clauses that are there for other loops. */
function reportUnused({ ast, context }: LoopSite): void {
  const { source, within, until, atOnce } = ast;
  const isOne = atOnce?.kind === "number" && atOnce.number === "1";
  const unused = [
    { clause: "within", at: source.kind === "eachEvent" ? undefined : within },
    { clause: "until", at: source.kind === "eachItem" ? until : undefined },
    { clause: "at once", at: source.kind === "eachItem" || isOne ? undefined : atOnce },
  ] as const;
  for (const { clause, at } of unused) {
    if (at === undefined) continue;
    const place = { file: context.module.file, span: at.span };
    context.module.program.report(loopClauseUnused.at(place, { clause, over: overWords[source.kind] }));
  }
}

/** A name that the plan has around the loop too: inside it nothing reads that one, where both may fit. */
function reportHidden({ ast: { variable }, context }: LoopSite): void {
  const { declaration } = context.frame.routine.definition;
  const declared = context.env.lookup(variable.text)?.declared;
  if (declared?.file !== context.module.file || !isWithin(declared.span, declaration.span)) return;
  // The loop's own step can't be used inside it.
  if (isWithin(declared.span, context.statement.ast.span)) return;
  const place = { file: context.module.file, span: variable.span };
  const labels = [{ ...declared, message: "hidden inside the loop" }];
  context.module.program.report(loopNameHides.at(place, { name: variable.text }, { labels }));
}

function isWithin(inner: Span, outer: Span): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

/** `for e in event x where … up to N within D until c`: a round for each occurrence that comes. */
function checkEventLoop(source: EachEvent, site: LoopSite): StepBodyOutcome {
  const { ast, round, context, tolerated } = site;
  const { module } = context;
  const definition = definitionAt(module, source.event, "event", "fusion");
  const event = definition && module.program.eventOf(definition);
  const name = ast.variable.text;
  const seen: Binding = event === undefined ? spoiltBinding : occurrenceBinding(event, "event");
  const asked = extend(context.env, { event: seen, [name]: seen });
  const where = source.where && conditionAt(source.where, whereQuestion, context, asked);
  if (ast.upTo === undefined) reportUnbounded(site);
  const upTo = ast.upTo === undefined ? { count: 1, most: 1 } : checkBound(ast.upTo, "`up to`", context);
  const within = ast.within && durationAt(ast.within, "`within` takes", context).expression;
  const variable: Binding =
    event === undefined ? spoiltBinding : { ...occurrenceBinding(event, name), label: seen.label };
  const until =
    ast.until && conditionAt(ast.until, untilQuestion, context, extend(context.env, { [name]: variable }));
  const labels = [
    seen.label,
    ...(where === undefined ? [] : [where.label]),
    ...(until === undefined ? [] : [until.label]),
  ];
  const under = joinLabels(context.under, ...labels);
  const checked = checkRound(site, variable, under, itemWanted(site));
  return {
    node: (rest) => ({
      kind: "loop",
      variable: name,
      over: {
        kind: "occurrences",
        event: definition?.qualified ?? "",
        ...(where === undefined ? {} : { where: where.expression }),
        ...(within === undefined ? {} : { within }),
        ...(until === undefined ? {} : { until: until.expression }),
      },
      upTo: upTo.count,
      body: round.id,
      ...(tolerated === undefined ? {} : { tolerated }),
      ...rest,
    }),
    type: checked.type.kind === "nothing" ? nothingType : listType(checked.type, { max: upTo.most }),
    label: checked.label,
    inputLabel: under,
    ...loopFailures(context.frame.routine.failures, []),
    blocks: [checked.block],
    argumentLabels: [],
  };
}

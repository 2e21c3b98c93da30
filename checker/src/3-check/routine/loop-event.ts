import type { EachEvent } from "@orchlang/language/ast";
import { occurrenceBinding } from "../declarations/event-signature.ts";
import { extend } from "../expression/environment.ts";
import type { Binding } from "../expression/typed.ts";
import { joinLabels } from "../labels/label.ts";
import { spoiltBinding } from "../scope/environment.ts";
import { definitionAt } from "../scope/module.ts";
import { listType, nothingType } from "../types/kinds.ts";
import { conditionAt, untilQuestion, whereQuestion } from "./conditions.ts";
import { checkBound } from "./count.ts";
import { durationAt } from "./expressions.ts";
import { itemWanted, type LoopSite, reportUnbounded } from "./loop.ts";
import { loopFailures } from "./loop-list.ts";
import { checkRound } from "./round.ts";
import type { StepBodyOutcome } from "./step-body.ts";

/** `for e in event x where … up to N within D until c`: a round for each occurrence that comes. */
export function checkEventLoop(source: EachEvent, site: LoopSite): StepBodyOutcome {
  const { ast, round, spot, tolerated } = site;
  const { module } = spot;
  const definition = definitionAt(module, source.event, "event", "fusion");
  const event = definition && module.program.eventOf(definition);
  const name = ast.variable.text;
  const seen: Binding = event === undefined ? spoiltBinding : occurrenceBinding(event, "event");
  const asked = extend(spot.env, { event: seen, [name]: seen });
  const where = source.where && conditionAt(source.where, whereQuestion, spot, asked);
  if (ast.upTo === undefined) reportUnbounded(site);
  const upTo = ast.upTo === undefined ? { count: 1, most: 1 } : checkBound(ast.upTo, "`up to`", spot);
  const within = ast.within && durationAt(ast.within, "`within` takes", spot).expression;
  const variable: Binding =
    event === undefined ? spoiltBinding : { ...occurrenceBinding(event, name), label: seen.label };
  const until =
    ast.until && conditionAt(ast.until, untilQuestion, spot, extend(spot.env, { [name]: variable }));
  const labels = [
    seen.label,
    ...(where === undefined ? [] : [where.label]),
    ...(until === undefined ? [] : [until.label]),
  ];
  const under = joinLabels(spot.under, ...labels);
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
    ...loopFailures(spot.frame.routine.failures, []),
    blocks: [checked.block],
    argumentLabels: [],
  };
}

import type { FromValue } from "@orchlang/language";
import type { TracedLabel } from "../checked.ts";
import { extend } from "../expression/environment.ts";
import type { Binding, Typed } from "../expression/typed.ts";
import { wholeLabel } from "../labels/inside.ts";
import { joinLabels } from "../labels/label.ts";
import type { Type } from "../type.ts";
import { assignable } from "../types/assignable.ts";
import { join } from "../types/join.ts";
import { errorType } from "../types/kinds.ts";
import { aType } from "../types/show.ts";
import { holdsUnknown } from "../types/unknown.ts";
import { widen } from "../types/widen.ts";
import { conditionAt, untilQuestion } from "./conditions.ts";
import { checkBound } from "./count.ts";
import { checkAt } from "./expressions.ts";
import { firstExpectation } from "./fold-first.ts";
import { type LoopSite, reportUnbounded } from "./loop.ts";
import { loopFailures } from "./loop-list.ts";
import { valuesDiffer } from "./messages.ts";
import { type CheckedRound, checkRound } from "./round.ts";
import type { StepBodyOutcome } from "./step-body.ts";
import { widenGrown } from "./widen.ts";

/** What is handed from round to round. */
interface Memory {
  readonly type: Type;
  readonly label: TracedLabel;
  readonly doubtful: boolean;
}

/** `for v from first up to N until c`: rounds one after another, each given what the one before it yielded. */
export function checkFold(source: FromValue, site: LoopSite): StepBodyOutcome {
  const { ast, round, spot, tolerated } = site;
  const meant = firstExpectation(source, site, ({ type, label }) => {
    return checkRound(site, binding({ type, label, doubtful: false }, site), spot.under, type, true).type;
  });
  const first = checkAt(source.first, meant, spot);
  if (ast.upTo === undefined) reportUnbounded(site);
  const upTo = ast.upTo === undefined ? { count: 1, most: 1 } : checkBound(ast.upTo, "`up to`", spot);
  const memory = memoryOf(first, site);
  const variable = binding(memory, site);
  const until =
    ast.until &&
    conditionAt(ast.until, untilQuestion, spot, extend(spot.env, { [ast.variable.text]: variable }));
  const under = until === undefined ? spot.under : joinLabels(spot.under, until.label);
  const checked = checkRound(site, variable, under, memory.type);
  const type = checked.type.kind === "nothing" ? first.type : join(first.type, checked.type);
  if (type === undefined) reportDiffers(first, checked, site);
  const value: Type = type ?? { kind: "error" };
  return {
    node: (rest) => ({
      kind: "loop",
      variable: ast.variable.text,
      over: {
        kind: "fold",
        from: first.expression,
        ...(until === undefined ? {} : { until: until.expression }),
      },
      upTo: upTo.count,
      body: round.id,
      ...(tolerated === undefined ? {} : { tolerated }),
      ...rest,
    }),
    type: value,
    label: joinLabels(first.label, checked.label),
    inputLabel: joinLabels(wholeLabel(first), under),
    ...loopFailures(spot.frame.routine.failures, until === undefined ? [] : ["exhausted"]),
    ...(until === undefined ? {} : { last: value }),
    blocks: [checked.block],
    argumentLabels: [],
  };
}

/** Looks ahead are few: what a round yields settles at once, or what keeps growing is widened, and then all of it. */
const looksMax = 5;

/**
 * The type and label of the value that rounds hand on: that of the first, joined with what rounds yield when given
 * it, until nothing is added. Bounds that grow with each round are dropped, the others kept.
 */
function memoryOf(first: Typed, site: LoopSite): Memory {
  let memory: Memory = { type: first.type, label: first.label, doubtful: false };
  // Inside a look ahead one look is all: else each level of nesting would multiply them.
  if (site.spot.frame.trial) return memory;
  for (let look = 1; look <= looksMax; look += 1) {
    const round = checkRound(site, binding(memory, site), site.spot.under, memory.type, true);
    const type = round.type.kind === "nothing" ? memory.type : join(memory.type, round.type);
    // That they do not go together is told of the loop.
    const label = joinLabels(memory.label, round.label);
    if (type === undefined) return { type: errorType, label, doubtful: true };
    const settled =
      assignable(type, memory.type) === undefined &&
      label.confidentiality === memory.label.confidentiality &&
      label.integrity === memory.label.integrity;
    // What a round that could not be understood hands on may be anything.
    const doubtful = memory.doubtful || holdsUnknown(round.type);
    if (settled) return { type: memory.type, label, doubtful };
    const changed = look < looksMax - 1 ? widenGrown(memory.type, type) : widen(type);
    memory = { type: look === 1 ? type : changed, label, doubtful };
  }
  return memory;
}

function binding(memory: Memory, site: LoopSite): Binding {
  const { ast, spot } = site;
  return {
    read: { op: "read", from: "local", name: ast.variable.text },
    type: memory.type,
    label: memory.label,
    declared: { file: spot.module.file, span: ast.variable.span },
    ...(memory.doubtful ? { doubtful: true } : {}),
  };
}

function reportDiffers(first: Typed, round: CheckedRound, site: LoopSite): void {
  const { file, program } = site.spot.module;
  const place = { file, span: round.yielded ?? site.ast.body.span };
  const labels = [{ file, span: first.span, message: `the first is ${aType(first.type)}` }];
  const types = [aType(first.type), aType(round.type)];
  program.report(
    valuesDiffer.at(place, { what: "The first value and what the rounds yield", types }, { labels }),
  );
}

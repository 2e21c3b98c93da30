import { type Expression, type FromValue, visit } from "@orchlang/language/ast";
import type { TracedLabel } from "../checked.ts";
import { checkExpression } from "../expression/check.ts";
import { extend } from "../expression/checking.ts";
import { softly } from "../expression/hint.ts";
import { fieldMissing } from "../expression/misfits.ts";
import type { Binding, Environment, Expectation, Typed } from "../expression/typed.ts";
import { wholeLabel } from "../labels/inside.ts";
import { joinLabels } from "../labels/label.ts";
import type { EnumType, RecordType, Type } from "../type.ts";
import { assignable } from "../types/assignable.ts";
import type { Interval } from "../types/interval.ts";
import { filled, join, widen } from "../types/join.ts";
import { errorType } from "../types/kinds.ts";
import { holdsUnknown, membersOf, sameType } from "../types/same.ts";
import { aType } from "../types/show.ts";
import { conditionAt, untilQuestion } from "./conditions.ts";
import { checkAt, withoutReleased } from "./expressions.ts";
import { fieldsRead } from "./fields-read.ts";
import { loopFailures } from "./loop-list.ts";
import { valuesDiffer } from "./messages.ts";
import type { StepBodyOutcome } from "./outcome.ts";
import { checkBound } from "./pick.ts";
import { type CheckedRound, checkRound, type LoopSite, reportUnbounded } from "./round.ts";

/** The value that rounds pass on. */
interface Memory {
  readonly type: Type;
  readonly label: TracedLabel;
  readonly doubtful: boolean;
  /** Fields of the first value that rounds read, and do not all hand on. */
  readonly dropped: readonly string[];
}

/** `for v from first up to N until c`: rounds one after another, each given what the one before it yielded. */
export function checkFold(source: FromValue, site: LoopSite): StepBodyOutcome {
  const { ast, round, context, tolerated } = site;
  const expectation = firstExpectation(source, site, ({ type, label }) => {
    return checkRound(
      site,
      binding({ type, label, doubtful: false, dropped: [] }, site),
      context.under,
      type,
      true,
    ).type;
  });
  const first = checkAt(source.first, expectation, context);
  if (ast.upTo === undefined) reportUnbounded(site);
  const upTo = ast.upTo === undefined ? { count: 1, most: 1 } : checkBound(ast.upTo, "`up to`", context);
  const memory = memoryOf(first, site);
  const variable = binding(memory, site);
  const until =
    ast.until &&
    conditionAt(ast.until, untilQuestion, context, extend(context.env, { [ast.variable.text]: variable }));
  const under = until === undefined ? context.under : joinLabels(context.under, until.label);
  const checked = checkRound(site, variable, under, memory.type);
  const type = checked.type.kind === "nothing" ? first.type : join(first.type, checked.type);
  if (type === undefined) reportDiffers(first, checked, site);
  else if (memory.dropped.length > 0) reportDropped(memory, first, checked, site);
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
    ...loopFailures(context.frame.routine.failures, until === undefined ? [] : ["exhausted"]),
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
  let memory: Memory = { type: first.type, label: first.label, doubtful: false, dropped: [] };
  // Inside a look ahead one look is all: else each level of nesting would multiply them.
  if (site.context.frame.trial) return memory;
  for (let look = 1; look <= looksMax; look += 1) {
    const round = checkRound(site, binding(memory, site), site.context.under, memory.type, true);
    // A part with a mistake keeps its earlier type: it is reported at its place, where its input is known.
    const given = filled(round.type, memory.type);
    const { type, dropped } = handedOn(memory, given, site);
    // Incompatible types are reported at the loop.
    const label = joinLabels(memory.label, round.label);
    if (type === undefined) return { type: errorType, label, doubtful: true, dropped };
    const settled =
      assignable(type, memory.type) === undefined &&
      label.confidentiality === memory.label.confidentiality &&
      label.integrity === memory.label.integrity &&
      label.follows?.length === memory.label.follows?.length;
    // A round with a mistake may pass on anything.
    const doubtful = memory.doubtful || dropped.length > 0 || holdsUnknown(round.type);
    if (settled) return { type: memory.type, label, doubtful, dropped };
    const changed = look < looksMax - 1 ? widenGrown(memory.type, type) : widen(type);
    memory = { type: look === 1 ? type : changed, label, doubtful, dropped };
  }
  return memory;
}

/** The input of the next round, including the fields that it reads and this one omits, which is reported. */
function handedOn(
  memory: Memory,
  given: Type,
  { ast }: LoopSite,
): { readonly type: Type | undefined; readonly dropped: readonly string[] } {
  if (given.kind === "nothing") return { type: memory.type, dropped: memory.dropped };
  const type = join(memory.type, given);
  if (type?.kind !== "record" || memory.type.kind !== "record") return { type, dropped: memory.dropped };
  const kept = new Set(type.fields.map(({ name }) => name));
  const left = memory.type.fields.filter(({ name }) => !kept.has(name));
  if (left.length === 0) return { type, dropped: memory.dropped };
  const read = fieldsRead([ast.until, ast.body], ast.variable.text);
  const needed = left
    .filter(({ name }) => read.has(name))
    .map((field) => ({ ...field, type: widen(field.type) }));
  const dropped = new Set([...memory.dropped, ...needed.map(({ name }) => name)]);
  return { type: { ...type, fields: [...type.fields, ...needed] }, dropped: [...dropped] };
}

function reportDropped(memory: Memory, first: Typed, round: CheckedRound, site: LoopSite): void {
  const { file, program } = site.context.module;
  const place = { file, span: round.yielded ?? site.ast.body.span };
  const labels = [{ file, span: first.span, message: "the first round is given this" }];
  const clash = { subject: "", asks: "each round is given", got: "", wanted: aType(first.type) };
  program.report(fieldMissing.at(place, { clash, fields: memory.dropped }, { labels }));
}

function binding(memory: Memory, site: LoopSite): Binding {
  const { ast, context } = site;
  return {
    read: { op: "read", from: "local", name: ast.variable.text },
    type: memory.type,
    label: memory.label,
    declared: { file: context.module.file, span: ast.variable.span },
    ...(memory.doubtful ? { doubtful: true } : {}),
  };
}

function reportDiffers(first: Typed, round: CheckedRound, site: LoopSite): void {
  const { file, program } = site.context.module;
  const place = { file, span: round.yielded ?? site.ast.body.span };
  const labels = [{ file, span: first.span, message: `the first is ${aType(first.type)}` }];
  const types = [aType(first.type), aType(round.type)];
  program.report(
    valuesDiffer.at(place, { what: "The first value and what the rounds yield", types }, { labels }),
  );
}

/**
 * The expectation for the first value of a loop: that of the loop's own value, else the type that its rounds yield. The
 * latter is computed only if a bare name alone does not show its enum, since it requires a speculative check of the
 * rounds; inside such a check it is skipped, or each level of nesting would double the work.
 *
 * @param look the type that the rounds yield, given a first value.
 */
function firstExpectation(
  source: FromValue,
  site: LoopSite,
  look: (first: Typed) => Type,
): Expectation | undefined {
  const { context, wanted } = site;
  const asked = softly(wanted);
  if (context.frame.trial || !hasBareName(source.first, context.env)) return asked;
  let isReported = false;
  const report = (): void => {
    isReported = true;
  };
  const env = withoutReleased(source.first, context, context.env);
  // A member is not guessed by its name here: only what rounds make of it says of which enum it is.
  const outside = { ...context.module.expression, report, enumsWith: () => [] };
  const alone = checkExpression(source.first, asked, env, outside);
  return isReported ? (softly(understood(look(alone))) ?? asked) : asked;
}

/** The type without its mistakes: a name that rounds only pass on stays unknown, and is reported. */
function understood(type: Type): Type | undefined {
  switch (type.kind) {
    case "error":
      return undefined;
    case "optional":
      return understood(type.of);
    case "list": {
      const item = understood(type.item);
      return item && { ...type, item };
    }
    case "record":
      return {
        ...type,
        fields: type.fields.flatMap((field) => {
          const known = understood(field.type);
          return known === undefined ? [] : [{ ...field, type: known }];
        }),
      };
    default:
      return type;
  }
}

function hasBareName(ast: Expression, env: Environment): boolean {
  let isFound = false;
  visit(ast, {
    reference(name) {
      isFound ||= env.lookup(name.text) === undefined;
      return undefined;
    },
  });
  return isFound;
}

/**
 * The type of a value that changes from round to round: `after` without what has grown since `before`. Bounds,
 * sizes, members of an enum and fields that stay as they were are kept.
 */
function widenGrown(before: Type, after: Type): Type {
  if (sameType(before, after)) return after;
  if (after.kind === "optional") {
    return { kind: "optional", of: widenGrown(before.kind === "optional" ? before.of : before, after.of) };
  }
  if (before.kind !== after.kind) return widen(after);
  switch (after.kind) {
    case "int":
    case "float":
    case "ratio":
    case "quantity":
      return before.kind === after.kind ? ungrown(before, after) : widen(after);
    case "list":
      return before.kind === "list"
        ? { ...ungrown(before, after), item: widenGrown(before.item, after.item) }
        : widen(after);
    case "enum":
      return before.kind === "enum" && sameMembers(before, after) ? after : widen(after);
    case "record":
      return before.kind === "record" && after.union === undefined
        ? widenFields(before, after)
        : widen(after);
    case "map":
      return before.kind === "map"
        ? { ...after, value: widenGrown(before.value, after.value) }
        : widen(after);
    default:
      return after;
  }
}

function ungrown<T extends Interval>(before: Interval, after: T): T {
  const { min, max, ...rest } = after;
  return {
    ...rest,
    ...(min !== undefined && min === before.min ? { min } : {}),
    ...(max !== undefined && max === before.max ? { max } : {}),
  } as T;
}

function sameMembers(before: EnumType, after: EnumType): boolean {
  const members = membersOf(before);
  return membersOf(after).every((member) => members.includes(member));
}

function widenFields(before: RecordType, after: RecordType): RecordType {
  const fields = after.fields.map((field) => {
    const was = before.fields.find(({ name }) => name === field.name)?.type;
    return { ...field, type: was === undefined ? widen(field.type) : widenGrown(was, field.type) };
  });
  const { name: _, ...rest } = after;
  return { ...rest, fields };
}

import type { Attempt as AttemptNode, Expression, Handler, Span, Step } from "@orchlang/language/ast";
import type { Rescue } from "@orchlang/plan/nodes";
import type { ArgumentLabel, CheckedBlock, TracedLabel } from "../checked.ts";
import { extend } from "../expression/checking.ts";
import { softly } from "../expression/hint.ts";
import { fieldMissing } from "../expression/misfits.ts";
import type { Typed } from "../expression/typed.ts";
import { joinLabels } from "../labels/label.ts";
import { spoiltBinding } from "../scope/environment.ts";
import { lineOf } from "../scope/module.ts";
import type { Type } from "../type.ts";
import { join } from "../types/join.ts";
import { errorType, optional } from "../types/kinds.ts";
import { aType } from "../types/show.ts";
import { askedAfter, askedFirst, leftOver, passedBy, under } from "./asked.ts";
import { type CheckedAttempt, checkAttempt } from "./attempt.ts";
import { checkBlock, openInside } from "./block.ts";
import { conditionAt, handlerQuestion } from "./conditions.ts";
import { fieldsRead } from "./fields-read.ts";
import { handlerDiffers, handlerUnreached } from "./messages.ts";
import type { Main } from "./outcome.ts";
import type { PrepassBlock } from "./prepass.ts";
import type { CheckContext, Given } from "./site.ts";

/** A step's handlers, and what the step is worth with them. */
interface Handled {
  readonly rescues: readonly Rescue[];
  readonly blocks: readonly CheckedBlock[];
  readonly argumentLabels: readonly ArgumentLabel[];
  readonly type: Type;
  readonly label: TracedLabel;
  readonly missingBecause?: string;
}

/** A handler's replacement value; undefined if it never gives one, since it ends the plan. */
interface Instead {
  readonly given: Given | undefined;
  /** There is a way through it that gives nothing. */
  readonly mayLack: boolean;
  readonly span: Span;
}

export function checkHandlers(ast: Step, main: Main, context: CheckContext): Handled {
  const { routine } = context.frame;
  if (ast.handlers.length === 0) return unhandled(main, routine.failures);
  const all: Gathering = { rescues: [], blocks: [], argumentLabels: [] };
  let worth: Worth = { type: main.type, label: main.label };
  let caught: Span | undefined;
  let asked = askedFirst(ast, main, context);
  for (const [index, handler] of ast.handlers.entries()) {
    if (caught !== undefined) {
      const { file } = context.module;
      const labels = [{ file, span: caught, message: "takes every failure" }];
      context.module.program.report(handlerUnreached.at({ file, span: handler.span }, {}, { labels }));
    }
    const { condition } = handler;
    const question = condition && conditionAt(condition, handlerQuestion, asked.context);
    const when = question?.expression;
    const inside = condition === undefined ? asked.context : insideOf(condition, question, asked.context);
    const passedOn = condition && passedBy(condition, asked);
    let checked: CheckedHandler;
    if (handler.body.kind === "block") {
      checked = checkBlockHandler(ast, handler, main, inside, all);
      // The failure of a block is the plan's failure; a call that fails is caught by the next handler.
      if (condition === undefined) caught ??= handler.span;
      asked = passedOn ?? asked;
    } else {
      const { attempt, given } = checkCallHandler(handler, handler.body, index, inside, all);
      checked = given;
      asked = askedAfter(attempt, passedOn, { of: handler.body.span, from: context, main, before: asked });
    }
    const { rescue, instead } = checked;
    if (rescue !== undefined) all.rescues.push({ ...(when === undefined ? {} : { when }), ...rescue });
    if (instead !== undefined) worth = withInstead(worth, instead, ast, context);
  }
  if (caught === undefined) {
    const left = leftOver(asked.context);
    for (const name of asked.declared) if (left(name)) routine.failures.add(name);
  }
  return { ...all, ...worth };
}

/** The failure of a step with a mistake is unknown, and reads of it are not reported. */
function insideOf(condition: Expression, question: Typed | undefined, context: CheckContext): CheckContext {
  if (question?.type.kind !== "error") return under(condition, true, context);
  return { ...context, env: extend(context.env, { error: spoiltBinding }) };
}

/** Most steps have none. */
function unhandled(main: Main, failures: Set<string>): Handled {
  for (const name of main.declaredFailures) if (main.failures?.includes(name) !== false) failures.add(name);
  return { rescues: [], blocks: [], argumentLabels: [], type: main.type, label: main.label };
}

interface Gathering {
  readonly rescues: Rescue[];
  readonly blocks: CheckedBlock[];
  readonly argumentLabels: ArgumentLabel[];
}

/** One handler: what the plan file says of it, and what it gives. */
interface CheckedHandler {
  readonly rescue?: Rescue;
  readonly instead?: Instead;
}

function checkBlockHandler(
  ast: Step,
  handler: Handler,
  main: Main,
  inside: CheckContext,
  into: Gathering,
): CheckedHandler {
  const part = inside.statement.parts.find((one) => one.role === "handler" && one.handler === handler);
  if (part?.role !== "handler") return {};
  const { block } = part;
  const { surroundings, frame } = inside.site;
  const unknown = main.type.kind === "error";
  // A step with a mistake has an unknown type, and its handlers are not reported for that.
  const meant =
    softly(unknown ? frame.routine.wanted(ast.name.text) : main.type) ??
    (unknown ? { type: errorType, soft: true as const } : undefined);
  const given: Given[] = [];
  const around = { surroundings: { ...surroundings, yields: { given, meant } }, under: inside.under };
  into.blocks.push(checkBlock(openInside(block, inside, around)));
  return { rescue: { block: block.id }, instead: blockInstead(given, block, handler.span) };
}

function checkCallHandler(
  handler: Handler,
  body: AttemptNode,
  index: number,
  inside: CheckContext,
  into: Gathering,
): { readonly attempt: CheckedAttempt; readonly given: CheckedHandler } {
  const slot = `else${index + 1}`;
  const attempt = checkAttempt(body, { slot, of: "fallback", options: handler.options }, inside);
  into.argumentLabels.push(...attempt.argumentLabels);
  const given = { type: attempt.type, label: attempt.label, span: body.span };
  return {
    attempt,
    given: { rescue: { attempt: attempt.attempt }, instead: { given, mayLack: false, span: body.span } },
  };
}

interface Worth {
  readonly type: Type;
  readonly label: TracedLabel;
  readonly missingBecause?: string;
}

function blockInstead(yields: readonly Given[], block: PrepassBlock, span: Span): Instead {
  const [first] = yields;
  // The unreadable part may have been its value.
  const isUnread = block.ast.broken;
  if (first === undefined) return { given: undefined, mayLack: !block.ends && !isUnread, span };
  let { type, label } = first;
  for (const one of yields.slice(1)) {
    type = join(type, one.type) ?? errorType;
    label = joinLabels(label, one.label);
  }
  const missingBecause = yields.find((one) => one.missingBecause !== undefined)?.missingBecause;
  return {
    given: { type, label, span: first.span, missingBecause },
    mayLack: !block.yields && !isUnread,
    span,
  };
}

/** The value of a step that a handler may have replaced. */
function withInstead(worth: Worth, instead: Instead, ast: Step, context: CheckContext): Worth {
  if (worth.type.kind === "nothing" || worth.type.kind === "error") return worth;
  const lacks = instead.mayLack || instead.given?.type.kind === "nothing";
  const missing = `what is done instead may give nothing (line ${lineOf(context.module, instead.span)})`;
  const { given } = instead;
  if (given === undefined || given.type.kind === "nothing") {
    return lacks ? { ...worth, type: optional(worth.type), missingBecause: missing } : worth;
  }
  const both = join(worth.type, given.type);
  if (both === undefined) reportDiffers(worth.type, given, ast, context);
  const type = both === undefined ? errorType : withRead(both, worth.type, given, ast, context);
  const label = joinLabels(worth.label, given.label);
  if (lacks) return { type: optional(type), label, missingBecause: missing };
  const because = given.missingBecause ?? worth.missingBecause;
  return because === undefined ? { type, label } : { type, label, missingBecause: because };
}

/**
 * A field that a handler omits and that is read from the step all the same is missing if that handler ran, and only
 * then.
 */
function withRead(both: Type, main: Type, given: Given, ast: Step, context: CheckContext): Type {
  if (both.kind !== "record" || main.kind !== "record") return both;
  const kept = new Set(both.fields.map(({ name }) => name));
  const left = main.fields.filter(({ name }) => !kept.has(name));
  if (left.length === 0) return both;
  const read = fieldsRead([context.frame.routine.definition.declaration], ast.name.text);
  const needed = left.filter(({ name }) => read.has(name));
  if (needed.length === 0) return both;
  const { file, program } = context.module;
  const labels = [{ file, span: ast.body.span, message: `gives ${aType(main)}` }];
  const asks = `what stands for \`${ast.name.text}\` is`;
  const clash = { subject: "", asks, got: "", wanted: aType(main) };
  const fields = needed.map(({ name }) => name);
  program.report(fieldMissing.at({ file, span: given.span }, { clash, fields }, { labels }));
  return { ...both, fields: [...both.fields, ...needed.map((field) => ({ ...field, type: errorType }))] };
}

function reportDiffers(type: Type, given: Given, ast: Step, context: CheckContext): void {
  const { file, program } = context.module;
  const labels = [{ file, span: ast.body.span, message: `gives ${aType(type)}` }];
  const params = { step: ast.name.text, gives: aType(type), instead: aType(given.type) };
  program.report(handlerDiffers.at({ file, span: given.span }, params, { labels }));
}

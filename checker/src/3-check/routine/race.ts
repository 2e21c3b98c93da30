import type { Branch, Interruptible, Interruption, Race, Span } from "@orchlang/language/ast";
import { callFailures } from "@orchlang/plan";
import type { RaceNode } from "@orchlang/plan/nodes";
import type { CheckedBlock, CheckedStatement, TracedLabel } from "../checked.ts";
import { checkCount } from "../declarations/clauses.ts";
import { occurrenceBinding } from "../declarations/event-signature.ts";
import { softly } from "../expression/hint.ts";
import type { Binding } from "../expression/typed.ts";
import { joinLabels, publicLabel } from "../labels/label.ts";
import { spoiltBinding } from "../scope/environment.ts";
import { definitionAt, lineOf } from "../scope/module.ts";
import type { FieldType, Type } from "../type.ts";
import { join } from "../types/join.ts";
import { errorType, isOptional, listType, nothingType, optional, required } from "../types/kinds.ts";
import { checkAttempt } from "./attempt.ts";
import { checkBlock, openInside } from "./block.ts";
import { checkLoop } from "./loop.ts";
import { branchTwice, quorumTooFew } from "./messages.ts";
import { checkOptions } from "./options.ts";
import { type Outcome, placed, type StepBodyOutcome } from "./outcome.ts";
import type { Contender, PrepassBlock } from "./prepass.ts";
import { commonValue } from "./quorum.ts";
import type { CheckContext, Given } from "./site.ts";
import { checkWaiting } from "./waiting.ts";

/** `first k of`: branches side by side, until `k` of them have come through. */
export function checkRace(ast: Race, losersFinish: boolean, context: CheckContext): StepBodyOutcome {
  const winners =
    ast.count === undefined ? 1 : checkCount(ast.count, "The number of winners", 1, context.module);
  const losers = losersFinish ? "finish" : "cancel";
  const whole = isLoop(ast) ? roundsOf(winners, context) : branchesOf(ast, winners, context);
  return {
    node: (rest) => ({
      kind: "race",
      winners,
      branches: whole.branches,
      ...(whole.rounds ? { rounds: true as const } : {}),
      losers,
      ...rest,
    }),
    type: whole.type,
    label: whole.label,
    inputLabel: whole.label,
    failures: [...new Set([...callFailures, ...context.frame.routine.failures])],
    declaredFailures: [],
    blocks: whole.blocks,
    argumentLabels: [],
  };
}

/**
 * `do { … } until event x { … }`: the work runs against a wait for the event. The first of them to end settles it, and
 * so does work that fails; the event interrupts work that goes on, and what follows it gives the value.
 */
export function checkInterruptible(ast: Interruptible, context: CheckContext): StepBodyOutcome {
  const contenderParts = context.statement.parts.flatMap((part) =>
    part.role === "contender" ? [part.contender] : [],
  );
  const contenders: CheckedContender[] = [];
  for (const contender of contenderParts)
    contenders.push(checkContender(contender, contenders[0]?.type ?? wantedOf(context), context));
  const what = "The work and what is done when it is interrupted";
  // A block that ends the plan gives no value, and nobody misses it.
  const giving = contenders.filter((_, at) => contenderParts[at]?.inner?.ends !== true);
  const type = commonType(giving, 1, what, context);
  const lacks = isOptional(type)
    ? { missingBecause: `an event may interrupt it (line ${lineOf(context.module, ast.until.span)})` }
    : {};
  const label = joinLabels(context.under, ...contenders.map((contender) => contender.label));
  return {
    node: (rest) => ({
      kind: "race",
      winners: 1,
      branches: contenders.map(({ statement }) => ({ node: statement.node.id })),
      settles: true,
      losers: "cancel",
      ...rest,
    }),
    ...{ type, label, inputLabel: label, ...lacks },
    failures: [...new Set([...callFailures, ...context.frame.routine.failures])],
    declaredFailures: [],
    blocks: contenders.map(({ block, statement }) => ({ id: block, statements: [statement] })),
    argumentLabels: [],
  };
}

interface Whole {
  readonly branches: RaceNode["branches"];
  readonly rounds: boolean;
  readonly blocks: readonly CheckedBlock[];
  readonly type: Type;
  readonly label: TracedLabel;
}

const isLoop = (ast: Race): boolean => !Array.isArray(ast.branches);

/** `first of for x in list`: the rounds run against one another. */
function roundsOf(winners: number, context: CheckContext): Whole {
  const rounds = checkRounds(context);
  if (rounds === undefined)
    return { branches: [], rounds: true, blocks: [], type: nothingType, label: context.under };
  const each = rounds.type.kind === "list" ? rounds.type.item : rounds.type;
  const one = each.kind === "nothing" || winners === 1;
  return {
    branches: [{ node: rounds.statement.node.id }],
    rounds: true,
    blocks: [{ id: rounds.block, statements: [rounds.statement] }],
    type: one ? each : listType(each, { min: winners, max: winners }),
    label: rounds.label,
  };
}

function branchesOf(ast: Race, winners: number, context: CheckContext): Whole {
  const contenderParts = context.statement.parts.flatMap((part) =>
    part.role === "contender" ? [part.contender] : [],
  );
  const named = Array.isArray(ast.branches) && ast.branches.some((branch) => branch.name !== undefined);
  const beside = givenBeside(contenderParts, context) ?? (named ? undefined : wantedOf(context));
  const contenders = contenderParts.map((contender) => asWinner(checkContender(contender, beside, context)));
  reportCounts(ast, winners, contenders, context);
  reportDoubles(contenders, context);
  return {
    branches: contenders.map(({ name, statement, type }) => ({
      ...(name === undefined ? {} : { name }),
      node: statement.node.id,
      ...(name !== undefined && type.kind === "nothing" ? { nothing: true } : {}),
    })),
    rounds: false,
    blocks: contenders.map(
      ({ block, statement }: { readonly block: string; readonly statement: CheckedStatement }) => ({
        id: block,
        statements: [statement],
      }),
    ),
    type: raceType(contenders, winners, context),
    // The first branch to end reveals something about all of them.
    label: joinLabels(context.under, ...contenders.map((contender) => contender.label)),
  };
}

/** A wait that nothing came for, and a call that failed, have lost, so that one that has won gave something. */
function asWinner(contender: CheckedContender): CheckedContender {
  const { node } = contender.statement;
  const losesWithNone =
    (node.kind === "wait" && node.for.kind === "occurrence") ||
    (node.kind === "call" && node.optional === true);
  return losesWithNone ? { ...contender, type: required(contender.type) } : contender;
}

/** The expectation for the winner's value; a race with named branches has a record. */
function wantedOf({ statement: { ast }, frame }: CheckContext): Type | undefined {
  return ast.kind === "step" ? frame.routine.wanted(ast.name.text) : undefined;
}

/** Named branches: a record with a field for each that may have come. Unnamed: what the winner gave. */
function raceType(contenders: readonly CheckedContender[], winners: number, context: CheckContext): Type {
  const named = contenders.filter((contender) => contender.name !== undefined);
  if (named.length > 0) {
    const fields = named.map(
      ({ name, type }): FieldType => ({
        name: name ?? "",
        type: optional(type.kind === "nothing" ? { kind: "bool" } : type),
        ...(isOptional(type) ? { winsWithNone: true } : {}),
      }),
    );
    return { kind: "record", fields };
  }
  return commonType(contenders, winners, "The branches of a race", context);
}

/** The winner's type, or that of the list of them. */
function commonType(
  contenders: readonly CheckedContender[],
  winners: number,
  what: string,
  context: CheckContext,
): Type {
  const giving = contenders.filter((contender) => contender.type.kind !== "nothing");
  if (giving.length === 0) return nothingType;
  const { type } = commonValue(giving, what, context);
  if (winners > 1) return listType(type, { max: winners });
  return giving.length < contenders.length ? optional(type) : type;
}

function reportCounts(
  ast: Race,
  winners: number,
  contenders: readonly CheckedContender[],
  context: CheckContext,
): void {
  if (winners <= contenders.length || ast.count === undefined || contenders.length === 0) return;
  const place = { file: context.module.file, span: ast.count.span };
  const params = { wanted: winners, asked: contenders.length, what: "branches" } as const;
  context.module.program.report(quorumTooFew.at(place, params));
}

function reportDoubles(contenders: readonly CheckedContender[], context: CheckContext): void {
  const first = new Map<string, CheckedContender>();
  const { file, program } = context.module;
  for (const contender of contenders) {
    const { name } = contender;
    if (name === undefined) continue;
    const before = first.get(name);
    if (before === undefined) first.set(name, contender);
    else {
      const labels = [{ file, span: before.span, message: "first here" }];
      program.report(branchTwice.at({ file, span: contender.span }, { name }, { labels }));
    }
  }
}

/** A branch of a race: one node in a block of its own. */
interface CheckedContender {
  readonly name: string | undefined;
  readonly span: Span;
  readonly block: string;
  readonly statement: CheckedStatement;
  readonly type: Type;
  readonly label: TracedLabel;
}

/** @param beside what the calls beside it give: a branch written out probably gives the like. */
function checkContender(
  contender: Contender,
  beside: Type | undefined,
  context: CheckContext,
): CheckedContender {
  const { ast, id, block } = contender;
  const own: CheckContext = { ...context, gathered: { reads: [], releases: [], readsNow: false } };
  const outcome = contenderOutcome(contender, beside, own);
  const statement = placed(outcome, own, { id, block, span: ast.span, nameSpan: ast.name?.span ?? ast.span });
  return {
    name: ast.name?.text === "" ? undefined : ast.name?.text,
    span: ast.name?.span ?? ast.span,
    block,
    statement,
    type: outcome.type,
    label: outcome.label,
  };
}

function contenderOutcome(contender: Contender, beside: Type | undefined, context: CheckContext): Outcome {
  const { ast, inner } = contender;
  switch (ast.body.kind) {
    case "attempt":
      return callOutcome(ast, context);
    case "block":
      return blockOutcome(contender, beside, context);
    case "loop":
      return inner === undefined
        ? lost
        : ofBody(checkLoop(ast.body, inner, undefined, context), ast, context);
    default:
      return ofBody(checkWaiting(ast.body, false, context), ast, context);
  }
}

const lost: Outcome = {
  node: { kind: "branch", arms: [] },
  type: errorType,
  label: publicLabel,
  blocks: [],
  after: [],
  argumentLabels: [],
};

function callOutcome(ast: Branch, context: CheckContext): Outcome {
  if (ast.body.kind !== "attempt") return lost;
  const checked = checkAttempt(ast.body, { slot: "do", of: "branch", options: ast.options }, context);
  for (const name of checked.declaredFailures) context.frame.routine.failures.add(name);
  const { optional: mayFail, after } = checked.options;
  return {
    node: {
      kind: "call",
      attempt: checked.attempt,
      rescues: [],
      ...(mayFail ? { optional: true as const } : {}),
    },
    type: mayFail ? optional(checked.type) : checked.type,
    label: checked.label,
    blocks: [],
    after,
    argumentLabels: checked.argumentLabels,
  };
}

/** A loop or a wait: it has no handlers here. */
function ofBody(body: StepBodyOutcome, ast: Branch, context: CheckContext): Outcome {
  const result = { type: errorType, label: publicLabel };
  const of = ast.body.kind === "loop" ? "loop" : "other";
  const options = checkOptions(ast.options, { of, name: "this branch", result, failures: [] }, context);
  return {
    node: body.node({ rescues: [] }),
    type: body.type,
    label: body.label,
    blocks: body.blocks,
    after: options.after,
    argumentLabels: body.argumentLabels,
  };
}

/** A branch written as a block is a choice with one side, which is always taken. */
function blockOutcome(contender: Contender, beside: Type | undefined, context: CheckContext): Outcome {
  const { inner } = contender;
  if (inner === undefined) return lost;
  const yields: Given[] = [];
  const noReturn = contender.interruptible !== true ? "a branch of a race" : "work that an event interrupts";
  const bindings = contender.until && eventBinding(contender.until, inner, context);
  const opened = openInside(inner, context, {
    surroundings: { yields: { given: yields, meant: softly(beside) }, noReturn },
    ...(bindings === undefined ? {} : { bindings }),
  });
  const block = checkBlock(opened);
  const value =
    yields.length === 0
      ? { type: inner.ast.broken ? errorType : nothingType, label: context.under }
      : commonValue(
          yields,
          contender.interruptible !== true
            ? "The values that this branch yields"
            : "The values that this block yields",
          context,
        );
  return {
    node: { kind: "branch", arms: [{ block: inner.id }] },
    type: yields.length === 0 || inner.yields ? value.type : optional(value.type),
    label: joinLabels(value.label, context.under),
    blocks: [block],
    after: [],
    argumentLabels: [],
  };
}

/** The occurrence that interrupted the work, where something is done then: `event`. */
function eventBinding(
  until: Interruption,
  { statements }: PrepassBlock,
  context: CheckContext,
): ReadonlyMap<string, Binding> {
  const definition = definitionAt(context.module, until.event, "event", "fusion");
  const event = definition && context.module.program.eventOf(definition);
  const [first] = statements;
  if (event === undefined || first === undefined) return new Map([["event", spoiltBinding]]);
  const read = { op: "read", from: "node", name: first.id } as const;
  return new Map([["event", { ...occurrenceBinding(event, "event"), read }]]);
}

/** The results of a race's calls, as far as their signatures state them. */
function givenBeside(contenders: readonly Contender[], context: CheckContext): Type | undefined {
  const types = contenders.flatMap(({ ast }) => {
    if (ast.body.kind !== "attempt") return [];
    const callee = definitionAt(context.module, ast.body.call.path, "capability", "plan", "goal");
    return callee === undefined ? [] : [context.module.program.signatureOf(callee).result.type];
  });
  return types.reduce<Type | undefined>(
    (sofar, type) => (sofar && join(sofar, type)) ?? sofar ?? type,
    undefined,
  );
}

/** The loop of a race between rounds, as a statement of its own. */
function checkRounds(
  context: CheckContext,
): (CheckedContender & { readonly statement: CheckedStatement }) | undefined {
  const { ast, parts, id } = context.statement;
  const part = parts.find((one) => one.role === "round");
  if (ast.kind !== "step" || ast.body.kind !== "race" || part?.role !== "round") return undefined;
  const loop = ast.body.branches;
  if (!("source" in loop)) return undefined;
  const own: CheckContext = { ...context, gathered: { reads: [], releases: [], readsNow: false } };
  const body = checkLoop(loop, part.block, undefined, own);
  const outcome: Outcome = {
    node: body.node({ rescues: [] }),
    type: body.type,
    label: body.label,
    blocks: body.blocks,
    after: [],
    argumentLabels: [],
  };
  const block = `${id}/rounds`;
  const place = { id: `${id}.rounds`, block, span: loop.span, nameSpan: loop.span };
  const statement = placed(outcome, own, place);
  return { name: undefined, span: loop.span, block, statement, type: body.type, label: body.label };
}

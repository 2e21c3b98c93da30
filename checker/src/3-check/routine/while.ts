import type {
  Expression as ExpressionNode,
  Span,
  Step,
  WhileClause,
  WhileOption,
} from "@orchlang/language/ast";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import type { CheckedBlock, CheckedStatement, TracedLabel } from "../checked.ts";
import type { Typed } from "../expression/typed.ts";
import { joinLabels, publicLabel, through } from "../labels/label.ts";
import { nothingType } from "../types/kinds.ts";
import { conditionAt, whileQuestion } from "./conditions.ts";
import { neverDrifts } from "./messages.ts";
import {
  noValue,
  type Outcome,
  placed,
  plainOutcome,
  type Standing,
  type StepBodyOutcome,
} from "./outcome.ts";
import type { Asking, CheckContext } from "./site.ts";

/*
 * `while c` behind a step, or in a plan's head: work that is interrupted once `c` does not hold. It is a race that settles
 * (semantics, rule 11) between the work, which begins where `c` holds, and a wait that fails once it does not. A plan's
 * statements stay where they are: the work of the race is to wait for all of them, and they begin where `c` holds.
 */

/** The condition that a step is done under. */
interface Under {
  readonly condition: Expression;
  readonly label: TracedLabel;
  /** The label of all around it. */
  readonly around: TracedLabel;
  readonly span: Span;
  /** Its reads, for each statement that asks it. */
  readonly gathered: CheckContext["gathered"];
}

export function whileOption({ options }: Step): WhileOption | undefined {
  return options?.options.find((option) => option.kind === "whileOption");
}

/** The condition of a `while`: one that only signals and flags can change is meant. */
export function conditionOfWhile<At extends Asking>(
  ast: ExpressionNode,
  context: At,
  around: TracedLabel,
): Under {
  const own = apart(context);
  const asked = conditionAt(ast, whileQuestion, own);
  reportUnchanging(asked, ast, context);
  const decides = { says: "this decides whether it happens", file: context.module.file, span: ast.span };
  return {
    condition: asked.expression,
    label: through(asked.label, decides),
    around,
    span: ast.span,
    gathered: own.gathered,
  };
}

function reportUnchanging(asked: Typed, ast: ExpressionNode, { module }: Asking): void {
  const isKnown = asked.type.kind === "error" || asked.constant !== undefined || asked.settled !== undefined;
  const changes = freeReads(asked.expression).some(
    ({ from, name }) => from === "context" && name !== "now" && name !== "user" && name !== "run",
  );
  if (!isKnown && !changes && !asked.doubtful)
    module.program.report(neverDrifts.at({ file: module.file, span: ast.span }, {}));
}

/** The context of what is done under it. */
export function underWhile({ label }: Under, context: CheckContext): CheckContext {
  return { ...apart(context), under: joinLabels(context.under, label) };
}

function apart<At extends Asking>(context: At): At {
  return { ...context, gathered: { reads: [], releases: [], readsNow: false } };
}

/** @param inner the context that the body was checked at. */
export function interruptedByDrift(
  ast: Step,
  body: StepBodyOutcome,
  under: Under,
  inner: CheckContext,
  context: CheckContext,
): StepBodyOutcome {
  const { id } = context.statement;
  // The branches of a race have such names themselves.
  const of = ast.body.kind === "race" || ast.body.kind === "interruptible" ? `${id}.while` : id;
  const asking: CheckContext = { ...context, gathered: under.gathered };
  const plain = apart(context);
  const put: Put = (outcome, at, name, block) =>
    placed(outcome, at, { id: `${of}.${name}`, block, span: ast.span, nameSpan: ast.name.span });

  const done = `${of}.do/do`;
  const work = put(outcomeOf(body), inner, "work", done);
  const held: CheckedBlock = {
    id: done,
    statements: [work, ...yielded(body, `${of}.work`, put, plain, done)],
  };
  const does = put(begun(held, { of, under, put }), asking, "do", `${of}/do`);
  const until = watching({ of, under, put });
  return {
    ...body,
    node: (rest) => ({ ...raceOf(does, until), ...rest }),
    label: joinLabels(body.label, under.label),
    inputLabel: joinLabels(body.inputLabel, under.label),
    failures: body.failures && [...body.failures, "drifted"],
    blocks: [
      { id: `${of}/do`, statements: [does] },
      { id: `${of}/until`, statements: [until] },
    ],
    argumentLabels: [],
  };
}

/**
 * A plan's statements under a condition. Two statements come before them: a choice that fails the plan where the condition
 * does not hold at first, which all others wait for, and the race, whose work waits for all others (see `guardOf` of the
 * analyses).
 */
export function guarded(body: CheckedBlock, under: Under, clause: WhileClause): CheckedBlock {
  const of = "while@1";
  const put: Put = (outcome, at, name, block) =>
    placed(outcome, at, { id: `${of}${name}`, block, span: clause.span, nameSpan: clause.span });
  const inner: Put = (outcome, at, name, block) => put(outcome, at, `.${name}`, block);
  const parts = { of, under, put: inner };
  const met = put(
    begun({ id: `${of}.met/do`, statements: [] }, { ...parts, name: "met" }),
    under,
    ".met",
    body.id,
  );
  const all = `${of}.do/do`;
  const end: CheckedBlock = { id: all, statements: [inner(nothing, without, "all", all)] };
  const does = inner(nested(choice([{ block: all }], publicLabel), [end]), without, "do", `${of}/do`);
  const until = watching(parts);
  const race = plainOutcome({ ...raceOf(does, until), rescues: [] }, nothingType, under.label);
  const blocks = [
    { id: `${of}/do`, statements: [does] },
    { id: `${of}/until`, statements: [until] },
  ];
  return {
    id: body.id,
    statements: [met, put(nested(race, blocks), without, "", body.id), ...body.statements],
  };
}

const nothing: Outcome = plainOutcome(noValue, nothingType, publicLabel);
const without: Standing = { gathered: { reads: [], releases: [], readsNow: false } };

type Put = (outcome: Outcome, at: Standing, name: string, block: string) => CheckedStatement;

/** The parts of a race under a condition: their ids begin alike. */
interface Guarding {
  readonly of: string;
  readonly under: Under;
  readonly put: Put;
}

/** Work that begins where the condition holds; else it fails as drifted. */
function begun(
  work: CheckedBlock,
  { of, under, put, name = "do" }: Guarding & { readonly name?: string },
): Outcome {
  const unmet = `${of}.${name}/else`;
  const never: Expression = { op: "constant", value: false };
  const fails: CheckedBlock = { id: unmet, statements: [put(watch(never, under), without, "unmet", unmet)] };
  const arms = [{ block: work.id, condition: under.condition }, { block: unmet }];
  return nested(choice(arms, under.label), [work, fails]);
}

/** The branch of a race that fails once the condition does not hold. */
function watching({ of, under, put }: Guarding): CheckedStatement {
  const drifts = `${of}.until/do`;
  const drift: CheckedBlock = {
    id: drifts,
    statements: [put(watch(under.condition, under), under, "drift", drifts)],
  };
  return put(nested(choice([{ block: drifts }], under.label), [drift]), without, "until", `${of}/until`);
}

function watch(condition: Expression, { around }: Under): Outcome {
  return plainOutcome({ kind: "wait", for: { kind: "while", condition }, rescues: [] }, nothingType, around);
}

function choice(
  arms: readonly { readonly block: string; readonly condition?: Expression }[],
  label: TracedLabel,
): Outcome {
  return plainOutcome({ kind: "branch", arms }, nothingType, label);
}

function nested(outcome: Outcome, blocks: readonly CheckedBlock[]): Outcome {
  return { ...outcome, blocks };
}

function raceOf(does: CheckedStatement, until: CheckedStatement) {
  return {
    kind: "race",
    winners: 1,
    branches: [{ node: does.node.id }, { node: until.node.id }],
    settles: true,
    losers: "cancel",
  } as const;
}

/** The step as it would be without the condition, its handlers apart. */
function outcomeOf(body: StepBodyOutcome): Outcome {
  return {
    node: body.node({ rescues: [] }),
    type: body.type,
    label: body.label,
    blocks: body.blocks,
    after: [],
    argumentLabels: body.argumentLabels,
    ...(body.endless === undefined ? {} : { endless: body.endless }),
  };
}

/** A result is passed on. */
function yielded(
  { type, label }: StepBodyOutcome,
  node: string,
  put: Put,
  context: CheckContext,
  block: string,
): readonly CheckedStatement[] {
  if (type.kind === "nothing") return [];
  const value: Expression = { op: "read", from: "node", name: node };
  const at: CheckContext = {
    ...context,
    gathered: { reads: [{ node, span: context.statement.ast.span }], releases: [], readsNow: false },
  };
  return [put(plainOutcome({ kind: "yield", value }, nothingType, label), at, "yield", block)];
}

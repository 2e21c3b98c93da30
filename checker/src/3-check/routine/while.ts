import type { Expression as ExpressionNode, Span, Step, WhileOption } from "@orchlang/language/ast";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import type { CheckedBlock, CheckedStatement, TracedLabel } from "../checked.ts";
import type { Typed } from "../expression/typed.ts";
import { joinLabels, through } from "../labels/label.ts";
import { nothingType } from "../types/kinds.ts";
import { conditionAt, whileQuestion } from "./conditions.ts";
import { neverDrifts } from "./messages.ts";
import { type Outcome, placed, plainOutcome, type StepBodyOutcome } from "./outcome.ts";
import type { Spot } from "./site.ts";

/*
 * `while c` behind a step: work that is interrupted once `c` does not hold. It is a race that settles (semantics, rule
 * 11) between the work, which begins where `c` holds, and a wait that fails once it does not.
 */

/** The condition that a step is done under. */
export interface Under {
  readonly condition: Expression;
  readonly label: TracedLabel;
  readonly span: Span;
  /** Its reads, for each statement that asks it. */
  readonly gathered: Spot["gathered"];
}

export function whileOption({ options }: Step): WhileOption | undefined {
  return options?.options.find((option) => option.kind === "whileOption");
}

/** The condition of a `while`: one that only signals and flags can change is meant. */
export function conditionOfWhile(ast: ExpressionNode, spot: Spot): Under {
  const own = apart(spot);
  const asked = conditionAt(ast, whileQuestion, own);
  reportUnchanging(asked, ast, spot);
  const decides = { says: "this decides whether it happens", file: spot.module.file, span: ast.span };
  return {
    condition: asked.expression,
    label: through(asked.label, decides),
    span: ast.span,
    gathered: own.gathered,
  };
}

function reportUnchanging(asked: Typed, ast: ExpressionNode, { module }: Spot): void {
  const isKnown = asked.type.kind === "error" || asked.constant !== undefined || asked.settled !== undefined;
  const changes = freeReads(asked.expression).some(
    ({ from, name }) => from === "context" && name !== "now" && name !== "user" && name !== "run",
  );
  if (!isKnown && !changes && !asked.doubtful)
    module.program.report(neverDrifts.at({ file: module.file, span: ast.span }, {}));
}

/** The spot of what is done under it. */
export function underWhile({ label }: Under, spot: Spot): Spot {
  return { ...apart(spot), under: joinLabels(spot.under, label) };
}

function apart(spot: Spot): Spot {
  return { ...spot, gathered: { reads: [], releases: [], readsNow: false } };
}

/** @param inner the spot that the body was checked at. */
export function interruptedByDrift(
  ast: Step,
  body: StepBodyOutcome,
  under: Under,
  inner: Spot,
  spot: Spot,
): StepBodyOutcome {
  const { id } = spot.statement;
  // The branches of a race have such names themselves.
  const of = ast.body.kind === "race" || ast.body.kind === "interruptible" ? `${id}.while` : id;
  const asking: Spot = { ...spot, gathered: under.gathered };
  const plain = apart(spot);
  const put = (outcome: Outcome, at: Spot, name: string, block: string): CheckedStatement =>
    placed(outcome, at, { id: `${of}.${name}`, block, span: ast.span, nameSpan: ast.name.span });
  const watch = (condition: Expression): Outcome =>
    plainOutcome({ kind: "wait", for: { kind: "while", condition }, rescues: [] }, nothingType, spot.under);
  const choice = (arms: readonly { readonly block: string; readonly condition?: Expression }[]) =>
    plainOutcome({ kind: "branch", arms }, nothingType, under.label);
  const nested = (outcome: Outcome, blocks: readonly CheckedBlock[]): Outcome => ({ ...outcome, blocks });

  const done = `${of}.do/do`;
  const work = put(outcomeOf(body), inner, "work", done);
  const held: CheckedBlock = {
    id: done,
    statements: [work, ...yielded(body, `${of}.work`, put, plain, done)],
  };
  const unmet = `${of}.do/else`;
  const never: Expression = { op: "constant", value: false };
  const without: CheckedBlock = { id: unmet, statements: [put(watch(never), plain, "unmet", unmet)] };
  const does = put(
    nested(choice([{ block: done, condition: under.condition }, { block: unmet }]), [held, without]),
    asking,
    "do",
    `${of}/do`,
  );
  const drifts = `${of}.until/do`;
  const drift: CheckedBlock = {
    id: drifts,
    statements: [put(watch(under.condition), asking, "drift", drifts)],
  };
  const until = put(nested(choice([{ block: drifts }]), [drift]), plain, "until", `${of}/until`);
  return {
    ...body,
    node: (rest) => ({
      kind: "race",
      winners: 1,
      branches: [{ node: does.node.id }, { node: until.node.id }],
      settles: true,
      losers: "cancel",
      ...rest,
    }),
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
  put: (outcome: Outcome, at: Spot, name: string, block: string) => CheckedStatement,
  spot: Spot,
  block: string,
): readonly CheckedStatement[] {
  if (type.kind === "nothing") return [];
  const value: Expression = { op: "read", from: "node", name: node };
  const at: Spot = {
    ...spot,
    gathered: { reads: [{ node, span: spot.statement.ast.span }], releases: [], readsNow: false },
  };
  return [put(plainOutcome({ kind: "yield", value }, nothingType, label), at, "yield", block)];
}

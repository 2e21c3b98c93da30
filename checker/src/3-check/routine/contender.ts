import type { Branch, Span } from "@orchlang/language/ast";
import type { CheckedStatement, TracedLabel } from "../checked.ts";
import { softly } from "../expression/hint.ts";
import { joinLabels, publicLabel } from "../labels/label.ts";
import { definitionAt } from "../scope/module.ts";
import type { Type } from "../type.ts";
import { join } from "../types/join.ts";
import { errorType, nothingType } from "../types/kinds.ts";
import { optional } from "../types/optional.ts";
import { checkAttempt } from "./attempt.ts";
import { checkBlock, openInside } from "./block.ts";
import { checkLoop } from "./loop.ts";
import { checkOptions } from "./options.ts";
import type { Outcome } from "./outcome.ts";
import { placed } from "./placed.ts";
import { commonValue } from "./quorum.ts";
import type { Given, Spot } from "./site.ts";
import type { StepBodyOutcome } from "./step-body.ts";
import type { Contender } from "./survey.ts";
import { checkWaiting } from "./waiting.ts";

/** A branch of a race: one node in a block of its own. */
export interface CheckedContender {
  readonly name: string | undefined;
  readonly span: Span;
  readonly block: string;
  readonly statement: CheckedStatement;
  readonly type: Type;
  readonly label: TracedLabel;
}

/** @param beside what the calls beside it give: a branch written out probably gives the like. */
export function checkContender(contender: Contender, beside: Type | undefined, spot: Spot): CheckedContender {
  const { ast, id, block } = contender;
  const own: Spot = { ...spot, gathered: { reads: [], releases: [], readsNow: false } };
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

function contenderOutcome(contender: Contender, beside: Type | undefined, spot: Spot): Outcome {
  const { ast, inner } = contender;
  switch (ast.body.kind) {
    case "attempt":
      return callOutcome(ast, spot);
    case "block":
      return blockOutcome(contender, beside, spot);
    case "loop":
      return inner === undefined ? lost : ofBody(checkLoop(ast.body, inner, undefined, spot), ast, spot);
    default:
      return ofBody(checkWaiting(ast.body, false, spot), ast, spot);
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

function callOutcome(ast: Branch, spot: Spot): Outcome {
  if (ast.body.kind !== "attempt") return lost;
  const checked = checkAttempt(ast.body, { slot: "do", of: "call", options: ast.options }, spot);
  for (const name of checked.declaredFailures) spot.frame.routine.failures.add(name);
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
function ofBody(body: StepBodyOutcome, ast: Branch, spot: Spot): Outcome {
  const result = { type: errorType, label: publicLabel };
  const of = ast.body.kind === "loop" ? "loop" : "other";
  const options = checkOptions(ast.options, { of, name: "this branch", result, failures: [] }, spot);
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
function blockOutcome(contender: Contender, beside: Type | undefined, spot: Spot): Outcome {
  const { inner } = contender;
  if (inner === undefined) return lost;
  const yields: Given[] = [];
  const opened = openInside(inner, spot, {
    surroundings: { yields: { given: yields, meant: softly(beside) }, noReturn: "a branch of a race" },
  });
  const block = checkBlock(opened);
  const value =
    yields.length === 0
      ? { type: inner.ast.broken ? errorType : nothingType, label: spot.under }
      : commonValue(yields, "The values that this branch yields", spot);
  return {
    node: { kind: "branch", arms: [{ block: inner.id }] },
    type: yields.length === 0 || inner.yields ? value.type : optional(value.type),
    label: joinLabels(value.label, spot.under),
    blocks: [block],
    after: [],
    argumentLabels: [],
  };
}

/** The results of a race's calls, as far as their signatures state them. */
export function givenBeside(contenders: readonly Contender[], spot: Spot): Type | undefined {
  const types = contenders.flatMap(({ ast }) => {
    if (ast.body.kind !== "attempt") return [];
    const callee = definitionAt(spot.module, ast.body.call.path, "capability", "plan", "goal");
    return callee === undefined ? [] : [spot.module.program.signatureOf(callee).result.type];
  });
  return types.reduce<Type | undefined>(
    (sofar, type) => (sofar && join(sofar, type)) ?? sofar ?? type,
    undefined,
  );
}

/** The loop of a race between rounds, as a statement of its own. */
export function checkRounds(
  spot: Spot,
): (CheckedContender & { readonly statement: CheckedStatement }) | undefined {
  const { ast, parts, id } = spot.statement;
  const part = parts.find((one) => one.role === "round");
  if (ast.kind !== "step" || ast.body.kind !== "race" || part?.role !== "round") return undefined;
  const loop = ast.body.branches;
  if (!("source" in loop)) return undefined;
  const own: Spot = { ...spot, gathered: { reads: [], releases: [], readsNow: false } };
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

import type { Step } from "@orchlang/language/ast";
import { publicLabel } from "../labels/label.ts";
import type { Type } from "../type.ts";
import { errorType, optional } from "../types/kinds.ts";
import { checkAttempt } from "./attempt.ts";
import { checkHandlers } from "./handlers.ts";
import { checkLoop } from "./loop.ts";
import { type CheckedOptions, checkOptions, type Optioned } from "./options.ts";
import type { Outcome, StepBodyOutcome } from "./outcome.ts";
import { checkQuorum } from "./quorum.ts";
import { checkInterruptible, checkRace } from "./race.ts";
import type { CheckContext } from "./site.ts";
import { optionalBecause } from "./step-value.ts";
import { checkWaiting } from "./waiting.ts";
import { conditionOfWhile, interruptedByDrift, underWhile, whileOption } from "./while.ts";

export function checkStep(ast: Step, context: CheckContext): Outcome {
  const { body, options } = checkUnder(ast, context);
  const handled = checkHandlers(ast, body, context);
  const because = options.optional ? optionalBecause(ast, context.module) : undefined;
  const missing = because ?? handled.missingBecause ?? body.missingBecause;
  const type: Type = options.optional ? optional(handled.type) : handled.type;
  return {
    node: body.node({ rescues: handled.rescues, ...(options.optional ? { optional: true as const } : {}) }),
    type,
    label: handled.label,
    blocks: [...body.blocks, ...handled.blocks],
    after: options.after,
    argumentLabels: [...body.argumentLabels, ...handled.argumentLabels],
    ...(missing === undefined ? {} : { missingBecause: missing }),
    ...(body.endless === undefined ? {} : { endless: body.endless }),
  };
}

interface CheckedBody {
  readonly body: StepBodyOutcome;
  readonly options: CheckedOptions;
}

/** Handlers stand outside of a `while`: they may still begin once it does not hold. */
function checkUnder(ast: Step, context: CheckContext): CheckedBody {
  const option = whileOption(ast);
  if (option === undefined || isWaiting(ast)) return checkBody(ast, context);
  const under = conditionOfWhile(option.condition, context, context.under);
  const inner = underWhile(under, context);
  const { body, options } = checkBody(ast, inner);
  return { body: interruptedByDrift(ast, body, under, inner, context), options };
}

function isWaiting({ body }: Step): boolean {
  return body.kind === "waitDuration" || body.kind === "waitUntil" || body.kind === "waitForEvent";
}

function checkBody(ast: Step, context: CheckContext): CheckedBody {
  switch (ast.body.kind) {
    case "attempt": {
      const checked = checkAttempt(ast.body, { slot: "do", of: "call", options: ast.options }, context);
      const body: StepBodyOutcome = {
        ...checked,
        blocks: [],
        node: (rest) => ({ kind: "call", attempt: checked.attempt, ...rest }),
      };
      return { body, options: checked.options };
    }
    case "loop": {
      const round = context.statement.parts.find((part) => part.role === "round");
      const options = optionsOf(ast, "loop", context);
      if (round?.role !== "round") return { body: missingBody, options };
      return {
        body: checkLoop(
          ast.body,
          round.block,
          options.tolerated,
          context,
          context.frame.routine.wanted(ast.name.text),
        ),
        options,
      };
    }
    case "race": {
      const options = optionsOf(ast, "race", context);
      if (Array.isArray(ast.body.branches) && ast.body.branches.length === 0)
        return { body: missingBody, options };
      return { body: checkRace(ast.body, options.losersFinish, context), options };
    }
    case "interruptible":
      return { body: checkInterruptible(ast.body, context), options: optionsOf(ast, "other", context) };
    case "quorum": {
      const options = optionsOf(ast, "other", context);
      return { body: ast.body.calls.length === 0 ? missingBody : checkQuorum(ast.body, context), options };
    }
    case "missing":
      return { body: missingBody, options: optionsOf(ast, "call", context) };
    default:
      return {
        body: checkWaiting(ast.body, ast.handlers.length > 0, context),
        options: optionsOf(ast, "wait", context),
      };
  }
}

/** For a step that is no call: none of its options refers to a result. */
function optionsOf(ast: Step, of: Optioned, context: CheckContext): CheckedOptions {
  const result = { type: errorType, label: publicLabel };
  return checkOptions(ast.options, { of, name: ast.name.text, result, failures: [] }, context);
}

const missingBody: StepBodyOutcome = {
  node: (rest) => ({
    kind: "call",
    attempt: { target: { capability: "" }, args: {}, options: {}, gate: "local", checks: [] },
    ...rest,
  }),
  type: errorType,
  label: publicLabel,
  inputLabel: publicLabel,
  failures: undefined,
  declaredFailures: [],
  blocks: [],
  argumentLabels: [],
};

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
import type { Spot } from "./site.ts";
import { optionalBecause } from "./step-value.ts";
import { checkWaiting } from "./waiting.ts";
import { conditionOfWhile, interruptedByDrift, underWhile, whileOption } from "./while.ts";

export function checkStep(ast: Step, spot: Spot): Outcome {
  const { body, options } = checkUnder(ast, spot);
  const handled = checkHandlers(ast, body, spot);
  const because = options.optional ? optionalBecause(ast, spot.module) : undefined;
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
function checkUnder(ast: Step, spot: Spot): CheckedBody {
  const option = whileOption(ast);
  if (option === undefined || isWaiting(ast)) return checkBody(ast, spot);
  const under = conditionOfWhile(option.condition, spot, spot.under);
  const inner = underWhile(under, spot);
  const { body, options } = checkBody(ast, inner);
  return { body: interruptedByDrift(ast, body, under, inner, spot), options };
}

function isWaiting({ body }: Step): boolean {
  return body.kind === "waitDuration" || body.kind === "waitUntil" || body.kind === "waitForEvent";
}

function checkBody(ast: Step, spot: Spot): CheckedBody {
  switch (ast.body.kind) {
    case "attempt": {
      const checked = checkAttempt(ast.body, { slot: "do", of: "call", options: ast.options }, spot);
      const body: StepBodyOutcome = {
        ...checked,
        blocks: [],
        node: (rest) => ({ kind: "call", attempt: checked.attempt, ...rest }),
      };
      return { body, options: checked.options };
    }
    case "loop": {
      const round = spot.statement.parts.find((part) => part.role === "round");
      const options = optionsOf(ast, "loop", spot);
      if (round?.role !== "round") return { body: missingBody, options };
      return {
        body: checkLoop(
          ast.body,
          round.block,
          options.tolerated,
          spot,
          spot.frame.routine.wanted(ast.name.text),
        ),
        options,
      };
    }
    case "race": {
      const options = optionsOf(ast, "race", spot);
      if (Array.isArray(ast.body.branches) && ast.body.branches.length === 0)
        return { body: missingBody, options };
      return { body: checkRace(ast.body, options.losersFinish, spot), options };
    }
    case "interruptible":
      return { body: checkInterruptible(ast.body, spot), options: optionsOf(ast, "other", spot) };
    case "quorum": {
      const options = optionsOf(ast, "other", spot);
      return { body: ast.body.calls.length === 0 ? missingBody : checkQuorum(ast.body, spot), options };
    }
    case "missing":
      return { body: missingBody, options: optionsOf(ast, "call", spot) };
    default:
      return {
        body: checkWaiting(ast.body, ast.handlers.length > 0, spot),
        options: optionsOf(ast, "wait", spot),
      };
  }
}

/** For a step that is no call: none of its options refers to a result. */
function optionsOf(ast: Step, of: Optioned, spot: Spot): CheckedOptions {
  const result = { type: errorType, label: publicLabel };
  return checkOptions(ast.options, { of, name: ast.name.text, result, failures: [] }, spot);
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

import type { Interruption, Wait, WaitForEvent, Waiting } from "@orchlang/language/ast";
import type { WaitNode } from "@orchlang/plan/nodes";
import type { TracedLabel } from "../checked.ts";
import { occurrenceBinding } from "../declarations/event-signature.ts";
import { checkExpression } from "../expression/check.ts";
import { extend } from "../expression/checking.ts";
import { joinLabels } from "../labels/label.ts";
import { definitionAt, lineOf } from "../scope/module.ts";
import type { Type } from "../type.ts";
import { boolType, errorType, instantType, nothingType, optional } from "../types/kinds.ts";
import { conditionAt, waitQuestion, whereQuestion } from "./conditions.ts";
import { checkAt, durationAt, typedAt } from "./expressions.ts";
import { type Outcome, plainOutcome, type StepBodyOutcome } from "./outcome.ts";
import type { CheckContext } from "./site.ts";

type WaitsFor = WaitNode["for"];

/** A wait as a step or a branch. */
interface Awaited {
  readonly for: WaitsFor;
  readonly type: Type;
  readonly label: TracedLabel;
  readonly missingBecause?: string;
}

/**
 * A wait that runs out of its `within` gives what was not there: `false` for a condition, `none` for an occurrence.
 * With a handler that is a failure, `timeout`, and the handler gives the value.
 */
export function checkWaiting(ast: Waiting, handled: boolean, context: CheckContext): StepBodyOutcome {
  const awaited = awaitedBy(ast, handled, context);
  return {
    node: (rest) => ({ kind: "wait", for: awaited.for, ...rest }),
    type: awaited.type,
    label: joinLabels(awaited.label, context.under),
    inputLabel: awaited.label,
    failures: ["timeout", "cancelled"],
    declaredFailures: [],
    blocks: [],
    argumentLabels: [],
    ...(awaited.missingBecause === undefined ? {} : { missingBecause: awaited.missingBecause }),
    ...(mayBeEndless(ast) ? { endless: ast.span } : {}),
  };
}

/** True if neither a limit nor `forever` is written. */
function mayBeEndless(ast: Waiting): boolean {
  return ast.kind === "waitForEvent" && ast.within === undefined && !ast.forever;
}

function awaitedBy(ast: Waiting, handled: boolean, context: CheckContext): Awaited {
  switch (ast.kind) {
    case "waitDuration": {
      const duration = durationAt(ast.duration, "`wait` takes", context);
      return {
        for: { kind: "duration", duration: duration.expression },
        type: nothingType,
        label: duration.label,
      };
    }
    case "waitUntil": {
      const instant = instantOf(ast, context);
      if (instant !== undefined) return instant;
      const condition = conditionAt(ast.condition, waitQuestion, context);
      const held = ast.for && durationAt(ast.for, "`for` takes", context).expression;
      const within = ast.within && durationAt(ast.within, "`within` takes", context).expression;
      return {
        for: {
          kind: "condition",
          condition: condition.expression,
          ...(held === undefined ? {} : { held }),
          ...(within === undefined ? {} : { within }),
        },
        type: boolType,
        label: condition.label,
      };
    }
    case "waitForEvent":
      return occurrence(ast, handled, context);
  }
}

/** `wait until instant`, where it is no condition. */
function instantOf(ast: Extract<Waiting, { kind: "waitUntil" }>, context: CheckContext): Awaited | undefined {
  if (ast.for !== undefined || ast.within !== undefined) return undefined;
  const alone = { ...context.module.expression, report: () => {} };
  if (checkExpression(ast.condition, undefined, context.env, alone).type.kind !== "instant") return undefined;
  const instant = checkAt(ast.condition, undefined, context);
  return { for: { kind: "instant", instant: instant.expression }, type: nothingType, label: instant.label };
}

function occurrence(
  ast: Pick<WaitForEvent, "event" | "next" | "span" | "where" | "within">,
  handled: boolean,
  context: CheckContext,
): Awaited {
  const { module } = context;
  const definition = definitionAt(module, ast.event, "event", "fusion");
  const event = definition && module.program.eventOf(definition);
  const within = ast.within && durationAt(ast.within, "`within` takes", context).expression;
  if (event === undefined || definition === undefined) {
    return { for: { kind: "occurrence", event: "", next: ast.next }, type: errorType, label: context.under };
  }
  const seen = occurrenceBinding(event, "event");
  const env = extend(context.env, { event: seen });
  const where = ast.where && conditionAt(ast.where, whereQuestion, context, env);
  const label = joinLabels(seen.label, where?.label ?? seen.label);
  const mayLack = within !== undefined && !handled;
  return {
    for: {
      kind: "occurrence",
      event: definition.qualified,
      next: ast.next,
      ...(where === undefined ? {} : { where: where.expression }),
      ...(within === undefined ? {} : { within }),
    },
    type: mayLack ? optional(event.type) : event.type,
    label,
    ...(mayLack
      ? { missingBecause: `none may come within the time (line ${lineOf(module, ast.span)})` }
      : {}),
  };
}

/** The wait for what interrupts: it holds all that is done then. */
export function checkInterruption(ast: Interruption, context: CheckContext): Outcome {
  const awaited = occurrence({ ...ast, within: undefined }, false, context);
  return plainOutcome(
    { kind: "wait", for: awaited.for, rescues: [] },
    awaited.type,
    joinLabels(awaited.label, context.under),
  );
}

/** `wait 3d`, `wait until instant` as a statement: it holds what is below. */
export function checkWait(ast: Wait, context: CheckContext): Outcome {
  const time = ast.until
    ? typedAt(ast.time, instantType, "`wait until` takes", context)
    : durationAt(ast.time, "`wait` takes", context);
  const what = ast.until
    ? ({ kind: "instant", instant: time.expression } as const)
    : ({ kind: "duration", duration: time.expression } as const);
  return plainOutcome(
    { kind: "wait", for: what, rescues: [] },
    nothingType,
    joinLabels(time.label, context.under),
  );
}

import type { Expression, Span, Step } from "@orchlang/language/ast";
import type { TracedLabel } from "../checked.ts";
import { extend } from "../expression/checking.ts";
import type { Binding, Environment } from "../expression/typed.ts";
import { joinLabels, through } from "../labels/label.ts";
import type { Type } from "../type.ts";
import { errorType } from "../types/kinds.ts";
import type { CheckedAttempt } from "./attempt.ts";
import { narrowLazily } from "./known.ts";
import { insideOf } from "./names.ts";
import type { Main } from "./outcome.ts";
import type { CheckContext } from "./site.ts";

/*
 * The failure that each of a step's handlers is asked about (semantics, rules 11 and 25): that of the step, as far as
 * those above did not take it, or that of a call that stood in for the step and failed in its turn.
 */

/** Where a handler's condition is known to hold, or not to. */
export function under(condition: Expression, truth: boolean, context: CheckContext): CheckContext {
  return { ...context, env: narrowLazily(context.env, condition, truth, context.module.expression) };
}

/** The failures that no handler has caught. */
export function leftOver(context: CheckContext): (name: string) => boolean {
  const error = context.env.lookup("error");
  return (name) => error?.type.kind !== "failure" || error.type.names.includes(name);
}

/** The scope of the next handler. */
interface Asked {
  readonly context: CheckContext;
  /** The names that capabilities and plans declare, of what may have failed until there. */
  readonly declared: readonly string[];
}

export function askedFirst(ast: Step, main: Main, context: CheckContext): Asked {
  const { label, inputLabel, failures, last } = main;
  const tells = failureTells(inputLabel, ast.body.span, context);
  return {
    context: contextOf(context, failures, joinLabels(label, tells), last),
    declared: main.declaredFailures,
  };
}

/** A call that stands in for the step may fail as well, and has then failed for what did not reach it too. */
export function askedAfter(
  call: CheckedAttempt,
  passedOn: Asked | undefined,
  site: { readonly of: Span; readonly from: CheckContext; readonly main: Main; readonly before: Asked },
): Asked {
  const before = site.before.context.env.lookup("error");
  const past = passedOn?.context.env.lookup("error")?.type;
  const left = passedOn === undefined ? [] : past?.kind === "failure" ? past.names : undefined;
  const failures = left && call.failures && [...new Set([...left, ...call.failures])];
  const tells = failureTells(call.inputLabel, site.of, site.from);
  const label = joinLabels(...(before === undefined ? [] : [before.label]), call.label, tells);
  const sameLast = passedOn !== undefined && call.failures?.includes("exhausted") !== true;
  const wasLeft = passedOn === undefined ? () => false : leftOver(passedOn.context);
  return {
    context: contextOf(site.from, failures, label, sameLast ? site.main.last : undefined),
    declared: [...site.before.declared.filter(wasLeft), ...call.declaredFailures],
  };
}

/** The next handler knows that the condition of the one before it did not hold. */
export function passedBy(condition: Expression, asked: Asked): Asked {
  return { ...asked, context: under(condition, false, asked.context) };
}

function failureTells(inputLabel: TracedLabel, span: Span, context: CheckContext): TracedLabel {
  const says = "the failure reveals the arguments";
  return through(inputLabel, { says, file: context.module.file, span });
}

function contextOf(
  context: CheckContext,
  failures: readonly string[] | undefined,
  label: TracedLabel,
  last: Type | undefined,
): CheckContext {
  const error: Binding = {
    read: { op: "read", from: "local", name: "error" },
    type:
      failures === undefined
        ? errorType
        : { kind: "failure", names: failures, ...(last === undefined ? {} : { last }) },
    label,
  };
  const around: Environment = insideOf(context.statement, context.site.block, context.env);
  return { ...context, env: extend(around, { error }), under: joinLabels(context.under, label) };
}

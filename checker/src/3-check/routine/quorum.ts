import type { Quorum } from "@orchlang/language/ast";
import type { TracedLabel } from "../checked.ts";
import { checkCount } from "../declarations/clauses.ts";
import { joinLabels } from "../labels/label.ts";
import type { Type } from "../type.ts";
import { join } from "../types/join.ts";
import { errorType } from "../types/kinds.ts";
import { aType } from "../types/show.ts";
import { checkCall } from "./attempt.ts";
import { quorumAskedTwice, quorumOfMinority, quorumOfPlan, quorumTooFew, valuesDiffer } from "./messages.ts";
import type { StepBodyOutcome } from "./outcome.ts";
import type { CheckContext, Given } from "./site.ts";

/** Several are asked, and what `k` of them agree on is taken: so all of them give the same kind of value. */
export function checkQuorum(ast: Quorum, context: CheckContext): StepBodyOutcome {
  const agree = checkCount(ast.count, "A quorum", 1, context.module);
  if (agree > ast.calls.length && ast.calls.length > 0) {
    const place = { file: context.module.file, span: ast.count.span };
    const labels = [
      {
        file: context.module.file,
        span: ast.calls.at(-1)?.span ?? ast.span,
        message: "the last that is asked",
      },
    ];
    const params = { wanted: agree, asked: ast.calls.length, what: "calls" } as const;
    context.module.program.report(quorumTooFew.at(place, params, { labels }));
  }
  if (Number(ast.count.number) === agree && agree * 2 <= ast.calls.length) {
    const place = { file: context.module.file, span: ast.count.span };
    context.module.program.report(quorumOfMinority.at(place, { wanted: agree, asked: ast.calls.length }));
  }
  const calls = ast.calls.map((call, index) =>
    checkCall(call, { slot: `do${index + 1}`, of: "call", options: undefined }, context),
  );
  for (const [index, { attempt }] of calls.entries()) {
    const { target } = attempt;
    if ("capability" in target) continue;
    const place = { file: context.module.file, span: ast.calls[index]?.span ?? ast.span };
    const [what, of] =
      "goal" in target ? (["goal", target.goal] as const) : (["plan", target.routine] as const);
    context.module.program.report(quorumOfPlan.at(place, { name: of.slice(of.lastIndexOf(".") + 1), what }));
  }
  if (Number(ast.count.number) === agree && agree <= ast.calls.length) reportRepeated(ast, calls, context);
  const given = calls.map((call, index) => ({
    type: call.type,
    label: call.label,
    span: ast.calls[index]?.span ?? ast.span,
  }));
  const failures = calls.map((call) => call.failures);
  return {
    node: (rest) => ({ kind: "quorum", agree, attempts: calls.map((call) => call.attempt), ...rest }),
    ...commonValue(given, "The answers asked for", context),
    inputLabel: joinLabels(...calls.map((call) => call.inputLabel)),
    failures: failures.includes(undefined)
      ? undefined
      : [...new Set(["no_quorum", ...failures.flatMap((names) => names ?? [])])],
    declaredFailures: calls.flatMap((call) => call.declaredFailures),
    blocks: [],
    argumentLabels: calls.flatMap((call) => call.argumentLabels),
  };
}

/** Several votes are worth more than one because their sources are independent. */
function reportRepeated(
  ast: Quorum,
  calls: readonly ReturnType<typeof checkCall>[],
  { module }: CheckContext,
): void {
  const { file } = module;
  const known = new Map<string, number>();
  for (const [index, { attempt }] of calls.entries()) {
    const { target, args, using } = attempt;
    if (!("capability" in target)) continue;
    // Expressions are plain data whose fields are made in one order.
    const text = JSON.stringify([target, args, using]);
    const first = known.get(text);
    known.set(text, first ?? index);
    if (first === undefined) continue;
    const place = { file, span: ast.calls[index]?.span ?? ast.span };
    const labels = [{ file, span: ast.calls[first]?.span ?? ast.span, message: "the same call" }];
    const name = target.capability.slice(target.capability.lastIndexOf(".") + 1);
    module.program.report(quorumAskedTwice.at(place, { name }, { labels }));
  }
}

/** The common type of several values; if there is none, that is reported at the first that does not fit. */
export function commonValue(
  given: readonly Given[],
  what: string,
  context: CheckContext,
): { readonly type: Type; readonly label: TracedLabel } {
  const label = joinLabels(...given.map((one) => one.label));
  const [first] = given;
  if (first === undefined) return { type: errorType, label };
  let { type } = first;
  for (const one of given.slice(1)) {
    const both = join(type, one.type);
    if (both !== undefined) {
      type = both;
      continue;
    }
    const { file, program } = context.module;
    const labels = [{ file, span: first.span, message: `this is ${aType(type)}` }];
    const types = [aType(type), aType(one.type)];
    program.report(valuesDiffer.at({ file, span: one.span }, { what, types }, { labels }));
    return { type: errorType, label };
  }
  return { type, label };
}

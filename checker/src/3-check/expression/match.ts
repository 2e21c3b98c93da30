import type { Expression as Ast, MatchExpression } from "@orchlang/language/ast";
import { type MatchArm, matches } from "@orchlang/plan/expressions";
import { wholeLabel } from "../labels/inside.ts";
import { joinLabels, through } from "../labels/label.ts";
import type { TracedLabel } from "../traced-label.ts";
import type { Type } from "../type.ts";
import { required } from "../types/kinds.ts";
import { asUnion } from "../types/union.ts";
import { withFacts } from "./flow.ts";
import { refine } from "./flow-path.ts";
import { checkAlternatives } from "./hint.ts";
import { commonType } from "./list.ts";
import { choosing, failed, made } from "./make.ts";
import { type CheckedPattern, matchSubject, patternsOf } from "./pattern-check.ts";
import { elseUnreached } from "./pattern-messages.ts";
import type { Checking, Environment, Expectation, Typed } from "./typed.ts";

/** `match e { a: x, b | c: y, else: z }`: the first arm that fits; every value has one. */
export function checkMatch(
  ast: MatchExpression,
  expected: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): Typed {
  const subject = ctx.check(ast.subject, undefined, env);
  const patterns = patternsOf(
    ast.arms.map((arm) => arm.pattern),
    subject,
    ast.subject.span,
    env,
    ctx,
  );
  const taken = takenArm(patterns, subject);
  for (const { leftOver, span } of patterns)
    if (leftOver === true) ctx.report(elseUnreached.at({ file: ctx.file, span }, {}));
  const arms = ast.arms.map((arm, index) => ({
    ast: arm.value,
    env: inArm(ast.subject, patterns[index], subject, env),
    unreached: taken !== undefined && taken !== index,
  }));
  const values = checkAlternatives(arms, expected, "another arm is", ctx);
  if (values.length === 0 || subject.type.kind === "error") return failed(ast.span, [subject, ...values]);
  const type = commonType(values, ctx);
  const step = { says: "decides what this becomes", file: ctx.file, span: ast.subject.span };
  const label = joinLabels(...values.map((value) => value.label), through(decidingLabel(subject), step));
  const written: MatchArm[] = [];
  let otherwise: Typed | undefined;
  for (const [index, value] of values.entries()) {
    const checked = patterns[index];
    if (checked === undefined || ast.arms[index]?.pattern.kind === "elsePattern") otherwise ??= value;
    else written.push({ patterns: checked.patterns, value: value.expression });
  }
  if (
    patterns.some(
      (one, index) => one.patterns.length === 0 && ast.arms[index]?.pattern.kind !== "elsePattern",
    )
  ) {
    return failed(ast.span, [subject, ...values]);
  }
  const expression = {
    op: "match" as const,
    subject: matchSubject(subject),
    arms: written,
    ...(otherwise === undefined ? {} : { otherwise: otherwise.expression }),
  };
  const whole = made({ span: ast.span, type, expression, of: [subject, ...values], label }, ctx);
  return choosing(whole, taken === undefined ? undefined : values[taken]);
}

/** The label of what an arm reveals of its subject: of a union only which case it is. */
function decidingLabel(subject: Typed): TracedLabel {
  return asUnion(required(subject.type)) === undefined ? wholeLabel(subject) : subject.label;
}

/** The arm that a constant subject takes. */
function takenArm(patterns: readonly CheckedPattern[], subject: Typed): number | undefined {
  const value = subject.constant?.value;
  if (value === undefined) return undefined;
  const taken = patterns.findIndex((one) => one.patterns.length === 0 || matches(one.patterns, value));
  return taken === -1 ? undefined : taken;
}

/** In its arm a name that is matched is known to be what the pattern says, and of a race, who has won. */
export function inArm(
  matched: Ast,
  pattern: CheckedPattern | undefined,
  subject: Typed,
  env: Environment,
): Environment {
  if (pattern === undefined) return env;
  const { narrowed, won } = pattern;
  if (asUnion(narrowed) !== undefined)
    return withFacts(
      env,
      refine(matched, env, true, () => narrowed),
    );
  if (matched.kind !== "reference") return env;
  if (won !== undefined && subject.type.kind === "record") {
    const fields = subject.type.fields.map((one) =>
      one.name === won ? { ...one, type: required(one.type) } : one,
    );
    return withFacts(env, new Map([[matched.text, { ...subject.type, narrowed: true, fields }]]));
  }
  return sameKind(narrowed, subject.type) ? withFacts(env, new Map([[matched.text, narrowed]])) : env;
}

function sameKind(narrowed: Type, subject: Type): boolean {
  return subject.kind === "optional"
    ? narrowed.kind !== "error"
    : narrowed.kind === subject.kind && narrowed.kind !== "record";
}

import type { Fix } from "@orchlang/language";
import type { Expression, Match } from "@orchlang/language/ast";
import type { Json } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import type { BranchArm } from "@orchlang/plan/nodes";
import type { CheckedBlock, TracedLabel } from "../checked.ts";
import { isContext } from "../expression/compare.ts";
import { doubting } from "../expression/doubt.ts";
import { inArm } from "../expression/match.ts";
import { elseUnreached } from "../expression/pattern-messages.ts";
import { checkPatterns, matchSubject, readInArm } from "../expression/patterns.ts";
import type { Binding, Typed } from "../expression/typed.ts";
import { joinLabels, through } from "../labels/label.ts";
import { nothingType, required } from "../types/kinds.ts";
import { asUnion } from "../types/union.ts";
import { checkBlock, openInside } from "./block.ts";
import { conditionAt, whenQuestion } from "./conditions.ts";
import { checkAt } from "./expressions.ts";
import { endorsedBy } from "./grants.ts";
import { narrowLazily } from "./known.ts";
import { conditionNever } from "./messages.ts";
import { noValue, type Outcome, plainOutcome } from "./outcome.ts";
import type { CheckContext } from "./site.ts";

/**
 * `when … else when … else`: one choice with a side for each. Each condition is asked where those above it do not
 * hold, and everything under it learns how it came out.
 */
export function checkWhen(context: CheckContext): Outcome {
  const arms: BranchArm[] = [];
  const blocks: CheckedBlock[] = [];
  const above = new Map<string, Expression>();
  let env = context.env;
  let under: TracedLabel = context.under;
  let doubtful: true | undefined;
  for (const part of context.statement.parts) {
    if (part.role !== "side") continue;
    const { block, condition } = part;
    if (condition === undefined) {
      blocks.push(checkBlock(openInside(block, context, { env, under })));
      arms.push({ block: block.id });
      continue;
    }
    const asked = conditionAt(condition.condition, whenQuestion, context, env);
    reportAskedAgain(asked, condition.condition, above, context);
    const decides = {
      says: "this decides whether it happens",
      file: context.module.file,
      span: condition.condition.span,
    };
    under = joinLabels(under, through(asked.label, decides));
    const ctx = context.module.expression;
    if (asked.doubtful) {
      env = doubting(env, condition.condition);
      doubtful = true;
    }
    const known = narrowLazily(env, condition.condition, true, ctx);
    const held = endorsedBy(known, condition.condition, true, context.site, asked.doubtful);
    // A person's grant decides, whatever has decided that the person was asked.
    const asksOnlyThat = asked.expression.op === "field" || asked.expression.op === "read";
    const isGranted = held !== known && asksOnlyThat && !asked.doubtful;
    const by: TracedLabel = isGranted ? { ...under, integrity: "trusted" } : under;
    blocks.push(checkBlock(openInside(block, context, { env: held, under: by })));
    arms.push({ block: block.id, condition: asked.expression });
    env = endorsedBy(
      narrowLazily(env, condition.condition, false, ctx),
      condition.condition,
      false,
      context.site,
      asked.doubtful,
    );
  }
  return {
    node: { kind: "branch", arms },
    type: nothingType,
    label: under,
    blocks,
    after: [],
    argumentLabels: [],
    ...(doubtful ? { doubtful } : {}),
  };
}

/** A condition that a side above asks as well never holds: all are asked at the same moment. */
function reportAskedAgain(
  asked: Typed,
  ast: Expression,
  above: Map<string, Expression>,
  { module: { file, program } }: CheckContext,
): void {
  if (asked.constant !== undefined || asked.doubtful) return;
  const key = canonical(asked.expression as unknown as Json);
  const first = above.get(key);
  above.set(key, first ?? ast);
  if (first === undefined) return;
  const labels = [{ file, span: first.span, message: "the same is asked here" }];
  program.report(conditionNever.at({ file, span: ast.span }, { so: whenQuestion.never }, { labels }));
}

export function checkMatch(ast: Match, context: CheckContext): Outcome {
  const subject = checkAt(ast.subject, undefined, context);
  const decides = { says: "this decides what happens", file: context.module.file, span: ast.subject.span };
  const under = joinLabels(context.under, through(subject.label, decides));
  const checked = checkPatterns(
    ast.cases.map((one) => one.pattern),
    subject,
    // Missing cases are reported at the head, not at all the cases.
    { start: ast.span.start, end: ast.subject.span.end },
    context.env,
    context.module.expression,
    (words) => addCases(ast, words, context),
  );
  // A match without cases has been reported, and a choice without arms would mean nothing to later phases.
  if (ast.cases.length === 0) return plainOutcome(noValue, nothingType, under);
  // A signal may be another case when it is read again, and then has other fields.
  const later = asUnion(required(subject.type)) !== undefined && isContext(subject.expression);
  const arms: BranchArm[] = [];
  const blocks: CheckedBlock[] = [];
  context.statement.parts.forEach((part, index) => {
    const written = ast.cases[index];
    if (part.role !== "side" || written === undefined) return;
    const name = written.binding?.text ?? "";
    const pattern = checked[index];
    const bindings = new Map<string, Binding>();
    const reading = pattern && readInArm(subject, pattern);
    if (name !== "" && pattern !== undefined) {
      bindings.set(name, {
        read: reading ?? { op: "read", from: "local", name },
        type: later ? subject.type : pattern.narrowed,
        label: subject.label,
        declared: { file: context.module.file, span: written.binding?.span ?? written.span },
      });
    }
    if (pattern?.leftOver) {
      const place = { file: context.module.file, span: pattern.span };
      context.module.program.report(elseUnreached.at(place, {}));
    }
    const env = later ? context.env : inArm(ast.subject, pattern, subject, context.env);
    blocks.push(checkBlock(openInside(part.block, context, { env, bindings, under })));
    arms.push({
      block: part.block.id,
      patterns: pattern?.patterns ?? [],
      ...(name === "" || reading !== undefined ? {} : { as: name }),
    });
  });
  return {
    node: { kind: "branch", subject: matchSubject(subject), arms },
    type: nothingType,
    label: under,
    blocks,
    after: [],
    argumentLabels: [],
    ...(subject.doubtful ? { doubtful: true } : {}),
  };
}

/** Empty cases behind the last one, on lines of their own. */
function addCases({ cases }: Match, words: readonly string[], { module }: CheckContext): Fix | undefined {
  const end = cases.at(-1)?.span.end;
  if (end === undefined) return undefined;
  const newText = words.map((word) => `\n    ${word} {}`).join("");
  return {
    title: `Add ${words.map((word) => `\`${word}\``).join(", ")}`,
    safe: false,
    edits: [{ file: module.file, span: { start: end, end }, newText }],
  };
}

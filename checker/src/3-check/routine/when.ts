import type { Expression } from "@orchlang/language/ast";
import type { Json } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import type { BranchArm } from "@orchlang/plan/nodes";
import type { CheckedBlock, TracedLabel } from "../checked.ts";
import { doubting } from "../expression/doubt.ts";
import type { Typed } from "../expression/typed.ts";
import { joinLabels, through } from "../labels/label.ts";
import { nothingType } from "../types/kinds.ts";
import { checkBlock, openInside } from "./block.ts";
import { conditionAt, whenQuestion } from "./conditions.ts";
import { endorsedBy } from "./grants.ts";
import { narrowLazily } from "./known.ts";
import { conditionNever } from "./messages.ts";
import type { Outcome } from "./outcome.ts";
import type { Spot } from "./site.ts";

/**
 * `when … else when … else`: one choice with a side for each. Each condition is asked where those above it do not
 * hold, and everything under it learns how it came out.
 */
export function checkWhen(spot: Spot): Outcome {
  const arms: BranchArm[] = [];
  const blocks: CheckedBlock[] = [];
  const above = new Map<string, Expression>();
  let env = spot.env;
  let under: TracedLabel = spot.under;
  let doubtful: true | undefined;
  for (const part of spot.statement.parts) {
    if (part.role !== "side") continue;
    const { block, condition } = part;
    if (condition === undefined) {
      blocks.push(checkBlock(openInside(block, spot, { env, under })));
      arms.push({ block: block.id });
      continue;
    }
    const asked = conditionAt(condition.condition, whenQuestion, spot, env);
    reportAskedAgain(asked, condition.condition, above, spot);
    const decides = {
      says: "this decides whether it happens",
      file: spot.module.file,
      span: condition.condition.span,
    };
    under = joinLabels(under, through(asked.label, decides));
    const ctx = spot.module.expression;
    if (asked.doubtful) {
      env = doubting(env, condition.condition);
      doubtful = true;
    }
    const known = narrowLazily(env, condition.condition, true, ctx);
    const held = endorsedBy(known, condition.condition, true, spot.site, asked.doubtful);
    blocks.push(checkBlock(openInside(block, spot, { env: held, under })));
    arms.push({ block: block.id, condition: asked.expression });
    env = endorsedBy(
      narrowLazily(env, condition.condition, false, ctx),
      condition.condition,
      false,
      spot.site,
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
  { module: { file, program } }: Spot,
): void {
  if (asked.constant !== undefined || asked.doubtful) return;
  const key = canonical(asked.expression as unknown as Json);
  const first = above.get(key);
  above.set(key, first ?? ast);
  if (first === undefined) return;
  const labels = [{ file, span: first.span, message: "the same is asked here" }];
  program.report(conditionNever.at({ file, span: ast.span }, { so: whenQuestion.never }, { labels }));
}

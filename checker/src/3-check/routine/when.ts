import type { BranchArm } from "@orchlang/plan";
import type { CheckedBlock, TracedLabel } from "../checked.ts";
import { doubting } from "../expression/doubt.ts";
import { joinLabels, through } from "../labels/label.ts";
import { nothingType } from "../types/kinds.ts";
import { checkBlock, openInside } from "./block.ts";
import { conditionAt, whenQuestion } from "./conditions.ts";
import { endorsedBy } from "./grants.ts";
import { narrowLazily } from "./known.ts";
import type { Outcome } from "./outcome.ts";
import type { Spot } from "./site.ts";

/**
 * `when … else when … else`: one choice with a side for each. Each condition is asked where those above it do not
 * hold, and everything under it learns how it came out.
 */
export function checkWhen(spot: Spot): Outcome {
  const arms: BranchArm[] = [];
  const blocks: CheckedBlock[] = [];
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

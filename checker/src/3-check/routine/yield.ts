import type { Yield } from "@orchlang/language/ast";
import { joinLabels } from "../labels/label.ts";
import { quietly } from "../scope/module.ts";
import { nothingType } from "../types/kinds.ts";
import { checkAt } from "./expressions.ts";
import { yieldMisplaced } from "./messages.ts";
import { type Outcome, plainOutcome } from "./outcome.ts";
import type { Spot } from "./site.ts";

export function checkYield(ast: Yield, spot: Spot): Outcome {
  const { yields } = spot.site.surroundings;
  // Where a brace is missing or too many, the loop that it belongs to may have been closed above it.
  const isMisplaced = yields === undefined && !spot.frame.routine.definition.declaration.broken;
  if (isMisplaced)
    spot.module.program.report(yieldMisplaced.at({ file: spot.module.file, span: ast.span }, {}));
  // Its receiver decides which enum a bare member belongs to.
  const value = checkAt(
    ast.value,
    yields?.meant,
    isMisplaced ? { ...spot, module: quietly(spot.module) } : spot,
  );
  const label = joinLabels(value.label, spot.under);
  const { type, missingBecause } = value;
  yields?.given.push({ type, label, span: ast.span, missingBecause });
  return plainOutcome({ kind: "yield", value: value.expression }, nothingType, label);
}

import type { Wait } from "@orchlang/language/ast";
import { joinLabels } from "../labels/label.ts";
import { instantType, nothingType } from "../types/kinds.ts";
import { durationAt, typedAt } from "./expressions.ts";
import { type Outcome, plainOutcome } from "./outcome.ts";
import type { Spot } from "./site.ts";

/** `wait 3d`, `wait until instant` as a statement: it holds what is below. */
export function checkWait(ast: Wait, spot: Spot): Outcome {
  const time = ast.until
    ? typedAt(ast.time, instantType, "`wait until` takes", spot)
    : durationAt(ast.time, "`wait` takes", spot);
  const what = ast.until
    ? ({ kind: "instant", instant: time.expression } as const)
    : ({ kind: "duration", duration: time.expression } as const);
  return plainOutcome(
    { kind: "wait", for: what, rescues: [] },
    nothingType,
    joinLabels(time.label, spot.under),
  );
}

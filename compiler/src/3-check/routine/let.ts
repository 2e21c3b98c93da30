import type { Let } from "@orchlang/language";
import { softly } from "../expression/hint.ts";
import { joinLabels } from "../labels/label.ts";
import { checkAt } from "./expressions.ts";
import type { Outcome } from "./outcome.ts";
import type { Spot } from "./site.ts";

export function checkLet(ast: Let, spot: Spot): Outcome {
  const value = checkAt(ast.value, softly(spot.frame.routine.wanted(ast.name.text)), spot);
  return {
    node: { kind: "let", value: value.expression },
    type: value.type,
    label: joinLabels(value.label, spot.under),
    blocks: [],
    after: [],
    argumentLabels: [],
    ...(value.constant === undefined ? {} : { constant: value.constant }),
    ...(value.doubtful ? { doubtful: true } : {}),
    ...(value.missingBecause === undefined ? {} : { missingBecause: value.missingBecause }),
  };
}

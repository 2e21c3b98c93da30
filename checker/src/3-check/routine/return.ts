import type { Return } from "@orchlang/language/ast";
import { joinLabels } from "../labels/label.ts";
import { errorType, nothingType } from "../types/kinds.ts";
import { checkAt } from "./expressions.ts";
import { returnMisplaced, returnUnwanted } from "./messages.ts";
import { type Outcome, plainOutcome } from "./outcome.ts";
import type { Spot } from "./site.ts";

export function checkReturn(ast: Return, spot: Spot): Outcome {
  const { routine, trial } = spot.frame;
  const { file, program } = spot.module;
  const { definition, signature } = routine;
  const place = { file, span: ast.span };
  const { result } = definition.declaration;
  const within = spot.site.surroundings.noReturn;
  if (within !== undefined) {
    program.report(returnMisplaced.at(place, { within }));
  } else if (result === undefined && routine.returns.length === 0) {
    const labels = [{ file, span: definition.declaration.name.span, message: "declared here" }];
    program.report(returnUnwanted.at(place, { plan: definition.name }, { labels }));
  }
  const expected =
    result === undefined
      ? // A declaration would show which members are meant.
        { type: errorType, soft: true as const }
      : // Where none may stand, its value was meant for somebody else.
        routine.givesOther || within !== undefined
        ? { type: errorType, soft: true as const }
        : {
            type: signature.result.type,
            asks: `\`${definition.name}\` gives`,
            declared: { file, span: result.span, says: "declared here" },
          };
  const value = checkAt(ast.value, expected, spot);
  const label = joinLabels(value.label, spot.under);
  if (!trial) routine.returns.push({ type: value.type, label, span: ast.span });
  return plainOutcome({ kind: "return", value: value.expression }, nothingType, label);
}

import { closest, didYouMean } from "@orchlang/language";
import type { Fail } from "@orchlang/language/ast";
import { callFailures } from "@orchlang/plan";
import { joinLabels } from "../labels/label.ts";
import { nothingType } from "../types/kinds.ts";
import { checkAt } from "./expressions.ts";
import { failureUndeclared } from "./messages.ts";
import { type Outcome, plainOutcome } from "./outcome.ts";
import type { Spot } from "./site.ts";

export function checkFail(ast: Fail, spot: Spot): Outcome {
  const message = checkAt(ast.message, undefined, spot);
  const label = joinLabels(message.label, spot.under);
  if (ast.failure === undefined) {
    return plainOutcome({ kind: "fail", message: message.expression }, nothingType, label);
  }
  const name = ast.failure.text;
  checkDeclared(ast, spot);
  return plainOutcome({ kind: "fail", name, message: message.expression }, nothingType, label);
}

/** A plan's own failures are part of what it declares. */
function checkDeclared(ast: Fail, spot: Spot): void {
  const { failure } = ast;
  const { signature, definition } = spot.frame.routine;
  if (failure === undefined || failure.text === "" || signature.fails.includes(failure.text)) return;
  if ((callFailures as readonly string[]).includes(failure.text)) return;
  // One clause that is missing is one mistake, however many the statements that need it.
  const { told } = spot.frame;
  const key = `fails ${failure.text}`;
  if (told.has(key)) return;
  told.add(key);
  const { file, program } = spot.module;
  const place = { file, span: failure.span };
  const meant = closest(failure.text, signature.fails);
  const help = `Declare it at the top of the plan: \`fails ${[...signature.fails, failure.text].join(" | ")}\`.`;
  const params = { name: failure.text, plan: definition.name };
  const details = meant === undefined ? { help } : didYouMean(place, meant);
  program.report(failureUndeclared.at(place, params, details));
}

import type { Fail } from "@orchlang/language";
import { nearest } from "../expression/nearest.ts";
import { joinLabels } from "../labels/label.ts";
import { nothingType } from "../types/kinds.ts";
import { checkAt } from "./expressions.ts";
import { callFailures } from "./failures.ts";
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
  if (callFailures.includes(failure.text)) return;
  const { file, program } = spot.module;
  const place = { file, span: failure.span };
  const meant = nearest(failure.text, signature.fails);
  const fixes =
    meant === undefined
      ? []
      : [{ title: `write \`${meant}\``, safe: false, edits: [{ ...place, newText: meant }] }];
  const help =
    meant === undefined
      ? `Declare it at the top of the plan: \`fails ${[...signature.fails, failure.text].join(" | ")}\`.`
      : `Did you mean \`${meant}\`?`;
  const params = { name: failure.text, plan: definition.name };
  program.report(failureUndeclared.at(place, params, { help, fixes }));
}

import { closest, didYouMean } from "@orchlang/language";
import type { Fail, Return, Yield } from "@orchlang/language/ast";
import { callFailures } from "@orchlang/plan";
import { joinLabels } from "../labels/label.ts";
import { quietly } from "../scope/module.ts";
import { errorType, nothingType } from "../types/kinds.ts";
import { checkAt } from "./expressions.ts";
import {
  commitMisplaced,
  failureUndeclared,
  returnMisplaced,
  returnUnwanted,
  yieldMisplaced,
} from "./messages.ts";
import { type Outcome, plainOutcome } from "./outcome.ts";
import type { CheckContext } from "./site.ts";

export function checkFail(ast: Fail, context: CheckContext): Outcome {
  const message = checkAt(ast.message, undefined, context);
  const label = joinLabels(message.label, context.under);
  if (ast.failure === undefined) {
    return plainOutcome({ kind: "fail", message: message.expression }, nothingType, label);
  }
  const name = ast.failure.text;
  checkDeclared(ast, context);
  return plainOutcome({ kind: "fail", name, message: message.expression }, nothingType, label);
}

/** A plan's own failures are part of what it declares. */
function checkDeclared(ast: Fail, context: CheckContext): void {
  const { failure } = ast;
  const { signature, definition } = context.frame.routine;
  if (failure === undefined || failure.text === "" || signature.fails.includes(failure.text)) return;
  if ((callFailures as readonly string[]).includes(failure.text)) return;
  // One clause that is missing is one mistake, however many the statements that need it.
  const { told } = context.frame;
  const key = `fails ${failure.text}`;
  if (told.has(key)) return;
  told.add(key);
  const { file, program } = context.module;
  const place = { file, span: failure.span };
  const suggestion = closest(failure.text, signature.fails);
  const help = `Declare it at the top of the plan: \`fails ${[...signature.fails, failure.text].join(" | ")}\`.`;
  const params = { name: failure.text, plan: definition.name };
  const details = suggestion === undefined ? { help } : didYouMean(place, suggestion);
  program.report(failureUndeclared.at(place, params, details));
}

export function checkReturn(ast: Return, context: CheckContext): Outcome {
  const { routine, trial } = context.frame;
  const { file, program } = context.module;
  const { definition, signature } = routine;
  const place = { file, span: ast.span };
  const { result } = definition.declaration;
  const within = context.site.surroundings.noReturn;
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
  const value = checkAt(ast.value, expected, context);
  const label = joinLabels(value.label, context.under);
  if (!trial) routine.returns.push({ type: value.type, label, span: ast.span });
  return plainOutcome({ kind: "return", value: value.expression }, nothingType, label);
}

export function checkYield(ast: Yield, context: CheckContext): Outcome {
  const { yields } = context.site.surroundings;
  // Where a brace is missing or too many, the loop that it belongs to may have been closed above it.
  const isMisplaced = yields === undefined && !context.frame.routine.definition.declaration.broken;
  if (isMisplaced)
    context.module.program.report(yieldMisplaced.at({ file: context.module.file, span: ast.span }, {}));
  // Its receiver decides which enum a bare member belongs to.
  const value = checkAt(
    ast.value,
    yields?.meant,
    isMisplaced ? { ...context, module: quietly(context.module) } : context,
  );
  const label = joinLabels(value.label, context.under);
  const { type, missingBecause } = value;
  yields?.given.push({ type, label, span: ast.span, missingBecause });
  return plainOutcome({ kind: "yield", value: value.expression }, nothingType, label);
}

/** A later failure is undone to here only: that is said of the plan as a whole. */
export function checkCommit({ site, statement, module, under }: CheckContext): Outcome {
  const { id } = site.block;
  if (id !== "root") {
    const within = site.surroundings.noReturn ?? (id === "finally" ? "`finally`" : "a block of the plan");
    const place = { file: module.file, span: statement.ast.span };
    module.program.report(commitMisplaced.at(place, { within }));
  }
  return plainOutcome({ kind: "commit" }, nothingType, under);
}

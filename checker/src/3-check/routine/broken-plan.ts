import type { Diagnostic } from "@orchlang/language";
import { type PlanDeclaration, visit } from "@orchlang/language/ast";
import { unknownFailure } from "../expression/failure.ts";
import { mayBeMissing } from "../expression/misfits.ts";
import { type ModuleContext, quietly, telling } from "../scope/module.ts";
import {
  conditionAlways,
  conditionNever,
  failureUndeclared,
  nameTaken,
  resourceEscape,
  returnMisplaced,
  returnMissing,
  returnTwice,
  yieldMisplaced,
} from "./messages.ts";

/**
 * Diagnostics that depend on the whole plan: which arms end it, which values each arm has, which failures it declares.
 */
const needsWhole: ReadonlySet<string> = new Set(
  [
    ...[conditionAlways, conditionNever, failureUndeclared, mayBeMissing, nameTaken, resourceEscape],
    returnMisplaced,
    ...[returnMissing, returnTwice, unknownFailure, yieldMisplaced],
  ].map(({ code }) => code),
);

/**
 * The module for checking a plan. If one place of the plan cannot be parsed, names that may be declared there are not
 * reported as missing elsewhere; if its braces end too early, that is everything.
 */
export function moduleOfPlan(declaration: PlanDeclaration, module: ModuleContext): ModuleContext {
  if (declaration.cutShort) return quietly(module);
  if (!declaration.broken) return module;
  const report = (diagnostic: Diagnostic): void => {
    if (!needsWhole.has(diagnostic.code)) module.program.report(diagnostic);
  };
  let lost: ReadonlySet<string> | undefined;
  const { expression, ...rest } = telling(module, report);
  return {
    ...rest,
    expression: {
      ...expression,
      isLost: (name) => {
        if (expression.isLost?.(name) === true) return true;
        lost ??= lostNames(declaration);
        return lost.has(name) || lost.has("");
      },
    },
  };
}

function lostNames(declaration: PlanDeclaration): ReadonlySet<string> {
  // The `else` of a step that can't be read leaves a handler behind.
  const names = new Set(["error"]);
  visit(declaration, {
    brokenStatement: ({ lost }) => {
      for (const name of lost) names.add(name);
      return undefined;
    },
    step: ({ name }) => {
      if (name.text === "") names.add("");
      return undefined;
    },
  });
  return names;
}

import type { Step } from "@orchlang/language/ast";
import { resultLabel } from "../call/result.ts";
import { joinLabels } from "../labels/label.ts";
import { definitionAt, lineOf } from "../scope/module.ts";
import type { ModuleContext } from "../scope/program.ts";
import { optional } from "../types/kinds.ts";
import { knownAt } from "./known.ts";
import type { PrepassStatement } from "./prepass.ts";
import type { BlockSite, Value } from "./site.ts";

/**
 * The value of a step that is a single call, from its signature, without checking its arguments. `undefined` for
 * everything else.
 */
export function stepValue(statement: PrepassStatement, site: BlockSite): Value | undefined {
  const { ast } = statement;
  if (ast.kind !== "step" || ast.body.kind !== "attempt" || ast.handlers.length > 0) return undefined;
  const { module } = site.frame;
  const { path } = ast.body.call;
  const callee = definitionAt(module, path, "capability", "plan", "goal");
  // The ensured facts of a result depend on the arguments.
  if (callee === undefined) return undefined;
  const { result, ensures, params } = module.program.signatureOf(callee);
  // So may its label.
  if (ensures.length > 0 || params.some(({ follows }) => follows)) return undefined;
  const { type } = result;
  const label = joinLabels(resultLabel(callee, path.span, module), knownAt(site, statement.index).under);
  const missing = optionalBecause(ast, module);
  if (missing === undefined) return { type, label };
  return { type: optional(type), label, missingBecause: missing };
}

/** Why a step may have no value, where its options say that it may fail. */
export function optionalBecause(ast: Step, module: ModuleContext): string | undefined {
  const option = ast.options?.options.find((one) => one.kind === "optionalOption");
  if (option === undefined || (option.kind === "optionalOption" && option.upTo !== undefined))
    return undefined;
  return `its step is optional (line ${lineOf(module, option.span)})`;
}

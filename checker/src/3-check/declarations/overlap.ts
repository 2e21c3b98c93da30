import type { OverlapClause } from "@orchlang/language/ast";
import type { Routine } from "@orchlang/plan";
import { checkExpression } from "../expression/check.ts";
import type { Environment } from "../expression/typed.ts";
import type { ModuleContext } from "../scope/module.ts";
import { checkCount } from "./clauses.ts";
import { checkWord, overlaps } from "./words.ts";

/** The treatment of a run that starts while another one is active. */
export function checkOverlap(
  clause: OverlapClause,
  env: Environment,
  module: ModuleContext,
): Routine["overlap"] | undefined {
  const mode = checkWord(clause.policy, "way to treat runs that overlap", overlaps, module);
  const by = clause.by && checkExpression(clause.by, undefined, env, module.expression).expression;
  const upTo = clause.upTo && checkCount(clause.upTo, "`up to`", 1, module);
  if (mode === undefined) return undefined;
  return { mode, ...(by === undefined ? {} : { by }), ...(upTo === undefined ? {} : { upTo }) };
}

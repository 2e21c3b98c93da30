import type { SignalDeclaration } from "@orchlang/language/ast";
import type { FuseRule } from "@orchlang/plan/context";
import type { ModuleContext } from "../scope/program.ts";
import type { Type } from "../type.ts";
import { required } from "../types/kinds.ts";
import { showType } from "../types/show.ts";
import { sameDimension } from "../units/dimension.ts";
import type { Units } from "../units/units.ts";
import { fuseUnfit } from "./messages.ts";
import { fuseRules } from "./words.ts";

/* The fusion rules for signals that fit a type. */

const pickingRules: readonly FuseRule[] = ["latest", "majority"];
const askingRules: readonly FuseRule[] = ["any", "all", "noisy_or"];
const reckoningRules: readonly FuseRule[] = ["median", "mean", "min", "max"];

/** In the order used everywhere. For `Json` and for a type with a mistake, all of them. */
export function fuseRulesFor(type: Type, units: Units): readonly FuseRule[] {
  const { kind } = required(type);
  if (kind === "json" || kind === "error") return fuseRules;
  const fit = new Set([...pickingRules, ...ownRules(required(type), units)]);
  return fuseRules.filter((rule) => fit.has(rule));
}

function ownRules(type: Type, units: Units): readonly FuseRule[] {
  switch (type.kind) {
    case "bool":
      return askingRules;
    case "ratio":
      return [...reckoningRules, "sum", "noisy_or"];
    case "int":
    case "float":
      return [...reckoningRules, "sum", ...(isShare(type) ? (["noisy_or"] as const) : [])];
    case "quantity":
      // An amount of money is no number: it has a currency.
      if (type.dimension.Money !== undefined) return [];
      return isCountedFromZero(type, units) ? [...reckoningRules, "sum"] : reckoningRules;
    default:
      return [];
  }
}

function isShare({ min, max }: { readonly min?: number; readonly max?: number }): boolean {
  return min !== undefined && min >= 0 && max !== undefined && max <= 1;
}

/** 20C and 20C are not 40C: values on scales with a zero of their own do not add up. */
function isCountedFromZero(
  { dimension }: Extract<Type, { readonly kind: "quantity" }>,
  units: Units,
): boolean {
  return ![...units.names].some((name) => {
    const unit = units.unit(name);
    return unit?.offset !== undefined && sameDimension(unit.dimension, dimension);
  });
}

/** Says so where the way to make one value of several means nothing for the signal's type. */
export function checkFuseRule(
  rule: FuseRule,
  type: Type,
  { clauses, type: written }: SignalDeclaration,
  module: ModuleContext,
): boolean {
  const { file, program, expression } = module;
  const fit = fuseRulesFor(type, expression.units);
  if (fit.includes(rule)) return true;
  const clause = clauses.find((one) => one.kind === "fuseClause");
  if (clause?.kind !== "fuseClause") return false;
  const labels = [{ file, span: written.span, message: "of this type" }];
  const says = { rule, type: showType(type), wants: wantedBy(rule), fit };
  program.report(fuseUnfit.at({ file, span: clause.rule.span }, says, { labels }));
  return false;
}

/** The values that a fusion rule takes, in words. */
function wantedBy(rule: FuseRule): string {
  if (rule === "noisy_or") return "what is true or not, or a share that says how likely it is";
  if (askingRules.includes(rule)) return "what is true or not";
  return rule === "sum" ? "numbers, and quantities that are counted from nothing" : "numbers and quantities";
}

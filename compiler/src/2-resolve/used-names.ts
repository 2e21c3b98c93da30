import { type Declaration, type Node, type PlanDeclaration, visit } from "@orchlang/language";
import { mentionFinder } from "./mentions.ts";

/**
 * The words of a declaration that may stand for a name of the top level: a few more than do, since a word in an
 * expression may be a step's or an enum member's. So "unused" is never said of what is used.
 */
export function usedNames(
  declaration: Declaration,
  mentioned: Mentioned = mentionedNames(),
): ReadonlySet<string> {
  const used = expressionNames(declaration);
  mentioned(declaration, used);
  return used;
}

/** What a plan's body, clauses and `finally` use, all that it uses, each part gone through once. */
export function usedInPlan(
  plan: PlanDeclaration,
  mentioned: Mentioned,
): { readonly inside: ReadonlySet<string>; readonly all: ReadonlySet<string> } {
  const inside = insideNames(plan);
  const all = new Set(inside);
  const around = [...plan.parameters, ...plan.headings, ...(plan.result === undefined ? [] : [plan.result])];
  for (const part of around) addExpressionNames(part, all);
  mentioned(plan, all);
  return { inside, all };
}

/** The bare words of what a plan does: those that may stand for its parameters. */
export function insideNames(plan: PlanDeclaration): ReadonlySet<string> {
  const used = expressionNames(plan.body);
  for (const clause of plan.clauses) addExpressionNames(clause, used);
  if (plan.finally !== undefined) addExpressionNames(plan.finally, used);
  return used;
}

/** Adds to a set what a declaration mentions by a bare name. */
export type Mentioned = (declaration: Declaration, used: Set<string>) => void;

/** Made once for many declarations. */
export function mentionedNames(): Mentioned {
  let into = new Set<string>();
  const find = mentionFinder(({ name }) => {
    if (name.kind === "name") into.add(name.text);
    else if (name.segments.length === 1) into.add(name.segments[0]?.text ?? "");
  });
  return (declaration, used) => {
    into = used;
    find(declaration);
  };
}

/** The bare words of all expressions and types at or below a node. */
export function expressionNames(node: Node): Set<string> {
  const used = new Set<string>();
  addExpressionNames(node, used);
  return used;
}

function addExpressionNames(node: Node, used: Set<string>): void {
  const use = (text: string): undefined => {
    used.add(text);
  };
  visit(node, {
    reference: (reference) => use(reference.text),
    namedType: (type) => use(type.name.text),
    touchesClause: (clause) => use(clause.entity.text),
    quantity: (literal) => use(literal.unit),
    scaledUnit: (scaled) => use(scaled.unit.text),
    per: (per) => (per.divisor.kind === "name" ? use(per.divisor.text) : undefined),
  });
}

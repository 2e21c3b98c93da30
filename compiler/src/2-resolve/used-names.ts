import { type Declaration, type Node, visit } from "@orchlang/language";
import { forEachMention } from "./mentions.ts";

/**
 * The words of a declaration that may stand for a name of the top level: a few more than do, since a word in an
 * expression may be a step's or an enum member's. So "unused" is never said of what is used.
 */
export function usedNames(declaration: Declaration): ReadonlySet<string> {
  const used = expressionNames(declaration);
  forEachMention(declaration, ({ name }) => {
    if (name.kind === "name") used.add(name.text);
    else if (name.segments.length === 1) used.add(name.segments[0]?.text ?? "");
  });
  return used;
}

/** The bare words of all expressions and types at or below a node. */
export function expressionNames(node: Node): Set<string> {
  const used = new Set<string>();
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
  return used;
}

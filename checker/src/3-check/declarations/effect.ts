import type { CapabilityDeclaration } from "@orchlang/language/ast";
import type { Effect } from "@orchlang/plan";

/**
 * The default where no effect clause is given (semantics, section 2). A question to a person changes nothing that could
 * be undone, and is never in doubt.
 */
export function defaultEffect(declaration: CapabilityDeclaration): Effect {
  const { capabilityKind, broken } = declaration;
  // The effect of a broken declaration with the fewest consequences for others.
  if (broken) return { kind: "pure" };
  return capabilityKind === "llm" || capabilityKind === "human" ? { kind: "pure" } : { kind: "once" };
}

/** The effect as written, or as it is by default. */
export function effectOf(declaration: CapabilityDeclaration): Effect["kind"] {
  for (const clause of declaration.clauses) if (clause.kind === "effectClause") return clause.effect;
  return defaultEffect(declaration).kind;
}

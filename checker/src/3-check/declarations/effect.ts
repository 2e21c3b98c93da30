import type { CapabilityDeclaration } from "@orchlang/language/ast";
import type { Effect } from "@orchlang/plan";

/**
 * What holds where no clause says it (semantics, section 2). To ask a person changes nothing that could be undone, and
 * is never in doubt.
 */
export function defaultEffect(declaration: CapabilityDeclaration): Effect {
  const { capabilityKind, broken } = declaration;
  // Of one that could not be read whole, least is told of what it does.
  if (broken) return { kind: "pure" };
  return capabilityKind === "llm" || capabilityKind === "human" ? { kind: "pure" } : { kind: "once" };
}

/** The effect as written, or as it is by default. */
export function effectOf(declaration: CapabilityDeclaration): Effect["kind"] {
  for (const clause of declaration.clauses) if (clause.kind === "effectClause") return clause.effect;
  return defaultEffect(declaration).kind;
}

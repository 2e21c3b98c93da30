import type { CapabilityDeclaration, Span } from "@orchlang/language/ast";
import type { Confidentiality, Tier } from "@orchlang/plan";
import type { Definition } from "../../2-resolve/definition.ts";
import type { CheckedProgram } from "../checked.ts";
import { isConfidentiality } from "../labels/label.ts";
import { definitionAt } from "../scope/module.ts";
import type { ModuleContext } from "../scope/program.ts";
import { trustWords } from "../types/built-in.ts";
import { checkWord, tiers } from "./words.ts";

/** Up to what a capability may be given data, and where that is said. */
interface Clearance {
  readonly level: Confidentiality;
  readonly span: Span;
}

/** Its own clause; for a person, the role's; else internal (semantics, rules 49 and 50). */
export function clearanceOf(declaration: CapabilityDeclaration, module: ModuleContext): Clearance {
  for (const clause of declaration.clauses) {
    if (clause.kind !== "clearanceClause") continue;
    const { text } = clause.label;
    // A misspelt level may have been any: nothing is refused because of it.
    return { level: isConfidentiality(text) ? text : "secret", span: clause.span };
  }
  for (const clause of declaration.clauses) {
    if (clause.kind !== "askClause") continue;
    const role = definitionAt(module, clause.role, "role");
    return { level: role === undefined ? "secret" : roleClearance(role), span: clause.span };
  }
  // In what cannot be read it may stand.
  if (declaration.broken) return { level: "secret", span: declaration.name.span };
  return { level: "internal", span: declaration.name.span };
}

/** `role clerk trust internal`; a role that says nothing is cleared for personal data. */
function roleClearance(role: Definition<"role">): Confidentiality {
  const word = role.declaration.trust?.text ?? "";
  return isConfidentiality(word) ? word : "personal";
}

/** The tiers that a capability may run on; none named: any. */
export function tiersOf(declaration: CapabilityDeclaration): readonly Tier[] {
  const named = declaration.clauses.flatMap((clause) =>
    clause.kind === "tiersClause" ? clause.tiers.map((tier) => tier.text) : [],
  );
  return tiers.filter((tier) => named.includes(tier));
}

export function checkRole(
  definition: Definition<"role">,
  module: ModuleContext,
): CheckedProgram["roles"][string] {
  const { trust } = definition.declaration;
  if (trust !== undefined) checkWord(trust, "trust that a role can have", trustWords, module);
  return { clearance: roleClearance(definition) };
}

import type { CapabilityClause, CapabilityKind } from "@orchlang/language/ast";

/** The word that a clause begins with, as its author wrote it. */
export function clauseWord(clause: CapabilityClause): string {
  switch (clause.kind) {
    case "bound":
      return clause.measure;
    case "tiersClause":
      return "at";
    case "runModuleClause":
    case "runHttpClause":
    case "runMcpClause":
      return "run";
    default:
      return clause.kind.slice(0, -"Clause".length);
  }
}

/** Clauses that say one more thing each time. */
export const repeatableClauses: ReadonlySet<string> = new Set([
  "scope",
  "uses",
  "touches",
  "ensures",
  "fails",
  "tags",
]);

/** Clauses that only make sense for some kinds. */
export const clausesOfKinds: Readonly<Record<string, readonly CapabilityKind[]>> = {
  role: ["llm"],
  prompt: ["llm"],
  effect: ["tool", "agent", "service", "llm"],
  ask: ["human"],
  show: ["human"],
  run: ["tool", "agent", "service", "llm"],
  heartbeat: ["tool", "agent", "service", "llm"],
  charged: ["tool", "agent", "service", "llm"],
};

/** "a tool", "an agent". */
export function kindWithArticle(kind: CapabilityKind): string {
  return kind === "agent" || kind === "llm" ? `an ${kind}` : `a ${kind}`;
}

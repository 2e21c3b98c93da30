import type {
  CapabilityClause,
  CapabilityDeclaration,
  Declaration,
  DefaultsDeclaration,
} from "@orchlang/language/ast";
import { defaultsName } from "@orchlang/language/ast";
import type { Definition } from "./definition.ts";

/** A capability with the clauses that it takes from its module's defaults. */
export interface CompleteCapability extends CapabilityDeclaration {
  /** Its own clauses, then those that it takes over. */
  readonly clauses: readonly CapabilityClause[];
  /** The clauses that it takes over. Each stands at the capability's name; its parts are placed where they are written. */
  readonly inherited: readonly CapabilityClause[];
}

/** The declaration as everything behind name resolution sees it. `lookup` finds a definition of its module. */
export function completed<D extends Declaration>(
  declaration: D,
  lookup: (name: string) => Definition | undefined,
): D {
  if (declaration.kind !== "capability") return declaration;
  const found = lookup(defaultsName(declaration.capabilityKind));
  return withDefaults(declaration, found?.kind === "defaults" ? found.declaration : undefined) as D &
    CompleteCapability;
}

/** A clause of the capability replaces all default clauses that begin with the same word. */
function withDefaults(
  declaration: CapabilityDeclaration,
  defaults: DefaultsDeclaration | undefined,
): CompleteCapability {
  if (defaults === undefined) return { ...declaration, inherited: [] };
  // A clause that could not be read may be any.
  if (declaration.broken || defaults.broken) return { ...declaration, broken: true, inherited: [] };
  const { span } = declaration.name;
  const inherited = takenOver(declaration, defaults).map((clause) => ({ ...clause, span }));
  return { ...declaration, clauses: [...declaration.clauses, ...inherited], inherited };
}

/** The clauses that a capability takes over, as they are written. */
export function takenOver(
  { clauses }: CapabilityDeclaration,
  defaults: DefaultsDeclaration,
): readonly CapabilityClause[] {
  const own = new Set(clauses.map(clauseWord));
  return defaults.clauses.filter((clause) => mayBeDefault(clause) && !own.has(clauseWord(clause)));
}

/** Whether a clause makes sense for capabilities with different parameters and results. */
export function mayBeDefault(clause: CapabilityClause): boolean {
  return shared.has(clauseWord(clause));
}

const shared: ReadonlySet<string> = new Set([
  ...["effect", "cost", "latency", "energy", "tokens", "charged", "scope", "clearance", "uses", "at"],
  ...["tags", "fails", "heartbeat", "role", "ask"],
]);

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

import {
  type CapabilityClause,
  type CapabilityDeclaration,
  type ConstantDeclaration,
  type Declaration,
  type DefaultsDeclaration,
  defaultsName,
  type EventDeclaration,
  type FlagDeclaration,
  type FusionDeclaration,
  type GoalDeclaration,
  type GuardrailDeclaration,
  type PlanDeclaration,
  type PolicyDeclaration,
  type ResourceDeclaration,
  type RoleDeclaration,
  type SignalDeclaration,
  type TriggerDeclaration,
  type TypeDeclaration,
  type UnitDeclaration,
} from "@orchlang/language/ast";

/** The kinds of definitions at top level, with their trees. */
interface DeclarationOf {
  readonly capability: CompleteCapability;
  readonly defaults: DefaultsDeclaration;
  readonly type: TypeDeclaration;
  readonly unit: UnitDeclaration;
  readonly role: RoleDeclaration;
  readonly constant: ConstantDeclaration;
  readonly resource: ResourceDeclaration;
  readonly signal: SignalDeclaration;
  readonly flag: FlagDeclaration;
  readonly event: EventDeclaration;
  readonly fusion: FusionDeclaration;
  readonly goal: GoalDeclaration;
  readonly plan: PlanDeclaration;
  readonly policy: PolicyDeclaration;
  readonly guardrail: GuardrailDeclaration;
  readonly trigger: TriggerDeclaration;
}

export type DefinitionKind = keyof DeclarationOf;

interface DefinitionOf<K extends DefinitionKind> {
  readonly kind: K;
  /** As declared; imports may call it otherwise. */
  readonly name: string;
  /** `module.name`: unique in a project, and what plan files say. */
  readonly qualified: string;
  readonly module: string;
  readonly file: string;
  readonly declaration: DeclarationOf[K];
}

/** A name at top level and what declares it. */
export type Definition<K extends DefinitionKind = DefinitionKind> = {
  readonly [P in K]: DefinitionOf<P>;
}[K];

/** The kind of definition that each kind of declaration makes; scenarios have no name, broken ones no meaning. */
export const definitionKinds = {
  capability: "capability",
  defaultsDeclaration: "defaults",
  typeDeclaration: "type",
  unitDeclaration: "unit",
  roleDeclaration: "role",
  constantDeclaration: "constant",
  resourceDeclaration: "resource",
  signalDeclaration: "signal",
  flagDeclaration: "flag",
  eventDeclaration: "event",
  fusionDeclaration: "fusion",
  goalDeclaration: "goal",
  planDeclaration: "plan",
  policyDeclaration: "policy",
  guardrailDeclaration: "guardrail",
  triggerDeclaration: "trigger",
} as const;

/** A kind with its article, for sentences. */
export const kindInWords: Readonly<Record<DefinitionKind, string>> = {
  capability: "a capability",
  defaults: "defaults",
  type: "a type",
  unit: "a unit",
  role: "a role",
  constant: "a constant",
  resource: "a resource",
  signal: "a signal",
  flag: "a flag",
  event: "an event",
  fusion: "a fusion",
  goal: "a goal",
  plan: "a plan",
  policy: "a policy",
  guardrail: "a guardrail",
  trigger: "a trigger",
};

export function isOfKind<K extends DefinitionKind>(
  definition: Definition | undefined,
  ...kinds: readonly K[]
): definition is Extract<Definition, { readonly kind: K }> {
  return definition !== undefined && (kinds as readonly DefinitionKind[]).includes(definition.kind);
}

/**
 * Whether everything that others rely on could be parsed. Uses of a broken definition are not checked. Only the head of
 * a plan counts, whatever is wrong below.
 */
export function isWhole({ kind, declaration }: Definition): boolean {
  return kind === "plan" || !declaration.broken;
}

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
  const definition = lookup(defaultsName(declaration.capabilityKind));
  return withDefaults(
    declaration,
    definition?.kind === "defaults" ? definition.declaration : undefined,
  ) as D & CompleteCapability;
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

/** True if a clause makes sense for capabilities with different parameters and results. */
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

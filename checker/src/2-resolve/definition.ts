import type {
  ConstantDeclaration,
  DefaultsDeclaration,
  EventDeclaration,
  FlagDeclaration,
  FusionDeclaration,
  GoalDeclaration,
  GuardrailDeclaration,
  PlanDeclaration,
  PolicyDeclaration,
  ResourceDeclaration,
  RoleDeclaration,
  SignalDeclaration,
  TriggerDeclaration,
  TypeDeclaration,
  UnitDeclaration,
} from "@orchlang/language/ast";
import type { CompleteCapability } from "./defaults.ts";

/** The kinds of definitions at top level, with their trees. */
export interface DeclarationOf {
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

import type { Bound, FailsClause } from "./clauses.ts";
import type { DeclarationBase, Parameter } from "./declaration.ts";
import type { Expression, Invocation, NumberLiteral, StringLiteral } from "./expressions.ts";
import type { Name } from "./names.ts";
import type { Span } from "./span.ts";
import type { TypeNode } from "./types.ts";

export type CapabilityKind = "tool" | "agent" | "service" | "llm" | "human";

export interface CapabilityDeclaration extends DeclarationBase {
  readonly kind: "capability";
  readonly capabilityKind: CapabilityKind;
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly result: TypeNode | undefined;
  readonly clauses: readonly CapabilityClause[];
  /** How many of its clauses stand before its braces, as in `service pay(id: Int) idempotent <= 30s`. */
  readonly brief: number | undefined;
}

/** The clauses that stand in braces. */
export function bracedClauses({ clauses, brief = 0 }: CapabilityDeclaration): readonly CapabilityClause[] {
  return clauses.slice(brief);
}

/**
 * `defaults service { effect idempotent }`: clauses of all capabilities of a kind in the module. Its name is the text
 * `defaults service`, which no other declaration can have.
 */
export interface DefaultsDeclaration extends DeclarationBase {
  readonly kind: "defaultsDeclaration";
  readonly capabilityKind: CapabilityKind;
  readonly name: Name;
  readonly clauses: readonly CapabilityClause[];
}

/** The name of the defaults of a kind. */
export function defaultsName(kind: CapabilityKind): string {
  return `defaults ${kind}`;
}

/** `effect idempotent for 1d`. */
export interface EffectClause {
  readonly kind: "effectClause";
  readonly effect: "pure" | "idempotent" | "once";
  readonly for: Expression | undefined;
  readonly span: Span;
}

/** `scope "contacts.read"`. */
export interface ScopeClause {
  readonly kind: "scopeClause";
  readonly scope: StringLiteral;
  readonly span: Span;
}

/** `clearance personal`. */
export interface ClearanceClause {
  readonly kind: "clearanceClause";
  readonly label: Name;
  readonly span: Span;
}

/** `uses Drone x 2`. */
export interface UsesClause {
  readonly kind: "usesClause";
  readonly resourceKind: Name;
  readonly count: NumberLiteral | undefined;
  readonly span: Span;
}

/** `touches Account by account.id`. */
export interface TouchesClause {
  readonly kind: "touchesClause";
  readonly entity: Name;
  readonly by: Expression;
  readonly span: Span;
}

/** `at edge, cloud`. */
export interface TiersClause {
  readonly kind: "tiersClause";
  readonly tiers: readonly Name[];
  readonly span: Span;
}

/** `tags payment, risky`. */
export interface TagsClause {
  readonly kind: "tagsClause";
  readonly tags: readonly Name[];
  readonly span: Span;
}

/** `undo refund(id: result.id)`. */
export interface UndoClause {
  readonly kind: "undoClause";
  readonly call: Invocation;
  readonly span: Span;
}

/** `confirm was_charged(order)`. */
export interface ConfirmClause {
  readonly kind: "confirmClause";
  readonly call: Invocation;
  readonly span: Span;
}

/** `irreversible because "…"`. */
export interface IrreversibleClause {
  readonly kind: "irreversibleClause";
  readonly because: StringLiteral;
  readonly span: Span;
}

/** `ensures result.size <= limit`. */
export interface EnsuresClause {
  readonly kind: "ensuresClause";
  readonly condition: Expression;
  readonly span: Span;
}

/** `heartbeat 30s`. */
export interface HeartbeatClause {
  readonly kind: "heartbeatClause";
  readonly every: Expression;
  readonly span: Span;
}

/** `charged per request`. */
export interface ChargedClause {
  readonly kind: "chargedClause";
  readonly span: Span;
}

/** `run module "./file.ts#export"`. */
export interface RunModuleClause {
  readonly kind: "runModuleClause";
  readonly module: StringLiteral;
  readonly span: Span;
}

/** `run http post "https://…" hosts "a.example" callback`. */
export interface RunHttpClause {
  readonly kind: "runHttpClause";
  readonly method: Name;
  readonly url: StringLiteral;
  /** Those that the address may have where a parameter is part of its host. */
  readonly hosts: readonly StringLiteral[];
  readonly callback: boolean;
  readonly span: Span;
}

/** `run mcp "server#tool"`. */
export interface RunMcpClause {
  readonly kind: "runMcpClause";
  readonly tool: StringLiteral;
  readonly span: Span;
}

/** `role verifier`, of an `llm`. */
export interface RoleClause {
  readonly kind: "roleClause";
  readonly role: Name;
  readonly span: Span;
}

/** `prompt "…"`, of an `llm`. */
export interface PromptClause {
  readonly kind: "promptClause";
  readonly prompt: StringLiteral;
  readonly span: Span;
}

/** `ask supervisor x 2 where user.site == site`, of a `human`. */
export interface AskClause {
  readonly kind: "askClause";
  readonly role: Name;
  readonly count: NumberLiteral | undefined;
  readonly where: Expression | undefined;
  readonly span: Span;
}

/** `show "…"`, of a `human`. */
export interface ShowClause {
  readonly kind: "showClause";
  readonly message: StringLiteral;
  readonly span: Span;
}

export type CapabilityClause =
  | EffectClause
  | Bound
  | ScopeClause
  | ClearanceClause
  | UsesClause
  | TouchesClause
  | TiersClause
  | TagsClause
  | UndoClause
  | ConfirmClause
  | IrreversibleClause
  | EnsuresClause
  | FailsClause
  | HeartbeatClause
  | ChargedClause
  | RunModuleClause
  | RunHttpClause
  | RunMcpClause
  | RoleClause
  | PromptClause
  | AskClause
  | ShowClause;

import type { Diagnostic } from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import type {
  Capability,
  Goal,
  JsonObject,
  Label,
  Parameter,
  Routine,
  Schema,
  Settings,
  Tier,
} from "@orchlang/plan";
import type { MemberUnits } from "@orchlang/plan/context";
import type { Expression } from "@orchlang/plan/expressions";
import type { BlockId, Node, NodeId, Priority } from "@orchlang/plan/nodes";
import type { Guardrail, Policy } from "@orchlang/plan/rules";
import type { AskedCondition, CheckedFlag, CheckedSignal, CheckedTrigger } from "./checked-context.ts";
import type { CheckedScenarioClause } from "./checked-scenario.ts";
import type { Release } from "./expression/typed.ts";
import type { Origin } from "./origin.ts";
import type { TracedLabel } from "./traced-label.ts";
import type { Type } from "./type.ts";

export type { TracedLabel } from "./traced-label.ts";

/**
 * A checked program: every name resolved, every expression typed and translated to the plan file's form. Order, bounds
 * and verdicts are missing: phase 4 adds those.
 */
export interface CheckedProgram {
  readonly capabilities: ReadonlyMap<string, CheckedCapability>;
  readonly goals: ReadonlyMap<string, CheckedGoal>;
  readonly routines: ReadonlyMap<string, CheckedRoutine>;
  readonly policies: readonly CheckedRule<Policy>[];
  readonly guardrails: readonly CheckedRule<Guardrail>[];
  readonly scenarios: readonly CheckedScenario[];
  /** Named types as JSON Schema, by qualified name. */
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly roles: Readonly<Record<string, { readonly clearance: Label["confidentiality"] }>>;
  /** Resources by qualified name. */
  readonly pools?: Readonly<Record<string, CheckedPool>>;
  /** Occurrences that a plan can emit or wait for, as the plan file says them, by qualified name. */
  readonly events?: Readonly<Record<string, JsonObject>>;
  /** By qualified name. */
  readonly signals?: Readonly<Record<string, CheckedSignal>>;
  readonly flags?: Readonly<Record<string, CheckedFlag>>;
  /** In the order of the modules and their text; of a family, one for each member. */
  readonly triggers?: readonly CheckedTrigger[];
  /** The conditions of flags, fusions and triggers, in the order of each kind. */
  readonly asked?: readonly AskedCondition[];
  /** The label facts of all declarations. Absent: computed on demand. */
  readonly labelFacts?: LabelFacts;
  /** The project's settings. Absent: the language's defaults. */
  readonly settings?: Settings;
  /** Modules whose policies and guardrails the project binds to every plan. */
  readonly bind?: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface CheckedCapability {
  readonly capability: Capability;
  readonly origin: Origin;
  readonly types: { readonly params: Readonly<Record<string, Type>>; readonly result: Type };
  /** Spans of single clauses, by clause word, for messages. */
  readonly clauses: Readonly<Record<string, Span>>;
}

/** A resource and its members' count, place and price. */
export interface CheckedPool {
  readonly pool: Pool;
  /** The schema of a member. */
  readonly member: Schema;
  /** The units that its fields may be given in. */
  readonly units: MemberUnits;
  readonly origin: Origin;
  readonly clauses: Readonly<Record<string, Span>>;
}

/** The part of a resource that the plan file contains. Figures are constants. */
export interface Pool {
  readonly name: string;
  /** The type of its members: `Drone`. */
  readonly kind: string;
  readonly count: number;
  /** Their names, where they are given any; else they go by number. */
  readonly members?: readonly string[];
  /** Fields of single members in the program, by name. */
  readonly fields?: Readonly<Record<string, JsonObject>>;
  readonly tier?: Tier;
  readonly site?: string;
  /** ms. */
  readonly latency?: number;
  /** The cost of one member for `per` ms. */
  readonly cost?: { readonly amount: string; readonly currency: string; readonly per: number };
  /** W of one member. */
  readonly power?: number;
  /** ms: how long one holder may keep a member. */
  readonly lease?: number;
  /** The pool that is asked when this one is full. */
  readonly overflow?: string;
  readonly reserve?: { readonly count: number; readonly priority: Priority };
}

export interface CheckedGoal {
  readonly goal: Omit<Goal, "alternatives">;
  /** At most so many of its plans are tried. */
  readonly most: number;
  readonly origin: Origin;
  readonly clauses: Readonly<Record<string, Span>>;
}

export interface CheckedRule<Rule> {
  readonly rule: Rule;
  readonly origin: Origin;
  /** The spans of each verdict or rule, in order. */
  readonly spans: readonly Span[];
}

/** A plan of the language. Statements are nested as written; blocks carry the ids that the plan file will have. */
export interface CheckedRoutine {
  readonly name: string;
  readonly origin: Origin;
  /** Only its own module sees it. */
  readonly isPrivate?: true;
  readonly head: Pick<Routine, "params" | "result" | "priority" | "fails"> &
    Partial<Pick<Routine, "achieves" | "timeout" | "overlap">>;
  readonly params: readonly Parameter[];
  /** The parameters of a private plan that have whatever label a call hands over, where it is a part. */
  readonly follows?: readonly string[];
  readonly types: { readonly params: Readonly<Record<string, Type>>; readonly result: Type };
  /** Guardrails and policies that it names in `under`. */
  readonly under: readonly string[];
  readonly body: CheckedBlock;
  readonly finally?: CheckedBlock;
  /** The label of everything that it may return: the result of a plan is labelled by its body (semantics, rule 49). */
  readonly resultLabel: TracedLabel;
}

export interface CheckedBlock {
  readonly id: BlockId;
  readonly statements: readonly CheckedStatement[];
}

/** A node without what phase 4 finds out: its `needs`. Its attempts have `gate: "local"` and no checks until then. */
export interface CheckedStatement {
  readonly node: Unordered<Node>;
  readonly span: Span;
  readonly nameSpan: Span;
  /** The nodes whose value it reads anywhere in itself (not in its blocks), with where. */
  readonly reads: readonly { readonly node: NodeId; readonly span: Span }[];
  /** Named in `after`, with where. */
  readonly after: readonly { readonly node: NodeId; readonly span: Span }[];
  /** Reads `now`, so position counts (semantics, rule 11). */
  readonly readsNow: boolean;
  readonly blocks: readonly CheckedBlock[];
  /** The value's type, as seen from outside, and its label with the way it came. */
  readonly type: Type;
  readonly label: TracedLabel;
  /** The labels of each argument of each attempt, for messages and the manifest. */
  readonly argumentLabels: readonly ArgumentLabel[];
  /** Every `redact`, `declassify` and `endorse` in its expressions: each becomes an obligation. */
  readonly releases?: readonly Release[];
  /** The text of a wait for an event without `within` and without `forever`. */
  readonly endless?: Span;
  /** Joined with the following statement's `sequence`. */
  readonly sequence?: number;
}

/** The label of an attempt's argument. */
export interface ArgumentLabel {
  /** The attempt's: "do", "else1". */
  readonly slot: string;
  readonly parameter: string;
  readonly label: TracedLabel;
}

/** Takes `needs` away. */
export type Unordered<N> = N extends { readonly needs: unknown } ? Omit<N, "needs"> : never;

/** Scenarios are checked here and run by the simulator. */
export interface CheckedScenario {
  readonly says: string;
  readonly target: string;
  readonly origin: Origin;
  readonly given: Readonly<Record<string, Expression>>;
  /** All that it says, in order. */
  readonly clauses: readonly CheckedScenarioClause[];
}

/** Summary facts about labels: if they rule out that a label matters, no label is followed. */
export interface LabelFacts {
  /** Some place is cleared for public data alone: not even what has no label may go there. */
  readonly clearsPublicOnly: boolean;
  /** Some signal or flag is personal, secret or untrusted, or a part of it may be. */
  readonly hearsLabelled: boolean;
}

import type { Diagnostic } from "@orchlang/language";
import type { Declaration, Expression, Span } from "@orchlang/language/ast";
import type { Confidentiality, Label, Schema, Tier } from "@orchlang/plan";
import type { NodeId } from "@orchlang/plan/nodes";
import type { ProjectSettings } from "../../1-load/project.ts";
import type { ModuleNames } from "../../2-resolve/collect-names.ts";
import type { Definition } from "../../2-resolve/definition.ts";
import type { ResolvedProject } from "../../2-resolve/resolve.ts";
import type { CheckedRoutine, TracedLabel } from "../checked.ts";
import type { Binding, Environment, ExpressionContext, Typed } from "../expression/typed.ts";
import type { EnumType, RecordType, Type } from "../type.ts";
import type { TypeInModule } from "../types/declared.ts";
import type { WrittenType } from "../types/resolve.ts";

/**
 * The shared state of one project's checks: the resolved names, and values computed on demand, once each. It lives as
 * long as one check.
 */
export interface ProgramContext {
  readonly resolved: ResolvedProject;
  readonly settings: ProjectSettings;
  /** The folder that handler paths are relative to. */
  readonly root: string;
  readonly report: (diagnostic: Diagnostic) => void;
  /**
   * Whether a mistake is still worth a look for what was meant: beyond those that are shown it is not, and looking
   * through all names for each of ten thousand mistakes would take their product.
   */
  readonly suggests: () => boolean;
  readonly module: (name: string) => ModuleContext;
  /** The module of a declaration, from where that stands. */
  readonly home: (declared: DeclaredAt) => ModuleContext;
  /** Schemas of named types, by qualified name: filled as they are met. */
  readonly schemas: Map<string, Schema>;

  readonly typeOf: (type: TypeInModule) => WrittenType;
  readonly signatureOf: (definition: CallableDefinition) => Signature;
  readonly eventOf: (definition: EventDefinition) => EventSignature;
  readonly signalTypeOf: (definition: Definition<"signal">) => WrittenType;
  /** The binding of a constant's name. */
  readonly constantOf: (definition: Definition<"constant">) => Binding;
  readonly familyOf: (definition: Definition<"signal" | "flag">) => Family | undefined;
  readonly poolOf: (definition: Definition<"resource">) => PoolSignature;
  /** The label of what a signal or flag says. */
  readonly contextLabelOf: (definition: Definition<"signal" | "flag">) => TracedLabel;
  /** `undefined` while it is being checked: plans that call each other in a circle. */
  readonly routineOf: (definition: Definition<"plan">) => CheckedRoutine | undefined;
  /** The outcome of a checked plan, as its callers need it. */
  readonly outcomeOf: (definition: Definition<"plan">) => RoutineOutcome | undefined;
  /** The steps of a checked plan that scenarios may refer to. */
  readonly stepsOf: (definition: Definition<"plan">) => readonly TargetStep[];
  /** The plans that achieve a goal, in the order of the project's modules and their text. */
  readonly plansOf: (goal: Pick<Definition<"goal">, "qualified">) => readonly Definition<"plan">[];
  /** The capabilities by their tags. */
  readonly tagged: () => Tagged;
}

/** Where a declaration stands. */
export interface DeclaredAt extends Pick<Definition, "module" | "file"> {
  /** The declaration itself: its plain `Money` may be of a currency of its own. */
  readonly declaration?: Declaration;
}

export interface RoutineOutcome {
  /** The names under which it may fail. */
  readonly fails: readonly string[];
  readonly label: TracedLabel;
}

/** A module while its declarations are checked. */
export interface ModuleContext {
  readonly program: ProgramContext;
  readonly names: ModuleNames;
  readonly file: string;
  readonly expression: ExpressionContext;
  /** Signals, flags, `now` and `user`. */
  readonly environment: Environment;
  /** The line of a place in the file, as sentences name it. */
  readonly lineOf: (span: Span) => string;
}

/** A parameter of a capability, plan, goal or event. */
export interface ParameterSignature {
  readonly name: string;
  readonly type: Type;
  /** The label of its values, where its type says nothing else internal. */
  readonly label: Label;
  /** The labels as written. */
  readonly labels: readonly string[];
  readonly trusted: boolean | "value";
  /** True for one of a private plan: its values have whatever label each call hands over (semantics, rule 49). */
  readonly follows?: true;
  /** Asked for by itself: few callers have to know more than that there is one. */
  readonly default?: (() => Typed) | undefined;
  /** May be left out: it has a default, or may be none. */
  readonly optional: boolean;
  readonly file: string;
  /** The span of its name. */
  readonly span: Span;
}

/** The definitions that a step may call. */
export type CallableDefinition = Definition<"capability" | "plan" | "goal">;

/** The signature of a capability, a plan or a goal. */
export interface Signature {
  readonly definition: CallableDefinition;
  readonly params: readonly ParameterSignature[];
  /** `nothing` where none is declared. */
  readonly result: WrittenType;
  /** The names that its `fails` declares. */
  readonly fails: readonly string[];
  /** Conditions on the result: what a capability ensures, or a goal's success condition. */
  readonly ensures: readonly Expression[];
  /** Up to what a capability may be given data; `internal` of plans and goals, which are cleared by parameter. */
  readonly clearance: Confidentiality;
  /** The tiers that a capability may run on; none: any. */
  readonly tiers: readonly Tier[];
}

export type EventDefinition = Definition<"event" | "fusion">;

/** The signature of an event or a fusion: the fields of every occurrence. */
export interface EventSignature {
  readonly definition: EventDefinition;
  readonly fields: readonly ParameterSignature[];
  readonly type: RecordType;
}

/** A pool's signature, for steps that request members. */
export interface PoolSignature {
  readonly definition: Definition<"resource">;
  readonly count: number;
  /** One member: the fields of its kind, and what every member has. */
  readonly member: Type;
  /** The names of its members: what an index over the pool runs over. */
  readonly names: EnumType;
}

/** A step that a scenario may refer to. */
export interface TargetStep {
  readonly id: NodeId;
  readonly type: Type;
  readonly label: TracedLabel;
}

export type Family = NonNullable<Binding["family"]>;

/** The capabilities of a project by their tags. Whether every tag could be read is said beside. */
export interface Tagged {
  readonly by: ReadonlyMap<string, readonly Definition<"capability">[]>;
  readonly isWhole: boolean;
}

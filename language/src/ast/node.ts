import type { CapabilityClause } from "./capability.ts";
import type { Bound, FailsClause, FromClause, OverlapClause, Source } from "./clauses.ts";
import type {
  EventClause,
  FlagClause,
  FusionClause,
  JoinedEvent,
  ResourceClause,
  SignalClause,
} from "./context.ts";
import type { Parameter } from "./declaration.ts";
import type {
  Argument,
  Arm,
  Entry,
  Expression,
  Interpolation,
  Invocation,
  Pattern,
  Spread,
  TextPart,
} from "./expressions.ts";
import type { Declaration, FileNode, Import, ImportedName, ModuleHeader } from "./file.ts";
import type { Missing, Name, Path } from "./names.ts";
import type { Option, Options } from "./options.ts";
import type { GoalClause, PlanClause, PlanHeading } from "./plan.ts";
import type { Action, GuardrailRule, PolicyClause, Selector } from "./rules.ts";
import type { FaultyBehaviour, ScenarioClause } from "./scenario.ts";
import type {
  Block,
  Branch,
  Handler,
  Interruption,
  LoopSource,
  MatchCase,
  Pick,
  Statement,
  StepBody,
} from "./statements.ts";
import type { TriggerClause, TriggerFamily, TriggerSource } from "./trigger.ts";
import type { Bounds, Field, TypeNode, UnionCase } from "./types.ts";
import type { ScaledUnit } from "./vocabulary.ts";

/** Every node of a tree; `kind` distinguishes them. */
export type Node =
  | FileNode
  | ModuleHeader
  | Import
  | ImportedName
  | Declaration
  | Parameter
  | ScaledUnit
  | Name
  | Path
  | Missing
  | TypeNode
  | Bounds
  | Field
  | UnionCase
  | Expression
  | TextPart
  | Interpolation
  | Argument
  | Invocation
  | Entry
  | Spread
  | Arm
  | Pattern
  | Bound
  | FailsClause
  | FromClause
  | Source
  | OverlapClause
  | CapabilityClause
  | ResourceClause
  | SignalClause
  | FlagClause
  | EventClause
  | FusionClause
  | JoinedEvent
  | GoalClause
  | PlanHeading
  | PlanClause
  | Block
  | Statement
  | StepBody
  | Handler
  | MatchCase
  | LoopSource
  | Branch
  | Interruption
  | Pick
  | Options
  | Option
  | Selector
  | Action
  | PolicyClause
  | GuardrailRule
  | TriggerClause
  | TriggerFamily
  | TriggerSource
  | ScenarioClause
  | FaultyBehaviour;

export type NodeKind = Node["kind"];

export type NodeOfKind<K extends NodeKind> = Extract<Node, { readonly kind: K }>;

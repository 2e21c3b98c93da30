export type { Bounds, LatencyParts, Limit, Range } from "./shapes/bounds.ts";
export type {
  CallReference,
  Capability,
  CapabilityKind,
  Effect,
  Handler,
  HumanTask,
  ModelCall,
  Parameter,
} from "./shapes/capability.ts";
export type {
  Expression,
  Fold,
  MatchArm,
  Pattern,
  Read,
  RecordEntry,
  TemplatePart,
} from "./shapes/expression.ts";
export type { Json, JsonObject, Schema } from "./shapes/json.ts";
export type { Confidentiality, Integrity, Label, Tier } from "./shapes/label.ts";
export type {
  Attempt,
  AttemptOptions,
  Block,
  BlockId,
  BranchArm,
  BranchNode,
  CallNode,
  EmitNode,
  FailNode,
  HoldNode,
  JoinNode,
  LetNode,
  LoopNode,
  Need,
  Node,
  NodeId,
  Pick,
  Priority,
  QuorumNode,
  RaceNode,
  Rescue,
  Retry,
  ReturnNode,
  Target,
  WaitNode,
  YieldNode,
} from "./shapes/node.ts";
export type { About, Manifest, Plan, PlanFile, PlanId, Settings, SourceMark } from "./shapes/plan.ts";
export type { Goal, Routine } from "./shapes/routine.ts";
export type {
  Action,
  Assumption,
  Check,
  Guardrail,
  GuardrailRule,
  Obligation,
  Policy,
  Resource,
  RuleSource,
  Selector,
  Severity,
  Verdict,
} from "./shapes/rule.ts";
export type { Milliseconds, Money, Value } from "./shapes/value.ts";

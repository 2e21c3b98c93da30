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
export { canonical, canonicalBytes, UncanonicalValue } from "./canonical/canonical.ts";
export { planId, sha256Hex } from "./canonical/hash.ts";
export { encodePlanFile } from "./encode/encode.ts";
export { type DecodedPlan, type DecodeOptions, decodePlanFile } from "./decode/decode.ts";
export { type PlaceFault, type PlanFault, planFaultLines } from "./decode/fault.ts";
export { wellFormed } from "./decode/well-formed.ts";
export { planFileSchema } from "./schema.ts";
export type { Evaluated, Scope } from "./evaluate/evaluated.ts";
export { evaluate } from "./evaluate/evaluate.ts";
export { matches } from "./evaluate/pattern.ts";
export { equal } from "./evaluate/compare.ts";
export { foldConstants } from "./evaluate/fold-constants.ts";
export { freeReads } from "./evaluate/free-reads.ts";
export {
  type FoldName,
  type FunctionName,
  functionNames,
  functionOf,
  isFunctionName,
  type PureFunction,
} from "./evaluate/functions/table.ts";
export { scaleDecimal } from "./quantity/decimal.ts";
export {
  addMoney,
  compareMoney,
  isMoney,
  maxMoney,
  minMoney,
  money,
  negateMoney,
  overMoney,
  ratioOfMoney,
  subtractMoney,
  timesMoney,
  zeroMoney,
} from "./quantity/money.ts";
export {
  durationLiteral,
  formatDuration,
  formatMoney,
  moneyLiteral,
  parseDuration,
} from "./quantity/format.ts";
export {
  formatInstant,
  isZone,
  type Parsed,
  parseDate,
  parseInstant,
  parseTimeOfDay,
} from "./quantity/instant.ts";
export { isEmail, isUrl, schemas } from "./boundary/schemas.ts";
export { type Arc, cycles, topological, transitiveReduction } from "./graph/graph.ts";
export {
  type Dag,
  dag,
  dominators,
  type LongestPath,
  longestPath,
  type Reachability,
  reachability,
  width,
} from "./graph/dag.ts";

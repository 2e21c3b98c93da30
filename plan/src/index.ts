// The schemas of the language's types (`admit` is at `@orchlang/plan/boundary`)
export { isEmail, isUrl } from "./boundary/formats.ts";
export { schemas, typeNamed } from "./boundary/schemas.ts";
export { type TextPattern, textPattern } from "./boundary/text-pattern.ts";
// Canonical JSON and identity
export { canonical, canonicalBytes, UncanonicalValue } from "./canonical/canonical.ts";
export { asJson, planId, sha256Bytes, sha256Hex } from "./canonical/hash.ts";
export { jsonDepthMax, jsonNodesMax } from "./canonical/limits.ts";
export { type NotJson, notJson } from "./canonical/not-json.ts";
export { placeInWords, pointer, type Segment } from "./canonical/pointer.ts";
// Certificates of what is proved
export { type CertificateReport, checkCertificates, type RejectedCertificate } from "./certificate/check.ts";
export type { Rejection } from "./certificate/program.ts";
// The plan file
export { type DecodedPlan, type DecodeOptions, decodePlanFile } from "./decode/decode.ts";
export { type PlaceFault, type PlanFault, planFaultLines } from "./decode/fault.ts";
export { type JsonError, locateJsonError } from "./decode/locate-json-error.ts";
export { poolMembersMax } from "./decode/well-formed/limits.ts";
export { wellFormed } from "./decode/well-formed/well-formed.ts";
export { encodePlanFile, planFormat } from "./encode/encode.ts";
// Expressions
export { bindLocals } from "./evaluate/bind-locals.ts";
export { equal, order } from "./evaluate/compare.ts";
export { decider, evaluate, evaluator } from "./evaluate/evaluate.ts";
export type { Evaluated, Scope } from "./evaluate/evaluated.ts";
export { foldConstants } from "./evaluate/fold-constants.ts";
export { type FoldName, foldNames, isFoldName } from "./evaluate/folds/table.ts";
export { freeReads, partsOf } from "./evaluate/free-reads.ts";
export type { PureFunction } from "./evaluate/functions/define.ts";
export {
  type FunctionName,
  functionNames,
  functionOf,
  isFunctionName,
  takes,
} from "./evaluate/functions/table.ts";
export { evaluationLimits } from "./evaluate/limits.ts";
export { matches } from "./evaluate/pattern.ts";
export { callFailures, planFailures } from "./failures.ts";
// Graphs
export { cycles } from "./graph/cycles.ts";
export { type Dag, dag, dagOfEnds, successors } from "./graph/dag.ts";
export { dominators } from "./graph/dominators.ts";
export { type Heap, smallestFirst } from "./graph/heap.ts";
export { type LongestPath, longestPath } from "./graph/longest-path.ts";
export { type Arc, topological } from "./graph/order.ts";
export { type Reachability, reachability } from "./graph/reachability.ts";
export { transitiveReduction } from "./graph/reduction.ts";
export { width } from "./graph/width.ts";
// Quantities
export {
  dateOfDay,
  dayNumber,
  type Parsed,
  parseDate,
  parseTimeOfDay,
  timeLiteral,
  weekdayOf,
} from "./quantity/calendar.ts";
export { numberDigits, scaleDecimal } from "./quantity/decimal.ts";
export {
  durationLiteral,
  formatDuration,
  formatEnergy,
  formatMoney,
  moneyLiteral,
  parseDuration,
  parseMoney,
  ratioLiteral,
} from "./quantity/format.ts";
export { formatInstant, instantLiteral, parseInstant } from "./quantity/instant.ts";
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
  roundMoney,
  subtractMoney,
  timesMoney,
  zeroMoney,
} from "./quantity/money.ts";
export { nextInstant } from "./quantity/schedule.ts";
export { quantityTag, spokenValue, type Typed, usualUnits } from "./quantity/spoken.ts";
export { instantInZone, isZone, type ZoneClock, zoneClock } from "./quantity/zone.ts";
export { furtherTries, holdMargin, usualBackoff } from "./run-facts.ts";
export { planFileSchema } from "./schema/plan-file.ts";
export type { Bounds, LatencyParts, Limit, Range, RunBounds, RunRange } from "./shapes/bounds.ts";
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
export {
  type Certificate,
  type Certificates,
  certificatesFormat,
  type Figures,
  type Measure,
} from "./shapes/certificate.ts";
export type { FamilyIndex, Flag, FuseRule, ReadingUnit, Signal } from "./shapes/context.ts";
export type { CapabilityCoverage, Coverage, Risk } from "./shapes/coverage.ts";
export type { EventDeclaration, EventField } from "./shapes/event.ts";
export type {
  Constant,
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
export type {
  About,
  Manifest,
  Plan,
  PlanFile,
  PlanId,
  Settings,
  SourceMark,
  Weighed,
} from "./shapes/plan.ts";
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
export {
  type AnswerClause,
  type ExpectClause,
  type FaultBehaviour,
  type FaultClause,
  type GivenClause,
  type OperatorClause,
  type Scenario,
  type ScenarioClause,
  type ScenarioContext,
  type StepName,
  sampleFunction,
  type UnusedCapability,
} from "./shapes/scenario.ts";
export type { Milliseconds, Money, Value } from "./shapes/value.ts";
export type {
  MemberUnits,
  Trigger,
  TriggerSource,
  World,
} from "./shapes/world.ts";

export { planId } from "./canonical/hash.ts";
export { type DecodedPlan, type DecodeOptions, decodePlanFile } from "./decode/decode.ts";
export { type PlaceFault, type PlanFault, planFaultLines } from "./decode/fault.ts";
export { type JsonError, locateJsonError } from "./decode/locate-json-error.ts";
export { poolMembersMax } from "./decode/well-formed/limits.ts";
export { wellFormed } from "./decode/well-formed/well-formed.ts";
export { encodePlanFile, planFormat } from "./encode/encode.ts";
export { callFailures, planFailures } from "./failures.ts";
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
export type { CapabilityCoverage, Coverage, Risk } from "./shapes/coverage.ts";
export type { Json, JsonObject, Schema } from "./shapes/json.ts";
export type { Confidentiality, Integrity, Label, Tier } from "./shapes/label.ts";
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
export type { Milliseconds, Money, Value } from "./shapes/value.ts";

export { planId } from "./canonical/canonical.ts";
export { type DecodedPlan, type DecodeOptions, decodePlanFile } from "./decode/decode.ts";
export { type PlaceFault, type PlanFault, planFaultLines } from "./decode/fault.ts";
export { type JsonError, locateJsonError } from "./decode/locate-json-error.ts";
export { poolMembersMax } from "./decode/well-formed/pools.ts";
export { wellFormed } from "./decode/well-formed/well-formed.ts";
export { encodePlanFile, planFormat } from "./encode/encode.ts";
export { callFailures, planFailures } from "./failures.ts";
export { furtherTries, holdMargin, usualBackoff } from "./run-facts.ts";
export { planFileSchema } from "./schema/plan-file.ts";
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
  About,
  Bounds,
  CapabilityCoverage,
  Coverage,
  Goal,
  LatencyParts,
  Limit,
  Manifest,
  Plan,
  PlanFile,
  PlanId,
  Range,
  Risk,
  Routine,
  RunBounds,
  RunRange,
  Settings,
  SourceMark,
  Weighed,
} from "./shapes/plan.ts";
export type {
  Confidentiality,
  Integrity,
  Json,
  JsonObject,
  Label,
  Milliseconds,
  Money,
  Schema,
  Tier,
  Value,
} from "./shapes/value.ts";

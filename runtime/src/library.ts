// Embedding: results, lifecycle events, plans as objects, redaction.
export type {
  SchemaLike,
  StandardIssue,
  StandardResult,
  StandardSchema,
} from "./capabilities/standard-schema.ts";
export type { Executed, PlanRefusal } from "./library/executor.ts";
export type { Capabilities, CapabilityView } from "./library/library.ts";
export {
  type ExecutionCompleted,
  type ExecutionFailed,
  type ExecutionStarted,
  type LifecycleType,
  lifecycleReader,
  lifecycleTypes,
  type PlanCreated,
  type StepCompleted,
  type StepFailed,
  type StepStarted,
} from "./library/lifecycle.ts";
export type { Listener } from "./library/listeners.ts";
export type { CriterionResult } from "./library/plain-result.ts";
export type {
  PlanReplay,
  PlanStats,
  ReplayEntry,
  Replayed,
  RunExport,
  TimelineEntry,
} from "./library/plan-replay.ts";
export { Redaction } from "./library/redaction.ts";
export { type ExecutionError, type ExecutionMetadata, executionResult } from "./library/result.ts";
export { secretArguments, secretReader, secretsBetween } from "./library/secret-values.ts";
export { handlesSecrets } from "./library/secrets.ts";
export type {
  PlainCall,
  PlainConditional,
  PlainConditionalCall,
  PlainConstraints,
  PlainCriterion,
  PlainDuration,
  PlainFault,
  PlainReference,
  PlainStep,
  PlainWait,
} from "./plain/plan.ts";
export type { GoalConstraints } from "./planning/goal.ts";

// capabilities
export type {
  SchemaLike,
  StandardIssue,
  StandardResult,
  StandardSchema,
} from "./capabilities/standard-schema.ts";
// context
export type { KnownNow, SourceNow } from "./context/known-now.ts";
export type { ContextView, Delta, FollowOptions } from "./context/view.ts";

// handlers

export type { Call, Failure, Outcome, Placement, RefusedMembers } from "@orchlang/kernel";
export type { ControlEvent } from "@orchlang/kernel/control";
export {
  answerSchemaOf,
  type NodeView,
  type OpenOrder,
  type Redecided,
  type RunEvent,
  type StepView,
  stepName,
  type Totals,
  type User,
  type WaitingFor,
} from "@orchlang/kernel/run";
export { type AnswerLine, answerIn } from "./events/answer-line.ts";
export { type HttpDoor, type HttpDoorOptions, openHttpDoor } from "./events/http-door.ts";
export { newsOf } from "./events/line.ts";
export { type HandlerContext, HandlerFailure, type HandlerFunction, notReached } from "./handler.ts";
// hooks
export type {
  HookContext,
  HookedAction,
  HookedResult,
  HookVerdict,
  PolicyHook,
} from "./hooks/policy-hook.ts";
// journal
export type { AcceptedLoss } from "./journal/ledger.ts";
export type { Altered, Audited, KnownEnd } from "./journal/ledger-check.ts";
export { type Sealer, sealerOf } from "./journal/sealer.ts";
export {
  type Append,
  type Appended,
  DamagedJournal,
  type Due,
  type Head,
  type Ledger,
  type Record,
  type Snapshots,
  type Store,
  type StoreFault,
} from "./journal/store.ts";
export { type MemoryDisk, memoryDisk, openMemoryStore } from "./journal/stores/memory.ts";
export { type Acceptance, acceptLoss } from "./journal/stores/sqlite/accept.ts";
export { rotateJournalKey } from "./journal/stores/sqlite/key.ts";
export { openSqliteStore, type WriteMode } from "./journal/stores/sqlite.ts";
// orchestrator
export type { Journal, Verified } from "./journal-api.ts";
export type {
  Executed,
  ExecutionContext,
  ExecutionOptions,
  Executor,
  PlanRefusal,
} from "./library/executor.ts";
// library
export type { Capabilities, CapabilityView, Library } from "./library/library.ts";
export {
  type ExecutionCompleted,
  type ExecutionFailed,
  type ExecutionStarted,
  type LifecycleEvent,
  type LifecycleType,
  lifecycleReader,
  lifecycleTypes,
  type PlanCreated,
  type StepCompleted,
  type StepFailed,
  type StepStarted,
} from "./library/lifecycle.ts";
export type { Listener } from "./library/listeners.ts";
export type { Logger } from "./library/logger.ts";
export { maskedValue } from "./library/mask.ts";
export type { CriterionResult } from "./library/plain-result.ts";
export type { PlanReplay, PlanStats, Replayed, RunExport, TimelineEntry } from "./library/plan-replay.ts";
export { Redaction } from "./library/redaction.ts";
export {
  type ExecutionError,
  type ExecutionMetadata,
  type ExecutionResult,
  executionResult,
  type StepResult,
} from "./library/result.ts";
export { secretArguments, secretReader, secretsBetween } from "./library/secret-values.ts";
export { handlesSecrets } from "./library/secrets.ts";
export { type RunStats, type StepCounts, type StepStats, statsOf } from "./library/stats.ts";
export { type Admission, admissionHere } from "./orchestrator/admission.ts";
export { answerAhead } from "./orchestrator/answer-ahead.ts";
export { type Deploy, deployHere } from "./orchestrator/deploy.ts";
export { openJournal, readJournal } from "./orchestrator/journal.ts";
export type { OrchestratorOptions } from "./orchestrator/options.ts";
export type { OpenQuestion } from "./orchestrator/questions.ts";
export type { Registration } from "./orchestrator/registry.ts";
export { createRunReporter, type RunReporter } from "./orchestrator/reporter.ts";
export type {
  FlagReport,
  PoolReport,
  SignalReport,
  TriggerReport,
  WorldReport,
} from "./orchestrator/world-report.ts";
export { createOrchestrator } from "./orchestrator.ts";
export type {
  Approval,
  ArmRequest,
  ChainedEntry,
  ControlEntry,
  Entry,
  Heard,
  News,
  Orchestrator,
  Refusal,
  RegisteredMember,
  RegisteredPool,
  Rest,
  RunReport,
  RunSummary,
  StartRequest,
} from "./orchestrator-api.ts";
// what other processes ask of the one that holds the journal
export { connectOwner, type Owner, OwnerGone, type OwnerWatcher } from "./owner/connect.ts";
export type { Operations, OwnerHello } from "./owner/messages.ts";
export { type OwnerAddress, type OwnerSocket, serveOwner } from "./owner/serve.ts";
// plans as objects
export type { Judge } from "./plain/criteria.ts";
export type {
  PlainCall,
  PlainConditional,
  PlainConditionalCall,
  PlainConstraints,
  PlainCriterion,
  PlainDuration,
  PlainFault,
  PlainPlan,
  PlainReference,
  PlainStep,
  PlainWait,
} from "./plain/plan.ts";
export type { GoalConstraints, PlanGoal } from "./planning/goal.ts";
export type { Planner } from "./planning/planner.ts";
// resources
export { followRegistryFile, type RegistryFile } from "./resources/registry-file.ts";
// workers
export type { HandlerOutput } from "./workers/output.ts";
export type { PoolOptions } from "./workers/pool.ts";
export { localWorld } from "./world/local.ts";
export { type RecordedClock, recordedClock } from "./world/recorded-clock.ts";
export type { Clock, Job, JobResult, Random, Workers, Workplace, World } from "./world/world.ts";

export type { Call, Failure, Outcome, Placement } from "@orchlang/kernel";
export type { ControlEvent } from "@orchlang/kernel/control";
export {
  answerSchemaOf,
  type RunEvent,
  type StepView,
  stepName,
  type Totals,
  type User,
  type WaitingFor,
} from "@orchlang/kernel/run";
export { type HandlerContext, HandlerFailure, type HandlerFunction, notReached } from "./handler.ts";
export type { PolicyHook } from "./hooks/policy-hook.ts";
export { DamagedJournal, type Store } from "./journal/store.ts";
export { type MemoryDisk, memoryDisk, openMemoryStore } from "./journal/stores/memory.ts";
export { openSqliteStore } from "./journal/stores/sqlite.ts";
export type { Journal, RunDetail } from "./journal-api.ts";
export type { ExecutionContext, ExecutionOptions, Executor } from "./library/executor.ts";
export type { Library } from "./library/library.ts";
export type { LifecycleEvent } from "./library/lifecycle.ts";
export type { Logger } from "./library/logger.ts";
export { maskedArguments, maskedValue } from "./library/mask.ts";
export type { ExecutionResult, StepResult } from "./library/result.ts";
export { openJournal, readJournal } from "./orchestrator/journal.ts";
export type { OrchestratorOptions } from "./orchestrator/options.ts";
export type { Registration } from "./orchestrator/registry.ts";
export { createOrchestrator } from "./orchestrator.ts";
export type { Orchestrator } from "./orchestrator-api.ts";
export type {
  Approval,
  ArmRequest,
  ChainedEntry,
  ConsentReport,
  ControlEntry,
  Entry,
  Ingested,
  IngressRecord,
  Refusal,
  Rest,
  RunReport,
  RunSummary,
  StartRequest,
} from "./orchestrator-types.ts";
export type { Judge } from "./plain/criteria.ts";
export type { PlainPlan } from "./plain/plan.ts";
export type { PlanGoal } from "./planning/goal.ts";
export type { Planner } from "./planning/planner.ts";
export { localWorld } from "./world/local.ts";
export type { Clock } from "./world/world.ts";

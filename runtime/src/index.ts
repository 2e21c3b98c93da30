// handlers
export { type HandlerContext, HandlerFailure, type HandlerFunction } from "./handler.ts";
// journal
export { DamagedJournal, type Head, type Record, type Store, type StoreFault } from "./journal/store.ts";
export { type MemoryDisk, memoryDisk, openMemoryStore } from "./journal/stores/memory.ts";
export { openSqliteStore, type WriteMode } from "./journal/stores/sqlite.ts";
export type { Failure } from "./kernel/failure.ts";
export type { Call } from "./kernel/identity.ts";
export type { RunEvent, User } from "./kernel/run/events.ts";
export type { Redecided } from "./kernel/run/redecide.ts";
export { type StepView, stepName, type Totals, type WaitingFor } from "./kernel/run/view.ts";
export { openJournal } from "./orchestrator/journal.ts";
export type { Registration } from "./orchestrator/registry.ts";
export { createRunReporter, type RunReporter } from "./orchestrator/reporter.ts";
// orchestrator
export { createOrchestrator, type OrchestratorOptions } from "./orchestrator.ts";
export type {
  ChainedEntry,
  Entry,
  Journal,
  News,
  Orchestrator,
  Refusal,
  Rest,
  RunReport,
  RunSummary,
  StartRequest,
  Verified,
} from "./orchestrator-api.ts";
// workers
export type { HandlerOutput } from "./workers/output.ts";
export type { PoolOptions } from "./workers/pool.ts";
export { localWorld } from "./world/local.ts";
export type { Clock, Job, JobResult, Random, Workers, Workplace, World } from "./world/world.ts";
